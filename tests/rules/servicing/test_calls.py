from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.rules.servicing.calls import (
    CallRefused,
    Claim,
    effective_quota,
    exposure,
    indemnity_of,
    provision_of,
    share_recovery,
)

QUOTA, CEILING = Decimal("0.625"), Decimal(50000)


def claim(outstanding="40000", interest="800", realised="8000", covers=False):
    return Claim(Decimal(outstanding), Decimal(interest), Decimal(realised), covers)


def test_a_guarantee_cut_by_its_cap_shares_at_its_effective_quota():
    """80,000 € at 80 % capped at 50,000 €: 62.5 %."""
    assert effective_quota(CEILING, Decimal(80000)) == QUOTA
    assert exposure(Decimal("60000.00"), QUOTA) == Decimal("37500.00")


@pytest.mark.parametrize(
    ("case", "loss", "owed"),
    [
        (claim(), "32000", "20000.00"),
        (claim(covers=True), "32800", "20500.00"),
        (claim(realised="40000"), "0", "0.00"),
        (claim(realised="50000"), "0", "0.00"),
        (claim(outstanding="90000", realised="0"), "90000", "50000"),
    ],
)
def test_the_loss_is_shared_by_hand(case, loss, owed):
    found = indemnity_of(case, QUOTA, CEILING)
    assert (found.loss, found.owed) == (Decimal(loss), Decimal(owed))


def test_a_provision_then_the_balance():
    account = provision_of(claim(realised="0"), QUOTA, CEILING, Decimal("0.5"))
    assert account == Decimal("12500.00")
    assert indemnity_of(claim(), QUOTA, CEILING, account).balance == Decimal("7500.00")
    assert indemnity_of(claim(realised="30000"), QUOTA, CEILING, account).balance == -6250


def test_recoveries_come_back_at_the_quota_and_never_beyond_what_was_paid():
    assert share_recovery(Decimal(1000), QUOTA, Decimal(20000), Decimal(0)) == Decimal("625.00")
    assert share_recovery(Decimal(1000), QUOTA, Decimal(20000), Decimal(19500)) == 500


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: effective_quota(Decimal(2), Decimal(1)),
        lambda: indemnity_of(claim(outstanding="-1"), QUOTA, CEILING),
        lambda: provision_of(claim(), QUOTA, CEILING, Decimal("1.1")),
        lambda: share_recovery(Decimal(0), QUOTA, Decimal(1), Decimal(0)),
    ],
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(CallRefused):
        wrong()


MONEY = st.decimals("0", "200000", places=2)


@given(MONEY, MONEY, MONEY, st.decimals("0.1", "1", places=4))
def test_an_indemnity_never_passes_the_guarantee_nor_the_share_of_the_loss(
    outstanding, interest, realised, quota
):
    found = indemnity_of(Claim(outstanding, interest, realised, True), quota, CEILING)
    assert 0 <= found.owed <= CEILING
    assert found.owed <= found.loss * quota + Decimal("0.005")
