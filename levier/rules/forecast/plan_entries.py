"""The lines of the dossier's financing plan, as a forecast reads them."""

from dataclasses import dataclass
from decimal import Decimal

LOAN_NATURES = ("bank_loan", "honour_loan", "solidarity", "associate")
KEPT_IN_CASH = ("working_capital", "cash_buffer")
"""Needs that are not spent at the opening: they stay in the bank."""
COMPUTED = (*KEPT_IN_CASH, "stock", "loan_repaid", "drawings", "cash_flow", "dedicated_funds")
"""Natures whose three later years the forecast computes: what the plan says of them is not read."""


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """A need or a resource, in euros; the terms of a loan are those of the dossier, if known.

    `amount` is the opening's, `years` those of the three years that follow.
    """

    key: str
    side: str
    nature: str
    label: str
    amount: Decimal
    rate_pct: str = "0"
    months: int = 0
    deferral: int = 0
    years: tuple[Decimal, Decimal, Decimal] = (Decimal(0), Decimal(0), Decimal(0))

    @property
    def later(self) -> tuple[Decimal, Decimal, Decimal]:
        """What the plan adds in years 1 to 3 that the forecast does not compute.

        New loans of later years are not read: they have no schedule of their own in the plan.
        """
        is_read = self.nature not in COMPUTED and self.nature not in LOAN_NATURES
        return self.years if is_read else (Decimal(0), Decimal(0), Decimal(0))
