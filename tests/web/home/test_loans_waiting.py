"""« Ma journée » of the finance officer: schedules to open, tranches to pay, decisions to note."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from levier.banking.services import approve_order
from levier.committees.models import Sitting
from levier.committees.services import end_sitting
from levier.ledger.services import open_account
from levier.portfolio.services import sign_contract
from levier.rules.schedules import Method
from levier.rules.servicing.operations import (
    Restructured,
    Reversed,
    TranchePaid,
    Treatment,
    WrittenOff,
)
from levier.servicing.services import Ruling
from levier.workflows.loan_proposals import decide_on_proposal, lay_proposal, submit_running_loan
from levier.workflows.pay_commitment import prepare_payment, send_payments, settle_bank_file
from levier.workflows.run_loan import Choice, open_loan
from levier.workflows.sitting_documents import publish_minutes
from tests.factories.accounts import user
from tests.factories.banking import AT, house_account, payee, status_file
from tests.factories.committees import HELD_ON, in_session
from tests.factories.contracts import MADE_ON, contract
from tests.factories.correspondence import PDF
from tests.factories.portfolio import loan
from tests.factories.servicing import noted, paid_out, running_loan

pytestmark = pytest.mark.django_db
JUNE = date(2026, 6, 1)
TERMS = {"principal": Treatment.CAPITALISE, "periods": 20}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def finance():
    return user("finance")


@pytest.fixture
def secretary(finance):
    return user("secretary", finance.organisation)


def waiting(client, someone) -> list[tuple[str, str]]:
    """Return each line of the card: its gesture, its page."""
    client.force_login(someone)
    context = client.get(reverse("web:home")).context
    return [(task.verb, task.url) for task in context["loans_waiting"]]


def page(name, commitment, *args):
    return reverse(f"web:{name}", args=[commitment.pk, *args])


def drawn_in_part(secretary, finance, first="700"):
    """Return a loan of 1,200 € of which a first tranche left."""
    choice = Choice(method=Method.CONSTANT_PRINCIPAL, amount=Decimal(first))
    return open_loan(commitment=paid_out(secretary), choice=choice, actor=finance, key=uuid4())


def agreed(loan, actor, act="restructure", outcome="agreed", **said):
    """Return the sitting, still open, that decided on a loan."""
    proposal = submit_running_loan(loan=loan, act=act, reason="Baisse", actor=actor, on=JUNE)
    sitting = in_session(actor)
    item = lay_proposal(proposal=proposal, sitting=sitting, actor=actor)
    decide_on_proposal(
        item=item, proposal=proposal, outcome=outcome, actor=actor, idempotency_key=uuid4(), **said
    )  # fmt: skip
    return sitting


def minuted(sitting, actor):
    over = end_sitting(sitting=sitting, actor=actor)
    return publish_minutes(sitting=over, actor=actor, on=HELD_ON)


# ── Schedules ─────────────────────────────────────────────────────────────────────────────────
def test_a_loan_paid_out_waits_for_its_schedule_until_it_is_opened(client, finance, secretary):
    lent = paid_out(secretary)
    url = page("loan_open", lent)
    assert waiting(client, finance) == [("Ouvrir l’échéancier", url)]
    html = client.get(reverse("web:home")).content.decode()
    assert f"{lent.number}\u00a0: versé le 01/04/2026, son échéancier n’est pas ouvert." in html
    assert client.get(url).status_code == 200

    open_loan(
        commitment=lent, choice=Choice(method=Method.ANNUITY), actor=finance, key=uuid4()
    )  # fmt: skip
    assert waiting(client, finance) == []


def test_a_loan_taken_up_from_a_former_file_waits_for_nothing(client, finance, secretary):
    lent = paid_out(secretary)
    lent.is_past = True
    lent.save()
    assert waiting(client, finance) == []


def test_a_loan_signed_and_not_paid_comes_first_among_those_to_pay(client, finance, secretary):
    made, lent = loan(secretary), loan(secretary)
    contract(made, finance)  # not signed
    sign_contract(
        contract=contract(lent, finance), signed_on=MADE_ON, name="s.pdf", content=PDF, on=MADE_ON,
        actor=finance,
    )  # fmt: skip
    assert waiting(client, finance) == []
    answer = client.get(reverse("web:home"))
    assert [(row.pk, row.signed_on) for row in answer.context["to_set_up"]] == [
        (lent.pk, MADE_ON),
        (made.pk, None),
    ]
    assert answer.content.decode().count("contrat signé le") == 1


# ── Tranches ──────────────────────────────────────────────────────────────────────────────────
def test_a_loan_drawn_in_part_waits_for_its_tranche_until_the_last_cent(client, finance, secretary):
    row = drawn_in_part(secretary, finance)
    url = page("loan_change", row.commitment, "tranche")
    assert waiting(client, finance) == [("Noter la tranche", url)]
    html = client.get(reverse("web:home")).content.decode()
    assert f"{row.commitment.number}\u00a0: 500,00\u00a0€ restent à verser." in html
    assert client.get(url).status_code == 200

    noted(row, TranchePaid, JUNE, amount=Decimal("499.99"))
    assert waiting(client, finance) == [("Noter la tranche", url)]
    noted(row, TranchePaid, JUNE, amount=Decimal("0.01"))
    assert waiting(client, finance) == []


def test_a_loan_paid_by_orders_gets_its_next_one(client, finance, secretary):
    for number in ("512000", "274000"):
        open_account(organisation=finance.organisation, actor=None, number=number, label="Compte")
    account = house_account(finance, ledger_account="512000")
    lent = loan(secretary, months=40)
    sign_contract(
        contract=contract(lent, finance), signed_on=MADE_ON, name="s.pdf", content=PDF, on=MADE_ON,
        actor=finance,
    )  # fmt: skip
    first = sent(lent, account, finance)
    assert waiting(client, finance) == []  # nothing left yet
    executed(finance, first)
    assert waiting(client, finance) == [("Préparer le paiement", page("payment_new", lent))]
    assert client.get(page("payment_new", lent)).status_code == 200

    second = sent(lent, account, finance)
    assert waiting(client, finance) == [("Suivre le paiement", page("commitment", lent))]
    executed(finance, second)
    assert waiting(client, finance) == []


def sent(row, account, actor, on=date(2024, 7, 1)):
    """Return an order of half of 10,000 €, handed over to the bank."""
    order = prepare_payment(
        commitment=row, account=account, payee=payee(), amount=Decimal(5000), wording="Prêt",
        wanted_on=on, actor=actor, idempotency_key=uuid4(), counterpart="274000",
    )  # fmt: skip
    approve_order(order=order, actor=user("director", actor.organisation), at=AT)
    send_payments(account=account, orders=[order], actor=actor, on=on)
    return order


def executed(actor, order, on=date(2024, 7, 1)):
    settle_bank_file(
        organisation=actor.organisation, name="b.xml", actor=actor, on=on,
        content=status_file((order.number, "ACSC", ""), message_id=f"BQ-{order.number}"),
    )  # fmt: skip


def test_nothing_more_leaves_once_it_is_written_off(client, finance, secretary):
    row = drawn_in_part(secretary, finance)
    noted(row, WrittenOff, JUNE)
    assert waiting(client, finance) == []


# ── Decisions ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("act", "kind", "facts", "slug"),
    [
        ("restructure", Restructured, TERMS, "restructuration"),
        ("write_off", WrittenOff, {}, "perte"),
    ],
)
def test_what_a_committee_agreed_waits_until_its_operation_is_noted(
    client, finance, secretary, act, kind, facts, slug
):
    row = running_loan(secretary)
    sitting = agreed(row, secretary, act)
    url = page("loan_change", row.commitment, slug)
    assert waiting(client, finance) == [("Noter la décision", url)]
    assert "une fois son PV figé" in client.get(reverse("web:home")).content.decode()

    sitting = minuted(sitting, secretary)
    assert waiting(client, finance) == [("Noter la décision", url)]
    assert "une fois son PV figé" not in client.get(reverse("web:home")).content.decode()
    assert client.get(url).status_code == 200

    done = noted(row, kind, JUNE, ruling=Ruling(sitting=sitting), actor=finance, **facts)
    assert waiting(client, finance) == []
    noted(row, Reversed, JUNE, of=str(done.key))
    assert waiting(client, finance) == [("Noter la décision", url)]


@pytest.mark.parametrize(("held_on", "count"), [(date(2026, 6, 2), 1), (JUNE, 0)])
def test_an_operation_noted_before_the_committee_met_is_not_that_one(
    client, finance, secretary, held_on, count
):
    row = running_loan(secretary)
    noted(row, Restructured, JUNE, **TERMS)
    Sitting.objects.filter(pk=agreed(row, secretary).pk).update(held_on=held_on)
    assert len(waiting(client, finance)) == count


def test_what_a_committee_refused_asks_for_nothing(client, finance, secretary):
    row = running_loan(secretary)
    agreed(row, secretary, outcome="adjourned", reason="Attendre les comptes")
    assert waiting(client, finance) == []


# ── Whose, and how many queries ───────────────────────────────────────────────────────────────
def test_another_house_and_another_role_see_nothing(client, finance, secretary):
    paid_out(secretary)
    drawn_in_part(secretary, finance)
    agreed(running_loan(secretary), secretary)
    assert len(waiting(client, finance)) == 3
    assert waiting(client, user("finance")) == []
    client.force_login(secretary)
    assert client.get(reverse("web:home")).context.get("loans_waiting") is None


def test_each_kind_is_bounded_and_costs_the_same(
    client, finance, secretary, django_assert_max_num_queries
):
    for _ in range(9):
        paid_out(secretary)
    drawn_in_part(secretary, finance)
    agreed(running_loan(secretary), secretary)
    client.force_login(finance)
    with django_assert_max_num_queries(26) as found:
        answer = client.get(reverse("web:home"))
    assert (len(answer.context["loans_waiting"]), answer.context["loans_more"]) == (10, True)
    count = len(found)
    paid_out(secretary)
    drawn_in_part(secretary, finance)
    with django_assert_max_num_queries(count):
        client.get(reverse("web:home"))
