"""« Montage proposé », inside « Demandes » : three mixes compared, one edited, one kept."""

from django.contrib import messages
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from levier.cases.models import Case, FundingRequest
from levier.cases.permissions import can_instruct
from levier.kernel.errors import DomainError
from levier.mixes.models import MixCandidate, MixProposal
from levier.mixes.services import mix_of, preferences_on, problem_of
from levier.portfolio.models import Commitment
from levier.rules.mix.checking import broken_rules
from levier.rules.mix.problem import Mix, Problem
from levier.web.cases.dossier import on_case, shell_of
from levier.web.mixes.cards import card_of, cards_of
from levier.web.mixes.typed_lines import form_lines, read_lines
from levier.web.refusals import done
from levier.workflows.mix_problem import read_case
from levier.workflows.propose_mix import edit_mix, is_stale, keep_mix, propose_mix, typed_mix

MOST_ADMITTED = 20


@on_case(tab="requests", needs=can_instruct)
@require_http_methods(["GET", "POST"])
def case_mix(request: HttpRequest, case: Case) -> HttpResponse:
    """The mixes of the last calculation; posting calculates again."""
    if request.method == "POST":
        admitted = frozenset(request.POST.getlist("admis")[:MOST_ADMITTED])
        _calculate(request, case, admitted)
        return redirect("web:case_mix", case.pk)
    proposal = _last(case)
    context: dict = {"proposal": proposal}
    if proposal:
        problem = problem_of(proposal)
        context["cards"] = cards_of(problem, proposal.candidates.all(), proposal.kept_id)
        context["problem"] = problem
    context["preferences"] = preferences_on(case.organisation, timezone.localdate())
    return _show(request, case, "web/mixes/case_mix.html", context)


@on_case(tab="requests", needs=can_instruct)
@require_POST
def case_mix_state(request: HttpRequest, case: Case) -> HttpResponse:
    """Where the dossier stands since the last calculation, read after the page. Writes nothing."""
    proposal = MixProposal.objects.filter(case=case).first()
    admitted = frozenset(proposal.admitted) if proposal else frozenset()
    commitments = Prefetch("commitments", Commitment.objects.select_related("instrument"))
    requests = Prefetch("requests", FundingRequest.objects.select_related("instrument", "bank"))
    prefetch_related_objects([case], "plan_lines", "axes", commitments, requests)
    reading = read_case(case, timezone.localdate(), admitted)
    chosen = [(o.code, o.label) for o in reading.problem.options if o.code in admitted]
    context = {
        "case": case,
        "proposal": proposal,
        "reading": reading,
        "stale": bool(proposal) and is_stale(proposal, reading.problem),
        "admitted": chosen,
        "admitted_count": len(chosen),
    }
    return render(request, "web/mixes/_state.html", context)


def _calculate(request: HttpRequest, case: Case, admitted: frozenset[str]) -> None:
    try:
        proposal = propose_mix(
            case=case, actor=request.user, on=timezone.localdate(), admitted=admitted
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return
    if not proposal.candidates.exists():
        messages.warning(request, "Aucun montage ne respecte toutes les règles : voyez pourquoi.")


@on_case(tab="requests", needs=can_instruct)
@require_http_methods(["GET", "POST"])
def case_mix_edit(request: HttpRequest, case: Case, candidate) -> HttpResponse:
    """One mix, line by line; posting keeps the edited mix beside the others."""
    row = _candidate(case, candidate)
    problem, mix, errors = problem_of(row.proposal), mix_of(row), {}
    if request.method == "POST":
        lines, errors = read_lines(problem, request.POST)
        mix = typed_mix(problem, lines)
        if not errors and _kept_beside(request, row.proposal, mix):
            return redirect("web:case_mix", case.pk)
    context = {"candidate": row, "lines": form_lines(problem, mix, errors)}
    context |= _judged(problem, mix, errors)
    return _show(request, case, "web/mixes/edit.html", context)


def _kept_beside(request: HttpRequest, proposal: MixProposal, mix: Mix) -> bool:
    try:
        edited = edit_mix(proposal=proposal, actor=request.user, mix=mix)
    except DomainError:
        return False  # the page lists every rule broken
    messages.success(request, f"Le montage {edited.rank} est ajouté à la comparaison.")
    return True


@on_case(tab="requests", needs=can_instruct)
@require_POST
def case_mix_check(request: HttpRequest, case: Case, candidate) -> HttpResponse:
    """The rules that the amounts typed break, at once. Writes nothing."""
    row = _candidate(case, candidate)
    problem = problem_of(row.proposal)
    lines, errors = read_lines(problem, request.POST)
    context = _judged(problem, typed_mix(problem, lines), errors)
    return render(request, "web/mixes/_judged.html", {"case": case, **context})


@on_case(tab="requests", needs=can_instruct)
@require_POST
def case_mix_keep(request: HttpRequest, case: Case, candidate) -> HttpResponse:
    """Write a mix to the requests and the plan; a second click changes nothing."""
    row = _candidate(case, candidate)
    done(
        request,
        f"Le montage {row.rank} est retenu : demandes et ressources du plan sont écrites.",
        lambda: keep_mix(candidate=row, actor=request.user, on=timezone.localdate()),
    )
    return redirect("web:case_mix", case.pk)


def _judged(problem: Problem, mix: Mix, errors: dict[str, str]) -> dict:
    """What a typed mix breaks, its figures, its beam."""
    labels = {option.code: option.label for option in problem.options}
    breaches = [
        {"label": labels.get(each.code, "Prêt bancaire" if each.code else "Montage"),
         "reason": each.reason}
        for each in broken_rules(problem, mix)
    ]  # fmt: skip
    breaches += [{"label": labels.get(code, "Prêt bancaire"), "reason": said}
                 for code, said in errors.items()]  # fmt: skip
    return {"breaches": breaches, "card": card_of(problem, mix, 0, {})}


def _candidate(case: Case, key) -> MixCandidate:
    rows = MixCandidate.objects.filter(proposal__case=case).select_related("proposal__case")
    return get_object_or_404(rows.prefetch_related("lines"), pk=key)


def _last(case: Case) -> MixProposal | None:
    return (
        MixProposal.objects.filter(case=case)
        .select_related("made_by", "kept_by")
        .prefetch_related("candidates__lines")
        .first()
    )


def _show(request: HttpRequest, case: Case, template: str, context: dict) -> HttpResponse:
    shell = shell_of(request.user, case, "requests", timezone.localdate())
    return render(
        request, template, {"case": case, "shell": shell, "today": shell.today, **context}
    )
