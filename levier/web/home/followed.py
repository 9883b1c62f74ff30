"""What the follow-up brings to « Ma journée »: reviews due, looks to take, instalments due."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from levier.followup.models import FollowUp, Review
from levier.followup.permissions import can_follow
from levier.kernel.money import ZERO
from levier.portfolio.states import State
from levier.servicing.models import RunningLoan, ScheduleLine
from levier.web.home.scope import Portfolio
from levier.web.home.tasks import SHOWN

REVIEW_DAYS = 30
WEEK = timedelta(days=7)
OF_CASE = ("commitment__case__person", "commitment__case__structure")


@dataclass(frozen=True, slots=True)
class Instalment:
    """A loan with something late, or due within the week: since when, and how much (euros)."""

    loan: RunningLoan
    due_on: date
    amount: Decimal


def followed(mine: Portfolio, on: date) -> dict:
    """Return the alerts, the reviews of the month, what is watched, the instalments of the week."""
    if not can_follow(mine.user):
        return {}
    reviews = list(_reviews(mine, on))
    instalments = _instalments(mine, on)
    return {
        "reviews": reviews[:SHOWN],
        "reviews_more": len(reviews) > SHOWN,
        "looks": list(_looks(mine, on)),
        "alerts": list(_alerts(mine)),
        "instalments": instalments[:SHOWN],
        "instalments_more": len(instalments) > SHOWN,
    }


def _reviews(mine: Portfolio, on: date):
    rows = Review.objects.due_within(on, REVIEW_DAYS).filter(
        mine.holds("commitment__case"), organisation=mine.user.organisation_id,
        commitment__state=State.SET_UP,
    )  # fmt: skip
    return rows.select_related(*OF_CASE).order_by("due_on", "pk")[: SHOWN + 1]


def _looks(mine: Portfolio, on: date):
    rows = FollowUp.objects.running().filter(
        mine.holds("commitment__case"), organisation=mine.user.organisation_id,
        look_again_on__lte=on + WEEK,
    )  # fmt: skip
    return rows.select_related(*OF_CASE).order_by("look_again_on", "pk")[:SHOWN]


def _alerts(mine: Portfolio):
    """Return what warns before a first unpaid instalment, the newest first."""
    rows = FollowUp.objects.running().filter(
        mine.holds("commitment__case"), organisation=mine.user.organisation_id, is_alert=True
    )
    return rows.select_related(*OF_CASE).order_by("-pk")[:SHOWN]


def _instalments(mine: Portfolio, on: date) -> list[Instalment]:
    """Return the loans that ask for something by the end of the week, the oldest first."""
    rows = RunningLoan.objects.running().filter(
        mine.holds("commitment__case"), organisation=mine.user.organisation_id,
        unpaid_since__lte=on + WEEK,
    )  # fmt: skip
    loans = list(rows.select_related(*OF_CASE).order_by("unpaid_since", "pk")[: SHOWN + 1])
    if not loans:
        return []
    lines = ScheduleLine.objects.filter(
        version__loan__in=loans, version__is_active=True, due_on__lte=on + WEEK
    ).select_related("version")
    left: dict = defaultdict(lambda: ZERO)
    for line in lines:
        left[line.version.loan_id] += line.left
    return [Instalment(loan, loan.unpaid_since, left[loan.pk]) for loan in loans]
