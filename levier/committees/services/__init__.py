"""Writes of the committees, by meaning: who may sit, sittings, agenda, decisions."""

from levier.committees.services.agenda import (
    add_point,
    move_item,
    plan_minutes,
    put_on_agenda,
    record_attendance,
    take_off_agenda,
    write_debate,
)
from levier.committees.services.ballot_messages import (
    Called,
    address_of,
    ballot_url,
    consult_members,
    remind_voters,
)
from levier.committees.services.ballots import Ballot, cast_changed
from levier.committees.services.bodies import add_body, body_named, change_body
from levier.committees.services.colleges import add_college, change_college, college_named
from levier.committees.services.conditions import lift_condition
from levier.committees.services.consultations import (
    BallotProgress,
    ballots_of,
    close_consultation,
    close_due,
    close_if_all_voted,
    end_of,
    extend_consultation,
    missing_in,
    open_consultation,
    send_back,
)
from levier.committees.services.decisions import NewCondition, record_decision
from levier.committees.services.delegations import (
    amount_asked,
    needed_delegation,
    open_delegated_sitting,
)
from levier.committees.services.house_rules import (
    colleges_under,
    delegation_among,
    delegation_for,
    delegations_on,
    rules_of,
    rules_on,
    set_committee_rules,
    set_delegation,
)
from levier.committees.services.membership import (
    register_member,
    register_representative,
    set_term,
)
from levier.committees.services.minutes import content_of_record, keep_content
from levier.committees.services.movements import record_movement
from levier.committees.services.proposals import accept_proposal, dismiss_proposal
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
from levier.committees.services.remits import (
    committees_of,
    outside_remit,
    proposed_committees,
    refuse_amended_outside_remit,
    remits_on,
    set_remit,
    tracks_of,
)
from levier.committees.services.seats import (
    change_seat,
    days_said,
    register_seat,
    seats_on,
    take_seat_back,
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
from levier.committees.services.standing_committees import (
    add_committee,
    change_committee,
    committee_named,
    install_committees,
    workbook_names,
)
from levier.committees.services.ties import propose_withdrawals
from levier.committees.services.votes import (
    cast_vote,
    members_of,
    members_on,
    quorum_on,
    show_item,
    tally_of,
    voters_on,
)
from levier.committees.services.withdrawals import cancel_withdrawal, declare_withdrawal

__all__ = [
    "Ballot",
    "BallotProgress",
    "Called",
    "NewCondition",
    "accept_proposal",
    "add_body",
    "add_college",
    "add_committee",
    "add_point",
    "address_of",
    "amount_asked",
    "awaiting_ratification",
    "ballot_url",
    "ballots_of",
    "body_named",
    "cancel_sitting",
    "cancel_withdrawal",
    "cast_changed",
    "cast_vote",
    "change_body",
    "change_college",
    "change_committee",
    "change_seat",
    "close_consultation",
    "close_due",
    "close_if_all_voted",
    "college_named",
    "colleges_under",
    "committee_named",
    "committees_of",
    "consult_members",
    "content_of_record",
    "days_said",
    "declare_withdrawal",
    "decline_ratification",
    "delegation_among",
    "delegation_for",
    "delegations_on",
    "dismiss_proposal",
    "end_of",
    "end_sitting",
    "extend_consultation",
    "freeze_minutes",
    "install_committees",
    "install_refusal_reasons",
    "keep_content",
    "lift_condition",
    "members_of",
    "members_on",
    "missing_in",
    "move_item",
    "needed_delegation",
    "open_consultation",
    "open_delegated_sitting",
    "open_sitting",
    "outside_remit",
    "plan_minutes",
    "plan_sitting",
    "propose_withdrawals",
    "proposed_committees",
    "put_on_agenda",
    "quorum_on",
    "ratify",
    "reasons_on",
    "record_attendance",
    "record_decision",
    "record_movement",
    "record_past_sitting",
    "refuse_amended_outside_remit",
    "register_member",
    "register_representative",
    "register_seat",
    "remind_voters",
    "remits_on",
    "rules_of",
    "rules_on",
    "seats_on",
    "send_back",
    "set_committee_rules",
    "set_delegation",
    "set_refusal_reason",
    "set_remit",
    "set_term",
    "show_item",
    "stub_sitting",
    "take_off_agenda",
    "take_seat_back",
    "tally_of",
    "tracks_of",
    "update_sitting",
    "voters_on",
    "workbook_names",
    "write_debate",
]
