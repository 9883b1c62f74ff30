"""« Nouveau dossier » : a call taken in less than two minutes."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from levier.accounts.models import User
from levier.cases.models import Case
from levier.cases.permissions import can_open_case
from levier.cases.services import add_party, open_case
from levier.cases.tracks import ORGANISATION_TRACKS, TRACKS_READ_BY
from levier.kernel.errors import DomainError
from levier.kernel.keys import uuid7
from levier.people.models import Person, Prescriber, Structure
from levier.people.services import (
    link_holding,
    prescriber_named,
    register_person,
    register_structure,
    similar_people,
    similar_structures,
    update_person,
)
from levier.people.services.likeness import Likeness
from levier.territories.services import office_for_commune
from levier.web.access import allow
from levier.web.cases.forms.new_case import NEW, NewCaseForm
from levier.web.cases.places import fields_from, place_of
from levier.web.fields import DayField

SURE = 40
"""From this likeness on (same name and first name), the form asks before it saves."""


@allow(can_open_case)
@require_http_methods(["GET", "POST"])
def case_new(request: HttpRequest) -> HttpResponse:
    """Page « Nouveau dossier ». A second click finds the dossier of the first."""
    form = NewCaseForm(request.POST or None, user=request.user, initial=_initial(request.user))
    if form.is_valid():
        if opened := _opened(form, request.user):
            return redirect("web:case", opened.pk)
        if _is_settled(form, request.user) and (case := _try_to_open(form, request.user)):
            messages.success(request, f"Le dossier {case.number} est ouvert.")
            if request.POST.get("suite") == "orienter":
                return redirect(reverse("web:case_exchanges", args=[case.pk]) + "#orienter")
            return redirect("web:case", case.pk)
    context = {"form": form, **_found(request), **_lists(request)}
    return render(request, "web/cases/new.html", context)


@allow(can_open_case)
@require_POST
def case_proposals(request: HttpRequest) -> HttpResponse:
    """The people and structures that may be those typed, while one types."""
    return render(request, "web/cases/_proposals.html", _likely(request))


@allow(can_open_case)
@require_POST
def case_place(request: HttpRequest) -> HttpResponse:
    """The communes that the text may name, and what the one chosen says."""
    return render(request, "web/cases/_place.html", {"place": _place(request)})


def _initial(user: User) -> dict:
    tracks = TRACKS_READ_BY.get(user.role, ())
    follows = user.role in {"advisor", "brsa_advisor", "dla_officer"}
    return {
        "key": uuid7(),
        "track": tracks[0] if tracks else "",
        "advisor": user.pk if follows else None,
    }


def _opened(form: NewCaseForm, user: User) -> Case | None:
    """Return the dossier that the first click of this page opened."""
    return Case.objects.visible_to(user).filter(pk=form.cleaned_data["key"]).first()


def _try_to_open(form: NewCaseForm, user: User) -> Case | None:
    """Open the dossier; put a refusal on its field. Two clicks at once open one dossier."""
    try:
        return _open(form.cleaned_data, user)
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None
    except IntegrityError:
        opened = _opened(form, user)
        if opened is None:
            raise
        return opened


def _found(request: HttpRequest) -> dict:
    if request.method != "POST":
        return {}
    return {**_likely(request), "place": _place(request)}


def _lists(request: HttpRequest) -> dict:
    prescribers = Prescriber.objects.visible_to(request.user).values_list("name", flat=True)
    return {"prescribers": list(prescribers[:300])}


def _likely(request: HttpRequest) -> dict:
    typed, house = request.POST, request.user.organisation
    people = similar_people(
        organisation=house,
        last_name=typed.get("last_name", ""),
        first_name=typed.get("first_name", ""),
        birth_date=_day(typed.get("birth_date", "")),
        email=typed.get("email", ""),
        phone=typed.get("phone", ""),
    )
    structures = similar_structures(
        organisation=house,
        name=typed.get("structure_name", ""),
        siret=typed.get("siret", ""),
        email=typed.get("email", ""),
        phone=typed.get("phone", ""),
    )
    return {
        "people": _with_cases(people, request.user, "person"),
        "structures": _with_cases(structures, request.user, "structure"),
        "person_choice": typed.get("person_choice", ""),
        "structure_choice": typed.get("structure_choice", ""),
        "NEW": NEW,
    }


def _with_cases(found: list[Likeness], user: User, name: str) -> list[tuple[Likeness, str]]:
    """Return each likeness with the numbers of its dossiers that this user may read."""
    cases = Case.objects.visible_to(user).filter(**{f"{name}__in": [one.row.pk for one in found]})
    numbers: dict = {}
    for key, number in cases.values_list(f"{name}_id", "number")[:50] if found else ():
        numbers.setdefault(key, []).append(number)
    return [(one, ", ".join(numbers.get(one.row.pk, [])[:3])) for one in found]


def _place(request: HttpRequest):
    return place_of(
        organisation=request.user.organisation,
        town=request.POST.get("town", ""),
        code=request.POST.get("commune_code", ""),
        address=request.POST.get("address", ""),
        on=timezone.localdate(),
    )


def _day(text: str):
    """Return the day typed so far, or nothing."""
    try:
        return DayField(required=False).clean(text)
    except ValidationError:
        return None


def _is_settled(form: NewCaseForm, user: User) -> bool:
    """Ask, once, whether a very likely person or structure is the same."""
    data = form.cleaned_data
    if not data["person_choice"]:
        names = ("last_name", "first_name", "birth_date", "email", "phone")
        found = similar_people(
            organisation=user.organisation, **{name: data[name] for name in names}
        )
        if found and found[0].score >= SURE:
            form.add_error(
                "last_name",
                f"{found[0].row.full_name} est peut-être la même personne\u00a0: choisissez sa "
                "fiche, ou dites que c’est quelqu’un d’autre.",
            )
    if data["siret"] and not data["structure_choice"]:
        found = similar_structures(organisation=user.organisation, siret=data["siret"])
        if found and found[0].score >= SURE:
            form.add_error(
                "siret",
                f"«\u00a0{found[0].row.name}\u00a0» porte ce SIRET\u00a0: choisissez sa fiche.",
            )
    return not form.errors


@transaction.atomic
def _open(data: dict, user: User) -> Case:
    """Register who is new, then open the dossier: all of it, or nothing."""
    person = _person(data, user)
    structure = _structure(data, user)
    on, place = timezone.localdate(), data["commune"]
    is_theirs = structure is None or data["track"] not in ORGANISATION_TRACKS
    if structure is not None and is_theirs:
        link_holding(person=person, structure=structure, actor=user)
    prescriber = data["prescriber"].strip()
    case = open_case(
        organisation=user.organisation,
        actor=user,
        on=on,
        id=data["key"],
        track=data["track"],
        person=person if is_theirs else None,
        structure=structure,
        title=data["title"],
        advisor=data["advisor"],
        office=office_for_commune(user.organisation, place.code) or user.office,
        prescriber=prescriber_named(organisation=user.organisation, name=prescriber, actor=user)
        if prescriber
        else None,
        commune_code=place.code,
        town=place.name,
        postcode=place.postcodes[0] if len(place.postcodes) == 1 else "",
        address=data["address"],
        **fields_from(data["place"], place),
    )
    if not is_theirs:
        add_party(case=case, actor=user, on=on, role="contact", person=person)
    return case


def _person(data: dict, user: User) -> Person:
    """Return the person chosen, what was missing filled in, or the new one."""
    choice = data["person_choice"]
    if isinstance(choice, Person):
        names = ("phone", "email", "birth_date", "first_name")
        missing = {n: data[n] for n in names if data[n] and not getattr(choice, n)}
        return update_person(person=choice, actor=user, **missing)
    names = ("last_name", "first_name", "birth_date", "email", "phone")
    return register_person(
        organisation=user.organisation, actor=user, **{name: data[name] for name in names}
    )


def _structure(data: dict, user: User) -> Structure | None:
    choice = data["structure_choice"]
    if isinstance(choice, Structure):
        return choice
    if not data["structure_name"].strip():
        return None
    return register_structure(
        organisation=user.organisation,
        actor=user,
        name=data["structure_name"],
        siret=data["siret"],
        commune_code=data["commune"].code,
        town=data["commune"].name,
    )
