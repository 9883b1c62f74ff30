from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.rules.accounting.entries import (
    EntryRefused,
    LedgerEntry,
    Posting,
    balances,
    check_entry,
    first_difference,
    reversal_of,
    totals,
)

DAY = date(2024, 6, 3)


def entry(*postings, day=DAY, key="k"):
    return LedgerEntry(
        key, day, "Déblocage", tuple(Posting(a, Decimal(d), Decimal(c)) for a, d, c in postings)
    )


PAID_OUT = entry(("274", "8000", "0"), ("512", "0", "8000"))


def test_a_loan_paid_out_balances():
    check_entry(PAID_OUT)
    assert balances([PAID_OUT], DAY) == {"274": 8000, "512": -8000}
    assert balances([PAID_OUT], DAY - timedelta(days=1)) == {}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (entry(("274", "1", "0")), "au moins deux lignes"),
        (entry(("274", "1", "0"), ("512", "0", "1.01")), "équilibrée"),
        (entry(("274", "1", "1"), ("512", "0", "0")), "un débit ou un crédit"),
        (entry(("274", "-1", "0"), ("512", "1", "0")), "un débit ou un crédit"),
        (entry(("274", "0.001", "0"), ("512", "0", "0.001")), "centime"),
        (entry(("", "1", "0"), ("512", "0", "1")), "nomme son compte"),
    ],
)
def test_what_is_no_entry_is_refused(wrong, sentence):
    with pytest.raises(EntryRefused, match=sentence):
        check_entry(wrong)


def test_a_reversal_undoes_and_never_precedes():
    undone = reversal_of(PAID_OUT, "k2", date(2024, 7, 1))
    check_entry(undone)
    assert balances([PAID_OUT, undone], date(2024, 7, 1)) == {"274": 0, "512": 0}
    assert balances([PAID_OUT, undone], date(2024, 6, 30))["274"] == 8000
    with pytest.raises(EntryRefused):
        reversal_of(PAID_OUT, "k3", DAY - timedelta(days=1))


def test_the_first_difference_is_named():
    assert first_difference({"274": Decimal(1)}, {"274": Decimal(1)}) is None
    found = first_difference({"512": Decimal(5), "274": Decimal(1)}, {"274": Decimal(2)})
    assert found == ("274", Decimal(1), Decimal(2))


AMOUNTS = st.decimals("0.01", "99999", places=2)


@given(st.lists(st.tuples(AMOUNTS, st.sampled_from(["274", "512", "762"]), st.integers(0, 90))))
def test_whatever_is_posted_debits_equal_credits_and_reversals_bring_back_to_zero(rows):
    made = [
        entry((account, amount, "0"), ("101", "0", amount), day=DAY + timedelta(days=d), key=str(n))
        for n, (amount, account, d) in enumerate(rows)
    ]
    undone = [reversal_of(e, f"r{e.key}", date(2025, 1, 1)) for e in made]
    debit, credit = totals([*made, *undone])
    assert debit == credit
    assert not any(balances([*made, *undone], date(2025, 1, 1)).values())
