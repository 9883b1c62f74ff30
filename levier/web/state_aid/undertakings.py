"""An undertaking: what it received, what is left, with whom it is one; declared, corrected."""

from datetime import date

from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from levier.cases.models import Case
from levier.people.models import Structure
from levier.rules.grant_equivalents import Equivalent
from levier.state_aid.models import LedgerAid, Undertaking, UndertakingLink
from levier.state_aid.permissions import (
    can_correct_state_aid,
    can_declare_aid,
    can_read_state_aid,
)
from levier.state_aid.services import (
    NewAid,
    aids_counted,
    declare_aid,
    describe_undertaking,
    end_link,
    group_of,
    lines_counted_twice,
    link_undertakings,
    register_undertaking,
    reverse_aid,
    situation_on,
    undertaking_of,
)
from levier.web.access import allow
from levier.web.forms import form_page
from levier.web.state_aid.forms import (
    DeclareForm,
    LinkEndForm,
    LinkForm,
    ReverseForm,
    UndertakingForm,
)


@allow(can_read_state_aid)
def state_aid(request, pk):
    """Page of an undertaking: what is left today, the aids of the period, the whole ledger."""
    row = _undertaking(request, pk)
    today = timezone.localdate()
    situation = situation_on(row, today)
    group = group_of(row, today)
    lines = LedgerAid.objects.filter(undertaking__in=group).select_related(
        "undertaking", "reverses", "reversal"
    )
    context = {
        "undertaking": row,
        "situation": situation,
        "share": min(100, int(situation.used / situation.ceiling * 100)),
        "counted": {line.pk for line in aids_counted(row, today)},
        "twice": lines_counted_twice(group),
        "lines": lines[:200],
        "links": links_of(row),
        "members": row.members.select_related("structure", "person"),
        "attestations": row.attestations.select_related("document")[:20],
        "today": today,
        "can_declare": can_declare_aid(request.user),
        "can_correct": can_correct_state_aid(request.user),
    }
    return render(request, "web/state_aid/undertaking.html", context)


def links_of(row: Undertaking) -> list[dict]:
    """Return the links of an undertaking, past ones too, each with the other entity."""
    found = UndertakingLink.objects.filter(Q(first=row) | Q(second=row))
    return [
        {"link": link, "other": link.second if link.first_id == row.pk else link.first}
        for link in found.select_related("first", "second").order_by("-first_day")
    ]


@allow(can_declare_aid)
def state_aid_declare(request, pk):
    """Page « Déclarer une aide »."""
    row = _undertaking(request, pk)
    return form_page(
        request,
        DeclareForm(request.POST or None),
        heading=f"Déclarer une aide reçue par {row}",
        lead="Les aides de minimis des trois dernières années, d’où qu’elles viennent.",
        submit="Inscrire l’aide",
        save=lambda form: declare_aid(
            undertaking=row,
            aid=_declared(form.cleaned_data),
            key=form.cleaned_data["key"],
            actor=request.user,
        ),
        done="L’aide est inscrite.",
        **_back(row),
    )


def _declared(data: dict) -> NewAid:
    """The equivalent is what the authority notified; failing that, the whole amount."""
    known = data["equivalent"]
    if known is None:
        sure = data["kind"] == "grant"
        worth = Equivalent(data["amount"], "Déclarée : montant entier", sure)
    else:
        worth = Equivalent(known, "Déclarée : équivalent notifié par l’autorité", True)
    names = ("authority", "instrument", "kind", "amount", "granted_on", "source")
    return NewAid(equivalent=worth, **{name: data[name] for name in names})


@allow(can_correct_state_aid)
def state_aid_link(request, pk):
    """Page « Lier une autre entité »."""
    row = _undertaking(request, pk)
    return form_page(
        request,
        LinkForm(request.POST or None),
        heading=f"Lier une entité à {row}",
        lead="Liées, elles ne font qu’une entreprise : leurs aides s’additionnent.",
        submit="Lier les deux entités",
        save=lambda form: _link(row, form.cleaned_data, request.user),
        done="Les deux entités ne font qu’une.",
        **_back(row),
    )


def _link(row: Undertaking, data: dict, actor) -> UndertakingLink:
    other = Undertaking.objects.visible_to(actor).filter(siren=data["siren"]).first()
    other = other or register_undertaking(
        organisation=actor.organisation,
        actor=actor,
        name=data["name"] or f"Entreprise {data['siren']}",
        siren=data["siren"],
    )
    return link_undertakings(
        first=row, second=other, first_day=data["first_day"], reason=data["reason"], actor=actor
    )


@allow(can_correct_state_aid)
def state_aid_link_end(request, pk):
    """Page « Mettre fin au lien »."""
    link = get_object_or_404(
        UndertakingLink.objects.visible_to(request.user).select_related("first", "second"), pk=pk
    )
    return form_page(
        request,
        LinkEndForm(request.POST or None),
        heading=f"Mettre fin au lien : {link}",
        lead="Après ce jour, leurs aides ne s’additionnent plus.",
        submit="Mettre fin au lien",
        save=lambda form: end_link(link=link, actor=request.user, **form.cleaned_data),
        done="Le lien a un dernier jour.",
        **_back(link.first),
    )


@allow(can_correct_state_aid)
def state_aid_describe(request, pk):
    """Page « Secteur et régime » of an undertaking."""
    row = _undertaking(request, pk)
    return form_page(
        request,
        UndertakingForm(request.POST or None, instance=row),
        heading=f"Secteur et régime : {row}",
        save=lambda form: describe_undertaking(
            undertaking=Undertaking.objects.get(pk=row.pk), actor=request.user, **form.cleaned_data
        ),
        done="L’entreprise est décrite.",
        **_back(row),
    )


@allow(can_correct_state_aid)
def state_aid_reverse(request, pk):
    """Page « Annuler une ligne »: what was wrong is reversed, and stays readable."""
    line = get_object_or_404(
        LedgerAid.objects.visible_to(request.user).select_related("undertaking"), pk=pk
    )
    return form_page(
        request,
        ReverseForm(request.POST or None),
        heading=f"Annuler la ligne : {line}",
        lead="Une ligne contraire est inscrite au même jour ; les deux restent lisibles.",
        submit="Annuler la ligne",
        save=lambda form: reverse_aid(line=line, actor=request.user, **form.cleaned_data),
        done="La ligne est annulée.",
        **_back(line.undertaking),
    )


@allow(can_declare_aid)
@require_POST
def structure_state_aid(request, pk):
    """Open the register at the undertaking of a structure, created when there is none."""
    structure = get_object_or_404(Structure.objects.visible_to(request.user), pk=pk)
    return _opened(request, structure, None, timezone.localdate())


@allow(can_declare_aid)
@require_POST
def case_state_aid(request, pk):
    """Open the register at the undertaking of a dossier, created when there is none."""
    case = get_object_or_404(
        Case.objects.visible_to(request.user).select_related("structure", "person"), pk=pk
    )
    return _opened(request, case.structure, case.person, timezone.localdate())


def _opened(request, structure, person, today: date):
    row = undertaking_of(structure=structure, person=person, on=today, actor=request.user)
    return redirect("web:state_aid", row.pk)


def _undertaking(request, pk) -> Undertaking:
    return get_object_or_404(Undertaking.objects.visible_to(request.user), pk=pk)


def _back(row: Undertaking) -> dict[str, str]:
    url = reverse("web:state_aid", args=[row.pk])
    return {"back_to": url, "cancel_url": url}
