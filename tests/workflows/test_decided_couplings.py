"""What must stand beside what is granted: at the decision, at an amendment, at the payment."""

import threading
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection, connections

from levier.cases.services import add_plan_line
from levier.committees.models import Decision
from levier.committees.services import add_point, cast_vote, close_consultation, put_on_agenda
from levier.portfolio.errors import CouplingMissing
from levier.portfolio.models import Commitment
from levier.portfolio.services import amend, cancel
from levier.workflows.decide_case import decide_case, terms_asked
from levier.workflows.decide_consultation import Ruling, decide_consultation
from levier.workflows.follow_commitment import decide_on_amendment, set_up_commitment
from tests.factories.accounts import house, user
from tests.factories.committees import (
    HELD_ON,
    in_session,
    ready_case,
    refusal_reason,
    representatives,
    request,
    secretary,
)
from tests.factories.consultations import later, opened
from tests.factories.delegations import agreed, alone, delegation
from tests.factories.people import person

assert connection  # read by the condition below
HONOUR = "Prêt d’honneur Quartier"


@pytest.fixture
def actor():
    return secretary()


def laid(actor, loan="6000", loan_months=48, holder=None, amount="12000", months=48):
    """Return (item, guarantee asked or None, district loan asked): 12 000 € beside 6 000 €."""
    case = ready_case(actor.organisation, **({"person": holder} if holder else {}))
    guarantee = None
    if loan is not None:
        guarantee = request(case, "GEF", loan_amount=Decimal(loan), months=loan_months)
    honour = request(case, HONOUR, amount=amount, months=months)
    return put_on_agenda(sitting=in_session(actor), case=case, actor=actor, on=HELD_ON), (
        guarantee,
        honour,
    )


def decide(item, asked, actor, outcome="agreed", **fields) -> Decision:
    amount = None if asked.instrument.kind == "guarantee" or outcome != "agreed" else asked.amount
    return decide_case(
        item=item, request=asked, outcome=outcome, amount=amount, actor=actor,
        idempotency_key=uuid4(), **fields,
    )  # fmt: skip


def granted(actor, **terms) -> tuple[Commitment, Commitment]:
    """Return a guarantee and the district loan beside it, both decided."""
    item, asked = laid(actor, **terms)
    guarantee, honour = (decide(item, each, actor).commitment for each in asked)
    return guarantee, honour


# ── A bank loan beside ────────────────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_a_district_loan_alone_is_refused_with_the_rule_and_its_source(actor):
    item, (_, honour) = laid(actor, loan=None)

    with pytest.raises(CouplingMissing) as refusal:
        decide(item, honour, actor)

    assert str(refusal.value).replace("\u00a0", " ") == (
        "« Prêt d’honneur Quartier » ne peut pas être accordé. Prêt bancaire en complément : pas "
        "encore de prêt bancaire (attendu : un prêt bancaire à côté). Source : Bpifrance, "
        "Entreprendre Quartier 2030, fiche du prêt d’honneur Quartier (depuis 2024)."
    )
    assert not Decision.objects.exists() and not Commitment.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("loan", "months", "reason"), [
    ("5999.99", 48, r"soit 6\W000"), ("6000", 48, None), ("6000.01", 48, None),
    ("6000", 47, "47.mois .attendu.: 48.mois au moins"), ("6000", 49, None),
])  # fmt: skip
@pytest.mark.parametrize("guarantee_first", [True, False])
def test_the_bank_loan_is_half_of_it_and_as_long(actor, loan, months, reason, guarantee_first):
    """12 000 € over 48 months ask for 6 000 € over 48 months, decided already or laid beside."""
    item, (guarantee, honour) = laid(actor, loan=loan, loan_months=months)
    if guarantee_first:
        decide(item, guarantee, actor)

    if reason:
        with pytest.raises(CouplingMissing, match=reason):
            decide(item, honour, actor)
    else:
        decide(item, honour, actor)

    assert Commitment.objects.filter(kind="loan").exists() is (reason is None)


