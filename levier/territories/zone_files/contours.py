"""The official GeoJSON of the contours of communes, for maps."""

from collections.abc import Iterator
from datetime import date
from typing import Any, TextIO

import shapely

from levier.kernel.french import long_date, plural
from levier.territories.errors import Fault, UnreadableZoneFile
from levier.territories.register import VINTAGE, Commune, commune, epci
from levier.territories.zone_files.contents import Contents, ContourRow, coverage
from levier.territories.zone_files.geojson import (
    NotGeoJson,
    feature_fault,
    features,
    lowered,
    read_area,
    why_invalid,
)

SOURCE = "IGN et Etalab, contours administratifs des communes"
CODE_NAMES = ("code", "insee_com", "code_insee", "codgeo")
_EPCI_NAMES = ("epci", "siren_epci", "code_epci")


def read_contours(stream: TextIO, first_day: date | None) -> Contents:
    """Return the contours of the file, each with its department and EPCI.

    The EPCI is the file's own when the register knows it, else the register's by the commune's
    code. A contour that is not valid is mended, since it serves maps only, and told. Errors:
    UnreadableZoneFile lists every fault, by feature.
    """
    faults: list[Fault] = []
    mended: list[str] = []
    rows = list(_rows(stream, faults, mended))
    if not faults and not rows:
        faults.append(Fault("Le fichier ne contient aucun contour."))
    if faults:
        raise UnreadableZoneFile(faults)
    day = first_day or date(VINTAGE, 1, 1)
    return Contents(
        kind="contour",
        generation=f"Contours au {long_date(day)}",
        first_day=day,
        last_day=None,
        source=SOURCE,
        departments=coverage({row.department for row in rows}),
        rows=rows,
        warnings=tuple(_warnings(mended)),
    )


def _rows(stream: TextIO, faults: list[Fault], mended: list[str]) -> Iterator[ContourRow]:
    seen: set[str] = set()
    rank = 0
    try:
        for rank, feature in enumerate(features(stream), start=1):
            row = _row(feature, rank, faults, mended)
            if row is None:
                continue
            if row.commune_code in seen:
                message = "La commune est en double."
                faults.append(feature_fault(rank, "code", row.commune_code, message))
            seen.add(row.commune_code)
            yield row
    except NotGeoJson as broken:
        faults.append(Fault(str(broken), row=rank + 1, unit="objet"))


def _row(
    feature: dict[str, Any], rank: int, faults: list[Fault], mended: list[str]
) -> ContourRow | None:
    properties = lowered(feature)
    code = next((properties[name] for name in CODE_NAMES if properties.get(name)), "").upper()
    found = commune(code)
    if found is None:
        message = "Aucune commune de France n’a ce code."
        faults.append(feature_fault(rank, "code", code, message))
        return None
    try:
        area = read_area(feature)
    except NotGeoJson as wrong:
        faults.append(feature_fault(rank, "geometry", code, str(wrong)))
        return None
    if why_invalid(area):
        mended.append(code)
        area = shapely.make_valid(area, method="structure")
    siren = _epci(properties, found)
    return ContourRow(code, found.department, siren, shapely.to_wkb(area))


def _epci(properties: dict[str, str], found: Commune) -> str:
    siren = next((properties[name] for name in _EPCI_NAMES if properties.get(name)), "")
    return siren if epci(siren) else found.epci_siren


def _warnings(mended: list[str]) -> Iterator[str]:
    if mended:
        shown = ", ".join(mended[:5]) + ("…" if len(mended) > 5 else "")
        counted = plural(len(mended), "contour invalide réparé", "contours invalides réparés")
        yield f"{counted} : {shown}."
