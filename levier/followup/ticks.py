"""Every night: the reviews that are due are opened, accounts asked for, then reminded."""

from datetime import date

from levier.followup.services import ask_all, open_all, remind_all
from levier.jobs.ticks import nightly


@nightly("followup.reviews")
def open_reviews(day: date) -> int:
    """Open the reviews of what runs, drop those of what is over. Return how many were read."""
    return open_all(on=day)


@nightly("followup.accounts")
def ask_for_accounts(day: date) -> int:
    """Ask for the accounts whose day has come, and remind of those that did not arrive."""
    return ask_all(on=day) + remind_all(on=day)
