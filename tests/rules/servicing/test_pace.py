from datetime import date
from decimal import Decimal

from levier.kernel.dates import add_months
from levier.rules.servicing.pace import Asked, delays_of, monthly_due


def dues(count: int, total="100", every=1, first=date(2026, 1, 1)) -> list[Asked]:
    return [
        Asked(rank + 1, add_months(first, rank * every), Decimal(total)) for rank in range(count)
    ]


def test_a_monthly_loan_asks_its_instalment():
    assert monthly_due(dues(24), date(2026, 1, 15)) == Decimal(100)
    assert monthly_due(dues(24), date(2026, 1, 1)) == Decimal(100)  # that of the day is past


def test_a_quarterly_loan_asks_a_third_of_its_instalment():
    assert monthly_due(dues(8, "300", every=3), date(2026, 1, 1)) == Decimal(100)


def test_a_loan_about_to_end_is_divided_by_what_is_left():
    """Three instalments on 1 October, November and December 2026, seen on 15 September."""
    assert monthly_due(dues(12), date(2026, 9, 15)) == Decimal(100)


def test_a_loan_repaid_at_its_term_asks_nothing_until_its_last_year():
    single = [Asked(1, date(2028, 1, 1), Decimal(12000))]

    assert monthly_due(single, date(2026, 12, 31)) is None
    assert monthly_due(single, date(2027, 1, 1)) == Decimal(1000)
    assert monthly_due(single, date(2027, 7, 1)) == Decimal(2000)
    assert monthly_due(single, date(2028, 1, 1)) is None


def test_a_due_date_is_paid_when_its_last_part_is():
    paid = [(1, date(2026, 1, 1)), (2, date(2026, 2, 3)), (2, date(2026, 2, 10))]

    assert delays_of(dues(3), paid) == [0, 9]


def test_a_payment_before_its_due_date_is_not_late():
    assert delays_of(dues(1), [(1, date(2025, 12, 20))]) == [0]
