"""Every night: what the house's guarantees moved, compared with the entries it posted."""

from datetime import date

from levier.accounts.models import Organisation
from levier.claims.services import check_claims
from levier.jobs.ticks import nightly


@nightly("claims.check")
def check_every_claim(day: date) -> int:
    """Check the movements of each house. Return how many houses have one that does not hold."""
    houses = Organisation.objects.filter(kind=Organisation.Kind.HOUSE).order_by("pk")
    return sum(not check_claims(organisation=house, on=day).holds for house in houses)
