"""The official CSV of rural zones: a commune and its class on each line."""

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import date

from levier.kernel.french import long_date, plural
from levier.kernel.text import normalise
from levier.rules.parameters.loading import history
from levier.territories.errors import Fault, UnreadableZoneFile
from levier.territories.register import commune, department_of
from levier.territories.zone_files.contents import Contents, StatusRow, coverage

SOURCE = "Observatoire des territoires (ANCT), classement France ruralités revitalisation, DGCL"
LABELS = {
    "1": "ancienne commune en ZRR, bénéfice maintenu",
    "2": "cas particulier (code 2)",
    "3": "cas particulier (code 3)",
    "4": "ZFRR (socle)",
    "5": "ZFRR+",
}
CODE_COLUMNS = ("codgeo", "code insee", "insee com", "code commune", "insee")
STATUS_COLUMNS = ("codefrr", "code frr", "frr", "zfrr")
_WORDS = {"FRR": "4", "ZFRR": "4", "FRR SOCLE": "4", "FRR+": "5", "ZFRR+": "5"}
_NOT_CLASSED = {"", "-9999", "NC"}
_CODE = re.compile(r"\d{5}|2[AB]\d{3}")
_HEADER_WITHIN = 20


def read_zfrr(text: str, first_day: date | None) -> Contents:
    """Return the classed communes of the file; the separator and the header line are found.

    « -9999 » or nothing means not classed. The file covers the departments of the communes that
    it names. Errors: UnreadableZoneFile lists every fault, by line.
    """
    lines = list(csv.reader(text.splitlines(), delimiter=_separator(text)))
    header = find_header(lines)
    if header is None:
        message = (
            "Ce n’est ni un GeoJSON, ni un tableau dont une ligne porte les titres « codgeo » et "
            "« codefrr »."
        )
        raise UnreadableZoneFile([Fault(message)])
    faults: list[Fault] = []
    seen: dict[str, str] = {}
    for code, status in _cells(lines, header, faults):
        seen[code] = status
    if not faults and not seen:
        faults.append(Fault("Le fichier ne contient aucune commune."))
    if faults:
        raise UnreadableZoneFile(faults)
    return _contents(seen, first_day)


def find_header(lines: Sequence[Sequence[str]]) -> tuple[int, int, int] | None:
    """Return the rank of the header line and of its two columns, among the first lines."""
    for rank, line in enumerate(lines[:_HEADER_WITHIN]):
        titles = [normalise(title) for title in line]
        code = next((titles.index(name) for name in CODE_COLUMNS if name in titles), None)
        status = next((titles.index(name) for name in STATUS_COLUMNS if name in titles), None)
        if code is not None and status is not None:
            return rank, code, status
    return None


def _contents(seen: dict[str, str], first_day: date | None) -> Contents:
    day = first_day or history("zoning", "zfrr")[0].since
    rows = [StatusRow(code, status, LABELS[status]) for code, status in seen.items() if status]
    unknown = [code for code in seen if commune(code) is None]
    return Contents(
        kind="zfrr",
        generation=f"ZFRR au {long_date(day)}",
        first_day=day,
        last_day=None,
        source=SOURCE,
        departments=coverage(department_of(code) for code in seen),
        rows=rows,
        warnings=tuple(_warnings(unknown)),
        not_classed=len(seen) - len(rows),
    )


def _cells(
    lines: Sequence[Sequence[str]], header: tuple[int, int, int], faults: list[Fault]
) -> Iterator[tuple[str, str]]:
    """Yield the code and the class of each commune, the class empty when there is none."""
    rank, code_column, status_column = header
    code_title, status_title = lines[rank][code_column], lines[rank][status_column]
    lines_of: dict[str, int] = {}
    for number, line in enumerate(lines[rank + 1 :], start=rank + 2):
        if not any(cell.strip() for cell in line):
            continue
        code, typed = _cell(line, code_column).upper(), _cell(line, status_column)
        code = code.zfill(5) if code.isdigit() else code
        status = _status(typed)
        if not _CODE.fullmatch(code):
            faults.append(Fault("Ce n’est pas un code de commune.", number, code_title, code[:200]))
        elif status is None:
            message = "Le classement va de 1 à 5, ou -9999 pour une commune non classée."
            faults.append(Fault(message, number, status_title, typed[:200]))
        elif code in lines_of:
            message = f"La commune est déjà à la ligne {lines_of[code]}."
            faults.append(Fault(message, number, code_title, code))
        else:
            lines_of[code] = number
            yield code, status


def _status(typed: str) -> str | None:
    """Return the class, an empty text when there is none, None when it cannot be read."""
    value = re.sub(r"[.,]0+$", "", typed.upper())
    if value in _NOT_CLASSED or value.startswith("N/A"):
        return ""
    value = _WORDS.get(value, value)
    return value if value in LABELS else None


def _cell(line: Sequence[str], column: int) -> str:
    return line[column].strip() if column < len(line) else ""


def _separator(text: str) -> str:
    start = text[:5000]
    return max(";,\t", key=start.count)


def _warnings(unknown: list[str]) -> Iterator[str]:
    if unknown:
        shown = ", ".join(unknown[:5]) + ("…" if len(unknown) > 5 else "")
        counted = plural(len(unknown), "code inconnu", "codes inconnus")
        yield f"{counted} du registre des communes, gardé tel quel : {shown}."
