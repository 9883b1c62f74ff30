"""What is written in a sheet is read back as it was: numbers, days, and text that stays text."""

import csv
import io
import tracemalloc
from datetime import date, datetime
from decimal import Decimal
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from levier.rendering import spreadsheets
from levier.rendering.errors import TooManyRows
from levier.rendering.spreadsheets import Column, Sheet, write_csv, write_xlsx

COLUMNS = (
    Column("Dossier"),
    Column("Montant garanti", "amount"),
    Column("Comité", "date"),
    Column("Projets", "integer"),
    Column("Quotité", "percent"),
)
ROWS = (
    ("TPE-2024-288", Decimal("28800.55"), date(2024, 12, 19), 2, Decimal("0.8")),
    ("TPE-2024-291", None, None, 0, Decimal("0.65")),
)
DANGEROUS = (
    "=1+1", "+33 6", "-2", "@SUM(A1)", "=HYPERLINK(\"https://example.org\")",
    "https://example.org", "00012345600018",
)  # fmt: skip


def written(*sheets: Sheet) -> bytes:
    target = io.BytesIO()
    write_xlsx(target, sheets)
    return target.getvalue()


def read(content: bytes) -> dict[str, list[list[object]]]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {
        name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in workbook.sheet_names
    }


def test_rows_are_read_back_as_given():
    assert read(written(Sheet("Garanties", COLUMNS, ROWS))) == {
        "Garanties": [
            ["Dossier", "Montant garanti", "Comité", "Projets", "Quotité"],
            ["TPE-2024-288", 28800.55, date(2024, 12, 19), 2.0, 0.8],
            ["TPE-2024-291", "", "", 0.0, 0.65],
        ]
    }


def test_notes_stand_above_the_heading_with_a_blank_line():
    notes = ("Dossiers en comité, agence de Lens", "Florian Wojcik, 19 décembre 2024")
    rows = read(written(Sheet("Dossiers", COLUMNS, ROWS, notes)))["Dossiers"]
    assert [row[0] for row in rows[:4]] == [*notes, "", "Dossier"]


def test_the_heading_is_frozen_and_filters_every_row():
    content = written(Sheet("Garanties", COLUMNS, ROWS, ("Toutes",)))
    with ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert 'topLeftCell="A4"' in sheet
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A3:E5"/>' in sheet


def test_text_never_becomes_a_formula_a_link_or_a_number():
    content = written(Sheet("Noms", (Column("Nom"),), [(text,) for text in DANGEROUS]))
    assert [row[0] for row in read(content)["Noms"][1:]] == list(DANGEROUS)
    with ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_an_instant_loses_its_zone_and_a_boolean_becomes_a_word():
    moment = datetime.fromisoformat("2024-12-19T18:30:00+01:00")
    rows = read(written(Sheet("x", (Column("a", "date"), Column("b")), [(moment, True)])))["x"]
    assert rows[1] == [datetime(2024, 12, 19, 18, 30), "oui"]  # noqa: DTZ001


def test_sheet_names_are_made_acceptable_and_distinct():
    sheets = [Sheet("Prêts [2024]: tous / toutes agences", COLUMNS, ()) for _ in range(2)]
    assert list(read(written(*sheets))) == [
        "Prêts  2024   tous   toutes age",
        "Prêts  2024   tous   toutes\u202f(2)",
    ]


def test_a_text_too_long_for_a_cell_says_that_it_is_cut():
    rows = read(written(Sheet("x", (Column("a"),), [("é" * 40_000,)])))["x"]
    assert len(rows[1][0]) == 32_767
    assert rows[1][0].endswith("… [texte coupé]")


def test_more_rows_than_a_sheet_holds_are_refused_rather_than_cut(monkeypatch):
    monkeypatch.setattr(spreadsheets, "MOST_ROWS", 10)
    assert len(read(written(Sheet("x", (Column("a"),), [(1,)] * 10)))["x"]) == 11
    with pytest.raises(TooManyRows, match="La feuille « x » dépasse 10 lignes"):
        written(Sheet("x", (Column("a"),), [(1,)] * 11))


def test_a_row_of_the_wrong_length_is_a_fault():
    with pytest.raises(ValueError, match="zip"):
        written(Sheet("x", COLUMNS, [("seul",)]))


def test_a_workbook_needs_a_sheet():
    with pytest.raises(ValueError, match="needs a sheet"):
        written()


def test_rows_are_written_one_by_one():
    rows = ((f"dossier {rank}", rank) for rank in range(20_000))
    tracemalloc.start()
    write_xlsx(io.BytesIO(), [Sheet("x", (Column("a"), Column("b", "integer")), rows)])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6_000_000


def test_a_csv_opens_in_a_french_spreadsheet_and_runs_nothing():
    target = io.BytesIO()
    write_csv(target, COLUMNS, [*ROWS, ("=1+1", Decimal("-2.50"), None, True, "@x")])
    assert target.getvalue().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(target.getvalue().decode("utf-8-sig")), delimiter=";"))
    assert rows == [
        ["Dossier", "Montant garanti", "Comité", "Projets", "Quotité"],
        ["TPE-2024-288", "28800,55", "2024-12-19", "2", "0,8"],
        ["TPE-2024-291", "", "", "0", "0,65"],
        ["'=1+1", "-2,50", "", "oui", "'@x"],
    ]


def test_a_csv_without_rows_still_opens_with_its_mark_and_heading():
    target = io.BytesIO()
    write_csv(target, COLUMNS[:1], [])
    assert target.getvalue() == b"\xef\xbb\xbfDossier\r\n"
