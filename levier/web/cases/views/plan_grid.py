"""The grid of the plan: saved as it is typed, asked again while the page is open."""

from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from levier.cases.errors import PlanCellsTaken
from levier.cases.models import Case
from levier.cases.permissions import can_instruct
from levier.cases.services import save_plan_changes
from levier.web.cases.beam import beam_of
from levier.web.cases.dossier import on_case
from levier.web.cases.plan_grid import BadPost, document_of, plan_of, read_post
from levier.web.cases.plan_notices import notices_of, state_totals
from levier.web.cases.presence import seen_by

NOT_OURS = "La grille a envoyé quelque chose d’illisible\u00a0: rechargez la page."


@on_case(needs=can_instruct, journals=False)
@require_http_methods(["GET", "POST"])
def case_plan_grid(request: HttpRequest, case: Case) -> JsonResponse:
    """Answer the plan as a document; a post writes its changes first (see levier/grid.js)."""
    if request.method == "GET":
        return JsonResponse(_document(request, case))
    try:
        post = read_post(request.body)
    except BadPost:
        return JsonResponse({"error": NOT_OURS}, status=400)
    try:
        saved = save_plan_changes(
            case=case,
            actor=request.user,
            on=timezone.localdate(),
            revision=post.revision,
            changes=post.changes,
        )
    except PlanCellsTaken as taken:
        authors = {f"{row}:{name}": who for (row, name), who in taken.authors.items()}
        return JsonResponse(_document(request, case) | {"authors": authors}, status=409)
    refused = {f"{row}:{name}": why for (row, name), why in saved.refused.items()}
    return JsonResponse(_document(request, case) | {"errors": post.faults | refused})


def _document(request: HttpRequest, case: Case) -> dict:
    """Return the document, with the parts of the page that follow it."""
    lines = list(case.plan_lines.all())
    beam = beam_of(lines)
    context = {
        "beam": beam,
        "notices": notices_of(lines),
        "states": state_totals(lines),
        "readers": seen_by(case.pk, request.user, timezone.now())
        if request.user.is_staff_of_house
        else [],
    }
    parts = {
        name: render_to_string(f"web/cases/{template}", context, request)
        for name, template in (
            ("beam", "_beam.html"), ("word", "_plan_word.html"),
            ("states", "_plan_states.html"), ("notices", "_plan_notices.html"),
            ("readers", "_plan_readers.html"),
        )
    }  # fmt: skip
    return document_of(plan_of(case), lines) | {"parts": parts}
