"""The house's own texts: rules of the committees by dates, delegations, reasons of refusal."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from levier.committees.models import (
    Body,
    College,
    Committee,
    CommitteeRules,
    Delegation,
    RefusalReason,
    Remit,
    Seat,
)
from levier.committees.permissions import can_run_sittings, can_set_house_rules
from levier.committees.services import (
    add_body,
    add_college,
    add_committee,
    change_body,
    change_college,
    change_committee,
    install_committees,
    rules_on,
    set_committee_rules,
    set_delegation,
    set_refusal_reason,
    set_remit,
)
from levier.web.access import allow
from levier.web.committees.rule_forms import (
    BodyForm,
    CollegeForm,
    CommitteeForm,
    CommitteeNameForm,
    DelegationForm,
    NewBodyForm,
    NewCollegeForm,
    NewCommitteeForm,
    ReasonForm,
    RemitForm,
)
from levier.web.forms import form_page
from levier.web.refusals import done


@allow(can_run_sittings)
@require_http_methods(["GET", "POST"])
def committee_list(request):
    """Page « Règles et sièges »: the committees, their rules, seats and remits; delegations."""
    if request.method == "POST":
        done(
            request,
            "Les comités sont créés.",
            lambda: install_committees(organisation=request.user.organisation, actor=request.user),
        )
        return redirect("web:committee_list")
    today = timezone.localdate()
    rows = Committee.objects.visible_to(request.user).prefetch_related(
        Prefetch("seats", Seat.objects.select_related("representative__member__college")),
        Prefetch("rules", CommitteeRules.objects.prefetch_related("college_seats")),
        Prefetch("remits", Remit.objects.select_related("instrument")),
    )
    context = {
        "committees": [
            {
                "committee": row,
                "is_open": row.is_open_on(today),
                "rules": rules_on(row, today),
                "others": _others(row, today),
                **_seats(row, today),
            }
            for row in rows
        ],
        "delegations": Delegation.objects.visible_to(request.user).select_related(
            "instrument", "body"
        ),
        "bodies": Body.objects.visible_to(request.user),
        "colleges": College.objects.visible_to(request.user),
        "reasons": RefusalReason.objects.visible_to(request.user),
        "today": today,
        "can_set": can_set_house_rules(request.user),
    }
    return render(request, "web/committees/committee_list.html", context)


def _seats(row: Committee, today) -> dict[str, list[Seat]]:
    """Return the seats held today, the chair first; those to come; those given up, last first."""
    rows = list(row.seats.all())
    held = [seat for seat in rows if seat.is_held_on(today)]
    for seat in held:
        seat.is_in_term = seat.representative.is_in_term_on(today)
    return {
        "seats": sorted(
            held,
            key=lambda seat: (not seat.is_chair, seat.is_substitute, seat.representative.name_key),
        ),
        "seats_to_come": [seat for seat in rows if seat.first_day > today],
        "seats_past": [seat for seat in reversed(rows) if seat.last_day and seat.last_day < today],
    }


def _others(row: Committee, today) -> list[CommitteeRules]:
    return [rules for rules in row.rules.all() if not rules.holds_on(today)]


@allow(can_run_sittings)
def committee_edit(request, pk):
    """Page « Règles d’un comité »."""
    row = get_object_or_404(Committee.objects.visible_to(request.user), pk=pk)
    rules = rules_on(row, timezone.localdate())
    return _rule_page(
        request,
        CommitteeForm(request.POST or None, instance=rules, initial={"first_day": rules.first_day}),
        heading=f"Règles : {row}",
        lead="0 ou vide : la maison n’a rien fixé. Les règles en vigueur le jour du comité "
        "s’appliquent.",
        template="web/committees/rules_form.html",
        save=lambda form: set_committee_rules(
            committee=Committee.objects.get(pk=row.pk), actor=request.user, **form.values()
        ),
        done="Les règles sont enregistrées.",
    )


@allow(can_set_house_rules)
def committee_new(request):
    """Page « Ajouter un comité »."""
    return _rule_page(
        request,
        NewCommitteeForm(request.POST or None),
        heading="Ajouter un comité",
        lead="Sans attribution, un comité décide tout : ajoutez ensuite ce qu’il peut décider.",
        submit="Ajouter le comité",
        save=lambda form: add_committee(
            organisation=request.user.organisation, actor=request.user, **form.cleaned_data
        ),
        done="Le comité est ajouté.",
    )


@allow(can_set_house_rules)
def committee_change(request, pk):
    """Page « Renommer ou fermer un comité »."""
    row = get_object_or_404(Committee.objects.visible_to(request.user), pk=pk)
    return _rule_page(
        request,
        CommitteeNameForm(request.POST or None, instance=row),
        heading=f"Renommer ou fermer : {row}",
        lead="Un comité ne s’efface pas : donnez-lui un dernier jour.",
        save=lambda form: change_committee(committee=row, actor=request.user, **form.cleaned_data),
        done="Le comité est enregistré.",
    )


@allow(can_set_house_rules)
def body_new(request):
    """Page « Ajouter une instance »."""
    return _rule_page(
        request,
        NewBodyForm(request.POST or None),
        heading="Ajouter une instance",
        lead="Elle ne décide rien tant qu’une délégation ne la nomme pas.",
        submit="Ajouter l’instance",
        save=lambda form: add_body(
            organisation=request.user.organisation, actor=request.user, **form.cleaned_data
        ),
        done="L’instance est ajoutée.",
    )


@allow(can_set_house_rules)
def body_edit(request, pk):
    """Page « Renommer ou fermer une instance »."""
    row = get_object_or_404(Body.objects.visible_to(request.user), pk=pk)
    return _rule_page(
        request,
        BodyForm(request.POST or None, instance=row),
        heading=f"Renommer ou fermer : {row}",
        lead="Une instance ne s’efface pas : donnez-lui un dernier jour.",
        save=lambda form: change_body(body=row, actor=request.user, **form.cleaned_data),
        done="L’instance est enregistrée.",
    )


@allow(can_set_house_rules)
def college_new(request):
    """Page « Ajouter un collège »."""
    return _rule_page(
        request,
        NewCollegeForm(request.POST or None),
        heading="Ajouter un collège",
        lead="Ses sièges et son quorum se fixent avec les règles de chaque comité.",
        submit="Ajouter le collège",
        save=lambda form: add_college(
            organisation=request.user.organisation, actor=request.user, **form.cleaned_data
        ),
        done="Le collège est ajouté.",
    )


@allow(can_set_house_rules)
def college_edit(request, pk):
    """Page « Renommer ou fermer un collège »."""
    row = get_object_or_404(College.objects.visible_to(request.user), pk=pk)
    return _rule_page(
        request,
        CollegeForm(request.POST or None, instance=row),
        heading=f"Renommer ou fermer : {row}",
        lead="Un collège ne s’efface pas : fermé, il ne reçoit plus de membre.",
        save=lambda form: change_college(college=row, actor=request.user, **form.cleaned_data),
        done="Le collège est enregistré.",
    )


@allow(can_set_house_rules)
def remit_edit(request, committee=None, pk=None):
    """Page « Attribution » : a new line of what a committee may decide, or one to close."""
    remit = None
    if pk:
        remit = get_object_or_404(Remit.objects.visible_to(request.user), pk=pk)
    key = remit.committee_id if remit else committee
    row = get_object_or_404(Committee.objects.visible_to(request.user), pk=key)
    return _rule_page(
        request,
        RemitForm(request.POST or None, instance=remit, user=request.user),
        heading=f"{'Modifier' if remit else 'Ajouter'} une attribution : {row}",
        lead="Ce que le comité peut décider. La ligne d’un produit l’emporte sur celle de sa "
        "nature, puis sur celle de tous les produits.",
        save=lambda form: set_remit(
            committee=row, actor=request.user, remit=remit, **form.cleaned_data
        ),
        done="L’attribution est enregistrée.",
    )


@allow(can_set_house_rules)
def delegation_edit(request, pk=None):
    """Page « Délégation » : a new one, or one to close by its last day."""
    row = get_object_or_404(Delegation.objects.visible_to(request.user), pk=pk) if pk else None
    return _rule_page(
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
    )


@allow(can_run_sittings)
def reason_edit(request, pk=None):
    """Page « Motif de refus » : a new one, or one to reword or close."""
    row = get_object_or_404(RefusalReason.objects.visible_to(request.user), pk=pk) if pk else None
    return _rule_page(
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
    )


def _rule_page(request, form, **page):
    """Answer a page of one text of the house, from the list of them and back to it."""
    back = reverse("web:committee_list")
    return form_page(request, form, back_to=back, cancel_url=back, **page)
