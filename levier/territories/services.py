"""Writes: a layer read from a file, and the areas of offices."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

import shapely
from django.db import models, transaction
from shapely.geometry import mapping

from levier.accounts.models import Office, Organisation, User
from levier.journal.services import record
from levier.kernel.french import long_date
from levier.territories.errors import (
    EpciOfAnotherOffice,
    NarrowerLayer,
    SameFirstDay,
    UnknownEpci,
)
from levier.territories.models import CommuneContour, CommuneStatus, OfficeArea, Zone, ZoneLayer
from levier.territories.register import commune, departments, epci
from levier.territories.zone_files.contents import (
    Contents,
    ContourRow,
    QpvRow,
    StatusRow,
    ZoneFile,
)

_BATCH = 500


@dataclass(frozen=True, slots=True)
class LayerImport:
    """What an import did: `outcome` is created, replaced or unchanged; `counts` what it wrote."""

    layer: ZoneLayer
    outcome: str
    counts: Mapping[str, int]


@transaction.atomic
def import_layer(
    *, file: ZoneFile, imported_at: datetime, actor: User | None = None
) -> LayerImport:
    """Write the layer that a file holds, and make room for it among those of its kind.

    The same file again changes nothing. A file of the same generation replaces the layer, rows
    included; one of another generation ends the layer before it, or ends before the one after.
    Errors: NarrowerLayer, SameFirstDay; nothing is written then.
    """
    contents = file.contents
    others = list(ZoneLayer.objects.select_for_update().filter(kind=contents.kind))
    for same in others:
        if same.file_sha256 == file.sha256 and same.first_day == contents.first_day:
            return LayerImport(same, "unchanged", {})
    replaced = [layer for layer in others if _is_replaced(layer, file)]
    for layer in replaced:
        _check_coverage(layer, contents)
    last_day = _make_room([layer for layer in others if layer not in replaced], contents)
    for layer in replaced:
        layer.delete()
    layer = _create(file, imported_at, last_day)
    counts = _write_rows(layer, contents)
    if actor is not None:
        summary = f"Zonage importé : {layer.generation} ({layer.file_name})."
        record("territories.layer_imported", actor=actor, target=layer, summary=summary)
    return LayerImport(layer, "replaced" if replaced else "created", counts)


@transaction.atomic
def assign_epci(*, office: Office, epci_siren: str, actor: User) -> OfficeArea:
    """Put an EPCI in the area of an office. Errors: UnknownEpci, EpciOfAnotherOffice."""
    body = epci(epci_siren)
    if body is None:
        raise UnknownEpci(siren=epci_siren)
    area = OfficeArea.objects.of_epci(office.organisation_id, body.siren).first()
    if area and area.office_id == office.pk:
        return area
    if area:
        raise EpciOfAnotherOffice(epci=body.name, office=area.office.name)
    area = OfficeArea.objects.create(
        organisation_id=office.organisation_id, office=office, epci_siren=body.siren
    )
    summary = f"{body.name} entre dans le secteur de l’agence {office.name}."
    record("territories.epci_assigned", actor=actor, target=area, summary=summary)
    return area


@transaction.atomic
def set_area(*, office: Office, epcis: Collection[str], actor: User) -> None:
    """Make the area of an office exactly these EPCI (SIREN).

    Errors: UnknownEpci, EpciOfAnotherOffice; nothing is written when one is raised.
    """
    for area in office.areas.exclude(epci_siren__in=epcis):
        body = epci(area.epci_siren)
        name = body.name if body else area.epci_siren
        summary = f"{name} sort du secteur de l’agence {office.name}."
        record("territories.epci_released", actor=actor, target=area, summary=summary)
        area.delete()
    for siren in epcis:
        assign_epci(office=office, epci_siren=siren, actor=actor)


def office_for_commune(organisation: Organisation, commune_code: str) -> Office | None:
    """Return the office of the house whose area holds the commune's EPCI, or None."""
    found = commune(commune_code)
    if found is None or not found.epci_siren:
        return None
    area = OfficeArea.objects.of_epci(organisation, found.epci_siren).first()
    return area.office if area else None


