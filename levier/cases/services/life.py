"""The life of a dossier: opened, changed, moved from a step to the next."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from levier.accounts.models import Organisation, User
from levier.cases.errors import ChangedMeanwhile, NobodyHolds, NumberTaken, ReasonMissing
from levier.cases.models import Case
from levier.cases.numbering import next_number
from levier.cases.services.plan_aids import count_third_party_aids
from levier.cases.states import Event, State, next_state
from levier.journal.changes import apply_changes
from levier.journal.models import Entry
from levier.journal.services import entry_for, record
from levier.people.models import Person, SearchWord, Structure
from levier.people.services import index_many, index_words
from levier.territories.register import commune

EXPLAINED = (Event.ABANDON, Event.REFUSE, Event.REOPEN, Event.ADJOURN, Event.RESUME)
_SEARCHED = {"number", "title", "person", "structure"}


@transaction.atomic
def open_case(
    *,
    organisation: Organisation,
    actor: User,
    on: date,
    track: str,
    person: Person | None = None,
    structure: Structure | None = None,
    number: str | None = None,
    **fields: Any,
) -> Case:
    """Open a dossier on `on`; without `number` it takes the next of its track's series.

    `fields` are those of the model. The EPCI follows from the commune when it is not given.
    Errors: NobodyHolds, unless the dossier has at least a title; NumberTaken.
    """
    if person is None and structure is None and not fields.get("title"):
        raise NobodyHolds
    if number and Case.objects.filter(organisation=organisation, number=number).exists():
        raise NumberTaken(number=number)
    case = Case(
        organisation=organisation,
        number=number or next_number(organisation, track, on.year),
        track=track,
        person=person,
        structure=structure,
        **{"opened_on": on, "last_action_on": on, **fields},
    )
    if not case.epci_siren:
        case.epci_siren = _epci_of(case.commune_code)
    case._history_user = actor
    case.save(force_insert=True)
    _index(case, new=True)
    record(
        "cases.opened",
        actor=actor,
        target=case,
        case_key=case.pk,
        summary=f"Le dossier {case.number} est ouvert pour {case.holder_name}.",
    )
    return case


@transaction.atomic
def open_cases(*, organisation: Organisation, actor: User, cases: list[Case]) -> None:
    """Open many dossiers, not saved yet and numbered, in a fixed number of queries.

    Errors: IntegrityError for a number already in the house, asked before.
    """
    for case in cases:
        case.epci_siren = case.epci_siren or _epci_of(case.commune_code)
    Case.objects.bulk_create(cases)
    Case.history.bulk_history_create(cases, default_user=actor)
    index_many(
        organisation=organisation,
        kind=SearchWord.Kind.CASE,
        rows=((case.pk, _texts(case)) for case in cases),
    )
    Entry.objects.bulk_create(
        entry_for(
            "cases.opened",
            actor=actor,
            target=case,
            case_key=case.pk,
            summary=f"Le dossier {case.number} est repris pour {case.holder_name}.",
        )
        for case in cases
    )


@transaction.atomic
def update_case(
    *, case: Case, actor: User, on: date, seen: Mapping[str, Any] | None = None, **changes: Any
) -> Case:
    """Change fields of a dossier, what was before and after in the journal.

    `seen` holds the values that the person read before typing: if one of them is no longer that
    of the table, nothing is written. Another holder takes the aids of the plan along. Errors:
    ChangedMeanwhile.
    """
    done = apply_changes(case, changes)
    if not done:
        return case
    if "commune_code" in done and "epci_siren" not in changes:
        case.epci_siren = _epci_of(case.commune_code)
    _write(case, actor, on, [*done, "epci_siren"], seen or {})
    if _SEARCHED & done.keys():
        _index(case)
    if {"person", "structure"} & done.keys():
        count_third_party_aids(case=case, actor=actor)
    labels = ", ".join(str(case._meta.get_field(name).verbose_name) for name in done)
    record(
        "cases.updated",
        actor=actor,
        target=case,
        case_key=case.pk,
        summary=f"Dossier {case.number} modifié : {labels}.",
        detail=done,
    )
    return case


@transaction.atomic
def move_case(*, case: Case, event: str, actor: User, on: date, reason: str = "") -> Case:
    """Move a dossier by one event of the transition table.

    Errors: TransitionNotAllowed; ReasonMissing for what must be explained; ChangedMeanwhile if
    somebody moved it first (a conditional UPDATE decides, on both engines).
    """
    before = case.state
    after = next_state(before, event)
    if event in EXPLAINED and not reason.strip():
        raise ReasonMissing
    case.state = after
    _write(case, actor, on, ["state"], {"state": before}, reason)
    record(
        "cases.moved",
        actor=actor,
        target=case,
        case_key=case.pk,
        summary=f"Dossier {case.number} : {State(before).label} → {State(after).label}.",
        detail={"state": [before, after], "event": event, "reason": reason},
    )
    return case


def touch(case: Case, on: date) -> None:
    """Say that something was done on the dossier on `on`: lists sort and flag by that day."""
    if case.last_action_on < on:
        case.last_action_on = on
        Case.objects.filter(pk=case.pk, last_action_on__lt=on).update(last_action_on=on)


def _write(
    case: Case, actor: User, on: date, names: list[str], seen: Mapping[str, Any], reason: str = ""
) -> None:
    """Write the named fields if those of `seen` still hold, and one line of history."""
    case.last_action_on = max(case.last_action_on, on)
    fields = [case._meta.get_field(name) for name in {*names, "last_action_on"}]
    values = {field.attname: getattr(case, field.attname) for field in fields}
    condition = {
        f"{name}__isnull" if value is None else name: True if value is None else value
        for name, value in seen.items()
    }
    if not Case.objects.filter(pk=case.pk, **condition).update(**values):
        raise ChangedMeanwhile(number=case.number)
    case._change_reason = reason[:100] or None
    Case.history.bulk_history_create([case], update=True, default_user=actor)


def _epci_of(commune_code: str) -> str:
    found = commune(commune_code) if commune_code else None
    return found.epci_siren if found else ""


def _index(case: Case, new: bool = False) -> None:
    index_words(
        organisation=case.organisation,
        kind=SearchWord.Kind.CASE,
        object_key=case.pk,
        texts=_texts(case),
        new=new,
    )


def _texts(case: Case) -> tuple[str, ...]:
    """What finds a dossier in the search box."""
    return (
        case.number,
        case.title,
        case.person.full_name if case.person else "",
        case.structure.name if case.structure else "",
        case.structure.siret if case.structure else "",
    )
