"""Every night: the last month end of what is guaranteed, then all compared with its entries."""

from datetime import date

from levier.accounts.models import Organisation
from levier.claims.services import check_claims, post_given_month
from levier.jobs.ticks import nightly
from levier.kernel.dates import last_month_end


@nightly("claims.given")
def post_what_is_guaranteed(day: date) -> int:
    """Post the month end before this day where it is not posted yet. Return how many entries."""
    return post_given_month(on=last_month_end(day)).posted


@nightly("claims.check")
def check_every_claim(day: date) -> int:
    """Check the movements of each house. Return how many houses have one that does not hold."""
    houses = Organisation.objects.filter(kind=Organisation.Kind.HOUSE).order_by("pk")
    return sum(not check_claims(organisation=house, on=day).holds for house in houses)
