"""The xlsx model: its formulas give the rules' values; what is exported comes back unchanged."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest

from levier.forecasts.model import read_model, write_model
from levier.forecasts.model.errors import NotAModel
from levier.forecasts.sheets import CaseSheet
from levier.rules.forecast.plan_entries import PlanEntry
from tests.forecasts.formula_reading import Workbook

DAY = date(2024, 6, 3)
ENTRIES = [
    PlanEntry("n1", "need", "equipment", "Four", Decimal(18000)),
    PlanEntry("n2", "need", "intangible", "Droit au bail", Decimal("7000.50")),
    PlanEntry("n3", "need", "stock", "Stock", Decimal(5200)),
    PlanEntry("n4", "need", "cash_buffer", "Réserve", Decimal(3000)),
    PlanEntry("n5", "need", "deposit", "Caution", Decimal(900)),
    PlanEntry(
        "n6",
        "need",
        "vehicle",
        "Fourgon",
        Decimal(0),
        years=(Decimal(0), Decimal(9000), Decimal("100.10")),
    ),
    PlanEntry("r1", "resource", "bank_loan", "Prêt", Decimal(20000), "4.15", 60, 3),
    PlanEntry("r2", "resource", "honour_loan", "Prêt d’honneur", Decimal(6000), "0", 30, 0),
    PlanEntry(
        "r3",
        "resource",
        "solidarity",
        "Apport",
        Decimal(4000),
        "2",
        years=(Decimal(1500), Decimal(0), Decimal(0)),
    ),
    PlanEntry(
        "r7",
        "resource",
        "bank_loan",
        "Prêt du fournil",
        Decimal(0),
        "3.8",
        48,
        2,
        years=(Decimal(0), Decimal("8000.40"), Decimal(2500)),
    ),
    PlanEntry("r4", "resource", "own_cash", "Épargne", Decimal(3100)),
    PlanEntry("r5", "resource", "own_kind", "Fourgon", Decimal(2500)),
    PlanEntry(
        "r6",
        "resource",
        "grant",
        "Prime",
        Decimal(2000),
        years=(Decimal(300), Decimal(4000), Decimal(0)),
    ),
]
TEXTS = {
    "general.starts_on": "2024-09-01", "general.tax_rate": "15", "general.customer_days": "45",
    "general.supplier_days": "37", "general.stock_days": "50", "general.purchases_vat": "5.5",
    "sale.1.label": "Boutique", "sale.1.year1": "80000.33", "sale.1.year2": "91000.00",
    "sale.1.year3": "99999.99", "sale.1.cost": "61.5", "sale.1.cost2": "58",
    "sale.2.year1": "12000.00", "sale.2.year3": "7.00", "sale.2.nature": "production",
    "sale.2.vat": "10", "sale.2.cost": "12.25", "sale.2.cost3": "0",
    "charge.1.year1": "9600.00", "charge.1.year2": "9700.00", "charge.2.year1": "1000.01",
    "charge.2.vat": "5.5", "taxes.year1": "811.11", "wages.year2": "9000.00",
    "contributions.year1": "4100.00", "contributions.year2": "7000.00", "drawings.year1": "6000.00",
    "later.year2": "1500.00", "dedicated.year1": "500.00", "dedicated.year2": "-500.00",
    "grant.1.year1": "7000.00", "grant.1.year2": "3000.00", "grant.1.month": "14",
    "investment.1.amount": "6000.00", "investment.1.month": "16", "investment.1.life": "3",
    "paid.r6.month": "7", "life.equipment": "4",
}  # fmt: skip
SEASONS = {f"season.{n}": str(share) for n, share in enumerate((5, 5, 7, 9, 9, 10, 12, 12, 8, 8,
                                                                7, 7), 1)}  # fmt: skip
CASES = {
    "monthly": TEXTS | {"general.vat_regime": "monthly"},
    "quarterly": TEXTS | SEASONS | {"general.vat_regime": "quarterly"},
    "exempt": TEXTS | SEASONS | {"general.kind": "association", "general.customer_days": "0"},
    "empty": {},
}


def sheet_of(texts, entries=ENTRIES, revision=1) -> CaseSheet:
    return CaseSheet(dict(texts), list(entries), revision, "business", date(2024, 9, 1))


def written(sheet) -> io.BytesIO:
    target = io.BytesIO()
    write_model(target, sheet, case_number="TPE-2024-001", on=DAY)
    target.seek(0)
    return target


@pytest.mark.parametrize("name", CASES)
def test_every_formula_gives_the_value_of_the_rules(name):
    book = Workbook(written(sheet_of(CASES[name])))

    count = 0
    for sheet, address in book.formulas():
        stored, computed = book.stored(sheet, address), book.value(sheet, address)
        computed = Decimal(0) if computed is None else computed
        if stored is None or isinstance(stored, str):  # a ratio that has no sense
            assert computed == (stored or ""), (sheet, address)
        else:
            # A stored value is a float: it is the exact one to a millionth.
            assert abs(computed - stored) < Decimal("0.000001"), (sheet, address)
        count += 1
    assert count > 3000


def test_the_formulas_live_an_entry_changed_moves_them_as_the_rules_do():
    sheet = sheet_of(CASES["quarterly"])
    book = Workbook(written(sheet))
    changed = sheet_of(CASES["quarterly"] | {"general.customer_days": "75"})
    cell = book.names["Jours_clients"].rpartition("!")[2].replace("$", "")
    book.sheets["Hypothèses"][cell] = (None, Decimal(75))

    span = book.names["Tresorerie_24_mois"].rpartition("!")[2].replace("$", "")
    row = span.split(":")[0].lstrip("C")
    closing = [book.value("Trésorerie", f"{letter}{row}") for letter in ("D", "O", "AA")]
    expected = changed.forecast.cash["closing"]
    assert closing == [expected[0], expected[11], expected[23]]


@pytest.mark.parametrize("name", CASES)
def test_what_is_exported_comes_back_unchanged(name):
    sheet = sheet_of(CASES[name])
    found = read_model(written(sheet), sheet)

    assert (found.texts, found.amounts, found.changes, found.faults) == ({}, {}, [], [])
    assert found.left == []


def test_an_association_reads_its_own_words_in_every_sheet():
    book = Workbook(written(sheet_of(TEXTS | {"general.kind": "association"})))
    words = {
        name: {stored for _, stored in cells.values() if isinstance(stored, str)}
        for name, cells in book.sheets.items()
    }

    assert {"Excédent ou déficit", "Report en fonds dédiés, net des utilisations"} <= words[
        "Compte de résultat"
    ]
    assert {"Fonds propres", "Fonds dédiés", "Fonds propres et subventions du plan"} <= words[
        "Bilan et financement"
    ]
    assert {"Fonds propres apportés", "Jours de trésorerie"} <= words["Ratios"]
    assert "(fonds propres + fonds dédiés) / total du bilan" in words["Ratios"]
    assert "Revenu du dirigeant, par mois" not in words["Ratios"]


def test_what_was_typed_in_the_file_is_read():
    typed = sheet_of(TEXTS | {"sale.1.year1": "70000.00", "general.vat_regime": "quarterly",
                              "sale.1.label": "Épicerie"})  # fmt: skip
    dearer = [e if e.key != "n1" else PlanEntry("n1", "need", "equipment", "Four", Decimal(19500))
              for e in ENTRIES]  # fmt: skip
    typed = CaseSheet(typed.texts, dearer, 1, "business", date(2024, 9, 1))
    found = read_model(written(typed), sheet_of(TEXTS))

    assert found.texts == {"sale.1.year1": "70000.00", "general.vat_regime": "quarterly",
                           "sale.1.label": "Épicerie"}  # fmt: skip
    assert found.amounts == {"n1": 19500}
    said = {change.code: (change.before, change.after) for change in found.changes}
    assert said["sale.1.year1"] == ("80\u202f000,33", "70\u202f000")
    assert said["plan.n1"] == ("18\u202f000", "19\u202f500")


def replaced(source: io.BytesIO, sheet: str, before: str, after: str) -> io.BytesIO:
    """Return the workbook with a piece of a sheet's XML replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            data = old.read(item.filename)
            if item.filename == f"xl/worksheets/{sheet}.xml":
                assert before.encode() in data
                data = data.replace(before.encode(), after.encode(), 1)
            new.writestr(item, data)
    target.seek(0)
    return target


def test_a_fault_names_its_sheet_its_row_and_its_column():
    book = replaced(written(sheet_of(TEXTS)), "sheet2", "<v>80000.33</v>", "<v>-12.5</v>")
    found = read_model(book, sheet_of(TEXTS))

    fault = found.faults[0]
    assert (fault.sheet, fault.column, fault.value) == ("Hypothèses", "C", "-12.5")
    assert "entre 0 et" in fault.message
    assert fault.row > 10


def test_a_line_that_left_the_plan_is_a_fault():
    found = read_model(written(sheet_of(TEXTS)), sheet_of(TEXTS, ENTRIES[1:]))

    assert "n’est plus dans le plan" in found.faults[0].message


def test_a_line_that_came_into_the_plan_is_a_fault():
    found = read_model(written(sheet_of(TEXTS, ENTRIES[1:])), sheet_of(TEXTS))

    assert "«\u00a0Four\u00a0» du plan manque" in found.faults[0].message


@pytest.mark.parametrize("content", [b"", b"texte", b"PK\x03\x04rien"])
def test_another_file_is_refused(content):
    with pytest.raises(NotAModel):
        read_model(io.BytesIO(content), sheet_of({}))
