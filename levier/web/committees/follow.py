"""The evening on a member's own tablet: the point being shown, and their vote on it."""

from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from levier.cases.models import Case, FundingRequest
from levier.cases.querysets import hangs_from
from levier.committees.models import (
    AgendaItem,
    Attendance,
    Decision,
    Movement,
    Sitting,
    Vote,
    Withdrawal,
)
from levier.committees.permissions import can_read_sittings
from levier.committees.services import voters_on
from levier.web.access import allow
from levier.web.committees.voters import decisions_on, mark_of


@allow(can_read_sittings)
@require_safe
def follow(request, pk):
    """Page « Suivre la séance »; to its own polling, the part that changed, or 204."""
    seen = _seen(request.user, pk)
    mark = mark_of(sorted(seen.items()))
    if not request.htmx:
        return render(request, "web/committees/follow.html", _shown(seen, request.user, mark))
    if request.GET.get("vu") == mark:
        return HttpResponse(status=204)
    return render(request, "web/committees/_follow.html", _shown(seen, request.user, mark))


def _seen(user, key: UUID) -> dict:
    """Return, in one query, all on which this user's page depends; 404 to a stranger."""
    mine = {"representative__user": user}
    here = {"item": OuterRef("current_item"), **mine}
    called = Attendance.objects.filter(sitting=OuterRef("pk"), **mine)
    moved = Movement.objects.filter(
        sitting=OuterRef("pk"), item__position__lte=OuterRef("current_item__position"), **mine
    ).order_by("-item__position", "-pk")
    rows = Sitting.objects.visible_to(user).filter(pk=key, mode=Sitting.Mode.MEETING)
    seen = rows.values(
        "number", "held_on", "starts_at", "place", "state",
        key=F("pk"),
        item=F("current_item"),
        is_closed=F("current_item__is_closed"),
        is_readable=Exists(
            Case.objects.visible_to(user).filter(pk=OuterRef("current_item__case"))
        ),
        is_out=Exists(Withdrawal.objects.filter(**here)),
        choice=Subquery(Vote.objects.filter(**here).values("choice")[:1]),
        person=Subquery(called.values("representative")[:1]),
        is_called_present=Subquery(called.values("is_present")[:1]),
        moved=Subquery(moved.values("is_present")[:1]),
        decided=decisions_on(OuterRef("current_item")),
    ).first()  # fmt: skip
    if seen is None:
        raise Http404
    return seen


def _shown(seen: dict, user, mark: str) -> dict:
    """Return what the page shows of the point: nothing of one that is not theirs to read."""
    is_open = seen["state"] == Sitting.State.OPEN
    is_there = seen["is_called_present"] if seen["moved"] is None else seen["moved"]
    is_theirs = seen["is_readable"] and not seen["is_out"]
    item = _item(user, seen["item"]) if is_open and seen["item"] and is_theirs else None
    return {
        "seen": seen,
        "mark": mark,
        "is_open": is_open,
        "is_over": seen["state"] not in (Sitting.State.PLANNED, Sitting.State.OPEN),
        "item": item,
        "asked": [row for row in item.case.requests.all() if row.state != "withdrawn"]
        if item
        else [],
        "is_there": bool(is_there),
        "may_vote": item is not None
        and not item.is_closed
        and bool(is_there)
        and UUID(str(seen["person"])) in voters_on(item),  # SQLite gives its digits alone
        "choices": Vote.Choice.choices,
        "said": dict(Vote.Choice.choices).get(seen["choice"], ""),
    }


def _item(user, key: UUID) -> AgendaItem | None:
    cases = hangs_from(Case.objects.visible_to(user))
    rows = AgendaItem.objects.filter(cases, pk=key).select_related(
        "case__person", "case__structure", "presented_by", "sitting__committee"
    )
    return rows.prefetch_related(
        Prefetch("decisions", Decision.objects.select_related("request__instrument")),
        Prefetch("case__requests", FundingRequest.objects.select_related("instrument", "bank")),
    ).first()
