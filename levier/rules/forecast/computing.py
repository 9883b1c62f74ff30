"""All the statements of one forecast, and its lowest cash."""

from dataclasses import dataclass
from decimal import Decimal

from levier.rules.forecast.activity import activity
from levier.rules.forecast.assumptions import SHOWN_MONTHS, Assumptions
from levier.rules.forecast.months import Rows
from levier.rules.forecast.statements import (
    balance_sheets,
    cash_plan,
    financing_plan,
    income_statement,
)


@dataclass(frozen=True, slots=True)
class LowPoint:
    """The lowest cash (euros) of the 24 months shown, and its month (0: the opening)."""

    amount: Decimal
    month: int
    buffer: Decimal

    @property
    def is_covered(self) -> bool:
        """Whether cash never goes under the plan's cash buffer (under zero without one)."""
        return self.amount >= self.buffer


@dataclass(frozen=True, slots=True)
class Forecast:
    """The statements, by code: `income` by year, `cash` by month, `balance` and `plan` from 0."""

    assumptions: Assumptions
    months: Rows
    income: Rows
    opening_cash: Decimal
    cash: Rows
    balance: Rows
    plan: Rows
    low_point: LowPoint


def forecast_of(a: Assumptions) -> Forecast:
    """Return every statement of a forecast, in euros, rounded half up to the cent."""
    months = activity(a)
    income = income_statement(a, months)
    opening, cash = cash_plan(a, months, income)
    sheets = balance_sheets(a, months, income)
    plan = financing_plan(a, months, income, sheets)
    closings = (opening, *cash["closing"][:SHOWN_MONTHS])
    lowest = min(closings)
    low_point = LowPoint(lowest, closings.index(lowest), a.cash_buffer)
    return Forecast(a, months, income, opening, cash, sheets, plan, low_point)
