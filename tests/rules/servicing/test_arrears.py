from datetime import date, timedelta
from decimal import Decimal

import pytest

from levier.rules.servicing.allocation import Due
from levier.rules.servicing.arrears import (
    Exposure,
    days_past_due,
    overdue,
    portfolio_at_risk,
)
from levier.rules.servicing.provisions import GridRefused, Step, check_grid, provision_of

DAY = date(2024, 6, 5)


def unpaid(*days):
    return [Due(key=str(d), due_on=d, principal=Decimal(100)) for d in days]


@pytest.mark.parametrize(("after", "late"), [(-1, 0), (0, 0), (1, 1), (30, 30), (31, 31)])
def test_a_due_date_is_late_from_the_day_after(after, late):
    assert days_past_due(unpaid(DAY), DAY + timedelta(days=after)) == late


def test_the_oldest_unpaid_due_date_counts_and_a_paid_one_does_not():
    paid = Due(key="paid", due_on=date(2024, 1, 5))
    on = date(2024, 8, 5)
    assert days_past_due([paid, *unpaid(date(2024, 7, 5), DAY)], on) == 61
    assert overdue(unpaid(DAY, on), on) == 100


PORTFOLIO = [
    Exposure(Decimal(1000), 0),
    Exposure(Decimal(500), 30),
    Exposure(Decimal(300), 31),
    Exposure(Decimal(200), 0, is_restructured=True),
]


def test_the_portfolio_at_risk_by_hand():
    """Above 30 days: 300 of 2,000; with the restructured, 500 of 2,000."""
    assert portfolio_at_risk(PORTFOLIO, 30, with_restructured=False) == Decimal("0.15")
    assert portfolio_at_risk(PORTFOLIO, 30, with_restructured=True) == Decimal("0.25")
    assert portfolio_at_risk(PORTFOLIO, 90, with_restructured=False) == 0
    assert portfolio_at_risk([], 30, with_restructured=True) is None


GRID = [
    Step(0, Decimal(0)), Step(31, Decimal("0.10")), Step(91, Decimal("0.50")),
    Step(181, Decimal(1)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("late", "amount"),
    [(0, "0"), (30, "0"), (31, "100.00"), (90, "100.00"), (91, "500.00"), (180, "500.00"),
     (181, "1000.00")],
)  # fmt: skip
def test_each_step_of_the_grid_below_on_and_above(late, amount):
    assert provision_of(Decimal(1000), late, GRID).amount == Decimal(amount)


def test_proceedings_take_the_last_step_net_of_the_counter_guarantee():
    found = provision_of(
        Decimal(1000), 0, GRID, counter_guaranteed=Decimal(400), in_proceedings=True
    )
    assert (found.base, found.amount) == (Decimal(600), Decimal("600.00"))


@pytest.mark.parametrize(
    "steps", [[], [Step(1, Decimal(0))], [GRID[0], GRID[2], GRID[1]], [Step(0, Decimal(2))]]
)
def test_a_grid_with_a_gap_is_refused(steps):
    with pytest.raises(GridRefused):
        check_grid(steps)
