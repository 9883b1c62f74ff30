"""« Éligibilité » : each instrument's verdict, its conditions, the facts read, what is missing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from levier.cases.models import Case
from levier.cases.permissions import can_edit_case
from levier.web.cases.dossier import load, on_case, show_tab
from levier.web.cases.reevaluation import give_verdicts
from levier.web.cases.verdicts import shown_verdicts


@on_case(tab="eligibility", needs=can_edit_case)
@require_http_methods(["GET", "POST"])
def case_eligibility(request: HttpRequest, case: Case) -> HttpResponse:
    """Tab « Éligibilité » : its button gives the verdicts of today."""
    if request.method == "POST":
        on = timezone.localdate()
        give_verdicts(case, request.user, on)
        messages.success(request, "Les verdicts sont ceux d’aujourd’hui.")
        return redirect("web:case_eligibility", case.pk)
    load(case, "eligibility_records")
    verdicts = shown_verdicts(case)
    context = {
        "verdicts": [one for one in verdicts if one.code != "no"],
        "excluded": [one for one in verdicts if one.code == "no"],
        "evaluated_on": max((one.on for one in verdicts), default=None),
    }
    return show_tab(request, case, "eligibility", context)
