"""The products to which a workbook is held: those of the house, else those of the data files."""

from levier.accounts.models import Organisation
from levier.catalogue import data_files
from levier.catalogue.models import Instrument, InstrumentVersion
from levier.catalogue.services import instruments_by_name
from levier.exchange.year_rows import Terms
from levier.kernel.text import normalise


def terms_of(house: Organisation | None) -> Terms:
    """Return the products and their dated terms; before a house has any, the ones it will have."""
    instruments = instruments_by_name(house) if house else {}
    if not instruments:
        return _terms_of_files()
    versions: dict = {}
    rows = InstrumentVersion.objects.filter(organisation=house).select_related("instrument")
    for version in rows.exclude(status=InstrumentVersion.Status.INACTIVE):
        versions.setdefault(version.instrument_id, []).append(version)
    return Terms(instruments=instruments, versions=versions, are_of_house=True)


def _terms_of_files() -> Terms:
    instruments: dict[str, Instrument] = {}
    versions: dict = {}
    for row in data_files.instruments():
        one = Instrument(
            code=row["code"],
            label=row["label"],
            kind=row["kind"],
            aliases=row.get("aliases", []),
        )
        for name in (one.code, one.label, *one.aliases):
            instruments.setdefault(normalise(name), one)
        found = [
            InstrumentVersion(instrument=one, **data_files.version_fields(version))
            for version in row["version"]
        ]
        versions[one.pk] = [
            version for version in found if version.status != InstrumentVersion.Status.INACTIVE
        ]
    return Terms(instruments=instruments, versions=versions)
