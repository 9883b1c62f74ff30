"""Writes of support: paths opened, put in a year's register, ended; payments of engineering."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from levier.accounts.models import Organisation, User
from levier.cases.models import Case
from levier.journal.changes import apply_changes
from levier.journal.models import Entry
from levier.journal.services import entry_for, record
from levier.kernel.french import euros, numeric_date
from levier.support.errors import AlreadyEnded, JourneyRefused
from levier.support.models import (
    AccesPlusFile,
    Beneficiary,
    BrsaFile,
    DasessFile,
    DlaMission,
    EngineeringPayment,
    Journey,
    JourneyYear,
    Programme,
    Study,
)

DETAILS: dict[str, type[models.Model]] = {
    Programme.BRSA: BrsaFile,
    Programme.ACCES_PLUS: AccesPlusFile,
    Programme.DLA: DlaMission,
    Programme.DASESS: DasessFile,
    Programme.FIDESS: Study,
}


@transaction.atomic
def open_journey(
    *,
    case: Case,
    actor: User,
    programme: str,
    number: str,
    year: int,
    kind: str = Journey.Kind.INDIVIDUAL,
    details: dict[str, Any] | None = None,
    **fields: Any,
) -> Journey:
    """Open a path of a programme in a dossier, in the register of `year`.

    `details` are the fields of the programme's own file (BrsaFile, DlaMission, Study…), `fields`
    those of the path. Errors: JourneyRefused when a number is taken or days go backwards.
    """
    journey = Journey(
        organisation_id=case.organisation_id,
        case=case,
        programme=programme,
        number=number,
        kind=kind,
        **fields,
    )
    detail = DETAILS[programme](
        organisation_id=case.organisation_id, journey=journey, **(details or {})
    )
    _check(journey)
    _check(detail, "journey")
    open_journeys(actor=actor, journeys=[journey], details=[detail])
    put_in_register(journey=journey, year=year, has_left_rsa=getattr(detail, "has_left_rsa", None))
    return journey


@transaction.atomic
def open_journeys(
    *, actor: User, journeys: list[Journey], details: Iterable[models.Model] = ()
) -> None:
    """Open many paths, not saved yet, with their programme's file, in a fixed number of queries.

    The number must be new, asked before. Errors: IntegrityError.
    """
    _save_all(Journey, journeys, actor)
    by_model: dict[type[models.Model], list[models.Model]] = {}
    for detail in details:
        by_model.setdefault(type(detail), []).append(detail)
    for model, rows in by_model.items():
        _save_all(model, rows, actor)
    Entry.objects.bulk_create(
        entry_for(
            "support.journey_opened",
            actor=actor,
            target=journey,
            case_key=journey.case_id,
            summary=f"Parcours {journey.get_programme_display()} {journey.number} ouvert.",
        )
        for journey in journeys
    )


@transaction.atomic
def update_journey(
    *, journey: Journey, actor: User, details: dict[str, Any] | None = None, **changes: Any
) -> Journey:
    """Change a path and the file of its programme. Errors: JourneyRefused."""
    done = apply_changes(journey, changes)
    if done:
        _save_one(journey, actor)
    if details:
        detail = DETAILS[journey.programme].objects.get(journey=journey)
        changed = apply_changes(detail, details)
        if changed:
            _save_one(detail, actor)
            done |= changed
    if done:
        record(
            "support.journey_updated",
            actor=actor,
            target=journey,
            summary=f"Parcours {journey.number} modifié.",
            detail=done,
        )
    return journey


@transaction.atomic
def end_journey(*, journey: Journey, actor: User, on: date) -> Journey:
    """End a path on `on`. Errors: AlreadyEnded; JourneyRefused if it began later."""
    if journey.ended_on is not None:
        raise AlreadyEnded
    journey.ended_on = on
    _save_one(journey, actor)
    record(
        "support.journey_ended",
        actor=actor,
        target=journey,
        summary=f"Parcours {journey.number} fini le {numeric_date(on)}.",
    )
    return journey


@transaction.atomic
def put_in_register(
    *, journey: Journey, year: int, has_left_rsa: bool | None = None
) -> JourneyYear:
    """Count a path in the register of a year; saying it again changes what that year says."""
    row, _ = JourneyYear.objects.update_or_create(
        organisation_id=journey.organisation_id,
        journey=journey,
        year=year,
        defaults={"has_left_rsa": has_left_rsa},
    )
    return row


@transaction.atomic
def put_in_registers(*, rows: list[JourneyYear]) -> None:
    """Count many paths, not yet counted, in the register of a year."""
    JourneyYear.objects.bulk_create(rows)


@transaction.atomic
def add_beneficiary(
    *, journey: Journey, structure, year: int, fte: Decimal | None, actor: User
) -> Beneficiary:
    """Add an organisation to an engagement, in the register of a year, with its staff (FTE).

    Errors: JourneyRefused.
    """
    row = Beneficiary(
        organisation_id=journey.organisation_id,
        journey=journey,
        structure=structure,
        year=year,
        fte=fte,
    )
    _check(row)
    _save_one(row, actor)
    record(
        "support.beneficiary_added",
        actor=actor,
        target=row,
        case_key=journey.case_id,
        summary=f"{structure.name} accompagnée dans {journey.number}.",
    )
    return row


@transaction.atomic
def add_beneficiaries(*, actor: User, rows: list[Beneficiary]) -> None:
    """Add many organisations, not saved yet, to their engagements."""
    _save_all(Beneficiary, rows, actor)


@transaction.atomic
def record_engineering_payment(
    *, organisation: Organisation, actor: User, number: str, scheme: str, amount: Decimal, **fields
) -> EngineeringPayment:
    """Write a payment (euros) to a consultant or for a study. Errors: JourneyRefused."""
    row = EngineeringPayment(
        organisation=organisation, number=number, scheme=scheme, amount=amount, **fields
    )
    _check(row)
    record_engineering_payments(actor=actor, rows=[row])
    return row


@transaction.atomic
def record_engineering_payments(*, actor: User, rows: list[EngineeringPayment]) -> None:
    """Write many payments, not saved yet. Their numbers must be new, asked before."""
    _save_all(EngineeringPayment, rows, actor)
    Entry.objects.bulk_create(
        entry_for(
            "support.engineering_paid",
            actor=actor,
            target=row,
            summary=f"Ingénierie {row.number}\u00a0: {euros(row.amount)}.",
        )
        for row in rows
    )


@transaction.atomic
def update_row(*, row: models.Model, actor: User, **changes: Any) -> models.Model:
    """Change a beneficiary, a payment or a file of a programme. Errors: JourneyRefused."""
    done = apply_changes(row, changes)
    if done:
        _save_one(row, actor)
        record(
            "support.row_updated",
            actor=actor,
            target=row,
            summary=f"{row} : {row._meta.verbose_name} modifié.",
            detail=done,
        )
    return row


def _save_all(model: type[models.Model], rows: list, actor: User) -> None:
    if rows:
        model.objects.bulk_create(rows)
        if hasattr(model, "history"):
            model.history.bulk_history_create(rows, default_user=actor)


def _save_one(row: models.Model, actor: User) -> None:
    _check(row)
    row._history_user = actor
    row.save()


def _check(row: models.Model, *besides: str) -> None:
    try:
        row.full_clean(exclude=set(besides))
    except ValidationError as fault:
        raise JourneyRefused(reason=" ".join(fault.messages)) from fault
