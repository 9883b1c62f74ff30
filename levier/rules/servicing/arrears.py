"""Days past due and portfolio at risk. Definitions: docs/rules/impayes.md."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from levier.kernel.money import ZERO
from levier.rules.servicing.allocation import Due


@dataclass(frozen=True, slots=True)
class Exposure:
    """One loan of the portfolio: what is outstanding (euros), how late, restructured or not."""

    outstanding: Decimal
    days_past_due: int
    is_restructured: bool = False


def days_past_due(dues: Sequence[Due], on: date) -> int:
    """Return the days from the oldest unpaid due date to `on`; 0 when nothing is late.

    A due date is late from the day after it.
    """
    late = [due.due_on for due in dues if due.total > 0 and due.due_on < on]
    return (on - min(late)).days if late else 0


def overdue(dues: Iterable[Due], on: date) -> Decimal:
    """Return what is late on `on`, in euros."""
    return sum((due.total for due in dues if due.due_on < on), ZERO)


def portfolio_at_risk(
    exposures: Sequence[Exposure], days: int, *, with_restructured: bool
) -> Decimal | None:
    """Return the share of the outstanding that stands on loans more than `days` days late.

    Restructured loans count in full when asked for, late or not. None for an empty portfolio:
    nothing at risk out of nothing is no rate. Source: usual definition of microfinance (PAR).
    """
    whole = sum((each.outstanding for each in exposures), ZERO)
    if not whole:
        return None
    risky = (
        each.outstanding
        for each in exposures
        if each.days_past_due > days or (with_restructured and each.is_restructured)
    )
    return sum(risky, ZERO) / whole
