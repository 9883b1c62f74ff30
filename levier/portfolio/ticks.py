"""Every night: what was drawn on envelopes is summed again, what came back compared."""

from datetime import date

from levier.accounts.models import Organisation
from levier.jobs.ticks import nightly
from levier.portfolio.checking import check_clawbacks, check_envelopes


@nightly("portfolio.envelopes")
def check_every_envelope(day: date) -> int:
    """Check the envelopes of each house. Return how many houses have one that does not hold."""
    houses = Organisation.objects.filter(kind=Organisation.Kind.HOUSE).order_by("pk")
    return sum(not check_envelopes(organisation=house, on=day).holds for house in houses)


@nightly("portfolio.clawbacks")
def check_every_clawback(day: date) -> int:
    """Check what came back of each house's grants. Return how many houses have a difference."""
    houses = Organisation.objects.filter(kind=Organisation.Kind.HOUSE).order_by("pk")
    return sum(not check_clawbacks(organisation=house, on=day).holds for house in houses)
