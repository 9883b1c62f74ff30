"""Writes of the life of guarantees: events, papers, calls, their payments, what comes back."""

from levier.claims.services.calls import (
    decide_call,
    indemnity_on,
    missing_papers,
    open_call,
    revise_claim,
    submit_call,
    withdraw_call,
)
from levier.claims.services.checking import check_claims, claims_compared
from levier.claims.services.commissions import commission_of, note_commission
from levier.claims.services.endowments import (
    add_counter_guarantee,
    back_at_commitment,
    back_guarantee,
    detach_guarantee,
    refuse_beyond_lines,
    register_endowment,
    set_multiplier,
)
from levier.claims.services.given import post_given
from levier.claims.services.given_accounts import (
    name_given_accounts,
    named_given_accounts,
    proposed_given_accounts,
)
from levier.claims.services.given_checking import given_compared
from levier.claims.services.given_month import GivenMonth, post_given_month
from levier.claims.services.money import note_recovery, pay_indemnity, propose_provision
from levier.claims.services.noting import note_event, note_paper
from levier.claims.services.ordering import (
    orders_of_call,
    refuse_two_orders,
    refuse_unorderable,
    settle_order,
    undo_order,
)
from levier.claims.services.positions import backings_of, parts_on, positions_on
from levier.claims.services.standing import NewSchedule, Standing, open_incidents, standing_of

__all__ = [
    "GivenMonth",
    "NewSchedule",
    "Standing",
    "add_counter_guarantee",
    "back_at_commitment",
    "back_guarantee",
    "backings_of",
    "check_claims",
    "claims_compared",
    "commission_of",
    "decide_call",
    "detach_guarantee",
    "given_compared",
    "indemnity_on",
    "missing_papers",
    "name_given_accounts",
    "named_given_accounts",
    "note_commission",
    "note_event",
    "note_paper",
    "note_recovery",
    "open_call",
    "open_incidents",
    "orders_of_call",
    "parts_on",
    "pay_indemnity",
    "positions_on",
    "post_given",
    "post_given_month",
    "propose_provision",
    "proposed_given_accounts",
    "refuse_beyond_lines",
    "refuse_two_orders",
    "refuse_unorderable",
    "register_endowment",
    "revise_claim",
    "set_multiplier",
    "settle_order",
    "standing_of",
    "submit_call",
    "undo_order",
    "withdraw_call",
]
