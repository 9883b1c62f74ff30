"""What is read only here: the committee's decisions, the commitments, the journal."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from levier.cases.models import Case
from levier.committees.models import Condition, Decision
from levier.journal.models import Entry
from levier.portfolio.models import Draw
from levier.web.cases.dossier import on_case, show_tab
from levier.web.cases.timeline import lines_of

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
        "granted": [(one, draws.get(one.pk, [])) for one in commitments],
    }
    return show_tab(request, case, "committee", context)


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
    text = request.GET.get("page", "1")
    page = int(text) if text.isascii() and text.isdigit() and 0 < int(text) < 10_000 else 1
    start = (page - 1) * PAGE
    found = list(entries[start : start + PAGE + 1])
    context = {
        "lines": lines_of(found[:PAGE]),
        "kind": kind,
        "page": page,
        "has_more": len(found) > PAGE,
    }
    return show_tab(request, case, "journal", context)
