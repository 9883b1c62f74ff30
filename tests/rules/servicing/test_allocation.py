from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.kernel.money import ZERO
from levier.rules.servicing.allocation import Cleared, Due, PaymentRefused, after, allocate

JUNE, JULY, AUGUST = date(2024, 6, 5), date(2024, 7, 5), date(2024, 8, 5)


def due(key, day, costs="0", interest="10", principal="90"):
    return Due(
        key=key, due_on=day, costs=Decimal(costs), interest=Decimal(interest),
        principal=Decimal(principal),
    )  # fmt: skip


DUES = [due("july", JULY), due("june", JUNE, costs="5"), due("august", AUGUST)]


def test_a_payment_clears_the_oldest_due_date_costs_first():
    found = allocate(Decimal("110"), DUES, JULY)

    assert found.cleared == (
        Cleared("june", "costs", Decimal(5)),
        Cleared("june", "interest", Decimal(10)),
        Cleared("june", "principal", Decimal(90)),
        Cleared("july", "interest", Decimal(5)),
    )
    assert found.unallocated == 0
    assert [(d.key, d.total) for d in after(DUES, found)] == [("july", 95), ("august", 100)]


def test_what_is_not_due_yet_takes_nothing():
    found = allocate(Decimal("300"), DUES, JULY)
    assert found.unallocated == Decimal(95)
    assert allocate(Decimal("300"), DUES, JULY - timedelta(days=1)).unallocated == Decimal(195)


@pytest.mark.parametrize("amount", ["0", "-1"])
def test_nothing_is_no_payment(amount):
    with pytest.raises(PaymentRefused):
        allocate(Decimal(amount), DUES, JULY)


MONEY = st.decimals("0", "500", places=2)


@given(
    st.decimals("0.01", "3000", places=2),
    st.lists(st.tuples(st.integers(0, 400), MONEY, MONEY, MONEY), max_size=8),
)
def test_no_cent_is_lost_and_none_is_made(amount, rows):
    dues = [
        Due(key=str(rank), due_on=JUNE + timedelta(days=days), costs=costs, interest=interest,
            principal=principal)
        for rank, (days, costs, interest, principal) in enumerate(rows)
    ]  # fmt: skip
    found = allocate(amount, dues, JULY)

    assert found.total + found.unallocated == amount
    before, left = sum((d.total for d in dues), ZERO), after(dues, found)
    assert before - sum((d.total for d in left), ZERO) == found.total
    assert all(min(d.costs, d.interest, d.principal) >= 0 for d in left)
    if found.unallocated:
        assert not [d for d in left if d.due_on <= JULY]
