from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.rules.envelopes import CannotShare, Draw, check_draws, share_draws

D = Decimal
STATE, CITY = Draw("state", "État", D("1000")), Draw("city", "Ville", D("1000"))


def test_a_grant_is_shared_between_the_state_and_the_city():
    assert share_draws(D("2000"), [("state", D(1)), ("city", D(1))]) == [
        ("state", D("1000")),
        ("city", D("1000")),
    ]


def test_the_odd_cent_goes_to_the_first_envelope():
    shares = share_draws(D("0.05"), [("a", D(1)), ("b", D(1)), ("c", D(1))])

    assert shares == [("a", D("0.02")), ("b", D("0.02")), ("c", D("0.01"))]


@given(
    amount=st.decimals("0.01", "100000", places=2),
    weights=st.lists(st.decimals("0", "1000000", places=2), min_size=1, max_size=6).filter(any),
)
def test_the_shares_sum_to_the_amount_to_the_cent(amount, weights):
    shares = share_draws(amount, list(enumerate(weights)))

    assert sum(share for _, share in shares) == amount
    assert all(share >= 0 and share == share.quantize(D("0.01")) for _, share in shares)


@pytest.mark.parametrize("amount", ["0", "-1", "10.001"])
def test_an_amount_that_is_not_a_positive_number_of_cents_is_refused(amount):
    with pytest.raises(CannotShare, match="au centime près"):
        share_draws(D(amount), [("a", D(1))])


@pytest.mark.parametrize("weights", [[], [("a", D(0))], [("a", D(2)), ("b", D(-1))]])
def test_no_envelope_to_carry_the_amount_is_refused(weights):
    with pytest.raises(CannotShare, match="Aucune enveloppe"):
        share_draws(D("100"), weights)


def test_draws_that_hold_raise_nothing():
    assert check_draws(D("2000"), [STATE, CITY], {"state": D("1000"), "city": D("1000.01")}) == []


def test_draws_must_sum_to_the_amount_to_the_cent():
    faults = check_draws(D("2000.01"), [STATE, CITY], {"state": None, "city": None})

    assert faults == [
        "Les tirages font 2\u202f000,00\u00a0€, l’engagement 2\u202f000,01\u00a0€\u00a0: "
        "ils doivent être égaux."
    ]


@pytest.mark.parametrize(("left", "faults"), [("999.99", 1), ("1000", 0), ("1000.01", 0)])
def test_an_envelope_is_never_overdrawn(left, faults):
    found = check_draws(D("2000"), [STATE, CITY], {"state": D(left), "city": D("5000")})

    assert len(found) == faults
    assert all("«\u00a0État\u00a0» n’a plus que" in fault for fault in found)


def test_two_draws_on_one_envelope_are_taken_together():
    half = Draw("state", "État", D("500"))

    assert len(check_draws(D("1000"), [half, half], {"state": D("999")})) == 1


def test_an_opening_envelope_has_no_limit():
    draw = Draw("opening", "Reprise", D("9999999"))

    assert check_draws(D("9999999"), [draw], {"opening": None}) == []


def test_an_envelope_that_is_not_offered_cannot_be_drawn_on():
    assert check_draws(D("1000"), [STATE], {}) == [
        "L’enveloppe «\u00a0État\u00a0» n’est pas ouverte à ce tirage."
    ]


def test_a_draw_is_positive():
    faults = check_draws(D("0"), [Draw("state", "État", D("0"))], {"state": D("1")})

    assert faults == ["Le tirage sur «\u00a0État\u00a0» doit être positif."]
