"""The Commission's base rates, typed by the house: none is known at installation."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from levier.journal import services as journal
from levier.kernel.french import numeric_date, percent
from levier.state_aid.errors import StateAidRefused
from levier.state_aid.models import ReferenceRate


def base_rate_on(organisation, day: date) -> Decimal | None:
    """Return the base rate in force on `day` (a fraction), None while the house typed none."""
    row = ReferenceRate.objects.filter(organisation=organisation, first_day__lte=day).first()
    return row.base_rate if row else None


@transaction.atomic
def register_reference_rate(
    *, organisation, actor, first_day: date, base_rate: Decimal, source: str
) -> ReferenceRate:
    """Add the base rate (a fraction) that holds from a day on, with its source.

    Errors: StateAidRefused when a rate is known for that day.
    """
    row = ReferenceRate(
        organisation=organisation, first_day=first_day, base_rate=base_rate, source=source
    )
    try:
        row.full_clean()
    except ValidationError as fault:
        raise StateAidRefused(reason=" ".join(fault.messages)) from fault
    row.save(force_insert=True)
    journal.record(
        "state_aid.reference_rate",
        actor=actor,
        target=row,
        summary=f"Taux de base de {percent(base_rate)} depuis le {numeric_date(first_day)}.",
    )
    return row
