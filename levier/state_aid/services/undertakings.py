"""Single undertakings: who an aid goes to, and with whom it counts on a day."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from levier.journal import services as journal
from levier.kernel.french import long_date
from levier.people.models import Person, Structure
from levier.state_aid.errors import StateAidRefused
from levier.state_aid.models import Undertaking, UndertakingLink, UndertakingMember

SAME_PROJECT = "Même projet : la personne a été aidée avant que son entreprise soit immatriculée."


def known_undertaking(
    structure: Structure | None, person: Person | None = None
) -> Undertaking | None:
    """Return the undertaking of a structure, else of a person, if the ledger knows it already."""
    if structure is not None:
        return _of_structure(structure)
    if person is None:
        return None
    member = UndertakingMember.objects.filter(person=person).select_related("undertaking").first()
    return member.undertaking if member else None


@transaction.atomic
def undertaking_of(
    *, structure: Structure | None, person: Person | None, on: date, actor
) -> Undertaking:
    """Return the undertaking that an aid to these goes to, created when there is none.

    Two structures with one SIREN are one undertaking. A person aided before the business had a
    number stays linked to it, from `on`. Errors: StateAidRefused without anybody.
    """
    if structure is None and person is None:
        raise StateAidRefused(reason="Aucune entreprise ni personne à qui compter cette aide.")
    if structure is None:
        return _for_person(person, actor)
    undertaking = _for_structure(structure, actor)
    before = known_undertaking(None, person)
    if before is not None and before.pk not in group_of(undertaking, on):
        link_undertakings(
            first=undertaking, second=before, first_day=on, reason=SAME_PROJECT, actor=actor
        )
    return undertaking


def _of_structure(structure: Structure) -> Undertaking | None:
    member = (
        UndertakingMember.objects.filter(structure=structure).select_related("undertaking").first()
    )
    if member is not None:
        return member.undertaking
    siren = structure.siret[:9]
    if not siren:
        return None
    return Undertaking.objects.filter(organisation=structure.organisation_id, siren=siren).first()


def _for_structure(structure: Structure, actor) -> Undertaking:
    # Two decisions on one structure: the second waits here, then finds what the first created.
    Structure.objects.select_for_update(of=("self",)).get(pk=structure.pk)
    found = _of_structure(structure)
    if found is None:
        found = _created(structure)
    UndertakingMember.objects.get_or_create(
        organisation_id=structure.organisation_id,
        structure=structure,
        defaults={"undertaking": found},
    )
    return _with_siren(found, structure)


def _created(structure: Structure) -> Undertaking:
    """A SIREN is created once, whoever asks; a structure without one is an entity of its own."""
    known = {"name": structure.name, "naf_code": structure.naf_code}
    if not structure.siret:
        return Undertaking.objects.create(organisation_id=structure.organisation_id, **known)
    found, _ = Undertaking.objects.get_or_create(
        organisation_id=structure.organisation_id, siren=structure.siret[:9], defaults=known
    )
    return found


def _with_siren(undertaking: Undertaking, structure: Structure) -> Undertaking:
    """A structure that got its number since: its undertaking takes it."""
    if undertaking.siren or not structure.siret:
        return undertaking
    siren = structure.siret[:9]
    other = Undertaking.objects.filter(organisation=undertaking.organisation_id, siren=siren)
    if not other.exists():
        undertaking.siren = siren
        undertaking.save(update_fields=["siren"])
    return undertaking


def _for_person(person: Person, actor) -> Undertaking:
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    found = known_undertaking(None, person)
    if found is not None:
        return found
    undertaking = Undertaking.objects.create(
        organisation_id=person.organisation_id, name=person.full_name
    )
    UndertakingMember.objects.create(
        organisation_id=person.organisation_id, undertaking=undertaking, person=person
    )
    return undertaking


@transaction.atomic
def register_undertaking(*, organisation, actor, name: str, siren: str) -> Undertaking:
    """Add an entity that the registers do not hold (a parent company…).

    Errors: StateAidRefused for a SIREN known already or of another length.
    """
    if len(siren) != 9 or not siren.isdigit():
        raise StateAidRefused(field="siren", reason="Un SIREN a neuf chiffres.")
    row = Undertaking(organisation=organisation, name=name.strip(), siren=siren)
    return _saved(row, actor, f"Entreprise ajoutée au registre de minimis : {row.name}.")


@transaction.atomic
def describe_undertaking(*, undertaking: Undertaking, actor, **changes: Any) -> Undertaking:
    """Change is_sieg (with sieg_source), naf_code, year_ends_in. Errors: StateAidRefused."""
    undertaking = Undertaking.objects.select_for_update().get(pk=undertaking.pk)
    detail = {
        name: [str(getattr(undertaking, name)), str(value)] for name, value in changes.items()
    }
    for name, value in changes.items():
        setattr(undertaking, name, value)
    if undertaking.is_sieg and not undertaking.sieg_source.strip():
        raise StateAidRefused(
            field="sieg_source", reason="Indiquez le mandat qui confie ce service à l’entreprise."
        )
    return _saved(undertaking, actor, f"Entreprise aidée décrite : {undertaking}.", detail)


# ── Links ─────────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def link_undertakings(
    *, first: Undertaking, second: Undertaking, first_day: date, reason: str, actor
) -> UndertakingLink:
    """Note that two entities are one single undertaking from a day on, and why.

    Errors: StateAidRefused without a reason, for one entity twice, or when they are linked already.
    """
    if not reason.strip():
        raise StateAidRefused(field="reason", reason="Indiquez pourquoi elles ne font qu’une.")
    if first.pk == second.pk:
        raise StateAidRefused(field="second", reason="Une entreprise n’est pas liée à elle-même.")
    if first.organisation_id != second.organisation_id:
        raise StateAidRefused(field="second", reason="Cette entreprise est d’une autre maison.")
    first, second = sorted((first, second), key=lambda row: str(row.pk))
    list(
        Undertaking.objects.select_for_update().filter(pk__in=[first.pk, second.pk]).order_by("pk")
    )
    if second.pk in group_of(first, first_day):
        raise StateAidRefused(field="second", reason="Elles ne font déjà qu’une à cette date.")
    link = UndertakingLink(
        organisation_id=first.organisation_id,
        first=first,
        second=second,
        first_day=first_day,
        reason=reason.strip(),
    )
    summary = f"{first} et {second} : une seule entreprise depuis le {long_date(first_day)}."
    return _saved(link, actor, summary)


@transaction.atomic
def end_link(*, link: UndertakingLink, last_day: date, actor) -> UndertakingLink:
    """Give a link its last day. Errors: StateAidRefused when it has one, or precedes the first."""
    link = UndertakingLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link.last_day is not None:
        raise StateAidRefused(reason="Ce lien a déjà un dernier jour.")
    if last_day < link.first_day:
        raise StateAidRefused(
            field="last_day", reason="Le dernier jour ne peut pas précéder le premier."
        )
    link.last_day = last_day
    summary = f"{link} : ne font plus une seule entreprise après le {long_date(last_day)}."
    return _saved(link, actor, summary, {"last_day": [None, last_day.isoformat()]})


def group_of(undertaking: Undertaking, on: date) -> set[Any]:
    """Return the keys of the single undertaking on `on`: this entity and all those linked to it.

    One query, whatever the chain of links.
    """
    neighbours = defaultdict(set)
    rows = UndertakingLink.objects.filter(
        Q(last_day=None) | Q(last_day__gte=on),
        organisation=undertaking.organisation_id,
        first_day__lte=on,
    )
    for first, second in rows.values_list("first_id", "second_id"):
        neighbours[first].add(second)
        neighbours[second].add(first)
    found, waiting = set(), [undertaking.pk]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(neighbours[key])
    return found


def lock_group(undertaking: Undertaking, on: date) -> set[Any]:
    """Hold every entity of the single undertaking until the end of the transaction.

    Rows are locked in the order of their keys. A link added while one waited brings more rows:
    they are locked too, until the group is the one that was locked.
    """
    locked: set[Any] = set()
    group = group_of(undertaking, on)
    while not group <= locked:
        rows = Undertaking.objects.select_for_update().filter(pk__in=group).order_by("pk")
        locked |= {row.pk for row in rows}
        group = group_of(undertaking, on)
    return group


def _saved(row, actor, summary: str, detail: dict | None = None):
    try:
        row.full_clean()
    except ValidationError as fault:
        raise StateAidRefused(reason=" ".join(fault.messages)) from fault
    row.save()
    journal.record("state_aid.undertaking", actor=actor, target=row, summary=summary, detail=detail)
    return row
