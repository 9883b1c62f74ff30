"""Quorum and votes of one dossier at a sitting."""

from collections.abc import Sequence

from django.db import transaction

from levier.committees.errors import ItemClosed, SittingNotOpen, VoteRefused
from levier.committees.models import AgendaItem, Representative, Sitting, Vote
from levier.committees.services.sittings import refuse_frozen
from levier.journal import services as journal
from levier.rules import committee as rules


def members_of(sitting: Sitting, attendances=None) -> list[rules.Member]:
    """Return those called to a sitting, as the rules count them (one query, or none if given)."""
    rows = attendances
    if rows is None:
        rows = sitting.attendances.select_related("representative")
    return [
        rules.Member(row.representative_id, row.college, row.is_present, str(row.representative))
        for row in rows
    ]


def quorum_on(item: AgendaItem, members: Sequence[rules.Member] | None = None) -> rules.Quorum:
    """Return the quorum of one dossier, those who withdrew from it taken away."""
    committee = item.sitting.committee
    return rules.quorum_of(
        members_of(item.sitting) if members is None else members,
        {row.representative_id for row in item.withdrawals.all()},
        min_members=committee.min_members if committee else 0,
        min_colleges=committee.min_colleges if committee else 0,
    )


def tally_of(item: AgendaItem) -> rules.Tally:
    """Return the votes of one dossier, counted; the chair breaks a tie where the rules say so."""
    votes = list(item.votes.all())
    sitting = item.sitting
    casting = None
    if sitting.committee and sitting.committee.chair_has_casting_vote:
        casting = next((v.choice for v in votes if v.representative_id == sitting.chair_id), None)
    return rules.tally(
        [rules.Vote(vote.representative_id, rules.Choice(vote.choice)) for vote in votes],
        rules.Choice(casting) if casting else None,
    )


@transaction.atomic
def cast_vote(*, item: AgendaItem, representative: Representative, choice: str, actor) -> Vote:
    """Write one member's vote on one dossier; before the decision it may change.

    Errors: SittingNotOpen; ItemClosed; VoteRefused for somebody absent or who withdrew.
    """
    refuse_out_of_session(item)
    ballot = rules.Vote(representative.pk, rules.Choice(choice))
    withdrawn = {row.representative_id for row in item.withdrawals.all()}
    faults = rules.vote_faults([ballot], members_of(item.sitting), withdrawn)
    if faults:
        raise VoteRefused(reason=faults[0])
    vote, _ = Vote.objects.update_or_create(
        organisation_id=item.organisation_id,
        item=item,
        representative=representative,
        defaults={"choice": choice},
    )
    journal.record(
        "committees.vote",
        actor=actor,
        target=vote,
        case_key=item.case_id,
        summary=f"{representative} vote « {vote.get_choice_display()} » sur {item.case.number}.",
    )
    return vote


def refuse_out_of_session(item: AgendaItem) -> None:
    """Errors: MinutesFrozen, SittingNotOpen, ItemClosed."""
    refuse_frozen(item.sitting)
    if item.sitting.state != Sitting.State.OPEN:
        raise SittingNotOpen(number=item.sitting.number)
    if item.is_closed:
        raise ItemClosed(case=item.case.number)
