"""« Propulsons », « Contributions »: campaigns and their gifts."""

from levier.exchange.plan.names import family_name
from levier.exchange.plan.wishes.parties import (
    advisor_of,
    is_of_earlier_year,
    place_of,
    wish_structure,
)
from levier.exchange.plan.wishing import Ref, Wishes
from levier.exchange.rows import CampaignRow, PledgeRow
from levier.exchange.year_rows import YearRows
from levier.kernel.text import normalise


def wish_campaigns(year: YearRows, wishes: Wishes) -> None:
    """Ask for the campaigns of the year and their gifts."""
    numbers: dict[str, str] = {}
    for row in year.of(CampaignRow):
        numbers[normalise(row.name)] = row.number
        fields = {
            "name": row.name,
            "holder_name": row.holder_name,
            "holder_status": row.holder_status,
            "structure": wish_structure(wishes, row, row.holder_name),
            "advisor": advisor_of(row),
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
            "target_amount": row.target_amount,
            **place_of(row),
        }
        wishes.want(
            "campaign", row.number, row, fields, is_past=is_of_earlier_year(year, row.number)
        )
    for row in year.of(PledgeRow):
        number = numbers[normalise(row.campaign)]
        fields = {
            "campaign": Ref("campaign", number),
            "given_on": row.given_on,
            "last_name": family_name(row.last_name),
            "first_name": family_name(row.first_name),
            "email": row.email,
            "amount": row.amount,
            "reward": row.reward,
            "is_anonymous": row.is_anonymous,
        }
        wishes.want("pledge", (number, row.number), row, fields)
