"""What the instruments ask on a day: a house's catalogue, or the one that Levier ships.

Both give the same rows to the same rules. The shipped one answers where no house has a catalogue:
an empty base, or a page that a visitor of no house opens.
"""

from datetime import date
from functools import lru_cache

from levier.accounts.models import Organisation
from levier.cases.services.eligibility import terms_of
from levier.catalogue import data_files
from levier.catalogue.models import Instrument, InstrumentVersion
from levier.rules.eligibility import InstrumentTerms


def catalogue_terms(organisation: Organisation | None, on: date) -> list[InstrumentTerms]:
    """Return the terms in force on `on`, in the order of the screens.

    A house that has no version at all reads the shipped files (one query more).
    """
    if organisation is None:
        return _in_force(shipped_terms(), on)
    rows = InstrumentVersion.objects.filter(organisation=organisation)
    versions = list(
        rows.in_force_on(on)
        .select_related("instrument")
        .order_by("instrument__position", "instrument__label")
    )
    if versions or rows.exists():
        return [terms_of(version) for version in versions]
    return _in_force(shipped_terms(), on)


@lru_cache(maxsize=1)
def shipped_terms() -> tuple[InstrumentTerms, ...]:
    """Return every version of the shipped catalogue, inactive ones included."""
    return tuple(
        terms_of(
            InstrumentVersion(
                instrument=Instrument(code=row["code"], label=row["label"], kind=row["kind"]),
                **data_files.version_fields(version),
            )
        )
        for row in data_files.instruments()
        for version in row["version"]
    )


def _in_force(terms: tuple[InstrumentTerms, ...], on: date) -> list[InstrumentTerms]:
    return [each for each in terms if each.is_in_force_on(on)]
