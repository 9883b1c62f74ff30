"""What is typed in a cell, and the sheet read with the plan."""

from datetime import date
from decimal import Decimal

import pytest

from levier.kernel.errors import DomainError
from levier.rules.forecast import forecast_of
from levier.rules.forecast.cells import cells_of
from levier.rules.forecast.entry import canonical, shown
from levier.rules.forecast.months import spread
from levier.rules.forecast.plan_entries import PlanEntry
from levier.rules.forecast.reading import assumptions_of, season_total

ENTRIES = [
    PlanEntry("a", "need", "equipment", "Four", Decimal(12000)),
    PlanEntry("b", "need", "stock", "Stock", Decimal(4000)),
    PlanEntry("c", "need", "cash_buffer", "Réserve", Decimal(3000)),
    PlanEntry("d", "resource", "bank_loan", "Prêt", Decimal(14000), "4.5", 60, 3),
    PlanEntry("e", "resource", "grant", "Prime", Decimal(5000)),
]
CELLS = cells_of(ENTRIES)


@pytest.mark.parametrize(
    ("code", "typed", "kept"),
    [
        ("taxes.year1", "12 500,5 €", "12500.50"),
        ("taxes.year1", "12\u202f500", "12500.00"),
        ("taxes.year1", "  ", ""),
        ("taxes.year1", "0", "0.00"),
        ("dedicated.year1", "−2 000", "-2000.00"),
        ("sale.1.vat", "5,5 %", "5.5"),
        ("sale.1.vat", "100", "100"),
        ("sale.1.nature", "marchandises", "goods"),
        ("general.customer_days", "360", "360"),
        ("general.starts_on", "09/2024", "2024-09-01"),
        ("general.starts_on", "2024-09-15", "2024-09-01"),
        ("charge.1.label", "  Loyer   du  local ", "Loyer du local"),
    ],
)
def test_a_cell_keeps_one_form(code, typed, kept):
    assert canonical(CELLS[code], typed) == kept


@pytest.mark.parametrize(
    ("code", "typed"),
    [
        ("taxes.year1", "beaucoup"),
        ("taxes.year1", "-1"),
        ("taxes.year1", "1e12"),
        ("taxes.year1", "NaN"),
        ("taxes.year1", "1,005"),
        ("sale.1.vat", "100,1"),
        ("sale.1.nature", "autre"),
        ("general.customer_days", "361"),
        ("general.customer_days", "2,5"),
        ("grant.1.month", "0"),
        ("grant.1.month", "25"),
        ("general.starts_on", "13/2024"),
    ],
)
def test_a_cell_refuses_in_french(code, typed):
    with pytest.raises(DomainError) as refused:
        canonical(CELLS[code], typed)
    assert "doit être comprise" in str(refused.value) or "n’est pas" in str(refused.value)


def test_a_cell_is_shown_as_french_writes_it():
    assert shown(CELLS["taxes.year1"], "12500.50") == "12\u202f500,50"
    assert shown(CELLS["general.starts_on"], "2024-09-01") == "09/2024"
    assert shown(CELLS["general.vat_regime"], "monthly") == "TVA chaque mois"


def test_the_plan_brings_its_amounts_and_the_terms_of_its_loans():
    a = assumptions_of({"sale.1.year1": "60000"}, ENTRIES, starts_on=date(2024, 9, 17))

    assert a.starts_on == date(2024, 9, 1)
    assert (a.opening_stock, a.cash_buffer) == (4000, 3000)
    assert [(i.amount, i.life) for i in a.investments] == [(12000, 5)]
    loan = a.loans[0]
    assert (loan.amount, loan.annual_rate, loan.months, loan.deferral) == (
        14000, Decimal("0.045"), 60, 3,
    )  # fmt: skip
    assert [(r.amount, r.month, r.nature) for r in a.resources] == [(5000, 0, "grant")]


def test_what_is_typed_wins_over_the_terms_of_the_dossier():
    texts = {
        "loan.d.rate": "3",
        "loan.d.months": "12",
        "loan.d.deferral": "40",
        "paid.e.month": "6",
    }
    a = assumptions_of(texts, ENTRIES, starts_on=date(2024, 9, 1))

    assert a.loans[0].annual_rate == Decimal("0.03")
    assert a.loans[0].deferral == 11  # never longer than the loan
    assert a.resources[0].month == 6


def test_seasons_are_brought_back_to_a_hundred():
    texts = {"season.1": "20", "season.2": "30"}
    a = assumptions_of(texts, [], starts_on=date(2024, 9, 1))

    assert season_total(texts) == 50
    assert spread((Decimal(1000), Decimal(0), Decimal(0)), a.cumulated_seasons)[:3] == (400, 600, 0)


def test_the_plan_of_later_years_is_spent_and_brought_in_its_year():
    years = (Decimal(0), Decimal(6000), Decimal(0))
    entries = [
        PlanEntry("a", "need", "vehicle", "Fourgon", Decimal(0), years=years),
        PlanEntry("b", "need", "stock", "Stock", Decimal(100), years=years),  # computed, not read
        PlanEntry("c", "resource", "grant", "Prime", Decimal(0), years=years),
        PlanEntry("d", "resource", "bank_loan", "Prêt", Decimal(0), years=years),  # not read
    ]
    f = forecast_of(assumptions_of({}, entries, starts_on=date(2024, 9, 1)))

    assert f.plan["investments"] == (0, 0, 6000, 0)
    assert f.plan["own"] == (0, 0, 6000, 0)
    assert f.income["depreciation"] == (0, 1200, 1200)
    assert f.cash["out_investments"][12] == f.cash["in_contributions"][12] == 6000


def test_what_the_other_kind_has_is_not_read():
    texts = {"drawings.year1": "100", "dedicated.year1": "200", "volunteering.year1": "300"}
    business, association = (
        assumptions_of({**texts, "general.kind": kind}, [], starts_on=date(2024, 9, 1))
        for kind in ("business", "association")
    )

    assert (business.drawings[0], business.dedicated_funds[0], business.volunteering[0]) == (
        100, 0, 0,
    )  # fmt: skip
    assert (association.drawings[0], association.dedicated_funds[0]) == (0, 200)
    assert association.volunteering[0] == 300
