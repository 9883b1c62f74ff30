"""Who may write a loan off or restructure it: a committee, or a body within its delegation."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from levier.committees.models import Sitting
from levier.committees.services import body_named, end_sitting, open_delegated_sitting
from levier.ledger.models import LedgerEntry
from levier.rules.servicing.operations import (
    CostsCharged,
    PaymentReceived,
    Restructured,
    Reversed,
    Treatment,
    WrittenOff,
)
from levier.servicing.errors import OperationKeyReused, RulingRefused
from levier.servicing.models import LoanOperation, RunningLoan
from levier.servicing.services import Ruling, note
from tests.factories.accounts import user
from tests.factories.committees import HELD_ON, in_session, minuted, secretary
from tests.factories.servicing import may_rule, noted, running_loan

pytestmark = pytest.mark.django_db
JUNE = date(2026, 6, 1)
TEXT = "CA du 12 décembre 2025"
DIRECTOR = "director"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def loan() -> RunningLoan:
    """1,200 € at 0 %, 100 € a month since 1 May: all of it is owed."""
    return running_loan()


@pytest.fixture
def director(loan):
    return user("director", loan.organisation)


def by(loan, ruling) -> Ruling | None:
    """Return the ruling of a body of the loan's house, when its code is given."""
    return Ruling(body=body_named(loan.organisation, ruling)) if ruling == DIRECTOR else ruling


def lost(loan, ruling, actor, on=JUNE, **terms) -> LoanOperation:
    return noted(loan, WrittenOff, on, ruling=by(loan, ruling), actor=actor, **terms)


def restructured(loan, ruling, actor, on=JUNE, **facts) -> LoanOperation:
    facts = {"principal": Treatment.CAPITALISE, "periods": 20, **facts}
    return noted(loan, Restructured, on, ruling=by(loan, ruling), actor=actor, **facts)


def written() -> tuple[int, int]:
    return LoanOperation.objects.count(), LedgerEntry.objects.count()


# ── A body within its delegation ──────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("ceiling", "allowed"), [("1200.01", True), ("1200", True), ("1199.99", False)]
)
def test_a_body_writes_off_up_to_its_delegation(loan, director, ceiling, allowed):
    row = may_rule(director, "write_off", ceiling)
    before = written()

    if allowed:
        done = lost(loan, DIRECTOR, director)
        assert (done.delegation, done.sitting) == (row, None)
        assert done.ruled_by.startswith("Direction, par délégation\u00a0: passer en perte jusqu’à")
        assert TEXT in done.ruled_by
    else:
        with pytest.raises(RulingRefused, match=f"dépassent la délégation.*{TEXT}"):
            lost(loan, DIRECTOR, director)
        assert written() == before


def test_a_delegation_to_decide_requests_writes_nothing_off(loan, director):
    may_rule(director, "decide", "90000")

    with pytest.raises(RulingRefused, match="Aucune délégation"):
        lost(loan, DIRECTOR, director)


def test_a_delegation_holds_on_its_days_only(loan, director):
    may_rule(director, "write_off", "90000", first_day=date(2026, 6, 2))

    with pytest.raises(RulingRefused, match="Aucune délégation"):
        lost(loan, DIRECTOR, director, on=JUNE)
    assert lost(loan, DIRECTOR, director, on=date(2026, 6, 2)).delegation


@pytest.mark.parametrize(("ceiling", "allowed"), [("1200", True), ("1199.99", False)])
def test_a_restructuring_is_judged_by_all_that_is_owed(loan, director, ceiling, allowed):
    may_rule(director, "restructure", ceiling)

    if allowed:
        assert restructured(loan, DIRECTOR, director).delegation.act == "restructure"
    else:
        with pytest.raises(RulingRefused, match="restructurer"):
            restructured(loan, DIRECTOR, director)


def test_what_a_restructuring_gives_up_needs_the_delegation_to_write_off_too(loan, director):
    """300 € of principal given up: 299.99 € are not enough, 300 € are."""
    may_rule(director, "restructure", "90000")
    gives = {"waived": Decimal(300)}
    with pytest.raises(RulingRefused, match="passer en perte"):
        restructured(loan, DIRECTOR, director, **gives)
    row = may_rule(director, "write_off", "299.99", last_day=JUNE)
    with pytest.raises(RulingRefused, match="dépassent"):
        restructured(loan, DIRECTOR, director, **gives)
    may_rule(director, "write_off", "300", first_day=date(2026, 6, 2))

    done = restructured(loan, DIRECTOR, director, on=date(2026, 6, 2), **gives)

    assert "passer en perte jusqu’à 300" in done.ruled_by
    assert row.max_amount == Decimal("299.99")


