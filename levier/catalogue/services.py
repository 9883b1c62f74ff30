"""Writing the catalogue: installing the data files, then versions added and closed by hand."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from levier.catalogue import data_files
from levier.catalogue.errors import NoVersionInForce, VersionAlreadyClosed, VersionRefused
from levier.catalogue.models import (
    Carrier,
    Instrument,
    InstrumentVersion,
    PieceKind,
    RequiredPiece,
)
from levier.journal import services as journal
from levier.kernel.french import long_date
from levier.kernel.text import normalise


@transaction.atomic
def install_catalogue(*, organisation, actor, on: date) -> dict[str, int]:
    """Create what the house lacks of the data files; never change a row that it already has.

    Return how many rows of each kind were created: a second run creates none. `on` is the day
    that the journal names.
    """
    created = {
        "carriers": _install_carriers(organisation),
        "piece_kinds": _install_piece_kinds(organisation),
        "instruments": _install_instruments(organisation),
        "versions": _install_versions(organisation),
        "required_pieces": _install_required_pieces(organisation),
    }
    if any(created.values()):
        journal.record(
            "catalogue.installed",
            actor=actor,
            target=organisation,
            summary=f"Catalogue installé au {long_date(on)}.",
            detail=created,
        )
    return created


def _install_carriers(organisation) -> int:
    known = _codes(Carrier, organisation)
    return _create(
        Carrier(
            organisation=organisation,
            code=row["code"],
            name=row["name"].format(house=organisation.name),
            is_house=row.get("is_house", False),
        )
        for row in data_files.carriers()
        if row["code"] not in known
    )


def _install_piece_kinds(organisation) -> int:
    known = _codes(PieceKind, organisation)
    return _create(
        PieceKind(organisation=organisation, **row)
        for row in data_files.piece_kinds()
        if row["code"] not in known
    )


def _install_instruments(organisation) -> int:
    known = _codes(Instrument, organisation)
    carriers = _by_code(Carrier, organisation)
    return _create(
        Instrument(
            organisation=organisation,
            code=row["code"],
            label=row["label"],
            kind=row["kind"],
            carrier=carriers[row["carrier"]],
            aliases=row.get("aliases", []),
            position=rank,
        )
        for rank, row in enumerate(data_files.instruments(), start=1)
        if row["code"] not in known
    )


def _install_versions(organisation) -> int:
    """A house that has versions of an instrument manages them itself: none is added to it."""
    instruments = _by_code(Instrument, organisation)
    managed = set(
        InstrumentVersion.objects.filter(organisation=organisation).values_list(
            "instrument_id", flat=True
        )
    )
    return _create(
        InstrumentVersion(
            organisation=organisation,
            instrument=instruments[row["code"]],
            **data_files.version_fields(version),
        )
        for row in data_files.instruments()
        if instruments[row["code"]].pk not in managed
        for version in row["version"]
    )


def _install_required_pieces(organisation) -> int:
    instruments = _by_code(Instrument, organisation)
    kinds = _by_code(PieceKind, organisation)
    managed = set(
        RequiredPiece.objects.filter(organisation=organisation).values_list(
            "instrument_id", flat=True
        )
    )
    stages = (
        ("pieces", RequiredPiece.Stage.COMMITTEE),
        ("setup_pieces", RequiredPiece.Stage.SETUP),
    )
    return _create(
        RequiredPiece(
            organisation=organisation,
            instrument=instruments[row["code"]],
            piece_kind=kinds[code],
            stage=stage,
        )
        for row in data_files.instruments()
        if instruments[row["code"]].pk not in managed
        for key, stage in stages
        for code in row.get(key, [])
    )


def _create(rows) -> int:
    rows = list(rows)
    if rows:
        type(rows[0]).objects.bulk_create(rows)
    return len(rows)


def _codes(model, organisation) -> set[str]:
    return set(model.objects.filter(organisation=organisation).values_list("code", flat=True))


def _by_code(model, organisation) -> dict[str, Any]:
    return {row.code: row for row in model.objects.filter(organisation=organisation)}


# ── Finding an instrument and its terms ───────────────────────────────────────────────────────
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


# ── Versions, from the screens ────────────────────────────────────────────────────────────────
@transaction.atomic
def close_version(
    *, version: InstrumentVersion, last_day: date, source: str, actor
) -> InstrumentVersion:
    """Give a version its last day, and say which document closes it.

    Errors: VersionAlreadyClosed; VersionRefused if the last day precedes the first.
    """
    version = InstrumentVersion.objects.select_for_update().get(pk=version.pk)
    if version.last_day is not None:
        raise VersionAlreadyClosed(day=long_date(version.last_day))
    if last_day < version.first_day:
        raise VersionRefused(
            field="last_day", reason="Le dernier jour ne peut pas précéder le premier."
        )
    version.last_day = last_day
    version.save(update_fields=["last_day"])
    journal.record(
        "catalogue.version_closed",
        actor=actor,
        target=version,
        summary=f"{version.instrument} : version fermée au {long_date(last_day)} ({source}).",
        detail={"last_day": [None, last_day.isoformat()], "source": source},
    )
    return version


@transaction.atomic
def add_version(
    *, instrument: Instrument, first_day: date, source: str, actor, **terms: Any
) -> InstrumentVersion:
    """Add the terms that hold from `first_day`; the version still open ends the day before.

    `source` names the document that says so. Errors: VersionRefused when another version already
    begins later or on that day, or when the terms contradict each other.
    """
    current = (
        InstrumentVersion.objects.select_for_update()
        .filter(instrument=instrument, last_day=None, first_day__lt=first_day)
        .first()
    )
    if current is not None:
        close_version(
            version=current, last_day=first_day - timedelta(days=1), source=source, actor=actor
        )
    version = InstrumentVersion(
        organisation=instrument.organisation,
        instrument=instrument,
        first_day=first_day,
        source=source,
        **terms,
    )
    _check(version)
    version.save()
    journal.record(
        "catalogue.version_added",
        actor=actor,
        target=version,
        summary=f"{instrument} : nouvelle version au {long_date(first_day)} ({source}).",
    )
    return version


@transaction.atomic
def confirm_version(*, version: InstrumentVersion, source: str, actor) -> InstrumentVersion:
    """Note that the house confirms terms in use until now, and the document that says so."""
    before = version.status
    version.status = InstrumentVersion.Status.CONFIRMED
    version.source = source
    _check(version)
    version.save(update_fields=["status", "source"])
    journal.record(
        "catalogue.version_confirmed",
        actor=actor,
        target=version,
        summary=f"{version.instrument} : conditions confirmées ({source}).",
        detail={"status": [before, version.status]},
    )
    return version


def _check(version: InstrumentVersion) -> None:
    """Turn what the model refuses into one French sentence."""
    try:
        version.full_clean()
    except ValidationError as fault:
        raise VersionRefused(reason=" ".join(fault.messages)) from fault
