from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.rules.guarantees import (
    InvalidGuaranteeTerms,
    SuretyAllowed,
    amendment_needs_committee,
    commission,
    guaranteed_amount,
    surety_alert,
)

D = Decimal
EUROS = st.decimals("0.01", "500000", places=2)
QUOTAS = st.decimals("0.0001", "1", places=4)


def test_a_guarantee_is_the_quota_of_the_loan():
    guaranteed = guaranteed_amount(D("50000"), D("0.65"), D("45000"))

    assert guaranteed.amount == D("32500.00")
    assert (guaranteed.effective_quota, guaranteed.capped) == (D("0.65"), False)


def test_a_guarantee_is_capped():
    guaranteed = guaranteed_amount(D("80000"), D("0.80"), D("50000"))

    assert (guaranteed.amount, guaranteed.effective_quota) == (D("50000"), D("0.625"))
    assert guaranteed.capped


@pytest.mark.parametrize(
    ("loan", "amount", "capped"),
    [("62499.99", "49999.99", False), ("62500", "50000", False), ("62500.01", "50000", True)],
)
def test_the_cap_acts_just_above_its_threshold(loan, amount, capped):
    guaranteed = guaranteed_amount(D(loan), D("0.80"), D("50000"))

    assert (guaranteed.amount, guaranteed.capped) == (D(amount), capped)


def test_half_a_cent_goes_up():
    assert guaranteed_amount(D("10000.10"), D("0.65"), None).amount == D("6500.07")  # 6 500.065


def test_what_the_borrower_already_has_takes_room_under_the_cap():
    guaranteed = guaranteed_amount(D("50000"), D("0.80"), D("50000"), outstanding=D("20000.50"))

    assert (guaranteed.amount, guaranteed.room) == (D("29999.50"), D("29999.50"))


def test_no_room_left_guarantees_nothing():
    guaranteed = guaranteed_amount(D("50000"), D("0.80"), D("50000"), outstanding=D("60000"))

    assert (guaranteed.amount, guaranteed.room, guaranteed.capped) == (0, 0, True)


def test_a_product_without_cap_guarantees_its_quota():
    guaranteed = guaranteed_amount(D("1000000"), D("0.5"), None, outstanding=D("900000"))

    assert (guaranteed.amount, guaranteed.room) == (D("500000.00"), None)


@pytest.mark.parametrize(
    ("loan", "quota", "cap", "outstanding", "field"),
    [("0", "0.5", "1", "0", "loan_amount"), ("1", "0", "1", "0", "quota"),
     ("1", "1.0001", "1", "0", "quota"), ("1", "1", "-1", "0", "cap"),
     ("1", "1", "1", "-1", "cap")],
)  # fmt: skip
def test_terms_without_sense_are_refused(loan, quota, cap, outstanding, field):
    with pytest.raises(InvalidGuaranteeTerms) as refusal:
        guaranteed_amount(D(loan), D(quota), D(cap), D(outstanding))

    assert refusal.value.field == field
    assert str(refusal.value).endswith(".")


@given(loan=EUROS, quota=QUOTAS, cap=EUROS, outstanding=EUROS)
def test_a_guarantee_never_passes_the_loan_the_cap_or_the_room(loan, quota, cap, outstanding):
    guaranteed = guaranteed_amount(loan, quota, cap, outstanding)

    assert 0 <= guaranteed.amount <= loan
    assert guaranteed.amount <= cap
    assert guaranteed.amount == 0 or guaranteed.amount + outstanding <= cap


def test_the_commission_is_taken_on_its_base():
    assert commission(D("19500"), D("0.025")) == D("487.50")  # 30 000 × 65 % × 2.5 %
    assert commission(D("0.20"), D("0.025")) == D("0.01")  # half a cent goes up


def test_a_negative_commission_is_refused():
    with pytest.raises(InvalidGuaranteeTerms):
        commission(D("100"), D("-0.01"))


@pytest.mark.parametrize(
    ("surety", "allowed", "limit", "alert"),
    [
        ("0", SuretyAllowed.EXCLUDED, None, None),
        ("0.01", SuretyAllowed.EXCLUDED, None, "n’en admet aucune"),
        ("24999.99", SuretyAllowed.LIMITED, "0.50", None),
        ("25000", SuretyAllowed.LIMITED, "0.50", None),
        ("25000.01", SuretyAllowed.LIMITED, "0.50", "dépasse 50\u00a0% du prêt"),
        ("25000.01", SuretyAllowed.LIMITED, None, None),
        ("50000", SuretyAllowed.FREE, "0.50", None),
        ("50000", SuretyAllowed.UNKNOWN, "0.50", None),
    ],
)
def test_a_surety_above_the_limit_raises_an_alert(surety, allowed, limit, alert):
    found = surety_alert(D(surety), D("50000"), D(limit) if limit else None, allowed)

    assert found is None if alert is None else alert in found


@pytest.mark.parametrize(
    ("after", "share", "amount", "needed"),
    [
        ("9000", "0", None, False),
        ("10000", "0", "0", False),
        ("10000.01", "0", None, True),
        ("10999.99", "0.10", None, False),
        ("11000", "0.10", None, False),
        ("11000.01", "0.10", None, True),
        ("10500", "0.10", "500", False),
        ("10500.01", "0.10", "500", True),
    ],
)
def test_an_increase_beyond_the_tolerance_goes_back_to_the_committee(after, share, amount, needed):
    tolerance = None if amount is None else D(amount)

    assert amendment_needs_committee(D("10000"), D(after), D(share), tolerance) is needed
