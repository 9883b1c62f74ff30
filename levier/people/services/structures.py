"""Writes about businesses and organisations. The SIRET says when two are one."""

from django.db import transaction

from levier.accounts.models import Organisation, User
from levier.journal.changes import apply_changes
from levier.journal.models import Entry
from levier.journal.services import entry_for, record
from levier.kernel.text import normalise, squeeze
from levier.people.errors import NameMissing, SiretTaken
from levier.people.models import Holding, Person, SearchWord, Structure
from levier.people.services.search_words import index_many, index_words
from levier.rules.siret import normalised_siret

_SEARCHED = {"name", "siret", "email", "phone"}


@transaction.atomic
def register_structure(
    *, organisation: Organisation, actor: User, name: str, siret: str = "", **fields
) -> Structure:
    """Write down a structure. Errors: NameMissing, SiretTaken.

    `fields` are those of the model. The SIRET is kept as its digits; whether they can be a SIRET
    is asked of `rules.siret.siret_fault` by whoever reads what was typed.
    """
    structure = Structure(
        organisation=organisation, name=squeeze(name), siret=normalised_siret(siret), **fields
    )
    _set_keys(structure)
    _refuse_siret_of_another(structure)
    structure._history_user = actor
    structure.save(force_insert=True)
    _index(structure, new=True)
    summary = f"{structure.name} entre dans le registre des structures."
    record("people.structure_registered", actor=actor, target=structure, summary=summary)
    return structure


@transaction.atomic
def register_structures(
    *, organisation: Organisation, actor: User, structures: list[Structure]
) -> None:
    """Write down many structures, not saved yet, in a fixed number of queries.

    Errors: NameMissing; IntegrityError for a SIRET already in the house, asked before.
    """
    for structure in structures:
        _set_keys(structure)
    Structure.objects.bulk_create(structures)
    Structure.history.bulk_history_create(structures, default_user=actor)
    index_many(
        organisation=organisation,
        kind=SearchWord.Kind.STRUCTURE,
        rows=((structure.pk, _texts(structure)) for structure in structures),
    )
    Entry.objects.bulk_create(
        entry_for(
            "people.structure_registered",
            actor=actor,
            target=structure,
            summary=f"{structure.name} entre dans le registre des structures.",
        )
        for structure in structures
    )


@transaction.atomic
def link_holdings(*, organisation: Organisation, actor: User, holdings: list[Holding]) -> None:
    """Say of many people which business is their own; the links must be new."""
    Holding.objects.bulk_create(holdings)
    Entry.objects.bulk_create(
        entry_for(
            "people.holding_linked",
            actor=actor,
            target=holding,
            summary=f"{holding.person.full_name} porte {holding.structure.name}.",
        )
        for holding in holdings
    )


@transaction.atomic
def update_structure(*, structure: Structure, actor: User, **changes) -> Structure:
    """Change what is known of a structure. Errors: NameMissing, SiretTaken."""
    done = apply_changes(structure, changes)
    if not done:
        return structure
    _set_keys(structure)
    if "siret" in done:
        _refuse_siret_of_another(structure)
    structure._history_user = actor
    structure.save()
    if _SEARCHED & done.keys():
        _index(structure)
    summary = f"La fiche de {structure.name} est modifiée."
    record("people.structure_updated", actor=actor, target=structure, summary=summary, detail=done)
    return structure


@transaction.atomic
def link_holding(*, person: Person, structure: Structure, actor: User) -> Holding:
    """Say that this business is this person's own; saying it twice changes nothing."""
    holding, created = Holding.objects.get_or_create(
        organisation_id=person.organisation_id, person=person, structure=structure
    )
    if created:
        summary = f"{person.full_name} porte {structure.name}."
        record("people.holding_linked", actor=actor, target=holding, summary=summary)
    return holding


def _set_keys(structure: Structure) -> None:
    if not normalise(structure.name):
        raise NameMissing(field="name")
    structure.name_key = normalise(structure.name)[:170]


def _refuse_siret_of_another(structure: Structure) -> None:
    if not structure.siret:
        return
    other = (
        Structure.objects.filter(organisation=structure.organisation_id, siret=structure.siret)
        .exclude(pk=structure.pk)
        .first()
    )
    if other:
        raise SiretTaken(name=other.name)


def _index(structure: Structure, new: bool = False) -> None:
    index_words(
        organisation=structure.organisation,
        kind=SearchWord.Kind.STRUCTURE,
        object_key=structure.pk,
        texts=_texts(structure),
        new=new,
    )


def _texts(structure: Structure) -> tuple[str, ...]:
    """What finds a structure in the search box."""
    return structure.name, structure.siret, structure.email, structure.phone
