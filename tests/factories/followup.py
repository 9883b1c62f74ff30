"""Commitments that are followed: their reviews, their light, for every test."""

from datetime import date

from levier.followup.models import FollowUp, Review
from levier.followup.services import begin
from levier.portfolio.models import Commitment
from levier.workflows.watch_commitments import light_again
from tests.factories.accounts import user
from tests.factories.servicing import PAID_OUT_ON, running_loan


def followed(
    commitment: Commitment | None = None, *, actor=None, on: date = PAID_OUT_ON, months: int = 36
) -> FollowUp:
    """Return the follow-up of a loan of 1,200 € over 36 months, paid out on 1 April 2026."""
    row = commitment or running_loan(actor, months=months).commitment
    return begin(commitment=row, on=on)


def review(follow_up: FollowUp, kind: str = "accounts", rank: int = 0) -> Review:
    """Return a review of a kind, the first by default."""
    return list(follow_up.commitment.reviews.filter(kind=kind).order_by("due_on"))[rank]


def one_of_each(house) -> dict:
    """Return a follow-up with its light, and a review, by name."""
    row = followed(actor=user("secretary", house))
    light_again(follow_up=row, on=PAID_OUT_ON)
    return {"follow_up": row, "followed": row.commitment, "review": review(row)}
