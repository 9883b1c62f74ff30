"""Every night: what fell due is noted, then each loan is played again and compared."""

from datetime import date

from levier.jobs.ticks import nightly
from levier.servicing.services import check_loans, note_due_dates, propose_all


@nightly("servicing.due")
def note_what_fell_due(day: date) -> int:
    """Note the due dates reached. Return how many; a loan that refuses is left to the check."""
    return note_due_dates(on=day).noted


@nightly("servicing.check")
def check_every_loan(day: date) -> int:
    """Compare each loan with its operations. Return how many differ."""
    return check_loans(on=day)


@nightly("servicing.dunning")
def propose_dunnings(day: date) -> int:
    """Propose what delays call for; nothing leaves before somebody says so. Return how many."""
    return propose_all(on=day)
