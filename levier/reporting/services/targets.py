"""The targets that the house sets itself for a year."""

from decimal import Decimal

from django.db import transaction

from levier.accounts.models import Organisation
from levier.journal import services as journal
from levier.reporting.errors import NegativeTarget, UnknownFigureCode
from levier.reporting.models import YearTarget
from levier.rules.indicators.definitions import definitions


@transaction.atomic
def set_target(
    *, organisation: Organisation, year: int, code: str, value: Decimal | None, actor
) -> YearTarget | None:
    """Set, change or (with None) remove the target of a figure, in the figure's unit.

    Errors: UnknownFigureCode, NegativeTarget.
    """
    if code not in definitions():
        raise UnknownFigureCode(code=code)
    if value is not None and value < 0:
        raise NegativeTarget()
    found = YearTarget.objects.filter(organisation=organisation, year=year, code=code).first()
    before = found.value if found else None
    if before == value:
        return found
    target = _written(found, organisation, year, code, value)
    journal.record(
        "reporting.target_set",
        actor=actor,
        target=target or organisation,
        summary=f"Objectif {year} de «\u00a0{definitions()[code].label}\u00a0» modifié.",
        detail={code: [_text(before), _text(value)]},
    )
    return target


def _written(found: YearTarget | None, organisation, year, code, value) -> YearTarget | None:
    if value is None:
        if found:
            found.delete()
        return None
    target = found or YearTarget(organisation=organisation, year=year, code=code)
    target.value = value
    target.save()
    return target


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
