"""Quorum and votes of one dossier at a sitting."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from levier.committees.errors import ItemClosed, SittingNotOpen, VoteRefused, VotingClosed
from levier.committees.models import AgendaItem, Representative, Sitting, Vote
from levier.committees.services.house_rules import colleges_under, rules_of
from levier.committees.services.sittings import refuse_frozen
from levier.journal import services as journal
from levier.rules import committee as rules


def members_of(sitting: Sitting, attendances=None) -> list[rules.Member]:
    """Return those called to a sitting, as the rules count them (one query, or none if given)."""
    rows = attendances
    if rows is None:
        rows = sitting.attendances.select_related("representative")
    return [
        rules.Member(
            row.representative_id,
            str(row.college_id),
            row.is_present,
            str(row.representative),
            row.is_substitute,
        )
        for row in rows
    ]


def members_on(item: AgendaItem, members: Sequence[rules.Member] | None = None):
    """Return the members as they are on one point: arrivals and departures, votes in writing."""
    found = members_of(item.sitting) if members is None else members
    if item.sitting.mode == Sitting.Mode.WRITTEN:
        voters = {vote.representative_id for vote in item.votes.all()}
        open_still = item.sitting.voting_closed_at is None
        return [replace(row, is_present=open_still or row.key in voters) for row in found]
    moved = {
        row.representative_id: row.is_present
        for row in movements_of(item.sitting)
        if row.item.position <= item.position
    }
    return [replace(row, is_present=moved.get(row.key, row.is_present)) for row in found]


def movements_of(sitting: Sitting) -> list:
    """Return the arrivals and departures of a sitting, in the order of its agenda."""
    if "movements" in getattr(sitting, "_prefetched_objects_cache", {}):
        return list(sitting.movements.all())
    return list(sitting.movements.select_related("item"))


def quorum_on(item: AgendaItem, members: Sequence[rules.Member] | None = None) -> rules.Quorum:
    """Return the quorum of one dossier under the rules of its sitting's day.

    Those in excess of their college's seats, and those who withdrew from it, are taken away. In
    writing, only those who voted on it count, and the quorum is that of written consultations.
    """
    written = item.sitting.mode == Sitting.Mode.WRITTEN
    voters = {vote.representative_id for vote in item.votes.all()} if written else set()
    there = members_on(item, members)
    if written:
        there = [replace(row, is_present=row.key in voters) for row in there]
    withdrawn = {row.representative_id for row in item.withdrawals.all()}
    return rules.quorum_of(there, withdrawn, **quorum_asked(item.sitting))


def voters_on(item: AgendaItem, members: Sequence[rules.Member] | None = None) -> set:
    """Return the keys of those who may vote on a point: present, seated, not withdrawn."""
    withdrawn = {row.representative_id for row in item.withdrawals.all()}
    colleges = quorum_asked(item.sitting)["colleges"]
    return {row.key for row in rules.taking_part(members_on(item, members), withdrawn, colleges)}


def quorum_asked(sitting: Sitting) -> dict:
    """Return what the rules of a sitting ask, as `quorum_of` takes it; by delegation, nothing."""
    if sitting.mode == Sitting.Mode.DELEGATION:
        return {"min_members": 0, "min_colleges": 0, "colleges": ()}
    house = rules_of(sitting)
    written = sitting.mode == Sitting.Mode.WRITTEN
    return {
        "min_members": house.written_min_members if written else house.min_members,
        "min_colleges": house.written_min_colleges if written else house.min_colleges,
        "colleges": colleges_under(house, written=written),
    }


def tally_of(item: AgendaItem) -> rules.Tally:
    """Return the votes of one dossier, counted; the chair breaks a tie where the rules say so."""
    votes = list(item.votes.all())
    sitting = item.sitting
    casting = None
    if rules_of(sitting).chair_has_casting_vote:
        casting = next((v.choice for v in votes if v.representative_id == sitting.chair_id), None)
    return rules.tally(
        [rules.Vote(vote.representative_id, rules.Choice(vote.choice)) for vote in votes],
        rules.Choice(casting) if casting else None,
    )


@transaction.atomic
def cast_vote(
    *,
    item: AgendaItem,
    representative: Representative,
    choice: str,
    actor,
    remark: str | None = None,
    at: datetime | None = None,
) -> Vote:
    """Write one member's vote on one dossier; before the decision it may change.

    The point is taken first, as a decision takes it: a vote never slips in behind one. `at` is
    the moment of the vote: a written consultation asks for it, and refuses a vote after its end.
    A `remark` left out keeps the one written before.
    Errors: SittingNotOpen; ItemClosed; VotingClosed; VoteRefused for somebody absent, withdrawn, or
    in excess of the seats of their college.
    """
    _take_consultation(item.sitting, at)
    item = locked(item)
    refuse_out_of_session(item)
    _refuse_closed(item.sitting, at)
    ballot = rules.Vote(representative.pk, rules.Choice(choice))
    withdrawn = {row.representative_id for row in item.withdrawals.all()}
    colleges = quorum_asked(item.sitting)["colleges"]
    faults = rules.vote_faults([ballot], members_on(item), withdrawn, colleges)
    if faults:
        raise VoteRefused(reason=faults[0])
    said = {} if remark is None else {"remark": remark.strip()}
    vote, _ = Vote.objects.update_or_create(
        organisation_id=item.organisation_id,
        item=item,
        representative=representative,
        defaults={"choice": choice, "cast_by": actor} | said,
    )
    journal.record(
        "committees.vote",
        actor=actor,
        target=vote,
        case_key=item.case_id,
        summary=f"{representative} vote « {vote.get_choice_display()} » sur {item.case.number}.",
    )
    return vote


def locked(item: AgendaItem) -> AgendaItem:
    """Take the point for this transaction: two secretaries never decide it together."""
    return (
        AgendaItem.objects.select_for_update(of=("self",))
        .select_related("sitting__committee", "case")
        .get(pk=item.pk)
    )


def _take_consultation(sitting: Sitting, at: datetime | None) -> None:
    """Hold a written consultation until the vote is kept: it does not close in between."""
    if sitting.mode == Sitting.Mode.WRITTEN:
        if at is None:
            raise VoteRefused(reason="Une consultation écrite se vote sur son bulletin.")
        Sitting.objects.select_for_update(no_key=True).get(pk=sitting.pk)


def _refuse_closed(sitting: Sitting, at: datetime | None) -> None:
    late = at is not None and sitting.closes_at is not None and at > sitting.closes_at
    if sitting.voting_closed_at is not None or late:
        raise VotingClosed(number=sitting.number)


def refuse_out_of_session(item: AgendaItem) -> None:
    """Errors: MinutesFrozen, SittingNotOpen, ItemClosed."""
    refuse_frozen(item.sitting)
    if item.sitting.state != Sitting.State.OPEN:
        raise SittingNotOpen(number=item.sitting.number)
    if item.is_closed:
        raise ItemClosed(case=item.case.number)


@transaction.atomic
def show_item(*, item, actor) -> None:
    """Show one point of an open sitting on the members' tablets and on the room's screen."""
    rows = Sitting.objects.filter(pk=item.sitting_id, state=Sitting.State.OPEN)
    rows.exclude(current_item=item).update(current_item=item)
