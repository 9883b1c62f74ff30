"""Revenue orders on the screens: asked of a house with an accounting officer, and of no other."""

from datetime import date

import pytest
from django.urls import reverse

from levier.banking.models import RevenueOrder
from levier.servicing.services import note_due_dates
from tests.factories.accounts import user
from tests.factories.banking import house_account, officer_account
from tests.factories.servicing import running_loan

pytestmark = pytest.mark.django_db
DEBTOR_IS_DUE = "échéance du 1er mai 2026"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def finance():
    return user("finance")


@pytest.fixture
def page(client, finance):
    client.force_login(finance)
    return client


@pytest.fixture(autouse=True)
def owed(finance):
    """100 € of a loan due on 1 May 2026."""
    running_loan(user("secretary", finance.organisation))
    note_due_dates(on=date(2026, 5, 1))


def test_a_house_that_keeps_its_accounts_itself_is_asked_for_no_order(page, finance):
    house_account(finance)
    shown = page.get(reverse("web:revenue_list")).content.decode()

    assert DEBTOR_IS_DUE not in shown.replace("\u00a0", " ")
    assert reverse("web:revenue_issue") not in shown
    assert "la maison recouvre elle-même" in shown


def test_a_house_with_an_accounting_officer_sees_what_to_order_and_orders_it(page, finance):
    officer_account(finance)
    shown = page.get(reverse("web:revenue_list")).content.decode()
    assert DEBTOR_IS_DUE in shown.replace("\u00a0", " ")

    page.post(reverse("web:revenue_issue"))
    first = RevenueOrder.objects.earliest("due_on")
    assert (first.due_on, first.amount) == (date(2026, 5, 1), 100)


def test_the_payments_lead_to_revenue_orders_only_where_there_is_an_officer(page, finance):
    address = f'href="{reverse("web:revenue_list")}"'
    house_account(finance)
    assert address not in page.get(reverse("web:payment_list")).content.decode()

    officer_account(finance)
    assert address in page.get(reverse("web:payment_list")).content.decode()
