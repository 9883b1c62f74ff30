"""Installing the reviewed data files in a house."""

from datetime import date
from typing import Any

from django.db import transaction

from levier.catalogue import data_files
from levier.catalogue.models import (
    Carrier,
    Instrument,
    InstrumentVersion,
    PieceKind,
    RequiredPiece,
)
from levier.journal import services as journal
from levier.kernel.french import long_date


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
            use=row.get("use", "business_aid"),
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
