"""Loans that are late and the portfolio at risk, with and without the restructured."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from levier.rules.servicing.operations import PaymentReceived, Restructured, Treatment
from levier.servicing.models import RunningLoan
from levier.web.servicing.arrears import risk_of
from tests.factories.accounts import user
from tests.factories.committees import secretary
from tests.factories.servicing import noted, running_loan

pytestmark = pytest.mark.django_db
TODAY = date(2026, 7, 15)


@pytest.fixture
def portfolio(monkeypatch):
    """Four loans of 1,200 €: on time, 14 days late, 75 days late, restructured and on time."""
    monkeypatch.setattr("levier.web.servicing.arrears.timezone.localdate", lambda: TODAY)
    actor = secretary()
    good, late, bad, saved = [running_loan(actor) for _ in range(4)]
    noted(good, PaymentReceived, TODAY, amount=Decimal(300))
    noted(late, PaymentReceived, TODAY, amount=Decimal(200))
    noted(saved, Restructured, date(2026, 7, 1), principal=Treatment.CAPITALISE)
    client_user = user("finance", actor.organisation)
    return {"good": good, "late": late, "bad": bad, "saved": saved, "user": client_user}


def test_the_portfolio_at_risk_by_hand(portfolio):
    """900 + 1,000 + 1,200 + 1,200 = 4,300 €: 75 days late 1,200 €, restructured 1,200 €."""
    risk = risk_of(RunningLoan.objects.running(), TODAY)
    assert (risk["count"], risk["outstanding"], risk["restructured"]) == (4, 4300, 1)
    by_days = {ratio["days"]: ratio for ratio in risk["ratios"]}
    assert by_days[30]["plain"] == by_days[60]["plain"] == Decimal(1200) / 4300
    assert by_days[90]["plain"] == 0
    assert by_days[90]["whole"] == Decimal(1200) / 4300
    assert by_days[30]["whole"] == Decimal(2400) / 4300


def test_a_loan_counts_as_restructured_for_twelve_months(portfolio):
    assert risk_of(RunningLoan.objects.running(), date(2027, 6, 30))["restructured"] == 1
    assert risk_of(RunningLoan.objects.running(), date(2027, 7, 1))["restructured"] == 0


def test_the_list_shows_the_oldest_first_and_filters_by_delay(client, portfolio):
    client.force_login(portfolio["user"])
    url = reverse("web:arrears_list")
    shown = client.get(url).content.decode()
    numbers = {name: portfolio[name].commitment.number for name in ("good", "late", "bad")}
    assert numbers["good"] not in shown
    assert shown.index(numbers["bad"]) < shown.index(numbers["late"])
    assert "27,9\u00a0%" in shown

    shown = client.get(url, {"retard": "60"}).content.decode()
    assert numbers["bad"] in shown
    assert numbers["late"] not in shown


def test_another_house_sees_none_of_them(client, portfolio):
    client.force_login(user("finance"))
    shown = client.get(reverse("web:arrears_list")).content.decode()
    assert portfolio["bad"].commitment.number not in shown
    assert "Aucun prêt n’est en retard" in shown
