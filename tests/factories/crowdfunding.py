"""Campaigns and gifts for tests."""

from datetime import date
from decimal import Decimal
from itertools import count

from levier.crowdfunding.models import Campaign, Pledge
from levier.crowdfunding.services import open_campaign, record_pledge
from tests.factories import accounts

_rank = count(1)


def campaign(organisation=None, actor=None, **fields) -> Campaign:
    """Return a campaign of 2024."""
    organisation = organisation or accounts.house()
    actor = actor or accounts.user("director", organisation)
    rank = next(_rank)
    values = {
        "number": f"PRO-2024-{rank:02d}",
        "name": f"Campagne {rank}",
        "holder_name": "L’Atelier des Possibles",
        "starts_on": date(2024, 3, 1),
        "ends_on": date(2024, 4, 15),
        "target_amount": Decimal(3000),
        **fields,
    }
    return open_campaign(organisation=organisation, actor=actor, **values)


def pledge(of: Campaign, actor=None, **fields) -> Pledge:
    """Return a gift to a campaign."""
    rank = next(_rank)
    values = {
        "number": f"C{rank:04d}",
        "given_on": date(2024, 3, 10),
        "last_name": "Caron",
        "first_name": "Lise",
        "email": f"lise{rank}@example.org",
        "amount": Decimal(50),
        **fields,
    }
    return record_pledge(
        campaign=of, actor=actor or accounts.user("director", of.organisation), **values
    )
