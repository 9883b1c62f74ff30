"""Workbooks edited as a spreadsheet does: cells typed, formulas added, sheets added, in the XML."""

import io
import re
import zipfile
from collections.abc import Mapping
from xml.etree import ElementTree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
Cells = Mapping[str, str | int | float | None]
"""What is typed by address: a text, a number, nothing, a formula (`=A1+1`) without a result."""


def edited(content: bytes, sheets: Mapping[str, Cells]) -> bytes:
    """Return a workbook with cells typed over, by the name of the sheet; sheets must exist."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        files = _files(old)
        changed = {files[name]: cells for name, cells in sheets.items()}
        for item in old.infolist():
            data = old.read(item.filename)
            new.writestr(item, _typed(data, changed.get(item.filename, {})))
    return target.getvalue()


def _files(book: zipfile.ZipFile) -> dict[str, str]:
    relations = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    sheets = ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{{{MAIN}}}sheet")
    return {one.get("name", ""): f"xl/{targets[one.get(RELATION)]}" for one in sheets}


def _typed(data: bytes, cells: Cells) -> bytes:
    if not cells:
        return data
    ElementTree.register_namespace("", MAIN)
    root = ElementTree.fromstring(data)
    table = root.find(f"{{{MAIN}}}sheetData")
    for address, value in cells.items():
        _put(_cell(table, address), value)
    return ElementTree.tostring(root)


def _cell(table, address: str):
    number = address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    row = next((row for row in table if row.get("r") == number), None)
    if row is None:
        row = ElementTree.Element(f"{{{MAIN}}}row", {"r": number})
        place = sum(int(other.get("r")) < int(number) for other in table)
        table.insert(place, row)
    cell = next((cell for cell in row if cell.get("r") == address), None)
    if cell is None:
        cell = ElementTree.Element(f"{{{MAIN}}}c", {"r": address})
        row.insert(sum(_rank(other.get("r")) < _rank(address) for other in row), cell)
    return cell


def _rank(address: str) -> tuple[int, str]:
    letters = address.rstrip("0123456789")
    return len(letters), letters


def _put(cell, value: str | int | float | None) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if value is None:
        return
    if isinstance(value, str) and value.startswith("#"):
        cell.set("t", "e")
        ElementTree.SubElement(cell, f"{{{MAIN}}}f").text = "1/0"
        ElementTree.SubElement(cell, f"{{{MAIN}}}v").text = value
    elif isinstance(value, str) and value.startswith("="):
        ElementTree.SubElement(cell, f"{{{MAIN}}}f").text = value[1:]
    elif isinstance(value, str):
        cell.set("t", "inlineStr")
        inline = ElementTree.SubElement(cell, f"{{{MAIN}}}is")
        ElementTree.SubElement(inline, f"{{{MAIN}}}t").text = value
    else:
        ElementTree.SubElement(cell, f"{{{MAIN}}}v").text = str(value)


def with_sheet(content: bytes, name: str, other: bytes) -> bytes:
    """Return a workbook with the first sheet of another one put at its end, under a name."""
    with zipfile.ZipFile(io.BytesIO(other)) as book:
        sheet, strings = book.read("xl/worksheets/sheet1.xml"), _strings(book)
    sheet = re.sub(
        rb't="s"><v>(\d+)</v>',
        lambda found: b't="inlineStr"><is><t>' + strings[int(found[1])] + b"</t></is>",
        sheet,
    )
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            new.writestr(item, _with_entry(item.filename, old.read(item.filename), name))
        new.writestr("xl/worksheets/sheet99.xml", sheet)
    return target.getvalue()


def _strings(book: zipfile.ZipFile) -> list[bytes]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    return re.findall(rb"<t[^>]*>([^<]*)</t>", book.read("xl/sharedStrings.xml"))


def _with_entry(filename: str, data: bytes, name: str) -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    part = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    ends = {
        "xl/workbook.xml": (b"</sheets>", f'<sheet name="{name}" sheetId="99" r:id="rId99"/>'),
        "xl/_rels/workbook.xml.rels": (
            b"</Relationships>",
            f'<Relationship Id="rId99" Type="{kind}" Target="worksheets/sheet99.xml"/>',
        ),
        "[Content_Types].xml": (
            b"</Types>",
            f'<Override PartName="/xl/worksheets/sheet99.xml" ContentType="{part}"/>',
        ),
    }
    if filename not in ends:
        return data
    end, added = ends[filename]
    return data.replace(end, added.encode() + end)
