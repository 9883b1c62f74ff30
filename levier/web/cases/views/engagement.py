"""« Engagement » : the five axes of the report, each with what proves it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from levier.cases.models import Case, EngagementAxis
from levier.cases.permissions import can_edit_case
from levier.cases.services import remove_axis, set_axis
from levier.web.cases.dossier import on_case, show_tab
from levier.web.cases.forms.instruction import AxisForm
from levier.web.cases.reevaluation import evaluate_again


@on_case(tab="engagement", needs=can_edit_case)
@require_http_methods(["GET", "POST"])
def case_engagement(request: HttpRequest, case: Case) -> HttpResponse:
    """Tab « Engagement » : the axes are ticked and proved together."""
    rows = {row.axis: row for row in case.axes.all()}
    forms = [
        AxisForm(request.POST or None, axis=axis, row=rows.get(axis))
        for axis in EngagementAxis.Axis.values
    ]
    if request.method == "POST" and all(form.is_valid() for form in forms):
        for form in forms:
            _write(case, form, request.user)
        evaluate_again(case, request.user, timezone.localdate())
        messages.success(request, "Les axes d’engagement sont enregistrés.")
        return redirect("web:case_engagement", case.pk)
    unproved = [form.fields["held"].label for form in forms if form.row and not form.row.proof]
    context = {"forms": forms, "held": len(rows), "unproved": unproved}
    return show_tab(request, case, "engagement", context)


def _write(case: Case, form: AxisForm, actor) -> None:
    on, data = timezone.localdate(), form.cleaned_data
    if data["held"]:
        set_axis(case=case, actor=actor, on=on, axis=form.axis, proof=data["proof"].strip())
    elif form.row is not None:
        remove_axis(row=form.row, actor=actor, on=on)
