"""What is read only here: the committee's decisions, the commitments, the journal."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from levier.cases.models import Case
from levier.cases.states import State
from levier.committees.models import Committee, Condition, Decision, Sitting
from levier.committees.permissions import can_run_sittings
from levier.committees.services import proposed_committees
from levier.journal.models import Entry
from levier.kernel.text import whole_number
from levier.portfolio.models import Draw
from levier.web.cases.dossier import on_case, show_tab
from levier.web.cases.timeline import lines_of
from levier.web.committees.delegation_page import BodyChoice, bodies_for, requests_to_decide

LAST_PAGE = 10_000
PAGE = 60


@on_case(tab="committee")
@require_GET
def case_committee(request: HttpRequest, case: Case) -> HttpResponse:
    """Tab « Comité » : sittings, decisions with their conditions, commitments with their draws."""
    decisions = list(
        Decision.objects.visible_to(request.user)
        .filter(item__case=case)
        .select_related("request__instrument", "item__sitting")
        .order_by("-decided_on", "id")
    )
    conditions: dict = {}
    for row in Condition.objects.filter(decision__in=decisions).select_related(
        "owner", "lifted_by"
    ):
        conditions.setdefault(row.decision_id, []).append(row)
    commitments = list(
        case.commitments.select_related("instrument", "carrier", "guarantee__bank", "financing")
    )
    draws: dict = {}
    for row in Draw.objects.filter(commitment__in=commitments).select_related("envelope"):
        draws.setdefault(row.commitment_id, []).append(row)
    context = {
        "decisions": [(one, conditions.get(one.pk, [])) for one in decisions],
        "delegable": _delegable(request, case),
        "proposed": _proposed(request, case),
        "granted": [(one, draws.get(one.pk, [])) for one in commitments],
    }
    return show_tab(request, case, "committee", context)


def _proposed(request: HttpRequest, case: Case) -> list[tuple[Committee, Sitting | None]]:
    """Return the committees that may decide a ready dossier, each with its next sitting."""
    if case.state != State.READY:
        return []
    today = timezone.localdate()
    committees = proposed_committees(case, today)
    coming = Sitting.objects.visible_to(request.user).filter(
        committee__in=committees, state=Sitting.State.PLANNED, held_on__gte=today
    )
    following = {row.committee_id: row for row in coming.order_by("-held_on", "-number")}
    return [(row, following.get(row.pk)) for row in committees]


def _delegable(request: HttpRequest, case: Case) -> list[BodyChoice]:
    """Return the bodies in whose name this user may decide a ready dossier without a committee."""
    if case.state != State.READY or not can_run_sittings(request.user):
        return []
    return bodies_for(requests_to_decide(case), request.user, timezone.localdate())


@on_case(tab="journal")
@require_GET
def case_journal(request: HttpRequest, case: Case) -> HttpResponse:
    """Tab « Journal » : everything, the newest first, page by page; readings apart."""
    entries = Entry.objects.of_case(case.pk).select_related("actor")
    kind = request.GET.get("voir", "")
    if kind == "lectures":
        entries = entries.exclude(kind=Entry.Kind.WRITE)
    elif kind != "tout":
        entries = entries.filter(kind=Entry.Kind.WRITE)
    page = min(whole_number(request.GET.get("page", "")) or 1, LAST_PAGE)
    start = (page - 1) * PAGE
    found = list(entries[start : start + PAGE + 1])
    context = {
        "lines": lines_of(found[:PAGE]),
        "kind": kind,
        "page": page,
        "has_more": len(found) > PAGE,
    }
    return show_tab(request, case, "journal", context)
