"""The file before it is read: a real workbook, of a reasonable size once unpacked.

An .xlsx file is a zip of XML. A few kilobytes can unpack into gigabytes, or name a cell so far
away that the grid before it fills the memory: both are refused here, before anything is read.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from levier.kernel.errors import DomainError

MAX_UNPACKED = 300 * 1024 * 1024
MAX_ROWS = 200_000
MAX_ENTRIES = 2_000
_XLSX = b"PK\x03\x04"
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d+)"')
_FAR_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="[A-Z]{3,}\d+"')
_ERROR_CELL = re.compile(rb'<(?:\w+:)?c\b(?=[^>]*?\bt="e")[^>]*?\br="([A-Z]+)(\d+)"')
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v[^>]*>([^<]*)</(?:\w+:)?v>)?"
)
_PLACE = re.compile(rb'\br="([A-Z]+)(\d+)"')
_TEXT_CELL = re.compile(rb'\bt="str"')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class UnreadableWorkbook(DomainError):
    """The file is not a workbook, is damaged, protected, or far too large."""

    message = "{reason}"


@dataclass(frozen=True, slots=True)
class Archive:
    """A workbook that may be read: its bytes, and the cells whose formula is in error, by sheet."""

    content: bytes = field(repr=False)
    error_cells: dict[str, set[tuple[int, int]]]


def open_archive(content: bytes) -> Archive:
    """Check that `content` may be read as a workbook. Errors: UnreadableWorkbook."""
    if not content.startswith(_XLSX):
        raise UnreadableWorkbook(
            reason="Ce fichier n’est pas un classeur Excel\u00a0: enregistrez-le au format .xlsx."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_size(archive)
            return Archive(content, _error_cells(archive))
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as fault:
        raise damaged() from fault


def is_xlsx(content: bytes) -> bool:
    """Whether `content` is packed as an .xlsx is: other spreadsheets say nothing of their cells."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError):
        return False


def formula_cells(archive: Archive) -> dict[str, dict[tuple[int, int], bool]]:
    """Return the formulas of each sheet, as (row, column) from 1: whether each carries a result."""
    found: dict[str, dict[tuple[int, int], bool]] = {}
    with zipfile.ZipFile(io.BytesIO(archive.content)) as book:
        for name, cell, result in _formulas(book):
            if place := _PLACE.search(cell):
                has_result = bool(result) or _TEXT_CELL.search(cell) is not None
                found.setdefault(name, {})[int(place[2]), _rank(place[1])] = has_result
    return found


def formulas_without_result(archive: Archive) -> dict[str, set[tuple[int, int]]]:
    """Return the formulas that carry no result, as (row, column) from 1, by sheet.

    Errors: UnreadableWorkbook when none has one: a program wrote the workbook and no spreadsheet
    computed it. Such a program leaves results out, or writes zeros and asks for a computation.
    """
    cells = formula_cells(archive)
    found = {
        name: {place for place, has_result in places.items() if not has_result}
        for name, places in cells.items()
    }
    with zipfile.ZipFile(io.BytesIO(archive.content)) as book:
        results = {result for _, _, result in _formulas(book)}
        waits = b'fullCalcOnLoad="1"' in book.read("xl/workbook.xml")
    missing = sum(map(len, found.values()))
    count = sum(map(len, cells.values()))
    if count and (missing == count or (waits and results == {b"0"})):
        raise UnreadableWorkbook(
            reason="Les formules de ce classeur n’ont pas de résultat enregistré\u00a0: ouvrez-le "
            "dans un tableur, enregistrez-le, puis déposez-le de nouveau."
        )
    return {name: places for name, places in found.items() if places}


def _formulas(book: zipfile.ZipFile) -> Iterator[tuple[str, bytes, bytes]]:
    """Yield the sheet, the attributes of the cell and the result of each formula."""
    names = _sheet_names(book)
    for entry in book.infolist():
        if _SHEET.fullmatch(entry.filename):
            name = names.get(entry.filename, entry.filename)
            for cell, result in _FORMULA.findall(book.read(entry)):
                yield name, cell, result


def damaged() -> UnreadableWorkbook:
    """Return the refusal of a workbook that cannot be read to its end."""
    return UnreadableWorkbook(
        reason="Ce classeur est endommagé ou protégé\u00a0: ouvrez-le et enregistrez-le de nouveau."
    )


def _check_size(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise _too_large()


def _error_cells(archive: zipfile.ZipFile) -> dict[str, set[tuple[int, int]]]:
    """Return the cells in error, as (row, column) from 1, by the name of their sheet."""
    names = _sheet_names(archive)
    found: dict[str, set[tuple[int, int]]] = {}
    unpacked = 0
    for entry in archive.infolist():
        if not _SHEET.fullmatch(entry.filename):
            continue
        with archive.open(entry) as stream:  # the size that the zip announces may lie
            xml = stream.read(MAX_UNPACKED - unpacked + 1)
        unpacked += len(xml)
        if unpacked > MAX_UNPACKED:
            raise _too_large()
        _check_extent(xml)
        cells = {(int(row), _rank(letters)) for letters, row in _ERROR_CELL.findall(xml)}
        found[names.get(entry.filename, entry.filename)] = cells
    return found


def _check_extent(xml: bytes) -> None:
    last_row = max((int(row[:10]) for row in _ROW.findall(xml)), default=0)
    if last_row > MAX_ROWS or _FAR_CELL.search(xml):
        raise _too_large()


def _too_large() -> UnreadableWorkbook:
    return UnreadableWorkbook(
        reason="Ce classeur est trop volumineux\u00a0: supprimez les lignes et colonnes inutiles."
    )


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the name of each sheet by its file inside the zip."""
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ElementTree.ParseError) as fault:
        raise damaged() from fault
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    names = {}
    for sheet in book.iter():
        if sheet.tag.rpartition("}")[2] == "sheet":
            target = targets.get(sheet.get(_RELATION), "").lstrip("/").removeprefix("xl/")
            names[f"xl/{target}"] = sheet.get("name", "")
    return names


def _rank(letters: bytes) -> int:
    rank = 0
    for letter in letters:
        rank = rank * 26 + letter - 64
    return rank
