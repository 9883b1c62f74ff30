"""Writes of the committees, by meaning: who may sit, sittings, agenda, decisions."""

from levier.committees.services.agenda import (
    cancel_withdrawal,
    declare_withdrawal,
    move_item,
    put_on_agenda,
    record_attendance,
    take_off_agenda,
    write_debate,
)
from levier.committees.services.conditions import lift_condition
from levier.committees.services.decisions import NewCondition, record_decision
from levier.committees.services.membership import (
    college_named,
    committee_named,
    give_up_seat,
    install_committees,
    register_member,
    register_representative,
    register_seat,
    seats_on,
    set_committee_rules,
    set_term,
)
from levier.committees.services.reasons import (
    install_refusal_reasons,
    reasons_on,
    set_refusal_reason,
)
from levier.committees.services.sittings import (
    end_sitting,
    freeze_minutes,
    open_sitting,
    plan_sitting,
    record_past_sitting,
    stub_sitting,
    update_sitting,
)
from levier.committees.services.votes import cast_vote, members_of, quorum_on, tally_of

__all__ = [
    "NewCondition",
    "cancel_withdrawal",
    "cast_vote",
    "college_named",
    "committee_named",
    "declare_withdrawal",
    "end_sitting",
    "freeze_minutes",
    "give_up_seat",
    "install_committees",
    "install_refusal_reasons",
    "lift_condition",
    "members_of",
    "move_item",
    "open_sitting",
    "plan_sitting",
    "put_on_agenda",
    "quorum_on",
    "reasons_on",
    "record_attendance",
    "record_decision",
    "record_past_sitting",
    "register_member",
    "register_representative",
    "register_seat",
    "seats_on",
    "set_committee_rules",
    "set_refusal_reason",
    "set_term",
    "stub_sitting",
    "take_off_agenda",
    "tally_of",
    "update_sitting",
    "write_debate",
]
