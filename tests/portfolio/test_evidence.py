"""A grant is paid on its evidence: each piece in the dossier, checked, valid on the day."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from levier.banking.models import BankFile, PaymentOrder
from levier.banking.services import approve_order
from levier.cases.models import Piece
from levier.portfolio.errors import EvidenceMissing
from levier.portfolio.models import Commitment
from levier.portfolio.services import evidence_of
from levier.workflows.follow_commitment import set_up_commitment
from levier.workflows.pay_commitment import approve_payment, prepare_payment, send_payments
from tests.factories.accounts import user
from tests.factories.banking import AT, house_account, payee
from tests.factories.cases import case as dossier
from tests.factories.committees import HELD_ON
from tests.factories.portfolio import engagement_grant, evidenced, loan

pytestmark = pytest.mark.django_db
DAY = HELD_ON + timedelta(days=14)


@pytest.fixture
def finance(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return user("finance")


@pytest.fixture
def secretary(finance):
    return user("secretary", finance.organisation)


@pytest.fixture
def grant(secretary):
    return engagement_grant(secretary, evidence=False)


@pytest.fixture
def account(finance):
    return house_account(finance)


def prepared(grant, account, actor) -> PaymentOrder:
    return prepare_payment(
        commitment=grant, account=account, payee=payee(), amount=Decimal(2000), wording="Prime",
        wanted_on=DAY, actor=actor, idempotency_key=uuid4(),
    )  # fmt: skip


def faults(grant, on=DAY) -> dict[str, str]:
    return {each.kind.code: each.fault for each in evidence_of(grant, on)}


def piece(grant, code) -> Piece:
    return Piece.objects.get(case=grant.case, kind__code=code)


def test_the_catalogue_says_what_a_grant_asks_for(grant, secretary):
    assert set(faults(grant)) == {"rib", "kbis", "de_minimis"}
    assert set(faults(grant).values()) == {"non demandée"}
    evidenced(grant, secretary)
    assert set(faults(grant).values()) == {""}


def test_a_missing_piece_is_named_and_nothing_is_prepared(grant, account, finance, secretary):
    evidenced(grant, secretary, without="rib")
    with pytest.raises(EvidenceMissing, match="RIB du bénéficiaire") as refusal:
        prepared(grant, account, finance)
    said = str(refusal.value).replace("\u00a0", " ")
    assert "1 pièce manque avant le paiement : RIB du bénéficiaire (non demandée)" in said
    assert not PaymentOrder.objects.exists()
    with pytest.raises(EvidenceMissing, match="RIB"):
        set_up_commitment(commitment=grant, on=DAY, actor=finance, key=uuid4())
    grant.refresh_from_db()
    assert grant.state == "open"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"status": "required"}, "attendue"),
        ({"status": "received"}, "reçue, à vérifier"),
        ({"status": "rejected"}, "refusée"),
        ({"expires_on": DAY - timedelta(days=1)}, "valable jusqu’au"),
    ],
)
def test_a_piece_serves_when_it_is_checked_and_valid_that_day(grant, secretary, values, said):
    evidenced(grant, secretary)
    Piece.objects.filter(pk=piece(grant, "kbis").pk).update(**values)
    assert faults(grant)["kbis"].startswith(said)
    assert [code for code, fault in faults(grant).items() if fault] == ["kbis"]


def test_it_serves_to_its_last_day(grant, secretary):
    evidenced(grant, secretary)
    Piece.objects.filter(pk=piece(grant, "kbis").pk).update(expires_on=DAY)
    assert faults(grant)["kbis"] == ""


def test_it_is_read_again_at_the_approval_and_at_the_file(grant, account, finance, secretary):
    evidenced(grant, secretary)
    order = prepared(grant, account, finance)
    director = user("director", finance.organisation)
    rib = piece(grant, "rib")
    Piece.objects.filter(pk=rib.pk).update(status="rejected")
    with pytest.raises(EvidenceMissing, match="RIB"):
        approve_payment(order=order, actor=director, at=AT, on=DAY)
    order.refresh_from_db()
    assert order.state == "prepared"
    approve_order(order=order, actor=director, at=AT)
    with pytest.raises(EvidenceMissing, match="RIB"):
        send_payments(account=account, orders=[order], actor=finance, on=DAY)
    assert not BankFile.objects.exists()
    Piece.objects.filter(pk=rib.pk).update(status="checked")
    assert send_payments(account=account, orders=[order], actor=finance, on=DAY).total == 2000


def test_the_dossier_that_a_grant_goes_with_brings_its_pieces_too(grant, secretary):
    evidenced(grant, secretary)
    beside = dossier(secretary)
    Piece.objects.filter(pk=piece(grant, "kbis").pk).update(case=beside)
    assert faults(grant)["kbis"] == "non demandée"
    grant.grant.goes_with = beside
    grant.grant.save()
    assert faults(grant)["kbis"] == ""


def test_what_is_past_or_paid_elsewhere_or_lent_asks_for_nothing(grant, secretary):
    assert evidence_of(loan(secretary), DAY) == []
    Commitment.objects.filter(pk=grant.pk).update(is_past=True)
    grant.refresh_from_db()
    assert evidence_of(grant, DAY) == []
    grant.is_past = False
    grant.carrier.is_house = False
    assert evidence_of(grant, DAY) == []
