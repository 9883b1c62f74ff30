"""Writes of the committees, by meaning: who may sit, sittings, agenda, decisions."""

from levier.committees.services.agenda import (
    differs,
    move_item,
    plan_minutes,
    put_on_agenda,
    record_attendance,
    take_off_agenda,
    usual_committees,
    write_debate,
)
from levier.committees.services.ballots import Ballot, cast_changed
from levier.committees.services.conditions import lift_condition
from levier.committees.services.decisions import NewCondition, record_decision
from levier.committees.services.delegations import (
    amount_asked,
    needed_delegation,
    open_delegated_sitting,
)
from levier.committees.services.house_rules import (
    delegation_among,
    delegation_for,
    delegations_on,
    rules_of,
    rules_on,
    set_committee_rules,
    set_delegation,
)
from levier.committees.services.membership import (
    college_named,
    committee_named,
    give_up_seat,
    install_committees,
    register_member,
    register_representative,
    register_seat,
    seats_on,
    set_term,
)
from levier.committees.services.movements import record_movement
from levier.committees.services.ratifications import (
    awaiting_ratification,
    decline_ratification,
    ratify,
)
from levier.committees.services.reasons import (
    install_refusal_reasons,
    reasons_on,
    set_refusal_reason,
)
from levier.committees.services.sittings import (
    cancel_sitting,
    end_sitting,
    freeze_minutes,
    open_sitting,
    plan_sitting,
    record_past_sitting,
    stub_sitting,
    update_sitting,
)
from levier.committees.services.ties import (
    accept_proposal,
    dismiss_proposal,
    propose_withdrawals,
)
from levier.committees.services.votes import (
    cast_vote,
    members_of,
    members_on,
    quorum_on,
    show_item,
    tally_of,
)
from levier.committees.services.withdrawals import cancel_withdrawal, declare_withdrawal

__all__ = [
    "Ballot",
    "NewCondition",
    "accept_proposal",
    "amount_asked",
    "awaiting_ratification",
    "cancel_sitting",
    "cancel_withdrawal",
    "cast_changed",
    "cast_vote",
    "college_named",
    "committee_named",
    "declare_withdrawal",
    "decline_ratification",
    "delegation_among",
    "delegation_for",
    "delegations_on",
    "differs",
    "dismiss_proposal",
    "end_sitting",
    "freeze_minutes",
    "give_up_seat",
    "install_committees",
    "install_refusal_reasons",
    "lift_condition",
    "members_of",
    "members_on",
    "move_item",
    "needed_delegation",
    "open_delegated_sitting",
    "open_sitting",
    "plan_minutes",
    "plan_sitting",
    "propose_withdrawals",
    "put_on_agenda",
    "quorum_on",
    "ratify",
    "reasons_on",
    "record_attendance",
    "record_decision",
    "record_movement",
    "record_past_sitting",
    "register_member",
    "register_representative",
    "register_seat",
    "rules_of",
    "rules_on",
    "seats_on",
    "set_committee_rules",
    "set_delegation",
    "set_refusal_reason",
    "set_term",
    "show_item",
    "stub_sitting",
    "take_off_agenda",
    "tally_of",
    "update_sitting",
    "usual_committees",
    "write_debate",
]
