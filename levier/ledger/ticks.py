"""Every night: each ledger said again from its lines, and the first difference kept."""

from datetime import date

from levier.accounts.models import Organisation
from levier.jobs.ticks import nightly
from levier.ledger.checking import check_ledger


@nightly("ledger.check")
def check_every_ledger(day: date) -> int:
    """Check the ledger of each house that has one. Return how many do not hold."""
    houses = Organisation.objects.filter(kind=Organisation.Kind.HOUSE).order_by("pk")
    return sum(not check_ledger(organisation=house, on=day).holds for house in houses)
