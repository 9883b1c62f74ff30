"""Who votes on one dossier: the rows shown, and the mark that tells a screen if they changed."""

from hashlib import sha256
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, QueryDict

from levier.committees.models import (
    AgendaItem,
    Attendance,
    Decision,
    Movement,
    Sitting,
    Vote,
    Withdrawal,
)
from levier.committees.permissions import can_run_sittings
from levier.committees.services import (
    Ballot,
    members_of,
    members_on,
    quorum_on,
    tally_of,
    voters_on,
)
from levier.committees.services.votes import movements_of
from levier.kernel.french import NBSP, plural


def room_part(key: UUID, user, typed=None) -> dict:
    """Return the votes, withdrawals and quorum of one point alone; 404 to a stranger."""
    rows = AgendaItem.objects.visible_to(user).select_related("sitting__committee", "case")
    rows = rows.prefetch_related(
        "votes",
        Prefetch("withdrawals", Withdrawal.objects.select_related("representative")),
        Prefetch("decisions", Decision.objects.only("item_id")),
        "sitting__committee__rules__college_seats",
        Prefetch("sitting__movements", Movement.objects.select_related("item", "representative")),
    )
    item = rows.filter(pk=key).first()
    if item is None:
        raise Http404
    return room_of(item, user, typed or QueryDict())


def room_of(item: AgendaItem, user, typed) -> dict:
    """Return the votes, withdrawals and quorum of a point whose rows are read."""
    sitting = item.sitting
    attendances = list(sitting.attendances.select_related("representative__user", "college"))
    members = members_of(sitting, attendances)
    voters = _voters(item, attendances, members, user, typed)
    is_open = sitting.state == Sitting.State.OPEN and not item.is_closed
    quorum = quorum_on(item, members)
    return {
        "sitting": sitting,
        "item": item,
        "runs": can_run_sittings(user),
        "is_open": is_open,
        "is_followed": is_open and sitting.mode == Sitting.Mode.MEETING,
        "quorum": quorum,
        "quorum_said": quorum_said(quorum),
        "tally": tally_of(item),
        "withdrawals": list(item.withdrawals.all()),
        "voters": voters,
        "choices": Vote.Choice.choices,
        "people": members,
        "mark": _mark(
            [
                (row["representative"].pk, row["is_there"], row["shown"], bool(row["withdrawal"]))
                for row in voters
            ],
            (sitting.state, item.is_closed, len(item.decisions.all())),
        ),
    }


def room_mark(key: UUID, user) -> str:
    """Return the same mark, read in one query."""
    here = {"item": key, "representative": OuterRef("representative")}
    point = AgendaItem.objects.visible_to(user).filter(pk=key)
    moved = Movement.objects.filter(
        sitting=OuterRef("sitting"),
        representative=OuterRef("representative"),
        item__position__lte=Subquery(AgendaItem.objects.filter(pk=key).values("position")),
    ).order_by("-item__position", "-pk")
    rows = Attendance.objects.filter(Exists(point), sitting__items=key).annotate(
        choice=Subquery(Vote.objects.filter(**here).values("choice")[:1]),
        is_out=Exists(Withdrawal.objects.filter(**here)),
        moved=Subquery(moved.values("is_present")[:1]),
        decided=decisions_on(key),
    )
    found = list(
        rows.values_list(
            "representative_id", "is_present", "moved", "choice", "is_out",
            "sitting__state", "sitting__items__is_closed", "decided",
        )
    )  # fmt: skip
    return _mark(
        [
            (person, there if moved is None else moved, choice or "", is_out)
            for person, there, moved, choice, is_out, *_ in found
        ],
        found[0][5:] if found else (),
    )


def ballot_typed(typed, person) -> Ballot:
    """Return what a page sent of a member's vote: what it showed, and what is ticked."""
    shown, choice = typed.get(f"shown-{person.pk}", ""), typed.get(f"vote-{person.pk}", "")
    return Ballot(person, shown, choice if choice in Vote.Choice.values else shown)


def decisions_on(point) -> Coalesce:
    """Return how many decisions a point has, to annotate with; `point` is a key or an OuterRef."""
    rows = Decision.objects.filter(item=point).order_by().values("item")
    return Coalesce(Subquery(rows.annotate(count=Count("pk")).values("count")), 0)


def quorum_said(quorum) -> str:
    """Return the quorum of a point in one sentence: how many count, and what lacks."""
    who = f"{plural(quorum.members, 'votant')}, {plural(quorum.colleges, 'collège')}"
    return f"Quorum{NBSP}: {who}, {'atteint' if quorum.is_reached else 'non atteint'}."


def mark_of(parts) -> str:
    """Return a short mark: the same as long as these parts are the same."""
    return sha256(repr(parts).encode()).hexdigest()[:16]


def _mark(people, point) -> str:
    return mark_of((sorted((str(key), *rest) for key, *rest in people), tuple(point)))


def _voters(item, attendances, members, user, typed) -> list[dict]:
    """Return each member called, what they voted, and whether this user votes for them."""
    runs = can_run_sittings(user)
    there = {row.key: row.is_present for row in members_on(item, members)}
    entitled = voters_on(item, members)
    withdrawn = {row.representative_id: row for row in item.withdrawals.all()}
    votes = {row.representative_id: row for row in item.votes.all()}
    moves = {
        row.representative_id: row
        for row in movements_of(item.sitting)
        if row.item.position <= item.position
    }
    found = []
    for row in attendances:
        person, vote = row.representative, votes.get(row.representative_id)
        shown = vote.choice if vote else ""
        ballot = ballot_typed(typed, person)
        is_mine = person.user_id == user.pk
        found.append(
            {
                "attendance": row,
                "representative": person,
                "is_chair": person.pk == item.sitting.chair_id,
                "withdrawal": withdrawn.get(person.pk),
                "movement": moves.get(person.pk),
                "vote": vote,
                "shown": shown,
                "choice": ballot.against(shown),
                "is_fresh": bool(typed) and ballot.shown != shown,
                "is_there": there[person.pk],
                "may_vote": person.pk in entitled,
                "is_mine": is_mine,
                "may_write": runs or is_mine,
            }
        )
    return found