def test_a_loss_cut_in_two_passes_no_ceiling(loan, director):
    """5 € of costs, then all the rest, 1,200 €: 1,205 € in all."""
    may_rule(director, "restructure", "90000")
    row = may_rule(director, "write_off", "1204.99", last_day=date(2026, 6, 30))
    noted(loan, CostsCharged, JUNE, amount=Decimal(5))
    first = restructured(loan, DIRECTOR, director, costs=Treatment.WAIVE)

    with pytest.raises(RulingRefused, match="1\u202f205\u00a0€ dépassent"):
        lost(loan, DIRECTOR, director, on=date(2026, 6, 2))

    noted(loan, Reversed, date(2026, 6, 3), of=str(first.key), actor=director)
    noted(loan, PaymentReceived, date(2026, 6, 3), amount=Decimal(5))
    assert lost(loan, DIRECTOR, director, on=date(2026, 6, 3)).delegation == row


@pytest.mark.parametrize("role", ["finance", "administrator"])
def test_nobody_else_notes_in_the_name_of_the_direction(loan, director, role):
    may_rule(director, "write_off", "90000")

    with pytest.raises(RulingRefused, match="en son nom"):
        lost(loan, DIRECTOR, user(role, loan.organisation))


# ── A committee ───────────────────────────────────────────────────────────────────────────────
def test_a_committee_whose_minutes_are_frozen_is_cited_with_their_number(loan):
    finance = user("finance", loan.organisation)
    row = minuted(user("secretary", loan.organisation))

    done = lost(loan, Ruling(sitting=row), finance)

    assert (done.sitting, done.delegation) == (row, None)
    assert row.number in done.ruled_by
    assert row.minutes_hash[:16] in done.ruled_by


def test_a_committee_is_cited_once_its_minutes_are_frozen(loan):
    actor = user("secretary", loan.organisation)
    row = end_sitting(sitting=in_session(actor), actor=actor)
    before = written()

    with pytest.raises(RulingRefused, match=f"{row.number} n’est pas figé"):
        lost(loan, Ruling(sitting=row), user("finance", loan.organisation))
    assert written() == before


def test_another_house_decides_nothing_here(loan):
    row = minuted(secretary())

    with pytest.raises(RulingRefused, match="autre maison"):
        lost(loan, Ruling(sitting=row), user("finance", loan.organisation))


def test_a_committee_decides_before_the_loss_is_noted(loan):
    row = minuted(user("secretary", loan.organisation))
    Sitting.objects.filter(pk=row.pk).update(held_on=date(2026, 6, 2))
    row.refresh_from_db()

    with pytest.raises(RulingRefused, match="après cette opération"):
        lost(loan, Ruling(sitting=row), user("finance", loan.organisation))


def test_a_committee_of_another_track_is_refused_while_the_house_has_the_right_one(loan):
    actor = user("secretary", loan.organisation)
    row = minuted(actor, kind="dasess")

    with pytest.raises(RulingRefused, match="ne décide pas de la filière"):
        lost(loan, Ruling(sitting=row), user("finance", loan.organisation))


def test_an_act_by_delegation_is_no_committee(loan, director):
    row = open_delegated_sitting(
        organisation=loan.organisation,
        body=body_named(loan.organisation, DIRECTOR),
        day=HELD_ON,
        actor=director,
    )

    with pytest.raises(RulingRefused, match="pas la séance d’un comité"):
        lost(loan, Ruling(sitting=row), director)


# ── Always ────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("ruling", [None, Ruling()])
def test_nothing_is_lost_nor_restructured_without_a_decision(loan, director, ruling):
    before = written()
    operation = WrittenOff(key=str(uuid4()), on=JUNE)

    with pytest.raises(RulingRefused, match="Dites qui a décidé"):
        note(loan=loan, operation=operation, actor=director, ruling=ruling)
    assert written() == before


def test_the_same_key_with_another_decision_is_refused(loan, director):
    may_rule(director, "write_off", "90000")
    row, key = minuted(user("secretary", loan.organisation)), uuid4()
    first = lost(loan, DIRECTOR, director, key=key)

    assert lost(loan, DIRECTOR, director, key=key) == first
    with pytest.raises(OperationKeyReused):
        lost(loan, Ruling(sitting=row), director, key=key)


def test_a_payment_needs_no_decision(loan, director):
    with pytest.raises(RulingRefused, match="pas besoin"):
        noted(
            loan, PaymentReceived, JUNE, amount=Decimal(100), ruling=by(loan, DIRECTOR),
            actor=director,
        )  # fmt: skip
