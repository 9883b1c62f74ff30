"""Sheets, headers and lines; files that must not be opened."""

import io
import zipfile

import pytest
import xlsxwriter

from levier.exchange.rows import CommitteeRow, GrantRow
from levier.exchange.workbook import archive
from levier.exchange.workbook.archive import UnreadableWorkbook
from levier.exchange.workbook.faults import Faults
from levier.exchange.workbook.reading import Workbook, read_rows

TITLES = ["N° comité", "Date", "Lieu", "Type", "Membres présents", "Nb membres présents"]
FAR_ROW = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
LINE = ["CE-2024-01", "12/01/2024", "Lens 2", "TPE", "Ana Morel (banque)", 1]


def workbook(rows, name="Comités"):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet(name)
    for line, row in enumerate(rows):
        for rank, value in enumerate(row):
            if value != "":
                sheet.write(line, rank, value)
    book.close()
    return buffer.getvalue()


def read(rows, name="Comités"):
    faults = Faults()
    found = read_rows(Workbook(workbook(rows, name)), CommitteeRow, faults)
    return found, list(faults)


def test_a_title_above_the_header_and_empty_lines_are_passed_over():
    rows, faults = read([["Comités de l’année"], [], TITLES, LINE, [], [*LINE[:1], *LINE[1:]]])

    assert [row.line for row in rows] == [4, 6]
    assert faults == []


def test_a_note_alone_in_another_column_is_an_empty_line():
    rows, faults = read(
        [
            [*TITLES, "Remarque"],
            [*LINE, "vu"],
            ["", "", "", "", "", "", "à compléter au second semestre"],
            ["CE-2024-02", *LINE[1:], ""],
        ]
    )

    assert [row.line for row in rows] == [2, 4]
    assert faults == []


@pytest.mark.parametrize("label", ["TOTAL", "Total général", "totaux"])
def test_a_total_line_is_not_data(label):
    rows, faults = read([TITLES, LINE, [label, "", "", "", "", 7]])

    assert len(rows) == 1
    assert faults == []


def test_titles_are_found_whatever_their_case_and_spaces():
    rows, faults = read([[f" {title.upper()} " for title in TITLES], LINE], name="COMITES")

    assert rows[0].number == "CE-2024-01"
    assert faults == []


def test_a_sheet_without_header_is_one_fault():
    rows, faults = read([["a", "b"], ["c", "d"]])

    assert rows == []
    assert [(fault.sheet, fault.row) for fault in faults] == [("Comités", None)]


def test_a_missing_column_leaves_its_cells_unread():
    rows, faults = read([[*TITLES[:1], *TITLES[2:]], [*LINE[:1], *LINE[2:]]])

    assert not rows[0].was_read("held_on")
    assert len(faults) == 1
    assert "Date" in faults[0].message


def test_a_missing_sheet_is_one_fault():
    faults = Faults()

    assert read_rows(Workbook(workbook([TITLES])), GrantRow, faults) == []
    assert [fault.sheet for fault in faults] == ["Primes"]


def test_a_formula_in_error_is_named_by_its_cell():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Comités")
    sheet.write_row(0, 0, TITLES)
    sheet.write_row(1, 0, LINE)
    sheet.write_formula(1, 5, "=1/0", None, "#DIV/0!")
    book.close()
    faults = Faults()
    read_rows(Workbook(buffer.getvalue()), CommitteeRow, faults)

    assert [(fault.row, fault.column) for fault in faults] == [(2, "Nb membres présents")]


def test_a_file_that_unpacks_into_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(archive, "MAX_UNPACKED", 1_000)

    with pytest.raises(UnreadableWorkbook, match="trop volumineux"):
        Workbook(workbook([TITLES, LINE]))


def test_a_cell_lost_far_away_is_refused_before_the_grid_is_laid():
    content = workbook([TITLES, LINE])
    far = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(far, "w") as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                data = data.replace(
                    b"</sheetData>",
                    b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
                )
            target.writestr(entry, data)

    with pytest.raises(UnreadableWorkbook, match="trop volumineux"):
        Workbook(far.getvalue())


def test_a_truncated_file_is_refused():
    with pytest.raises(UnreadableWorkbook, match="endommagé"):
        Workbook(workbook([TITLES, LINE])[:-200])
