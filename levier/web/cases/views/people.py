"""« Personnes » : the holder, the structure, the others, and who may read the dossier."""

from copy import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from levier.cases.models import Case, CaseParty
from levier.cases.permissions import can_edit_case, can_give_access
from levier.cases.services import add_party, remove_party, update_case
from levier.people.services import (
    link_holding,
    register_person,
    register_structure,
    similar_people,
    similar_structures,
    update_person,
    update_structure,
)
from levier.people.services.likeness import Likeness
from levier.support.models import Programme
from levier.web.cases.dossier import on_case, show_tab
from levier.web.cases.forms.exchanges import AccessForm
from levier.web.cases.forms.instruction import PartyForm, PersonForm, StructureForm
from levier.web.cases.reevaluation import evaluate_again
from levier.web.refusals import done, tried
from levier.workflows.open_path import open_path, paths_of, programmes_of

SURE_ENOUGH = 60


@on_case(tab="people", needs=can_edit_case)
@require_http_methods(["GET", "POST"])
def case_people(request: HttpRequest, case: Case) -> HttpResponse:
    """Tab « Personnes ». Each form says which one it is."""
    forms = _forms(request, case)
    sent = request.POST.get("form", "")
    writes = {"person": _write_person, "structure": _write_structure, "party": _write_party}
    form = forms[sent] if sent in writes else None
    is_valid = form is not None and form.is_valid()
    if is_valid and tried(form, lambda: writes[sent](case, form, request.user)):
        messages.success(request, "C’est enregistré.")
        return redirect("web:case_people", case.pk)
    parties = case.parties.select_related("person", "structure")
    context = {
        **{f"{name}_form": form for name, form in forms.items()},
        "parties": parties,
        "accesses": case.accesses.select_related("user", "given_by"),
        "bars": case.access_bars.select_related("user"),
        "can_give_access": can_give_access(request.user, case),
        "paths": paths_of(case, request.user),
        "programmes": programmes_of(request.user),
        "sent": sent,
    }
    return show_tab(request, case, "people", context)


@on_case(needs=can_edit_case)
@require_POST
def case_party_remove(request: HttpRequest, case: Case, party) -> HttpResponse:
    """Take somebody off the dossier."""
    row = get_object_or_404(CaseParty.objects.filter(case=case), pk=party)
    name = str(row.person or row.structure)
    done(
        request,
        f"{name} ne fait plus partie du dossier.",
        lambda: remove_party(party=row, actor=request.user, on=timezone.localdate()),
    )
    return redirect("web:case_people", case.pk)


@on_case(needs=can_edit_case)
@require_POST
def case_path_open(request: HttpRequest, case: Case) -> HttpResponse:
    """Open a path of support for the holder, today."""
    programme = request.POST.get("programme", "")
    if programme not in Programme.values:
        messages.error(request, "Choisissez le programme du parcours.")
        return redirect("web:case_people", case.pk)
    done(
        request,
        f"Le parcours {Programme(programme).label} est ouvert.",
        lambda: open_path(
            case=case, actor=request.user, programme=programme, on=timezone.localdate()
        ),
    )
    return redirect("web:case_people", case.pk)


def _forms(request: HttpRequest, case: Case) -> dict:
    house, sent = request.user.organisation, request.POST.get("form", "")

    def data(name: str):
        return request.POST if sent == name else None

    person = case.person
    return {
        "person": PersonForm(
            data("person"), instance=copy(person), prefix="p", department=house.department
        )
        if person
        else None,
        "structure": StructureForm(
            data("structure"), prefix="s", instance=copy(case.structure) if case.structure else None
        ),
        "party": PartyForm(data("party"), prefix="a"),
        "access": AccessForm(organisation=house),
    }


def _write_person(case: Case, form: PersonForm, actor) -> None:
    update_person(person=case.person, actor=actor, **form.changes)
    evaluate_again(case, actor, timezone.localdate())


def _write_structure(case: Case, form: StructureForm, actor) -> None:
    """Change the structure, or register the one that the dossier did not have yet."""
    if case.structure is None:
        structure = register_structure(organisation=case.organisation, actor=actor, **form.changes)
        update_case(case=case, actor=actor, on=timezone.localdate(), structure=structure)
        if case.person:
            link_holding(person=case.person, structure=structure, actor=actor)
    else:
        update_structure(structure=case.structure, actor=actor, **form.changes)
    evaluate_again(case, actor, timezone.localdate())


def _write_party(case: Case, form: PartyForm, actor) -> None:
    """Add somebody; a person or structure already known is used again, not written twice."""
    data, house = form.cleaned_data, case.organisation
    contact = {"email": data["email"], "phone": data["phone"]}
    person = structure = None
    if data["last_name"]:
        names = {"last_name": data["last_name"], "first_name": data["first_name"]}
        person = _known(similar_people(organisation=house, **names, **contact)) or register_person(
            organisation=house, actor=actor, **names, **contact
        )
    if data["structure_name"]:
        name = data["structure_name"]
        structure = _known(similar_structures(organisation=house, name=name)) or register_structure(
            organisation=house, actor=actor, name=name, **({} if person else contact)
        )
    add_party(
        case=case, actor=actor, on=timezone.localdate(), role=data["role"], person=person,
        structure=structure,
    )  # fmt: skip


def _known(found: list[Likeness]):
    """Return the surest likeness when it is sure enough: same e-mail, same SIRET, same name."""
    return found[0].row if found and found[0].score >= SURE_ENOUGH else None
