"""« Propulsons ! » : the year's crowdfunding campaigns and their gifts."""

from collections import defaultdict
from collections.abc import Hashable
from decimal import Decimal

from levier.rules.indicators.measure import Measured, count, distinct, share, total
from levier.rules.indicators.selection import Year


def campaigns(year: Year) -> Measured:
    """Campaigns of the year."""
    return count(year.campaigns)


def success_rate(year: Year) -> Measured:
    """Percentage of the campaigns whose gifts reach their target."""
    gifts: defaultdict[Hashable, Decimal] = defaultdict(Decimal)
    for pledge in year.pledges:
        gifts[pledge.campaign_key] += pledge.amount
    return share(year.campaigns, lambda c: gifts[c.key] >= c.target_amount)


def contributors(year: Year) -> Measured:
    """Distinct givers: somebody who gave twice, or to two campaigns, counts once."""
    return distinct(year.pledges, lambda p: p.contributor_key)


def collected(year: Year) -> Measured:
    """Gifts of the year's campaigns, reached or not (euros)."""
    return total(year.pledges, lambda p: p.amount)


def territories(year: Year) -> Measured:
    """Distinct communes that the campaigns come from."""
    return distinct(year.campaigns, lambda c: c.commune_code or None)
