"""Every night, what no single app can do: packs forgotten, lights, minutes, payments compared."""

from datetime import date, timedelta

from levier.accounts.models import Organisation
from levier.jobs.ticks import nightly
from levier.workflows.check_payments import check_payments
from levier.workflows.kept_minutes import keep_missing
from levier.workflows.pack_pages import forget_packs
from levier.workflows.watch_commitments import light_all

PACKS_KEPT = timedelta(days=60)


@nightly("web.packs")
def forget_old_packs(day: date) -> int:
    """Delete the packs read on screen of the sittings held more than sixty days before."""
    return forget_packs(before=day - PACKS_KEPT)


@nightly("web.lights")
def read_lights(day: date) -> int:
    """Read the light of every commitment that runs. Return how many changed."""
    return light_all(on=day)


@nightly("web.minutes")
def keep_older_minutes(day: date) -> int:
    """Keep what the minutes frozen before contents were kept say, flagged as rebuilt that day."""
    return keep_missing(on=day)


@nightly("web.payments")
def check_every_payment(day: date) -> int:
    """Compare payments with what says them. Return how many houses have one that does not hold."""
    houses = Organisation.objects.filter(kind=Organisation.Kind.HOUSE).order_by("pk")
    return sum(not check_payments(organisation=house, on=day).holds for house in houses)
