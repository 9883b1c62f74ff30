"""The house's own texts: rules of the committees by dates, delegations, reasons of refusal."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from levier.committees.models import Committee, CommitteeRules, Delegation, RefusalReason
from levier.committees.permissions import can_run_sittings, can_set_house_rules
from levier.committees.services import (
    install_committees,
    rules_on,
    set_committee_rules,
    set_delegation,
    set_refusal_reason,
)
from levier.web.access import allow
from levier.web.cases.refusals import done
from levier.web.committees.forms import CommitteeForm, DelegationForm, ReasonForm
from levier.web.forms import form_page


@allow(can_run_sittings)
@require_http_methods(["GET", "POST"])
def committee_list(request):
    """Page « Règles des comités »: quorum, voice of the chair, validity, seats, delegations."""
    if request.method == "POST":
        done(
            request,
            "Les comités sont créés.",
            lambda: install_committees(organisation=request.user.organisation, actor=request.user),
        )
        return redirect("web:committee_list")
    today = timezone.localdate()
    rows = Committee.objects.visible_to(request.user).prefetch_related(
        "seats__representative__member",
        Prefetch("rules", CommitteeRules.objects.prefetch_related("college_seats")),
    )
    context = {
        "committees": [
            {"committee": row, "rules": rules_on(row, today), "others": _others(row, today)}
            for row in rows
        ],
        "delegations": Delegation.objects.visible_to(request.user).select_related("instrument"),
        "reasons": RefusalReason.objects.visible_to(request.user),
        "today": today,
        "can_set": can_set_house_rules(request.user),
    }
    return render(request, "web/committees/committee_list.html", context)


def _others(row: Committee, today) -> list[CommitteeRules]:
    return [rules for rules in row.rules.all() if not rules.holds_on(today)]


@allow(can_run_sittings)
def committee_edit(request, pk):
    """Page « Règles d’un comité »."""
    row = get_object_or_404(Committee.objects.visible_to(request.user), pk=pk)
    rules = rules_on(row, timezone.localdate())
    return form_page(
        request,
        CommitteeForm(
            request.POST or None,
            instance=rules,
            initial={"label": row.label, "first_day": rules.first_day},
        ),
        heading=f"Règles du {row}",
        lead="0 : la maison n’a rien fixé. Les règles en vigueur le jour du comité s’appliquent.",
        save=lambda form: set_committee_rules(
            committee=Committee.objects.get(pk=row.pk), actor=request.user, **form.values()
        ),
        done="Les règles sont enregistrées.",
        back_to=reverse("web:committee_list"),
        cancel_url=reverse("web:committee_list"),
    )


@allow(can_set_house_rules)
def delegation_edit(request, pk=None):
    """Page « Délégation » : a new one, or one to close by its last day."""
    row = get_object_or_404(Delegation.objects.visible_to(request.user), pk=pk) if pk else None
    return form_page(
        request,
        DelegationForm(request.POST or None, instance=row, user=request.user),
        heading="Modifier une délégation" if row else "Ajouter une délégation",
        lead="Un produit ou une nature, jusqu’à un montant, avec la délibération qui le dit.",
        save=lambda form: set_delegation(
            organisation=request.user.organisation,
            actor=request.user,
            delegation=row,
            **form.cleaned_data,
        ),
        done="La délégation est enregistrée.",
        back_to=reverse("web:committee_list"),
        cancel_url=reverse("web:committee_list"),
    )


@allow(can_run_sittings)
def reason_edit(request, pk=None):
    """Page « Motif de refus » : a new one, or one to reword or close."""
    row = get_object_or_404(RefusalReason.objects.visible_to(request.user), pk=pk) if pk else None
    return form_page(
        request,
        ReasonForm(request.POST or None, instance=row),
        heading="Modifier un motif de refus" if row else "Ajouter un motif de refus",
        lead="Un motif ne s’efface pas : donnez-lui un dernier jour.",
        save=lambda form: set_refusal_reason(
            organisation=request.user.organisation,
            actor=request.user,
            reason=row,
            **form.cleaned_data,
        ),
        done="Le motif est enregistré.",
        back_to=reverse("web:committee_list"),
        cancel_url=reverse("web:committee_list"),
    )
