"""What a model brought back holds and Levier does not read: each thing is named, with its place."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
import python_calamine
import xlsxwriter

from levier.exchange.sent_model import read_sent_model
from levier.exchange.workbook.archive import UnreadableWorkbook
from levier.forecasts.model import write_model
from levier.forecasts.sheets import CaseSheet
from levier.rules.forecast.plan_entries import PlanEntry
from tests.factories.edited_workbooks import edited, with_sheet

DAY = date(2026, 3, 2)
ENTRIES = [
    PlanEntry("0a1", "need", "equipment", "Four", Decimal(18000),
              years=(Decimal(0), Decimal("100.10"), Decimal(0))),
    PlanEntry("r1", "resource", "bank_loan", "Prêt", Decimal(20000), "4.15", 60, 3),
    PlanEntry("r2", "resource", "grant", "Prime", Decimal(2000)),
]  # fmt: skip
TEXTS = {"sale.1.label": "Boutique", "sale.1.year1": "80000.00", "taxes.year1": "811.11"}


def sheet_of(texts=TEXTS, entries=ENTRIES, kind="business") -> CaseSheet:
    return CaseSheet(dict(texts), list(entries), 1, kind, date(2026, 9, 1))


@cache
def model() -> bytes:
    """Return the model of the usual forecast, written once."""
    return written(sheet_of())


def written(sheet=None) -> bytes:
    if sheet is None:
        return model()
    target = io.BytesIO()
    write_model(target, sheet, case_number="TPE-2026-001", on=DAY)
    return target.getvalue()


def read(cells, name="Hypothèses", sheet=None):
    return read_sent_model(edited(written(sheet), {name: cells}), sheet or sheet_of())


def left(cells, name="Hypothèses") -> list[tuple[str, int, str]]:
    found = read(cells, name)
    assert (found.faults, found.changes) == ([], [])
    return [(each.sheet, each.row, each.words.replace("\u00a0", " ")) for each in found.left]


def row_of(code, name="Hypothèses") -> int:
    """Return the row of a code in the model, as a spreadsheet counts."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(written()))
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return next(number for number, values in enumerate(rows, 1) if values[0] == code)


@pytest.mark.parametrize("kind", ["business", "association"])
@pytest.mark.parametrize("entries", [[], ENTRIES])
def test_a_clean_model_leaves_nothing(kind, entries):
    sheet = sheet_of(TEXTS | {"general.kind": kind}, entries, kind)
    found = read_sent_model(written(sheet), sheet)
    assert (found.left, found.faults, found.changes) == ([], [], [])


def test_a_value_typed_in_a_cell_to_fill_is_read_and_not_left():
    found = read({f"D{row_of('taxes')}": 900})
    assert (found.texts, found.left) == ({"taxes.year2": "900.00"}, [])


def test_a_line_added_below_the_model_is_named():
    assert left({"B90": "Location longue durée", "C90": 4800}) == [
        ("Hypothèses", 90, "ligne 90, « Location longue durée » : lue nulle part.")
    ]


def test_a_line_of_figures_alone_is_named_by_its_first():
    assert left({"D90": 4800, "E90": 4900}) == [
        ("Hypothèses", 90, "ligne 90, « 4800 » : lue nulle part.")
    ]


def test_a_note_in_the_hidden_column_is_named():
    assert left({"A90": "à voir"}) == [("Hypothèses", 90, "ligne 90, « à voir » : lue nulle part.")]


def test_a_renamed_label_is_named_and_the_figures_are_read_all_the_same():
    row = row_of("taxes")
    found = read({f"B{row}": "Location longue durée", f"C{row}": 900})
    assert found.texts == {"taxes.year1": "900.00"}
    (one,) = found.left
    assert one.words.replace("\u00a0", " ").startswith(
        f"ligne {row}, « Location longue durée » : ce libellé n’est pas repris, la ligne reste « "
    )


def test_a_label_that_is_to_fill_is_read():
    found = read({f"B{row_of('sale.1')}": "Épicerie"})
    assert (found.texts, found.left) == ({"sale.1.label": "Épicerie"}, [])


def test_a_cell_beside_those_to_fill_is_named():
    row = row_of("taxes")
    assert left({f"F{row}": 12.5}) == [
        ("Hypothèses", row, f"cellule F{row}, « 12.5 » : lue nulle part.")
    ]


def test_a_column_on_the_right_is_named_once():
    first, last = row_of("taxes"), row_of("wages")
    assert left({f"M{first}": "Commentaire", f"M{last}": "à revoir"}) == [
        ("Hypothèses", first, "colonne M, « Commentaire » : lue nulle part.")
    ]


def test_a_sheet_that_was_added_is_named():
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as workbook:
        workbook.add_worksheet("Notes").write_column(0, 0, ["Voir le bail", "", "Renégocier"])
    words = left_in_a_book_with("Notes", book.getvalue())
    assert words == [("Notes", 0, "2 lignes : feuille lue nulle part.")]
    empty = io.BytesIO()
    with xlsxwriter.Workbook(empty) as workbook:
        workbook.add_worksheet("Notes")
    assert left_in_a_book_with("Notes", empty.getvalue()) == []


def left_in_a_book_with(name, other: bytes) -> list[tuple[str, int, str]]:
    """Return what a model leaves, a sheet of another workbook put at its end."""
    found = read_sent_model(with_sheet(written(), name, other), sheet_of())
    assert found.faults == []
    return [(each.sheet, each.row, each.words.replace("\u00a0", " ")) for each in found.left]


