"""Finding an instrument by its names, and the terms in force on a day."""

from datetime import date
from typing import Any

from levier.catalogue.errors import NoVersionInForce
from levier.catalogue.models import Instrument, InstrumentVersion
from levier.kernel.french import long_date
from levier.kernel.text import normalise


def instruments_by_name(organisation) -> dict[str, Instrument]:
    """Return every instrument of the house under each of its normalised names (one query)."""
    found: dict[str, Instrument] = {}
    rows = Instrument.objects.filter(organisation=organisation).select_related("carrier")
    for instrument in rows:
        for name in (instrument.code, instrument.label, *instrument.aliases):
            found.setdefault(normalise(name), instrument)
    return found


def instrument_named(organisation, name: str) -> Instrument | None:
    """Return the instrument that bears this name, label, code or alias; None if unknown."""
    return instruments_by_name(organisation).get(normalise(name))


def version_on(instrument: Instrument, day: date) -> InstrumentVersion | None:
    """Return the version of an instrument in force on `day`, or None."""
    return InstrumentVersion.objects.in_force_on(day).filter(instrument=instrument).first()


def required_version_on(instrument: Instrument, day: date) -> InstrumentVersion:
    """Return the version in force on `day`. Errors: NoVersionInForce."""
    version = version_on(instrument, day)
    if version is None:
        raise NoVersionInForce(instrument=instrument.label, day=long_date(day))
    return version


def versions_on(organisation, day: date) -> dict[Any, InstrumentVersion]:
    """Return the version in force on `day` of each instrument, by the instrument's key."""
    rows = InstrumentVersion.objects.in_force_on(day).filter(organisation=organisation)
    return {version.instrument_id: version for version in rows}
