"""« Analyse » : five dimensions, risks, points to watch, the adviser's opinion."""

from copy import copy

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from levier.cases.models import AttentionPoint, Case
from levier.cases.permissions import can_instruct
from levier.cases.services import (
    add_attention_point,
    rate_dimension,
    remove_attention_point,
    update_case,
)
from levier.kernel.errors import DomainError
from levier.web.cases.dossier import on_case, show_tab
from levier.web.cases.forms.instruction import OpinionForm, PointForm, RatingForm
from levier.web.refusals import done, tried


@on_case(tab="analysis", needs=can_instruct)
@require_http_methods(["GET", "POST"])
def case_analysis(request: HttpRequest, case: Case) -> HttpResponse:
    """Tab « Analyse ». Each form says which one it is."""
    sent = request.POST.get("form", "")
    ratings = {row.dimension: row for row in case.ratings.all()}
    forms = {
        "rating": RatingForm(request.POST if sent == "rating" else None, ratings=ratings),
        "opinion": OpinionForm(request.POST if sent == "opinion" else None, instance=copy(case)),
        "point": PointForm(request.POST if sent == "point" else None),
    }
    writes = {"rating": _rate, "opinion": _write_opinion, "point": _add_point}
    if sent in forms and forms[sent].is_valid() and writes[sent](case, forms[sent], request.user):
        messages.success(request, "L’analyse est enregistrée.")
        return redirect("web:case_analysis", case.pk)
    points = list(case.attention_points.all())
    context = {
        **{f"{name}_form": form for name, form in forms.items()},
        "ratings": ratings,
        "risks": [p for p in points if p.kind == AttentionPoint.Kind.RISK],
        "watched": [p for p in points if p.kind == AttentionPoint.Kind.WATCH],
        "sent": sent,
    }
    return show_tab(request, case, "analysis", context)


@on_case(needs=can_instruct)
@require_POST
def case_point_remove(request: HttpRequest, case: Case, point) -> HttpResponse:
    """Take away a risk or a point to watch."""
    row = get_object_or_404(AttentionPoint.objects.filter(case=case), pk=point)
    done(
        request,
        "Le point est retiré.",
        lambda: remove_attention_point(point=row, actor=request.user, on=timezone.localdate()),
    )
    return redirect("web:case_analysis", case.pk)


def _rate(case: Case, form: RatingForm, actor) -> bool:
    """Write the ratings typed, all of them or none; each fault goes beside its comment."""
    data = form.cleaned_data
    try:
        with transaction.atomic():
            for rating, comment in form.pairs:
                if data[rating.name] is not None:
                    fault = comment.name
                    rate_dimension(
                        case=case, actor=actor, on=timezone.localdate(), dimension=rating.name,
                        rating=data[rating.name], comment=data[comment.name],
                    )  # fmt: skip
    except DomainError as refusal:
        form.add_error(fault, str(refusal))
        return False
    return True


def _write_opinion(case: Case, form: OpinionForm, actor) -> bool:
    return tried(
        form,
        lambda: update_case(
            case=case, actor=actor, on=timezone.localdate(), seen=form.seen_values, **form.changes
        ),
    )


def _add_point(case: Case, form: PointForm, actor) -> bool:
    return tried(
        form,
        lambda: add_attention_point(
            case=case, actor=actor, on=timezone.localdate(), **form.cleaned_data
        ),
    )
