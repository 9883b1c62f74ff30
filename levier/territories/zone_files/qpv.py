"""The official GeoJSON of priority districts: one polygon each, over one or several communes."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, TextIO

import shapely

from levier.kernel.french import plural
from levier.rules.parameters.loading import history
from levier.territories.errors import Fault, UnreadableZoneFile
from levier.territories.register import departments
from levier.territories.zone_files.contents import Contents, QpvRow, coverage
from levier.territories.zone_files.geojson import (
    NotGeoJson,
    feature_fault,
    features,
    lowered,
    read_area,
    why_invalid,
)

SOURCE = "ANCT, quartiers prioritaires de la politique de la ville"
CODE = re.compile(r"Q([PN])([0-9A-Z]{3})(\d{2})[0-9A-Z]")
_COMMUNE = re.compile(r"\b(?:\d{5}|2[AB]\d{3})\b")
_GENERATIONS = {"N": "qpv_2024", "P": "qpv_2015"}


def read_qpv(stream: TextIO, first_day: date | None) -> Contents:
    """Return the districts of the file, of one generation.

    Property names may be in any case. Errors: UnreadableZoneFile lists every fault, by feature.
    """
    faults: list[Fault] = []
    rows = list(_rows(stream, faults))
    letters = {row.code[1] for row in rows}
    if not faults and not rows:
        faults.append(Fault("Le fichier ne contient aucun quartier."))
    if len(letters) > 1:
        faults.append(Fault("Le fichier mêle les générations 2015 (QP…) et 2024 (QN…)."))
    if faults:
        raise UnreadableZoneFile(faults)
    return _contents(rows, letters.pop(), first_day)


def department_of_district(code: str) -> str:
    """Return the department written in the code of a district: « QN06204M » gives « 62 »."""
    digits = code[2:5]
    return digits[1:] if digits[0] == "0" else digits


def _contents(rows: list[QpvRow], letter: str, first_day: date | None) -> Contents:
    generation = history("zoning", _GENERATIONS[letter])[0]
    places = {department_of_district(row.code) for row in rows}
    return Contents(
        kind="qpv",
        generation=generation.value,
        first_day=first_day or generation.since,
        last_day=generation.until,
        source=SOURCE,
        departments=coverage(places),
        rows=rows,
        warnings=tuple(_missing_numbers(rows)) if letter == "N" else (),
    )


def _rows(stream: TextIO, faults: list[Fault]) -> Iterator[QpvRow]:
    seen: dict[str, int] = {}
    rank = 0
    try:
        for rank, feature in enumerate(features(stream), start=1):
            row = _row(feature, rank, faults)
            if row is None:
                continue
            if row.code in seen:
                message = f"Le quartier est déjà l’objet {seen[row.code]} du fichier."
                faults.append(feature_fault(rank, "code_qp", row.code, message))
            seen.setdefault(row.code, rank)
            yield row
    except NotGeoJson as broken:
        faults.append(Fault(str(broken), row=rank + 1, unit="objet"))


def _row(feature: dict[str, Any], rank: int, faults: list[Fault]) -> QpvRow | None:
    properties = lowered(feature)
    code = properties.get("code_qp", "").upper()
    if not CODE.fullmatch(code):
        message = "Un code de quartier s’écrit comme QN06204M ou QP062055."
        faults.append(feature_fault(rank, "code_qp", code, message))
        return None
    try:
        area = read_area(feature)
        if reason := why_invalid(area):
            raise NotGeoJson(reason)
    except NotGeoJson as wrong:
        faults.append(feature_fault(rank, "geometry", code, str(wrong)))
        return None
    row = QpvRow(
        code=code,
        name=properties.get("lib_qp") or code,
        communes=tuple(_COMMUNE.findall(properties.get("insee_com", "").upper())),
        epci_siren=properties.get("siren_epci", "")[:9],
        shape=shapely.to_wkb(area),
        box=area.bounds,
    )
    return replace(row, name=row.name[:200])


def _missing_numbers(rows: list[QpvRow]) -> Iterator[str]:
    """Warn of the departments whose numbers leave gaps: the official file numbers without any."""
    numbers: dict[str, set[int]] = {}
    for row in rows:
        numbers.setdefault(department_of_district(row.code), set()).add(int(row.code[5:7]))
    for department, found in sorted(numbers.items()):
        highest = max(found)
        if len(found) < highest:
            known = departments().get(department)
            counted = plural(len(found), "quartier lu", "quartiers lus")
            yield (
                f"{known.name if known else department} : {counted}, mais les numéros vont "
                f"jusqu’à {highest} ; le fichier semble incomplet, et une adresse pourrait y "
                "passer à tort pour hors quartier."
            )
