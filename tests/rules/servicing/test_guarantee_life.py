"""What a guarantee covers on a day, and the papers of its call: hand-worked, day by day."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.rules.servicing.guarantee_life import (
    CallFacts,
    Declared,
    GuaranteedLoan,
    Paper,
    outstanding_on,
    papers_missing,
    papers_needed,
    theoretical_outstanding,
)

D = Decimal
# 12 000 € without interest over 12 months: 1 000 € a month, the 10th.
PLAIN = GuaranteedLoan(D(12000), D(0), 12, 0, date(2025, 1, 10))


@pytest.mark.parametrize(
    ("on", "due"),
    [
        (date(2025, 1, 9), 0),
        (date(2025, 1, 10), 12000),
        (date(2025, 2, 9), 12000),
        (date(2025, 2, 10), 11000),
        (date(2025, 7, 10), 6000),
        (date(2026, 1, 9), 1000),
        (date(2026, 1, 10), 0),
    ],
)
def test_the_theoretical_outstanding_changes_on_the_due_day(on, due):
    assert theoretical_outstanding(PLAIN, on) == due


def test_interest_leaves_the_principal_of_a_known_annuity():
    # 10 000 € at 12 % over a year: 888.49 a month; the first month repays 788.49.
    loan = GuaranteedLoan(D(10000), D("0.12"), 12, 0, date(2025, 1, 10))
    assert theoretical_outstanding(loan, date(2025, 2, 10)) == D("9211.51")


def test_a_deferral_repays_nothing_before_it_ends():
    loan = GuaranteedLoan(D(9000), D(0), 12, 3, date(2025, 1, 10))
    assert theoretical_outstanding(loan, date(2025, 4, 10)) == 9000
    assert theoretical_outstanding(loan, date(2025, 5, 10)) == 8000


def test_a_declaration_shifts_what_follows_and_an_incident_stops_it():
    late = Declared(date(2025, 7, 10), D(7000))  # a month behind: 6 000 by the schedule
    assert outstanding_on([PLAIN], [late], date(2025, 7, 9)) == 7000  # not declared yet: theory
    assert outstanding_on([PLAIN], [late], date(2025, 7, 10)) == 7000
    assert outstanding_on([PLAIN], [late], date(2025, 9, 10)) == 5000
    stopped = Declared(date(2025, 8, 1), D(7000), is_stopped=True)
    assert outstanding_on([PLAIN], [late, stopped], date(2025, 12, 31)) == 7000


def test_a_restructuring_begins_another_schedule_and_keeps_the_former_one():
    # In July 7 000 € are due instead of 6 000: spread over 14 months from the 10th, 500 € each.
    spread = GuaranteedLoan(D(7000), D(0), 14, 0, date(2025, 7, 10))
    versions, agreed = [PLAIN, spread], [Declared(date(2025, 7, 10), D(7000))]
    assert outstanding_on(versions, agreed, date(2025, 6, 10)) == 7000
    assert outstanding_on(versions, agreed, date(2025, 9, 10)) == 6000
    assert outstanding_on(versions, agreed, date(2026, 9, 9)) == 500
    assert outstanding_on(versions, agreed, date(2026, 9, 10)) == 0
    late = [*agreed, Declared(date(2025, 9, 10), D(6500))]
    assert outstanding_on(versions, late, date(2025, 10, 10)) == 6000


@given(st.integers(0, 400), st.decimals(0, 20000, places=2), st.integers(0, 400))
def test_nothing_is_ever_due_below_zero(declared_after, amount, asked_after):
    day = date.fromordinal(PLAIN.start.toordinal() + declared_after)
    on = date.fromordinal(PLAIN.start.toordinal() + asked_after)
    assert outstanding_on([PLAIN], [Declared(day, amount)], on) >= 0


def test_of_one_day_the_last_declaration_stands():
    day = date(2025, 7, 10)
    rows = [Declared(day, D(7000)), Declared(day, D(6500))]
    assert outstanding_on([PLAIN], rows, day) == 6500


def test_the_papers_of_a_call_follow_its_facts():
    assert papers_needed(None) == [Paper.CONTRACT, Paper.SCHEDULE, Paper.DRAWDOWN]
    plain = papers_needed(CallFacts())
    assert plain == [*papers_needed(None), Paper.NOTICE, Paper.CLAIM]
    whole = papers_needed(CallFacts(is_insolvent=True, has_realised_securities=True))
    assert whole == [*plain, Paper.RECEIVER, Paper.SECURITIES]
    held = {"contract", "claim"}
    assert papers_missing(held, CallFacts()) == [Paper.SCHEDULE, Paper.DRAWDOWN, Paper.NOTICE]