@pytest.mark.django_db
@pytest.mark.parametrize(("loan", "is_refused"), [("5999.99", True), ("6000", False)])
def test_the_loan_is_the_one_decided_not_the_one_asked(actor, loan, is_refused):
    item, (guarantee, honour) = laid(actor, loan="9000")
    decide(item, guarantee, actor, terms=terms_asked(guarantee, loan_amount=Decimal(loan)))

    if is_refused:
        with pytest.raises(CouplingMissing):
            decide(item, honour, actor)
    else:
        decide(item, honour, actor)


@pytest.mark.django_db
@pytest.mark.parametrize(("in_plan", "is_refused"), [
    (None, True), ("5999.99", True), ("6000", False),
])  # fmt: skip
def test_without_a_guarantee_the_bank_loan_is_that_of_the_plan(actor, in_plan, is_refused):
    """A guarantee that was refused brings no loan; the plan's, of unknown duration, is taken."""
    item, (guarantee, honour) = laid(actor)
    decide(
        item, guarantee, actor, outcome="refused",
        refusal_reason=refusal_reason(actor.organisation),
    )  # fmt: skip
    if in_plan:
        add_plan_line(
            case=honour.case, actor=actor, on=HELD_ON, side="resource", nature="bank_loan",
            amount=Decimal(in_plan),
        )  # fmt: skip

    if is_refused:
        with pytest.raises(CouplingMissing):
            decide(item, honour, actor)
    else:
        decide(item, honour, actor)


@pytest.mark.django_db
@pytest.mark.parametrize(("need", "is_refused"), [("17999.99", True), ("18000", False)])
def test_it_is_two_thirds_of_the_plan_at_most(actor, need, is_refused):
    item, (_, honour) = laid(actor)
    add_plan_line(
        case=honour.case, actor=actor, on=HELD_ON, side="need", nature="equipment",
        amount=Decimal(need),
    )  # fmt: skip

    if is_refused:
        with pytest.raises(CouplingMissing, match="Part du plan"):
            decide(item, honour, actor)
    else:
        decide(item, honour, actor)


# ── One per person ────────────────────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_a_second_one_to_a_person_is_refused_until_the_first_is_given_up(actor):
    holder = person(actor)
    _, first = granted(actor, holder=holder)
    granted(actor, holder=person(actor))  # somebody else
    item, (_, honour) = laid(actor, holder=holder)

    with pytest.raises(CouplingMissing, match=r"Un seul par personne.*Bpifrance"):
        decide(item, honour, actor)
    cancel(commitment=first, on=HELD_ON, reason="renonce", actor=actor)

    assert decide(item, honour, actor).commitment.amount == 12_000


@pytest.mark.django_db
def test_a_second_one_in_the_same_dossier_is_refused_too(actor):
    item, (_, honour) = laid(actor, loan="9000", amount="5000")
    again = request(item.case, HONOUR, amount="4000", months=48)
    decide(item, honour, actor)

    with pytest.raises(CouplingMissing, match="Un seul par personne"):
        decide(item, again, actor)


@pytest.mark.django_db
def test_deciding_twice_with_one_key_is_no_second_one(actor):
    item, (_, honour) = laid(actor)
    once = {
        "item": item, "request": honour, "outcome": "agreed", "amount": honour.amount,
        "actor": actor, "idempotency_key": uuid4(),
    }  # fmt: skip

    assert decide_case(**once) == decide_case(**once)


@pytest.mark.postgresql
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs real concurrent connections")
@pytest.mark.django_db(transaction=True)
def test_two_decisions_at_once_grant_one_to_a_person():
    actor = user("secretary", house())
    holder = person(actor)
    laid_down = [laid(actor, holder=holder) for _ in range(3)]
    start, refused = threading.Barrier(3), []

    def at_once(item, honour):
        try:
            start.wait()
            decide(item, honour, actor)
        except CouplingMissing as refusal:
            refused.append(str(refusal))
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=at_once, args=(item, honour)) for item, (_, honour) in laid_down
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 2
    assert all("Un seul par personne" in each for each in refused)
    assert Commitment.objects.count() == 1


# ── Every way to decide ───────────────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_a_body_that_decides_alone_is_refused_too():
    director = user("director")
    delegation(director, kind="loan")
    asked = request(ready_case(director.organisation), HONOUR, amount="12000", months=48)

    with pytest.raises(CouplingMissing, match="pas encore de prêt bancaire"):
        alone(director, agreed(asked, amount=asked.amount))

    assert not Decision.objects.exists()