def _is_replaced(layer: ZoneLayer, file: ZoneFile) -> bool:
    if layer.file_sha256 == file.sha256:
        return True
    contents = file.contents
    return layer.generation == contents.generation and bool(
        set(layer.departments) & set(contents.departments)
    )


def _make_room(others: list[ZoneLayer], contents: Contents):
    """End the layers that the new one follows; return the last day of the new one.

    Errors: SameFirstDay; NarrowerLayer when a layer to end covers departments the new one lacks.
    """
    last_day = contents.last_day
    for layer in others:
        if not set(layer.departments) & set(contents.departments):
            continue
        if layer.first_day == contents.first_day:
            raise SameFirstDay(layer=layer.generation, day=long_date(layer.first_day))
        if layer.first_day > contents.first_day:
            before = layer.first_day - timedelta(days=1)
            last_day = min(last_day or before, before)
        elif layer.last_day is None or layer.last_day >= contents.first_day:
            _check_coverage(layer, contents)
            layer.last_day = contents.first_day - timedelta(days=1)
            layer.save(update_fields=["last_day"])
    return last_day


def _check_coverage(layer: ZoneLayer, contents: Contents) -> None:
    left = sorted(set(layer.departments) - set(contents.departments))
    if not left:
        return
    known = departments()
    names = [known[code].name if code in known else code for code in left[:5]]
    more = "…" if len(left) > 5 else ""
    raise NarrowerLayer(layer=layer.generation, left=", ".join(names) + more)


def _create(file: ZoneFile, imported_at: datetime, last_day) -> ZoneLayer:
    contents = file.contents
    layer = ZoneLayer(
        kind=contents.kind,
        generation=contents.generation,
        first_day=contents.first_day,
        last_day=last_day,
        source=contents.source,
        licence=file.licence,
        imported_at=imported_at,
        departments=list(contents.departments),
        row_count=len(contents.rows),
        file_name=file.name,
        file_sha256=file.sha256,
    )
    layer.full_clean()
    layer.save()
    return layer


def _write_rows(layer: ZoneLayer, contents: Contents) -> dict[str, int]:
    """Write the rows by batches, so that the polygons never stand all in memory at once."""
    counts: Counter[str] = Counter()
    rows = (_row(layer, row) for row in contents.rows)
    while batch := list(islice(rows, _BATCH)):
        model = type(batch[0])
        model.objects.bulk_create(batch)
        counts[model._meta.model_name] += len(batch)
    return dict(counts)


def _row(layer: ZoneLayer, row: QpvRow | StatusRow | ContourRow) -> models.Model:
    match row:
        case QpvRow():
            west, south, east, north = row.box
            return Zone(
                layer=layer, code=row.code, name=row.name, communes=list(row.communes),
                epci_siren=row.epci_siren, geometry=_geojson(row.shape),
                west=west, south=south, east=east, north=north,
            )  # fmt: skip
        case StatusRow():
            return CommuneStatus(
                layer=layer, commune_code=row.commune_code, status=row.status, label=row.label
            )
        case ContourRow():
            return CommuneContour(
                layer=layer, commune_code=row.commune_code, department=row.department,
                epci_siren=row.epci_siren, geometry=_geojson(row.shape),
            )  # fmt: skip


def _geojson(wkb: bytes) -> dict:
    return mapping(shapely.from_wkb(wkb))


def layers_by_kind() -> Iterator[tuple[str, list[ZoneLayer]]]:
    """Yield each kind with its layers, the newest generation first, for the page of sources."""
    for kind in ZoneLayer.Kind:
        yield kind.label, list(ZoneLayer.objects.of_kind(kind))
