"""Given days and amounts: an example worked by hand, and what is refused."""

from datetime import date
from decimal import Decimal

import pytest

from levier.rules.schedules import (
    DatedLine,
    DeferredInterest,
    InvalidTerms,
    Method,
    ScheduleTerms,
    build_schedule,
)
from levier.rules.schedules.changes import ChangeRefused, remaining
from levier.rules.schedules.contract import schedule_from_json, terms_from_json, terms_to_json
from levier.rules.servicing.operations import Opened, OperationRefused
from levier.rules.servicing.running_loan import replay

START = date(2024, 1, 1)
LOAN = {
    "amount": "10000", "annual_rate_pct": "6", "method": "irregular", "start": "2024-01-01",
    "lines": [
        {"date": "2024-04-01", "principal": "2000"},
        {"date": "2024-06-20", "instalment": "3000"},
        {"date": "2025-01-01"},
    ],
}  # fmt: skip


def refusal(**changes):
    with pytest.raises(InvalidTerms) as refused:
        schedule_from_json({**LOAN, **changes})
    return " ".join(refused.value.errors)


def test_given_days_and_amounts_bear_interest_between_them():
    """Three months: 10,000 × 6 % × 3 ÷ 12 = 150. 80 days: 8,000 × 6 % × 80 ÷ 365 = 105.21.

    Then 5,105.21 over the 195 days from 20 June to 1 January: × 6 % × 195 ÷ 365 = 163.65.
    """
    found = schedule_from_json(LOAN)
    assert [
        (line["due_on"], line["principal"], line["interest"], line["total"], line["balance_after"])
        for line in found["instalments"]
    ] == [
        ("2024-04-01", "2000.00", "150.00", "2150.00", "8000.00"),
        ("2024-06-20", "2894.79", "105.21", "3000.00", "5105.21"),
        ("2025-01-01", "5105.21", "163.65", "5268.86", "0.00"),
    ]
    assert found["totals"] == {"principal": "10000.00", "interest": "418.86", "total": "10418.86"}


def test_its_unit_period_is_the_shortest_interval_between_two_payments():
    """80 days between the first two: 365 ÷ 80 periods a year, from the TAEG's year."""
    found = schedule_from_json(LOAN)
    a_year = 1 + float(found["taeg_pct"]) / 100
    wanted = 365 / 80 * (a_year ** (80 / 365) - 1) * 100
    assert float(found["teg_pct"]) == pytest.approx(wanted, abs=1e-6)


def test_interest_that_an_instalment_does_not_pay_is_added_when_capitalised():
    """1,200 € at 12 %: 12 € of the first month, 5 € paid, 7 € added; 12.07 € the month after."""
    found = build_schedule(
        ScheduleTerms(
            amount=Decimal(1200), annual_rate=Decimal("0.12"), method=Method.IRREGULAR, start=START,
            deferred_interest=DeferredInterest.CAPITALISED,
            dated_lines=(
                DatedLine(date(2024, 2, 1), instalment=Decimal(5)), DatedLine(date(2024, 3, 1)),
            ),
        )
    )  # fmt: skip
    assert [(str(line.principal), str(line.interest)) for line in found.instalments] == [
        ("-7.00", "12.00"), ("1207.00", "12.07"),
    ]  # fmt: skip
    assert found.principal == 1200


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([], "de 1 à 1\u202f200 lignes"),
        ([{"date": "2024-01-01"}], "Ligne 1\u00a0: sa date doit suivre le déblocage (01/01/2024)"),
        (
            [{"date": "2024-03-01", "principal": "1"}, {"date": "2024-02-01"}],
            "Ligne 2\u00a0: sa date doit suivre la ligne d’avant (01/03/2024)",
        ),
        ([{"date": "2024-02-01", "principal": "10000.01"}], "dépassent les 10\u202f000,00\u00a0€"),
        (
            [{"date": "2024-02-01", "instalment": "49.99"}, {"date": "2024-03-01"}],
            "ne paie pas ses 50,00\u00a0€ d’intérêts",
        ),
        ([{"date": "2024-02-01", "principal": "9000"}], "laissent 1\u202f000,00\u00a0€ de capital"),
        ([{"date": "2024-02-01"}, {"date": "2024-03-01"}], "Ligne 1\u00a0: indiquez son capital"),
        (
            [{"date": "2024-02-01", "principal": "1", "instalment": "60"}, {"date": "2024-03-01"}],
            "l’un des deux",
        ),
        ([{"date": "2024-02-01", "principal": "-1"}, {"date": "2024-03-01"}], "être négatif"),
        ([{"date": "2024-02-01", "principal": "0.005"}, {"date": "2024-03-01"}], "arrondissez"),
        ([{"day": "2024-02-01"}], "chaque ligne a une"),
        ("2024-02-01", "liste de lignes datées"),
    ],
)
def test_lines_that_make_no_schedule_are_refused(lines, sentence):
    assert sentence in refusal(lines=lines)


@pytest.mark.parametrize(
    "key", ["periods", "days_per_period", "deferred_principal_periods", "months_per_period"]
)
def test_what_the_lines_already_say_is_not_said_twice(key):
    assert "disent déjà ses dates" in refusal(**{key: 3})


def test_a_tranche_comes_before_the_last_line():
    tranches = [
        {"date": "2024-01-01", "amount": "9000"}, {"date": "2025-01-01", "amount": "1000"},
    ]  # fmt: skip
    assert "suivre la dernière tranche" in refusal(tranches=tranches)


def test_another_method_gives_no_lines():
    assert "Seul un échéancier irrégulier" in refusal(method="annuity", periods=12)


def test_its_terms_are_written_as_they_are_read():
    assert terms_from_json(terms_to_json(terms_from_json(LOAN))) == terms_from_json(LOAN)


def test_a_loan_does_not_open_with_it_nor_change():
    terms = terms_from_json(LOAN)
    with pytest.raises(OperationRefused, match="ne s’ouvre pas avec lui"):
        replay([Opened(key="0", on=terms.start, terms=terms, granted=terms.amount)])
    with pytest.raises(ChangeRefused, match="ligne à ligne"):
        remaining(terms, build_schedule(terms).instalments[:1])
