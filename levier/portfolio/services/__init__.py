"""Writes of commitments, by meaning: opened, drawn, moved, amended."""

from levier.portfolio.services.amendments import amend, decide_amendment, terms_of, typed_terms
from levier.portfolio.services.clawbacks import Accounts as ClawbackAccounts
from levier.portfolio.services.clawbacks import (
    ask_back,
    asked_back,
    give_up_clawback,
    left_to_ask,
    note_clawback_receipt,
    received_of,
)
from levier.portfolio.services.contracts import (
    agreed_terms,
    contract_in_force,
    keep_contract,
    refuse_contract,
    refuse_unsigned,
    sign_contract,
)
from levier.portfolio.services.couplings import refuse_payment_uncoupled
from levier.portfolio.services.draws import (
    draw_on_envelopes,
    drawn_on,
    remaining_in,
    share_between,
)
from levier.portfolio.services.evidence import Evidence, evidence_of, refuse_unevidenced
from levier.portfolio.services.life import (
    cancel,
    end,
    is_set_up_by,
    lapse,
    set_carrier_number,
    set_up,
    unlock,
)
from levier.portfolio.services.opening import (
    LoanTerms,
    open_financing,
    open_grant,
    open_guarantee,
)
from levier.portfolio.services.paying import (
    paid_out,
    refuse_while_at_the_bank,
    refuse_while_paid_here,
    was_noted_by_hand,
)
from levier.portfolio.services.proposals import (
    answer_loan_proposal,
    refuse_conditional,
    submit_loan,
)
from levier.portfolio.services.securities import record_security
from levier.portfolio.services.state_aid import (
    count_aid,
    count_past_aids,
    refuse_payment_above_ceiling,
)

__all__ = [
    "ClawbackAccounts",
    "Evidence",
    "LoanTerms",
    "agreed_terms",
    "amend",
    "answer_loan_proposal",
    "ask_back",
    "asked_back",
    "cancel",
    "contract_in_force",
    "count_aid",
    "count_past_aids",
    "decide_amendment",
    "draw_on_envelopes",
    "drawn_on",
    "end",
    "evidence_of",
    "give_up_clawback",
    "is_set_up_by",
    "keep_contract",
    "lapse",
    "left_to_ask",
    "note_clawback_receipt",
    "open_financing",
    "open_grant",
    "open_guarantee",
    "paid_out",
    "received_of",
    "record_security",
    "refuse_conditional",
    "refuse_contract",
    "refuse_payment_above_ceiling",
    "refuse_payment_uncoupled",
    "refuse_unevidenced",
    "refuse_unsigned",
    "refuse_while_at_the_bank",
    "refuse_while_paid_here",
    "remaining_in",
    "set_carrier_number",
    "set_up",
    "share_between",
    "sign_contract",
    "submit_loan",
    "terms_of",
    "typed_terms",
    "unlock",
    "was_noted_by_hand",
]
