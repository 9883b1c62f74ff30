"""Writes of dossiers, by meaning; each one checks, changes, then records, or changes nothing."""

from levier.cases.services.access import bar_access, give_access, lift_bar, take_access_back
from levier.cases.services.analysis import (
    add_attention_point,
    change_attention_point,
    rate_dimension,
    remove_attention_point,
)
from levier.cases.services.eligibility import (
    Evaluation,
    evaluate_case,
    record_eligibility,
)
from levier.cases.services.engagement import remove_axis, set_axes, set_axis
from levier.cases.services.exchanges import add_note, answer_referral, refer_person
from levier.cases.services.life import move_case, open_case, open_cases, update_case
from levier.cases.services.parties import add_party, remove_party
from levier.cases.services.pieces import (
    add_piece,
    check_piece,
    receive_content,
    receive_piece,
    reject_piece,
    request_pieces,
)
from levier.cases.services.plan import (
    add_plan_line,
    change_plan_line,
    remove_plan_line,
    set_plan_lines,
    set_vat_basis,
)
from levier.cases.services.plan_aids import count_third_party_aids
from levier.cases.services.plan_grid import save_plan_changes
from levier.cases.services.readiness import facts_of, missing_for_committee
from levier.cases.services.requests import set_request, withdraw_request
from levier.cases.services.round_table import set_financier

__all__ = [
    "Evaluation",
    "add_attention_point",
    "add_note",
    "add_party",
    "add_piece",
    "add_plan_line",
    "answer_referral",
    "bar_access",
    "change_attention_point",
    "change_plan_line",
    "check_piece",
    "count_third_party_aids",
    "evaluate_case",
    "facts_of",
    "give_access",
    "lift_bar",
    "missing_for_committee",
    "move_case",
    "open_case",
    "open_cases",
    "rate_dimension",
    "receive_content",
    "receive_piece",
    "record_eligibility",
    "refer_person",
    "reject_piece",
    "remove_attention_point",
    "remove_axis",
    "remove_party",
    "remove_plan_line",
    "request_pieces",
    "save_plan_changes",
    "set_axes",
    "set_axis",
    "set_financier",
    "set_plan_lines",
    "set_request",
    "set_vat_basis",
    "take_access_back",
    "update_case",
    "withdraw_request",
]
