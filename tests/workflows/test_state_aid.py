"""De minimis aid at the decision, at the payment, and after: counted, refused, given back."""

import threading
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection, connections

from levier.committees.models import Decision
from levier.portfolio.models import Commitment
from levier.portfolio.services import amend, cancel
from levier.state_aid.errors import CeilingPassed, PaymentStopped
from levier.state_aid.models import LedgerAid
from levier.state_aid.services import (
    describe_undertaking,
    known_undertaking,
    register_reference_rate,
    situation_on,
    undertaking_of,
)
from levier.workflows.decide_case import decide_case
from levier.workflows.follow_commitment import set_up_commitment
from tests.factories.accounts import house, user
from tests.factories.catalogue import instrument
from tests.factories.committees import HELD_ON, secretary
from tests.factories.people import person
from tests.factories.portfolio import engagement_grant, guarantee, lay_grant, loan
from tests.factories.state_aid import declared

assert connection  # read by the condition below


def undertaking_of_case(case):
    return known_undertaking(case.structure, case.person)


@pytest.mark.django_db
def test_a_guarantee_counts_for_its_part_of_the_ceiling():
    """28 800 € over 84 months or fewer: 28 800 ÷ 1 125 000 × 300 000, or ÷ 2 250 000 to 60."""
    commitment = guarantee()

    line = LedgerAid.objects.get(commitment_key=commitment.pk)
    divisor = 2_250_000 if commitment.guarantee.loan_months <= 60 else 1_125_000
    assert line.equivalent == round(Decimal(28_800) / divisor * 300_000, 2)
    assert (line.amount, line.granted_on) == (28_800, commitment.decided_on)
    assert (line.authority, line.is_sure) == ("France Active Garantie", False)


@pytest.mark.django_db
def test_a_grant_counts_whole_and_names_its_funder():
    commitment = engagement_grant(amount="2000")

    line = LedgerAid.objects.get()
    assert (line.equivalent, line.is_sure) == (2000, True)
    assert line.authority == commitment.draws.get().envelope.funder.name


@pytest.mark.django_db
def test_a_loan_counts_whole_until_the_house_types_the_reference_rate():
    actor = secretary()

    assert LedgerAid.objects.get(commitment_key=loan(actor).pk).equivalent == 10_000
    register_reference_rate(
        organisation=actor.organisation, actor=actor, first_day=date(2026, 1, 1),
        base_rate=Decimal("-0.01"), source="Communication de la Commission",
    )  # fmt: skip
    later = loan(actor, annual_rate=Decimal(0))

    # Reference 3 %, no discount; 36 equal parts: 10 000 × 3 % ÷ 12 × (36 + 1) ÷ 2.
    assert LedgerAid.objects.get(commitment_key=later.pk).equivalent == Decimal("462.50")


@pytest.mark.django_db
def test_an_instrument_that_is_not_an_aid_counts_for_nothing():
    actor = secretary()
    product = instrument(actor.organisation, "Prêt solidaire")
    product.versions.update(state_aid="not_aid")

    loan(actor)

    assert not LedgerAid.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("former", "is_refused"), [("298000", False), ("298000.01", True)])
def test_a_decision_above_the_ceiling_is_refused_and_writes_nothing(former, is_refused):
    actor = secretary()
    holder = person(actor)
    row = undertaking_of(structure=None, person=holder, on=HELD_ON, actor=actor)
    declared(row, actor, former, HELD_ON)
    decision = lay_grant(actor, holder)

    if is_refused:
        with pytest.raises(CeilingPassed, match=r"il reste 1\W999,99\W€"):
            decide_case(**decision)
    else:
        decide_case(**decision)

    made = 0 if is_refused else 1
    assert Decision.objects.count() == Commitment.objects.count() == made
    assert LedgerAid.objects.count() == 1 + made


@pytest.mark.django_db
def test_deciding_twice_with_one_key_counts_once():
    actor = secretary()
    decision = lay_grant(actor, person(actor))

    assert decide_case(**decision) == decide_case(**decision)
    assert LedgerAid.objects.count() == 1


@pytest.mark.django_db
def test_a_grant_is_not_paid_when_what_was_declared_since_passes_the_ceiling():
    actor = secretary()
    commitment = engagement_grant(actor)
    row = undertaking_of_case(commitment.case)
    declared(row, actor, "298000.01", commitment.decided_on)

    with pytest.raises(PaymentStopped):
        set_up_commitment(commitment=commitment, on=commitment.decided_on, actor=actor, key=uuid4())

    commitment.refresh_from_db()
    assert commitment.state == "open"


@pytest.mark.django_db
def test_a_commitment_given_up_gives_its_aid_back():
    actor = secretary()
    commitment = engagement_grant(actor)
    row = undertaking_of_case(commitment.case)
    assert situation_on(row, HELD_ON).used == 2000

    cancel(commitment=commitment, on=HELD_ON, reason="projet abandonné", actor=actor)

    assert situation_on(row, HELD_ON).used == 0
    assert LedgerAid.objects.count() == 2


@pytest.mark.django_db
def test_an_amended_commitment_is_counted_again():
    actor = secretary()
    commitment = engagement_grant(actor)
    row = undertaking_of_case(commitment.case)

    amend(
        commitment=commitment, actor=actor, on=HELD_ON, reason="Projet réduit",
        amount=Decimal(1500),
    )  # fmt: skip

    assert situation_on(row, HELD_ON).used == 1500
    assert [str(line.equivalent) for line in LedgerAid.objects.order_by("id")] == [
        "2000.00", "-2000.00", "1500.00",
    ]  # fmt: skip


@pytest.mark.django_db
def test_an_aid_of_general_interest_is_granted_under_its_own_regulation():
    actor = secretary()
    holder = person(actor)
    row = undertaking_of(structure=None, person=holder, on=HELD_ON, actor=actor)
    describe_undertaking(
        undertaking=row, actor=actor, is_sieg=True, sieg_source="Mandat de la Région"
    )
    declared(row, actor, "300000", HELD_ON)

    decide_case(**lay_grant(actor, holder))

    assert LedgerAid.objects.filter(origin="ours").get().regulation == "Règlement (UE) 2023/2832"


@pytest.mark.postgresql
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs real concurrent connections")
@pytest.mark.django_db(transaction=True)
def test_two_decisions_at_once_on_one_undertaking_cannot_both_pass():
    actor = user("secretary", house())
    holder = person(actor)
    row = undertaking_of(structure=None, person=holder, on=HELD_ON, actor=actor)
    declared(row, actor, "297000", HELD_ON)
    decisions = [lay_grant(actor, holder) for _ in range(3)]  # 2 000 € each, 3 000 € left
    start, refused = threading.Barrier(3), []

    def decide(decision):
        try:
            start.wait()
            decide_case(**decision)
        except CeilingPassed as refusal:
            refused.append(str(refusal))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide, args=(one,)) for one in decisions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 2
    assert Commitment.objects.count() == 1
    assert situation_on(row, HELD_ON).used == 299_000
