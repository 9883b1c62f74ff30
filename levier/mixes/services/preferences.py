"""The house's preferences: dated rows, and those in use when the house has said nothing."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import DecimalField

from levier.accounts.models import Organisation, User
from levier.journal.services import record
from levier.kernel.french import numeric_date
from levier.mixes.errors import PreferencesRefused
from levier.mixes.models import MixPreferences

MONTHS = [36, 48, 60, 84]
USUAL = "Usage proposé à l’installation, à confirmer par la maison"


def preferences_on(organisation: Organisation, on: date) -> MixPreferences:
    """Return the preferences in force on a day; unsaved usual ones when there are none."""
    row = (
        MixPreferences.objects.filter(organisation=organisation, first_day__lte=on)
        .order_by("-first_day")
        .first()
    )
    if row is not None:
        return row
    row = MixPreferences(
        organisation=organisation, first_day=on, source=USUAL, bank_months=list(MONTHS)
    )
    for field in MixPreferences._meta.fields:
        if isinstance(field, DecimalField):  # as a row read from the table has them
            setattr(row, field.name, Decimal(str(getattr(row, field.name))))
    return row


@transaction.atomic
def set_preferences(
    *, organisation: Organisation, actor: User, first_day: date, source: str, **values: Any
) -> MixPreferences:
    """Add the preferences that hold from a day on. Errors: PreferencesRefused."""
    if not source.strip():
        raise PreferencesRefused(
            field="source", reason="Dites d’où viennent ces préférences : décision, note, usage."
        )
    months = values.get("bank_months") or []
    if not months or any(not 1 <= each <= 360 for each in months):
        raise PreferencesRefused(
            field="bank_months", reason="Indiquez au moins une durée, de 1 à 360 mois."
        )
    row = MixPreferences(
        organisation=organisation,
        first_day=first_day,
        source=source.strip(),
        written_by=actor,
        **{**values, "bank_months": sorted(set(months))},
    )
    try:
        row.full_clean()
    except ValidationError as fault:
        raise PreferencesRefused(reason=" ".join(fault.messages)) from fault
    row.save()
    summary = f"Préférences de montage à partir du {numeric_date(first_day)}."
    record("mixes.preferences_set", actor=actor, target=row, summary=summary)
    return row
