"""« Ma journée » : instalments late or of the week, reviews of the month, what is watched."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from levier.followup.models import FollowUp, Review
from levier.followup.services import watch
from levier.journal.models import Entry
from levier.servicing.services import fall_due
from levier.workflows.watch_commitments import light_again
from tests.factories.accounts import house, user
from tests.factories.followup import followed, review
from tests.factories.servicing import running_loan

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance():
    return user("finance")


def home(client, someone, scope="maison"):
    client.force_login(someone)
    return client.get(reverse("web:home"), {"portee": scope}).context


def today():
    return timezone.localdate()


def loan_of(finance, first_due):
    """Return a loan whose first instalment of 100 € is due on a day."""
    loan = running_loan(user("secretary", finance.organisation))
    line = loan.versions.get().lines.order_by("number").first()
    line.due_on = first_due
    line.save()
    loan.versions.get().lines.exclude(pk=line.pk).update(due_on=first_due + timedelta(days=100))
    loan.unpaid_since = first_due
    loan.save()
    return loan


@pytest.mark.parametrize(("days", "shown"), [(-40, 1), (0, 1), (7, 1), (8, 0)])
def test_instalments_late_or_of_the_week_are_shown(client, finance, days, shown):
    loan = loan_of(finance, today() + timedelta(days=days))
    rows = home(client, finance)["instalments"]

    assert [row.loan.pk for row in rows] == [loan.pk] * shown
    assert [row.amount for row in rows] == [Decimal(100)] * shown


def test_what_fell_due_and_is_not_paid_is_counted_whole(client, finance):
    loan = running_loan(user("secretary", finance.organisation))
    fall_due(loan=loan, on=today())
    rows = home(client, finance)["instalments"]
    lines = loan.versions.get().lines.filter(due_on__lte=today() + timedelta(days=7))

    assert rows[0].amount == sum(line.left for line in lines) > 100


@pytest.mark.parametrize(("days", "shown"), [(-1, 1), (0, 1), (30, 1), (31, 0)])
def test_reviews_of_the_month_are_shown(client, finance, days, shown):
    row = followed(actor=user("secretary", finance.organisation))
    Review.objects.filter(commitment=row.commitment).exclude(pk=review(row).pk).delete()
    Review.objects.update(due_on=today() + timedelta(days=days))

    assert len(home(client, finance)["reviews"]) == shown


def test_what_is_watched_comes_back_on_its_day(client, finance):
    row = followed(actor=user("secretary", finance.organisation))
    watch(
        follow_up=row, reason="Litige avec le bailleur", on=today(), actor=finance,
        look_again_on=today() + timedelta(days=7),
    )  # fmt: skip

    assert [each.pk for each in home(client, finance)["looks"]] == [row.pk]


def test_an_advisor_reads_their_own_first(client, finance):
    row = followed(actor=user("secretary", finance.organisation))
    Review.objects.update(due_on=today())
    advisor = user("advisor", finance.organisation)
    assert home(client, advisor, "moi")["reviews"] == []
    case = row.commitment.case
    case.advisor = advisor
    case.save()
    assert len(home(client, advisor, "moi")["reviews"]) > 0


def test_another_house_and_other_roles_read_nothing_of_it(client, finance):
    followed(actor=user("secretary", finance.organisation))
    Review.objects.update(due_on=today())

    assert home(client, user("finance", house()))["reviews"] == []
    assert "reviews" not in home(client, user("brsa_advisor", finance.organisation))


def test_what_the_night_reads_is_not_what_colleagues_wrote(client, finance):
    row = followed(actor=user("secretary", finance.organisation))
    assert light_again(follow_up=row, on=today()).colour == "red"  # journalled, by nobody
    said = [entry.action for entry in home(client, finance)["feed"]]

    assert "followup.light" not in said
    assert Entry.objects.filter(action="followup.light", actor=None).exists()


def test_an_alert_reaches_the_home(client, finance):
    row = followed(actor=user("secretary", finance.organisation))
    assert home(client, finance)["alerts"] == []
    FollowUp.objects.update(is_alert=True, colour="orange", reasons=["trésorerie mince"])

    assert [each.pk for each in home(client, finance)["alerts"]] == [row.pk]
    assert "trésorerie mince" in client.get(reverse("web:home")).content.decode()
