"""A contract says what the committee agreed, is signed, and lets the money leave."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from levier.banking.models import HouseAccount, PaymentOrder
from levier.correspondence.errors import ArticleUntitled, UnknownVariable
from levier.correspondence.services import shipped_contract, write_contract_template
from levier.documents.services import content_of
from levier.journal.models import Entry
from levier.portfolio.errors import ContractKeyReused, ContractRefused
from levier.portfolio.models import Commitment, Contract
from levier.portfolio.services import amend, sign_contract
from levier.rules.schedules import Method
from levier.workflows.commitment_contract import draft_contract, make_contract, signed_choice
from levier.workflows.follow_commitment import set_up_commitment
from levier.workflows.pay_commitment import prepare_payment
from levier.workflows.schedule_choice import Choice
from tests.factories.accounts import user
from tests.factories.banking import house_account, payee
from tests.factories.committees import HELD_ON
from tests.factories.correspondence import PDF
from tests.factories.portfolio import decided, engagement_grant, guarantee, loan

pytestmark = pytest.mark.django_db
ON = HELD_ON + timedelta(days=7)
PAID_ON = date(2024, 7, 1)
ANNUITY = Choice(method=Method.ANNUITY)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def finance():
    return user("finance")


@pytest.fixture
def lent(finance):
    """30 000 € at 3,5 % over 60 months: finance.md's worked case, 545,75 € a month."""
    row = loan(user("secretary", finance.organisation), amount="30000", months=60)
    row.financing.annual_rate = Decimal("0.035")
    row.financing.save()
    assert row.carrier.is_house
    return row


def drafted(row, choice=ANNUITY, **options):
    return draft_contract(row, ON, choice=choice, start=PAID_ON, **options)


def made(row, actor, draft=None, key=None) -> Contract:
    return make_contract(
        commitment=row, draft=draft or drafted(row), on=ON, actor=actor,
        idempotency_key=key or uuid4(),
    )  # fmt: skip


def signed(contract, actor, on=ON) -> Contract:
    return sign_contract(
        contract=contract, signed_on=on, name="signe.pdf", content=PDF, on=ON, actor=actor
    )


def pay(row, actor) -> PaymentOrder:
    account = HouseAccount.objects.first() or house_account(actor)
    return prepare_payment(
        commitment=row, account=account, payee=payee(), amount=Decimal(1000),
        wording="Prêt", wanted_on=ON, actor=actor, idempotency_key=uuid4(),
    )  # fmt: skip


def test_the_contract_says_the_schedule_and_the_rates_of_the_published_case(lent):
    draft = drafted(lent, fees=Decimal("487.50"))
    assert draft.schedule.instalments[0].total == Decimal("545.75")
    assert draft.schedule.interest == Decimal("2745.13")
    # finance.md 6.2: period rate 0.347296 %, TEG 4.168 %, TAEG 4.248 %
    assert round(draft.rates.period, 6) == Decimal("0.347296")
    assert round(draft.rates.teg, 3) == Decimal("4.168")
    assert round(draft.rates.taeg, 3) == Decimal("4.248")
    said = " ".join(text for part in draft.sheet.sections for text in part.paragraphs)
    assert "0,347296\u00a0%" in said
    assert "4,168\u00a0%" in said
    assert "487,50\u00a0€ de frais compris" in said
    assert draft.sheet.annexes[0].table.rows[-1][2] == "545,88"


def test_a_loan_without_interest_says_so_and_announces_no_rate(finance):
    row = loan(user("secretary", finance.organisation))
    draft = drafted(row)
    said = " ".join(text for part in draft.sheet.sections for text in part.paragraphs)
    assert "Aucun intérêt n’est dû." in said
    assert "taux effectif" not in said


def test_a_contract_is_printed_once_a_key_and_kept_with_its_fingerprint(lent, finance):
    key = uuid4()
    first = made(lent, finance, key=key)
    assert made(lent, finance, key=key) == first
    assert content_of(first.stored_file).startswith(b"%PDF")
    assert first.stored_file.name == f"Contrat {lent.number}.pdf"
    assert (
        first.stored_file.sha256[:12] in Entry.objects.get(action="portfolio.contract_made").summary
    )
    with pytest.raises(ContractKeyReused):
        made(lent, finance, drafted(lent, Choice(method=Method.IN_FINE)), key)


def test_a_second_contract_replaces_the_first(lent, finance):
    first, second = made(lent, finance), made(lent, finance)
    first.refresh_from_db()
    assert (first.state, second.rank) == ("replaced", 2)
    with pytest.raises(ContractRefused, match="remplacé"):
        signed(first, finance)


