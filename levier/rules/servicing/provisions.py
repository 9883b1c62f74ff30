"""What a late loan is expected to lose: a dated grid of the house, by days past due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from levier.kernel.errors import DomainError
from levier.kernel.money import ZERO, round_euro
from levier.rules.accounting.entries import Posting
from levier.rules.parameters import parameter


class ProvisionAccount(StrEnum):
    """The part that an account plays in the entries of provisions."""

    PROVISION = "provision"
    COST = "provision_cost"
    TAKEN_BACK = "provision_back"


class GridRefused(DomainError):
    """The grid leaves a gap, or says two things of one day."""

    message = "La grille doit partir de 0 jour, monter, et ses taux aller de 0 à 100\u00a0%."


@dataclass(frozen=True, slots=True)
class Step:
    """From so many days past due on, which share of the net outstanding is provisioned."""

    from_days: int
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Provision:
    """The provision of one loan (euros) and the step that gave it."""

    base: Decimal
    rate: Decimal
    amount: Decimal


def check_grid(steps: Sequence[Step]) -> None:
    """Errors: GridRefused unless the steps start at 0 day and rise, their rates from 0 to 1."""
    days = [step.from_days for step in steps]
    rates_fit = all(ZERO <= step.rate <= 1 for step in steps)
    if not days or days[0] != 0 or days != sorted(set(days)) or not rates_fit:
        raise GridRefused()


def provision_of(
    outstanding: Decimal,
    days_late: int,
    steps: Sequence[Step],
    *,
    counter_guaranteed: Decimal = ZERO,
    in_proceedings: bool = False,
) -> Provision:
    """Return the provision of a loan: its net outstanding × the rate of its step (euros).

    Collective proceedings take the last step whatever the delay (contagion is the caller's: every
    loan of the debtor is then given as in proceedings). Errors: GridRefused.
    """
    check_grid(steps)
    base = max(ZERO, outstanding - counter_guaranteed)
    reached = [step for step in steps if step.from_days <= days_late]
    rate = (steps[-1] if in_proceedings else reached[-1]).rate
    return Provision(base, rate, round_euro(base * rate))


def grid_on(day: date) -> list[Step]:
    """Return the grid in force on a closing day. Errors: NoValueInForce."""
    rows = parameter("servicing", "provision_grid", day)
    return [Step(row["days"], row["rate"]) for row in rows]


def provision_postings(before: Decimal, kept: Decimal) -> list[Posting]:
    """Return what brings a provision from one amount to another (euros): the difference only.

    The accounts are named by their part (ProvisionAccount); nothing when it does not move.
    """
    change = kept - before
    if change > 0:
        return [
            Posting(ProvisionAccount.COST, debit=change),
            Posting(ProvisionAccount.PROVISION, credit=change),
        ]
    if change < 0:
        return [
            Posting(ProvisionAccount.PROVISION, debit=-change),
            Posting(ProvisionAccount.TAKEN_BACK, credit=-change),
        ]
    return []
