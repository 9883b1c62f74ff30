"""De minimis aid: what an undertaking may still receive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from levier.kernel.dates import add_months
from levier.kernel.money import ZERO
from levier.rules.parameters import parameter


@dataclass(frozen=True, slots=True)
class Aid:
    """One aid received: its gross grant equivalent (euros) and the day it was granted."""

    amount: Decimal
    granted_on: date


def de_minimis_left(aids: Sequence[Aid], on: date) -> Decimal:
    """Return what an undertaking may still receive on `on`, in euros, never below zero.

    `aids` are those of the single undertaking, dated from the day they were granted, not paid;
    the window runs back from day to day.
    Errors: NoValueInForce. Source: parameters/de_minimis.toml.
    """
    since = add_months(on, -12 * parameter("de_minimis", "window", on))
    used = sum((aid.amount for aid in aids if since < aid.granted_on <= on), ZERO)
    ceiling = Decimal(parameter("de_minimis", "ceiling", on))
    return max(ZERO, ceiling - used)
