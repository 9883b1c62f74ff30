"""The lines of the dossier's financing plan, as a forecast reads them."""

from dataclasses import dataclass
from decimal import Decimal

LOAN_NATURES = ("bank_loan", "honour_loan", "solidarity", "associate")
KEPT_IN_CASH = ("working_capital", "cash_buffer")
"""Needs that are not spent at the opening: they stay in the bank."""


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """A need or a resource, in euros; the terms of a loan are those of the dossier, if known."""

    key: str
    side: str
    nature: str
    label: str
    amount: Decimal
    rate_pct: str = "0"
    months: int = 0
    deferral: int = 0