@pytest.mark.django_db
def test_a_consultation_says_why_and_decides_nothing(actor, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    row = opened(actor, seats=3, dossiers=1)
    item = row.items.get()
    granted(actor, holder=item.case.person)
    request(item.case, HONOUR, amount="12000", months=48)
    for member in representatives(row):
        cast_vote(
            item=item, representative=member, choice="for", actor=None, at=later(1), remark=None
        )
    close_consultation(sitting=row, actor=actor, at=later(6))

    result = decide_consultation(sitting=row, rulings={item.pk: Ruling("agreed")}, actor=actor)

    assert [each.is_done for each in result] == [False]
    assert "déjà accordé à cette personne" in result[0].sentence
    assert not item.decisions.exists()


# ── Amendments ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.django_db
@pytest.mark.parametrize(("changes", "reason"), [
    ({"loan_amount": Decimal("5999.99")}, "Montant du prêt bancaire"),
    ({"loan_months": 47}, "Durée du prêt bancaire"),
    ({"loan_months": 49}, None),
])  # fmt: skip
def test_an_amendment_of_the_guarantee_leaves_the_loan_its_bank_loan(actor, changes, reason):
    guarantee, _ = granted(actor)
    amendment = {
        "commitment": guarantee, "actor": actor, "on": HELD_ON, "reason": "Accord de la banque",
        **changes,
    }  # fmt: skip

    if reason:
        with pytest.raises(CouplingMissing, match=f"ne tiendrait plus.*{reason}"):
            amend(**amendment)
        assert not guarantee.amendments.exists()
    else:
        amend(**amendment)


@pytest.mark.django_db
@pytest.mark.parametrize(("months", "is_refused"), [(47, False), (49, True)])
def test_an_amendment_of_the_loan_keeps_it_as_short_as_the_bank_s(actor, months, is_refused):
    _, honour = granted(actor)
    amendment = {
        "commitment": honour, "actor": actor, "on": HELD_ON, "reason": "Durée", "months": months
    }  # fmt: skip

    if is_refused:
        with pytest.raises(CouplingMissing, match="ne tiendrait plus"):
            amend(**amendment)
    else:
        assert amend(**amendment).state == "applied"


@pytest.mark.django_db
@pytest.mark.parametrize(("amount", "is_refused"), [("12500", True), ("12000", False)])
def test_an_amendment_by_the_committee_holds_to_it_too(actor, amount, is_refused):
    """12 500 € ask for 6 250 € of bank loan, 12 000 € for the 6 000 € there are."""
    _, honour = granted(actor, amount="11000")
    amendment = amend(
        commitment=honour, actor=actor, on=HELD_ON, reason="Devis", amount=Decimal(amount)
    )
    item = put_on_agenda_again(honour, actor)
    said = {
        "item": item, "amendment": amendment, "outcome": "agreed", "actor": actor,
        "idempotency_key": uuid4(),
    }  # fmt: skip

    if is_refused:
        with pytest.raises(CouplingMissing, match="ne tiendrait plus"):
            decide_on_amendment(**said)
    else:
        decide_on_amendment(**said)

    honour.refresh_from_db()
    assert honour.amount == (11_000 if is_refused else 12_000)


def put_on_agenda_again(commitment, actor):
    return add_point(sitting=in_session(actor), case=commitment.case, actor=actor)


# ── The payment ───────────────────────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_a_loan_whose_guarantee_was_given_up_is_not_paid(actor):
    guarantee, honour = granted(actor)
    pay = {"commitment": honour, "on": HELD_ON, "actor": actor}
    cancel(commitment=guarantee, on=HELD_ON, reason="la banque refuse", actor=actor)

    with pytest.raises(CouplingMissing, match="Rien ne peut être versé"):
        set_up_commitment(**pay, key=uuid4())
    add_plan_line(
        case=honour.case, actor=actor, on=HELD_ON, side="resource", nature="bank_loan",
        amount=Decimal(6000),
    )  # fmt: skip

    assert set_up_commitment(**pay, key=uuid4()).state == "set_up"
