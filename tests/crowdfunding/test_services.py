"""Campaigns and gifts."""

from datetime import date
from decimal import Decimal

import pytest

from levier.crowdfunding import services
from levier.crowdfunding.errors import CampaignRefused
from levier.crowdfunding.permissions import can_change_campaigns
from levier.journal.models import Entry
from tests.factories import accounts
from tests.factories.crowdfunding import campaign, pledge

pytestmark = pytest.mark.django_db


def test_a_gift_is_known_by_its_e_mail_whatever_the_case():
    row = campaign()

    assert pledge(row, email=" Lise.Caron@Example.org ").email_key == "lise.caron@example.org"


def test_a_campaign_does_not_end_before_it_begins():
    with pytest.raises(CampaignRefused, match="finir avant"):
        campaign(ends_on=date(2024, 2, 1))


def test_a_gift_is_above_zero():
    with pytest.raises(CampaignRefused, match="supérieur à zéro"):
        pledge(campaign(), amount=Decimal(0))


def test_a_number_of_gift_is_used_once_in_a_campaign():
    row = campaign()
    pledge(row, number="C0001")

    with pytest.raises(CampaignRefused, match="déjà ce numéro"):
        pledge(row, number="C0001")


def test_many_gifts_make_one_line_of_journal_a_campaign():
    row = campaign()
    actor = accounts.user("director", row.organisation)
    gifts = [
        services.Pledge(
            organisation=row.organisation,
            campaign=row,
            number=f"C{rank}",
            given_on=date(2024, 3, 2),
            last_name="Caron",
            email=f"c{rank}@example.org",
            amount=Decimal(20),
        )
        for rank in range(30)
    ]
    services.record_pledges(actor=actor, pledges=gifts)

    entry = Entry.objects.get(action="crowdfunding.pledges_recorded")
    assert "30" in entry.summary
    assert row.pledges.count() == 30


def test_a_change_is_journalled_with_both_values():
    row = campaign()
    actor = accounts.user("director", row.organisation)
    services.update_campaign(campaign=row, actor=actor, target_amount=Decimal(4000))

    entry = Entry.objects.get(action="crowdfunding.campaign_updated")
    assert entry.detail == {"target_amount": ["3000", "4000"]}


def test_a_brsa_advisor_does_not_write_campaigns():
    assert can_change_campaigns(accounts.user("director"))
    assert not can_change_campaigns(accounts.user("brsa_advisor"))
