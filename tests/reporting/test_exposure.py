"""What the portfolio engages on a day: each cut sums to the same total, to the cent."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from levier.claims.services import note_recovery, pay_indemnity
from levier.journal.services import target_of
from levier.portfolio.services import set_up
from levier.reporting.exposure import AMOUNTS, CUTS, exposure_of
from tests.factories.accounts import user
from tests.factories.banking import approved, house_account
from tests.factories.claims import ACCELERATED_ON, SET_UP_ON, TODAY, accelerated, accepted, running
from tests.factories.funds import envelope, funder
from tests.factories.portfolio import decided, guarantee, loan

pytestmark = pytest.mark.django_db


@pytest.fixture
def director():
    return user("director")


@pytest.fixture
def actor(director):
    return user("secretary", director.organisation)


def test_a_guarantee_weighs_its_exposure_and_what_is_not_set_up_weighs_nothing(director, actor):
    running(actor)
    guarantee(actor)
    (line,), total = exposure_of(director, "produit", SET_UP_ON)
    assert (line.count, line.set_ups, line.granted) == (2, 1, 57600)
    assert (line.outstanding, line.exposure) == (36000, 28800)
    assert (total.exposure, total.call_rate) == (28800, 0)


def test_nothing_is_engaged_before_the_set_up_nor_once_the_loan_is_repaid(director, actor):
    running(actor)
    before = exposure_of(director, "produit", SET_UP_ON - timedelta(days=1))[1]
    after = exposure_of(director, "produit", SET_UP_ON + timedelta(days=366 * 5))[1]
    assert (before.exposure, after.exposure) == (0, 0)


def test_a_loan_that_nobody_follows_counts_what_was_paid_and_says_so(director, actor):
    row = loan(actor)
    set_up(commitment=row, on=SET_UP_ON, actor=actor, key=uuid4())
    total = exposure_of(director, "produit", TODAY)[1]
    assert (total.exposure, total.unfollowed) == (10000, 1)


def test_a_loan_paid_in_part_weighs_what_the_bank_paid_by_that_day(director, actor):
    """10 000 € granted, 4 000 € executed on the set-up, 1 500 € a day after."""
    row = loan(actor)
    set_up(commitment=row, on=SET_UP_ON, actor=actor, key=uuid4())
    finance = user("finance", actor.organisation)
    account = house_account(finance)
    for amount, days in ((4000, 0), (1500, 1)):
        paid = approved(finance, account, subject=target_of(row), amount=Decimal(amount))
        type(paid).objects.filter(pk=paid.pk).update(
            state="executed", executed_on=SET_UP_ON + timedelta(days=days)
        )
    found = [exposure_of(director, "produit", day)[1].exposure for day in (SET_UP_ON, TODAY)]
    assert found == [4000, 5500]
    type(paid).objects.update(state="returned", returned_on=TODAY)
    found = [exposure_of(director, "produit", day)[1].exposure for day in (SET_UP_ON, TODAY)]
    assert found == [4000, 0]  # all came back that day


def test_a_vintage_says_its_calls_and_what_came_back(director, actor):
    running(actor)
    accelerated(actor)
    call = accepted(actor)
    pay_indemnity(
        call=call, amount=Decimal(20000), paid_on=TODAY, today=TODAY, actor=actor, is_balance=True,
        idempotency_key=uuid4(),
    )  # fmt: skip
    note_recovery(
        call=call,
        amount=Decimal(1000),
        received_on=TODAY,
        today=TODAY,
        actor=actor,
        idempotency_key=uuid4(),
    )
    (line,), _ = exposure_of(director, "annee", TODAY)
    assert line.label == "2026"
    assert (line.set_ups, line.calls, line.paid, line.recovered) == (3, 1, 20000, 800)
    assert line.call_rate == Decimal(1) / 3
    held = exposure_of(director, "annee", ACCELERATED_ON)[1].exposure
    assert held > exposure_of(director, "annee", TODAY)[1].exposure


def test_a_loan_is_never_called_and_counts_in_no_rate(director, actor):
    """Three guarantees, one called, and a loan: a third, not a quarter; what waits stands apart."""
    running(actor), accelerated(actor), accepted(actor)
    set_up(commitment=loan(actor), on=SET_UP_ON, actor=actor, key=uuid4())
    loan(actor)
    lines, total = exposure_of(director, "annee", TODAY)
    assert [line.label for line in lines] == ["Pas encore en place", "2026"]
    assert (total.set_ups, total.guarantees, total.call_rate) == (4, 3, Decimal(1) / 3)
    assert lines[0].call_rate is None


def test_a_vintage_is_the_year_of_the_set_up(director, actor):
    row = loan(actor)
    set_up(commitment=row, on=SET_UP_ON, actor=actor, key=uuid4())
    type(row).objects.filter(pk=row.pk).update(decided_on=date(SET_UP_ON.year - 1, 12, 31))
    assert [line.label for line in exposure_of(director, "annee", TODAY)[0]] == ["2026"]


def test_every_cut_sums_to_the_total_to_the_cent(director, actor):
    purses = [
        envelope(actor.organisation, scheme="garantie_egalite_femmes",
                 funder=funder(actor.organisation, name=f"Financeur {rank}"))
        for rank in range(3)
    ]  # fmt: skip
    draws = [(row, Decimal("9600.00")) for row in purses[:2]] + [(purses[2], Decimal("9600.00"))]
    row = decided(actor, draws=draws).commitment
    set_up(commitment=row, on=SET_UP_ON, actor=actor, key=uuid4())
    running(actor)
    for cut in CUTS:
        lines, total = exposure_of(director, cut, TODAY)
        for name in AMOUNTS:
            assert sum(getattr(line, name) for line in lines) == getattr(total, name), (cut, name)
    funders = {line.label for line in exposure_of(director, "financeur", TODAY)[0]}
    assert len(funders) == 4


def test_another_house_sees_nothing_of_it(actor):
    running(actor)
    assert exposure_of(user("director"), "produit", TODAY)[0] == []
