"""Provisions on the screens: the loans of a closing day, and the decision of each."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from levier.kernel.dates import last_month_end
from levier.rules.servicing.operations import PaymentReceived
from levier.servicing.models import ProvisionDecision
from levier.servicing.services import decide_provision, fall_due
from levier.web.servicing import provisions
from tests.factories.accounts import house, user
from tests.factories.servicing import noted, running_loan

pytestmark = pytest.mark.django_db
JULY = date(2026, 7, 31)
NOW = date(2026, 11, 1)


@pytest.fixture
def finance():
    return user("finance")


@pytest.fixture
def page(client, finance):
    client.force_login(finance)
    return client


def late(finance, on=NOW):
    loan = running_loan(user("secretary", finance.organisation))
    fall_due(loan=loan, on=on)
    loan.refresh_from_db()
    return loan


def at(day=JULY) -> str:
    return reverse("web:provision_list") + f"?au={day.isoformat()}"


def decide(page, loan, day=JULY, **values):
    url = reverse("web:provision", args=[loan.commitment_id, day.isoformat()])
    return page.post(url, {"key": str(uuid4()), **values})


def numbers(answer) -> list[str]:
    return [line.loan.commitment.number for line in answer.context["lines"]]


def test_a_closing_shows_what_was_late_that_day_even_if_it_was_paid_since(page, finance):
    loan, paid = late(finance), late(finance, JULY)
    noted(paid, PaymentReceived, date(2026, 8, 2), amount=Decimal(1200))
    answer = page.get(at())

    assert numbers(answer) == [loan.commitment.number, paid.commitment.number]
    assert answer.context["proposed"] == 1200  # 91 days late: half of 1,200 € twice
    assert numbers(page.get(at(date(2026, 5, 1)))) == []


def test_what_is_cut_is_counted_and_said(page, finance, monkeypatch):
    monkeypatch.setattr(provisions, "MOST", 1)
    paid, loan = late(finance, date(2026, 8, 1)), late(finance)
    noted(paid, PaymentReceived, date(2026, 8, 1), amount=Decimal(400))
    fall_due(loan=paid, on=NOW)  # unpaid since September, before the other in the base
    noted(loan, PaymentReceived, NOW, amount=Decimal(500))
    august = date(2026, 8, 15)
    assert numbers(page.get(at(august))) == [loan.commitment.number]

    decide_provision(loan=loan, closing_on=august, today=NOW, actor=finance, key=uuid4())
    other = late(finance)
    answer = page.get(at(august))
    assert numbers(answer) == [other.commitment.number]  # what is to decide comes first
    assert (answer.context["proposed"], answer.context["undecided"]) == (1200, 1)  # of both
    assert "les totaux comptent les 2 prêts" in answer.content.decode()


def test_a_closing_takes_the_same_queries_whatever_the_loans(page, finance):
    counts = []
    for _ in range(2):
        decide_provision(loan=late(finance), closing_on=JULY, today=NOW, actor=finance, key=uuid4())
        late(finance)
        with CaptureQueriesContext(connection) as seen:
            page.get(at(date(2026, 8, 31)))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_closing_before_every_grid_is_refused_at_its_field(page, finance):
    answer = page.get(at(date(1990, 1, 1)))
    assert answer.status_code == 200
    assert "connue au 01/01/1990" in answer.content.decode()


def test_a_decision_is_taken_line_by_line(page, finance):
    loan = late(finance)
    url = reverse("web:provision", args=[loan.commitment_id, JULY.isoformat()])
    assert "la grille propose 600,00" in page.get(url).content.decode()
    answer = decide(page, loan)
    assert answer.status_code == 302
    after = page.get(at())
    assert after.context["kept"] == 600
    assert "selon la grille" in after.content.decode()


def test_another_amount_without_a_reason_comes_back_at_its_field(page, finance):
    loan = late(finance)
    answer = decide(page, loan, kept="300")

    assert answer.status_code == 422
    assert "La grille propose 600,00" in str(answer.context["form"].errors["reason"])
    assert decide(page, loan, kept="300", reason="Cession signée").status_code == 302
    assert ProvisionDecision.objects.get().kept == 300


def test_proceedings_take_the_last_step(page, finance):
    loan = late(finance)
    decide(page, loan, in_proceedings="on", counter_guaranteed="200")

    assert ProvisionDecision.objects.get().kept == 1000


def test_another_house_decides_nothing_here(client, finance):
    loan = late(finance)
    client.force_login(user("finance", house()))

    assert decide(client, loan).status_code == 404
    assert numbers(client.get(at())) == []


def test_a_day_that_is_none_is_the_end_of_the_month_before(page, finance):
    loan = late(finance)
    url = reverse("web:provision", args=[loan.commitment_id, "hier"])

    assert page.get(url).status_code == 200
    assert last_month_end(date(2026, 3, 1)) == date(2026, 2, 28)
    assert last_month_end(date(2026, 3, 31)) == date(2026, 2, 28)


def test_a_provisioned_loan_that_pays_is_still_looked_at(page, finance):
    loan = late(finance)
    decide_provision(loan=loan, closing_on=JULY, today=NOW, actor=finance, key=uuid4())
    noted(loan, PaymentReceived, date(2026, 8, 2), amount=Decimal(1200))
    answer = page.get(at(date(2026, 8, 31)))

    assert numbers(answer) == [loan.commitment.number]
    assert answer.context["lines"][0].proposal.before == 600


def rates(page, day) -> dict:
    lines = page.get(at(day)).context["lines"]
    return {line.loan.pk: line.proposal.provision.rate for line in lines}


def test_proceedings_reach_every_loan_of_the_debtor_until_they_are_over(page, finance):
    loan, other, stranger = late(finance), late(finance), late(finance)
    case = other.commitment.case
    case.person, case.structure = loan.commitment.case.person, loan.commitment.case.structure
    case.save()
    decide(page, loan, in_proceedings="on")
    august, september = date(2026, 8, 31), date(2026, 9, 30)  # 122 and 152 days late: half

    assert rates(page, august)[other.pk] == 1
    assert rates(page, august)[stranger.pk] == Decimal("0.5")
    url = reverse("web:provision", args=[other.commitment_id, august.isoformat()])
    assert page.get(url).context["form"]["in_proceedings"].value() is True
    decide(page, loan, august)  # the box unticked: they are over
    assert rates(page, september)[other.pk] == Decimal("0.5")


def test_a_loan_that_pays_is_looked_at_when_its_debtor_is_in_proceedings(page, finance):
    loan, sound = late(finance), late(finance, date(2026, 4, 2))
    case = sound.commitment.case
    case.person, case.structure = loan.commitment.case.person, loan.commitment.case.structure
    case.save()
    noted(sound, PaymentReceived, date(2026, 4, 2), amount=Decimal(400))
    decide(page, loan, in_proceedings="on")

    assert rates(page, JULY)[sound.pk] == 1