# ── The plan ──────────────────────────────────────────────────────────────────────────────────
def test_what_the_plan_does_not_take_back_is_named():
    need, loan = row_of("0a1", "Plan"), row_of("r1", "Plan")
    assert left({f"B{need}": "Four neuf", f"D{need}": 3, f"H{loan}": 500}, "Plan") == [
        ("Plan", need, f"ligne {need}, « Four neuf » : ce libellé n’est pas repris, la ligne "
                       "reste « Four »."),
        ("Plan", need, f"cellule D{need}, « 3 » : lue nulle part."),
        ("Plan", loan, f"cellule H{loan}, « 500 » : lue nulle part."),
    ]  # fmt: skip


def test_a_line_added_to_the_plan_is_named():
    total = row_of("total.resource", "Plan")
    assert left({f"B{total + 1}": "Prêt familial", f"C{total + 1}": 3000}, "Plan") == [
        ("Plan", total + 1, f"ligne {total + 1}, « Prêt familial » : lue nulle part.")
    ]


def test_a_total_of_the_plan_copied_further_down_is_named():
    assert left({"A60": "total.need", "B60": "Total bis", "C60": "=C7"}, "Plan") == [
        ("Plan", 60, "ligne 60, « Total bis » : lue nulle part.")
    ]


# ── Sheets that Levier computes again ─────────────────────────────────────────────────────────
def test_a_value_written_over_a_formula_is_named():
    row, total = row_of("ebe", "Compte de résultat"), row_of("total.need", "Plan")
    assert left({f"D{row}": 5000}, "Compte de résultat") == [
        ("Compte de résultat", row,
         f"cellule D{row}, « 5000 » : écrite à la place d’un calcul, que Levier refait.")
    ]  # fmt: skip
    assert [row for _, row, _ in left({f"C{total}": 5000}, "Plan")] == [total]


def test_a_line_added_to_a_computed_sheet_is_named():
    for hidden in ({}, {"A60": 12}, {"A60": "Loyer"}, {"A60": "closing"}):
        cells = {"B60": "Loyer du dépôt", "C60": 100, **hidden}
        assert left(cells, "Trésorerie") == [
            ("Trésorerie", 60, "ligne 60, « Loyer du dépôt » : lue nulle part.")
        ]


def test_a_note_on_the_first_sheet_is_named_but_not_the_number_of_another_dossier():
    assert left({"B40": "Vu avec le cabinet"}, "Mode d’emploi") == [
        ("Mode d’emploi", 40, "ligne 40, « Vu avec le cabinet » : lue nulle part.")
    ]
    assert left({"B2": "Dossier TPE-2025-104, modèle du 01/12/2025"}, "Mode d’emploi") == []


# ── Formulas without a result ─────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("typed", "why"), [("=2*400", "n’a pas de résultat enregistré"), ("#DIV/0!", "est en erreur")]
)
def test_a_formula_that_says_nothing_in_a_cell_to_fill_is_a_fault(typed, why):
    """Read as blank, it would have emptied the cell."""
    row = row_of("taxes")
    found = read({f"C{row}": typed})
    (fault,) = found.faults
    assert (fault.sheet, fault.row, fault.column) == ("Hypothèses", row, "C")
    assert why in fault.message

    row = row_of("0a1", "Plan")
    (fault,) = read({f"C{row}": typed}, "Plan").faults
    assert (fault.row, why in fault.message) == (row, True)


def test_a_model_whose_computed_sheets_lost_their_results_is_read_all_the_same():
    """A program that computes nothing keeps what was typed: nothing is lost, nothing is left."""
    target, count = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(model())) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            data, lost = re.subn(rb"(</f>)<v>[^<]*</v>", rb"\1<v></v>", old.read(item.filename))
            count += lost
            new.writestr(item, data)
    found = read_sent_model(target.getvalue(), sheet_of())
    assert count > 3000
    assert (found.faults, found.changes, found.left) == ([], [], [])


def test_a_formula_without_a_result_in_a_line_of_its_own_is_named():
    assert left({"C90": "=2*400"}) == [
        ("Hypothèses", 90, "ligne 90, « formule sans résultat » : lue nulle part.")
    ]


# ── Copied lines, large and damaged files ─────────────────────────────────────────────────────
def test_a_line_copied_with_its_hidden_code_is_a_fault():
    """The last of the two used to win, in silence."""
    row = row_of("taxes")
    found = read({"A90": "taxes", "B90": "Impôts", "C90": 900})
    (fault,) = found.faults
    assert (fault.row, found.texts) == (90, {})
    assert f"le même code masqué que la ligne {row}" in fault.message


def test_a_long_text_is_cut():
    (one,) = left({"B90": "x" * 300})
    assert one[2] == f"ligne 90, « {'x' * 79}… » : lue nulle part."


def test_a_file_that_names_a_cell_too_far_is_refused():
    with pytest.raises(UnreadableWorkbook, match="trop volumineux"):
        read({"B900000": "loin"})


def test_a_forecast_of_another_plan_still_faults():
    plan = [replace(ENTRIES[0], key="n9"), *ENTRIES[1:]]
    found = read_sent_model(written(), sheet_of(entries=plan))
    assert len(found.faults) == 2
    assert found.left == []