def test_money_leaves_a_loan_only_with_its_signed_contract(lent, finance):
    with pytest.raises(ContractRefused, match="Établissez"):
        pay(lent, finance)
    contract = made(lent, finance)
    with pytest.raises(ContractRefused, match="pas signé"):
        pay(lent, finance)
    signed(contract, finance)
    assert pay(lent, finance).amount == 1000


def test_a_payment_noted_by_hand_asks_for_the_same_signed_contract(lent, finance):
    def noted():
        return set_up_commitment(commitment=lent, on=PAID_ON, actor=finance, key=uuid4())

    with pytest.raises(ContractRefused, match="Établissez"):
        noted()
    contract = made(lent, finance)
    with pytest.raises(ContractRefused, match="pas signé"):
        noted()
    lent.refresh_from_db()
    assert (lent.state, lent.set_up_on) == ("open", None)
    signed(contract, finance)
    assert noted().set_up_on == PAID_ON


def test_a_loan_taken_over_from_the_past_has_no_contract_to_sign_here(lent, finance):
    Commitment.objects.filter(pk=lent.pk).update(is_past=True)
    lent.refresh_from_db()
    row = set_up_commitment(commitment=lent, on=PAID_ON, actor=finance, key=uuid4())
    assert row.state == "set_up"


def test_an_amendment_asks_for_another_contract(lent, finance):
    contract = signed(made(lent, finance), finance)
    amend(commitment=lent, actor=finance, on=ON, reason="Durée plus courte", months=48)
    lent.refresh_from_db()
    with pytest.raises(ContractRefused, match="avenant a changé"):
        pay(lent, finance)
    lent.financing.refresh_from_db()
    signed(made(lent, finance), finance)
    assert pay(lent, finance)
    contract.refresh_from_db()
    assert contract.state == "replaced"


def test_a_grant_is_paid_without_agreement_but_not_with_an_unsigned_one(finance):
    grant = engagement_grant(user("secretary", finance.organisation))
    pay(grant, finance)
    contract = made(grant, finance, draft_contract(grant, ON))
    with pytest.raises(ContractRefused, match="pas signé"):
        pay(grant, finance)
    signed(contract, finance)
    assert pay(grant, finance)


@pytest.mark.parametrize(
    ("on", "allowed"),
    [(ON - timedelta(days=1), False), (ON, True), (ON + timedelta(days=1), False)],
)
def test_a_signature_is_of_the_days_between_the_contract_and_today(lent, finance, on, allowed):
    contract = made(lent, finance)
    if allowed:
        assert signed(contract, finance, on).signed_on == on
    else:
        with pytest.raises(ContractRefused) as refused:
            signed(contract, finance, on)
        assert refused.value.field == "signed_on"


def test_conditions_come_before_any_contract(finance):
    row = decided(
        user("secretary", finance.organisation), "Prêt solidaire", conditions=["Bail signé"],
        amount="10000", months=36,
    ).commitment  # fmt: skip
    with pytest.raises(ContractRefused, match="conditions"):
        drafted(row)


def test_a_guarantee_has_no_contract_of_the_house(finance):
    row = guarantee(user("secretary", finance.organisation))
    with pytest.raises(ContractRefused, match="banque"):
        drafted(row)


def test_the_schedule_opens_as_the_contract_chose(lent, finance):
    yearly = Choice(method=Method.IN_FINE, months_per_period=12)
    contract = made(lent, finance, drafted(lent, yearly))
    assert signed_choice(contract) == {
        "method": "in_fine", "months_per_period": 12, "first_due": None,
        "deferred_interest": "",
    }  # fmt: skip


def test_the_house_writes_its_own_words(lent, finance):
    secretary = user("secretary", finance.organisation)
    words = {
        "organisation": finance.organisation, "actor": secretary, "kind": "loan",
        "title": "Contrat de la maison", "file_name": "C {engagement}", "starts_on": ON, "on": ON,
    }  # fmt: skip
    with pytest.raises(ArticleUntitled):
        write_contract_template(text="Sans titre d’article.", **words)
    with pytest.raises(UnknownVariable):
        write_contract_template(text="## Objet\n\n{montan}", **words)
    write_contract_template(text="## Objet\n\nNous prêtons {montant}.", **words)
    draft = drafted(lent)
    assert draft.sheet.title == "Contrat de la maison"
    assert draft.sheet.sections[-1].paragraphs == ("Nous prêtons 30\u202f000,00\u00a0€.",)
    assert draft.file_name == f"C {lent.number}.pdf"


@pytest.mark.parametrize("kind", ["loan", "advance", "contribution", "grant"])
def test_the_words_shipped_hold_articles_and_known_variables(kind):
    from levier.correspondence.variables import CONTRACT

    words = shipped_contract(kind)
    assert len(words.articles(CONTRACT)) >= 5
