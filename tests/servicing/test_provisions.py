"""Provisions: proposed by the grid at a closing day, decided once, the difference posted."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from levier.journal.models import Entry
from levier.ledger.models import LedgerEntry, LedgerPosting
from levier.rules.parameters import NoValueInForce
from levier.rules.servicing.operations import PaymentReceived
from levier.rules.servicing.provisions import (
    ProvisionAccount,
    check_grid,
    grid_on,
    provision_postings,
)
from levier.servicing.errors import ProvisionKeyReused, ProvisionRefused
from levier.servicing.models import AccountOfLoans, ProvisionDecision, RunningLoan
from levier.servicing.services import Circumstances, decide_provision, fall_due, propose_provision
from tests.factories.accounts import house, user
from tests.factories.servicing import noted, running_loan

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 1)
TODAY = date(2027, 3, 1)
JULY, SEPTEMBER = date(2026, 7, 31), date(2026, 9, 30)


def unpaid(**terms) -> RunningLoan:
    """Return a loan of 1,200 €, 100 € a month from 1 May 2026, of which nothing was paid."""
    loan = running_loan(**terms)
    fall_due(loan=loan, on=TODAY)
    loan.refresh_from_db()
    return loan


def decided(loan, closing_on=JULY, **values) -> ProvisionDecision:
    actor = values.pop("actor", None) or user("finance", loan.organisation)
    return decide_provision(
        loan=loan, closing_on=closing_on, today=TODAY, actor=actor,
        **{"key": uuid4(), **values},
    )  # fmt: skip


def moved(loan) -> list[tuple[date, str, Decimal]]:
    """Return what the provisions of a loan posted: day, account, debit less credit."""
    rows = LedgerPosting.objects.filter(
        entry__organisation=loan.organisation, entry__key__startswith="provision:"
    ).select_related("entry", "account")
    return [
        (row.entry.day, row.account.number, row.debit - row.credit)
        for row in rows.order_by("entry__number", "rank")
    ]


def test_the_grid_proposed_at_the_installation_holds():
    grid = grid_on(JULY)
    check_grid(grid)

    assert [(step.from_days, step.rate) for step in grid] == [
        (0, Decimal("0.0")), (31, Decimal("0.1")), (91, Decimal("0.5")), (181, Decimal("1.0")),
    ]  # fmt: skip
    with pytest.raises(NoValueInForce):
        grid_on(date(2009, 12, 31))


@pytest.mark.parametrize(
    ("days", "amount"),
    [(0, 0), (30, 0), (31, 120), (90, 120), (91, 600), (180, 600), (181, 1200), (200, 1200)],
)
def test_the_delay_gives_the_share_of_the_outstanding(days, amount):
    """Nothing paid since 1 May: 1,200 € outstanding whatever the day."""
    found = propose_provision(loan=unpaid(), closing_on=MAY + timedelta(days=days))

    assert (found.days_late, found.outstanding) == (days, 1200)
    assert found.provision.amount == amount


def test_what_came_after_the_closing_does_not_count():
    loan = unpaid()
    noted(loan, PaymentReceived, date(2026, 8, 1), amount=Decimal(400))

    assert propose_provision(loan=loan, closing_on=JULY).provision.amount == 600  # 91 days late
    after = propose_provision(loan=loan, closing_on=date(2026, 8, 1))
    assert (after.outstanding, after.days_late, after.provision.amount) == (800, 0, 0)


def test_proceedings_take_everything_net_of_what_others_guarantee():
    known = Circumstances(in_proceedings=True, counter_guaranteed=Decimal(500))
    found = propose_provision(loan=unpaid(), closing_on=MAY, known=known)

    assert found.provision.amount == 700


def test_the_amount_proposed_is_kept_and_posted():
    loan = unpaid()
    row = decided(loan)

    assert (row.closing_on, row.proposed, row.kept, row.before) == (JULY, 600, 600, 0)
    assert moved(loan) == [(JULY, "686600", 600), (JULY, "297400", -600)]
    entry = Entry.objects.get(action="servicing.provision_decided")
    assert "provision de 600,00\u00a0€ retenue" in entry.summary


def test_the_next_closing_posts_only_the_difference():
    loan = unpaid()
    decided(loan)
    noted(loan, PaymentReceived, date(2026, 8, 3), amount=Decimal(400))
    second = decided(loan, SEPTEMBER)  # 400 € cleared May to August: only September is late

    assert (second.before, second.outstanding, second.days_late) == (600, 800, 29)
    assert second.kept == 0
    assert moved(loan)[2:] == [(SEPTEMBER, "297400", 600), (SEPTEMBER, "786600", -600)]


def test_a_decision_that_moves_nothing_posts_nothing():
    loan = unpaid()
    decided(loan)
    decided(loan, date(2026, 8, 31))  # 122 days late: half again

    assert len(moved(loan)) == 2


def test_another_amount_wants_its_reason():
    loan = unpaid()
    with pytest.raises(ProvisionRefused, match="La grille propose 600,00"):
        decided(loan, kept=Decimal(300))
    row = decided(loan, kept=Decimal(300), reason="Cession du fonds signée")
    assert (row.proposed, row.kept) == (600, 300)


@pytest.mark.parametrize(
    ("kept", "is_kept"), [("-0.01", False), ("0", True), ("1200", True), ("1200.01", False)]
)
def test_a_provision_goes_from_zero_to_the_outstanding(kept, is_kept):
    loan = unpaid()
    if is_kept:
        assert decided(loan, kept=Decimal(kept), reason="Vu").kept == Decimal(kept)
    else:
        with pytest.raises(ProvisionRefused, match="va de 0"):
            decided(loan, kept=Decimal(kept), reason="Vu")
        assert not ProvisionDecision.objects.exists()
        assert not moved(loan)


def test_one_decision_a_closing_and_never_backwards():
    loan = unpaid()
    decided(loan)
    for day in (JULY, JULY - timedelta(days=1)):
        with pytest.raises(ProvisionRefused, match="à l’arrêté suivant"):
            decided(loan, day)
    assert decided(loan, JULY + timedelta(days=1)).before == 600


def test_the_day_is_neither_to_come_nor_before_the_loan():
    loan = unpaid()
    with pytest.raises(ProvisionRefused, match="d’avance"):
        decided(loan, TODAY + timedelta(days=1))
    with pytest.raises(ProvisionRefused, match="avant le déblocage"):
        decided(loan, loan.opened_on - timedelta(days=1))
    assert decided(loan, TODAY).kept == 1200


def test_the_same_key_decides_once_and_another_content_is_refused():
    loan, key, actor = unpaid(), uuid4(), user("finance")
    first = decided(loan, key=key, actor=actor)

    assert decided(loan, key=key, actor=actor) == first
    with pytest.raises(ProvisionKeyReused):
        decided(loan, key=key, actor=actor, kept=Decimal(1), reason="Autre")
    assert LedgerEntry.objects.filter(key__startswith="provision:").count() == 1


def test_what_another_body_carries_is_decided_and_not_posted():
    loan = unpaid()
    RunningLoan.objects.filter(pk=loan.pk).update(is_posted=False)

    assert decided(loan).kept == 600
    assert not moved(loan)


def test_a_decision_never_changes():
    row = decided(unpaid())
    for gesture in (row.save, row.delete):
        with pytest.raises(TypeError):
            gesture()


def test_another_house_sees_nothing_of_it():
    decided(unpaid())

    assert not ProvisionDecision.objects.visible_to(user("finance", house())).exists()


def test_the_postings_balance_and_only_move_the_difference():
    up = provision_postings(Decimal(100), Decimal(150))
    down = provision_postings(Decimal(150), Decimal(100))

    assert [(p.account, p.debit, p.credit) for p in up] == [
        (ProvisionAccount.COST, 50, 0), (ProvisionAccount.PROVISION, 0, 50),
    ]  # fmt: skip
    assert [(p.account, p.debit, p.credit) for p in down] == [
        (ProvisionAccount.PROVISION, 50, 0), (ProvisionAccount.TAKEN_BACK, 0, 50),
    ]  # fmt: skip
    assert provision_postings(Decimal(100), Decimal(100)) == []


def test_a_house_that_named_its_accounts_earlier_gets_those_of_provisions():
    loan = unpaid()
    AccountOfLoans.objects.filter(part__in=list(ProvisionAccount)).delete()

    decided(loan)
    assert len(moved(loan)) == 2
