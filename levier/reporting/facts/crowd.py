"""Crowdfunding: the campaigns of a year and their gifts."""

import re
from collections.abc import Iterator

from django.db.models import Q

from levier.accounts.models import Organisation
from levier.crowdfunding.models import Campaign, Pledge
from levier.kernel.text import normalise
from levier.reporting.facts import keys
from levier.reporting.facts.scope import Scope
from levier.rules.indicators.facts import CampaignFact, PledgeFact

SAYS_A_YEAR = re.compile(r"(?:^|\D)(20\d\d)(?:\D|$)")


def campaigns(organisation: Organisation, year: int, scope: Scope) -> Iterator[CampaignFact]:
    """Yield the campaigns of the year."""
    rows = _of_year(organisation, year, scope, "").order_by("number")
    for pk, number, name, target, structure, commune, case, starts_on, origin in rows.values_list(
        "pk", "number", "name", "target_amount", "structure_id", "commune_code", "case_id",
        "starts_on", "imported_from",
    ):  # fmt: skip
        yield CampaignFact(
            key=keys.row_key(keys.CAMPAIGN, pk),
            label=name,
            years=frozenset({_year_of(origin, number, starts_on.year)}),
            target_amount=target,
            structure_key=structure,
            commune_code=commune,
            case_key=str(case) if case else None,
        )


def pledges(organisation: Organisation, year: int, scope: Scope) -> Iterator[PledgeFact]:
    """Yield the gifts to these campaigns. Who has no e-mail is known by name."""
    rows = _of_year(organisation, year, scope, "campaign__").order_by("number", "pk")
    for pk, number, campaign, name, email, first, last, amount, given_on in rows.values_list(
        "pk", "number", "campaign_id", "campaign__name", "email_key", "first_name", "last_name",
        "amount", "given_on",
    ):  # fmt: skip
        yield PledgeFact(
            key=keys.row_key(keys.PLEDGE, pk),
            label=keys.titled(number, name),
            campaign_key=keys.row_key(keys.CAMPAIGN, campaign),
            contributor_key=email or normalise(f"{last} {first}"),
            amount=amount,
            given_on=given_on,
        )


def _of_year(organisation: Organisation, year: int, scope: Scope, path: str):
    """Campaigns, or gifts through `path`, that come from the year, say it or began in it."""
    model = Pledge if path else Campaign
    days = keys.days_of(year)
    return model.objects.filter(
        Q(**{f"{path}imported_from__contains": str(year)})
        | Q(**{f"{path}number__contains": str(year)})
        | Q(**{f"{path}starts_on__range": days}),
        scope.of_place(f"{path}commune_code", f"{path}case__"),
        organisation=organisation,
    )


def _year_of(origin: str, number: str, started: int) -> int:
    """Return the year of a campaign: its workbook's, else its number's, else its first day's."""
    said = SAYS_A_YEAR.search(origin) or SAYS_A_YEAR.search(number)
    return int(said[1]) if said else started
