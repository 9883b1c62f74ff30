"""The lines of the dossier's financing plan, as a forecast reads them."""

from collections.abc import Sequence
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
        """What the plan adds in years 1 to 3 that the forecast does not compute, loans apart."""
        is_read = self.nature not in COMPUTED and self.nature not in LOAN_NATURES
        return self.years if is_read else (Decimal(0), Decimal(0), Decimal(0))

    @property
    def tranches(self) -> list["Tranche"]:
        """What a line lends: at the opening, then in each year where it adds a loan."""
        if self.nature not in LOAN_NATURES:
            return []
        later = [Tranche(self, amount, year) for year, amount in enumerate(self.years, 1) if amount]
        return [Tranche(self, self.amount, 0), *later]


@dataclass(frozen=True, slots=True)
class Tranche:
    """A loan of a line: `year` 0 at the opening, 1 to 3 in the first month of that year.

    Each has a schedule of its own, on the terms of the line.
    """

    entry: PlanEntry
    amount: Decimal
    year: int

    @property
    def month(self) -> int:
        """The month in which it is received; 0 at the opening."""
        return 12 * self.year - 11 if self.year else 0

    @property
    def code(self) -> str:
        """What names it beside the others of its line."""
        return f"{self.entry.key}.year{self.year}" if self.year else self.entry.key


def tranches_of(entries: Sequence[PlanEntry], natures: Sequence[str] = ()) -> list[Tranche]:
    """Return the loans of a plan, line by line; of these natures if any are named."""
    return [
        tranche
        for entry in entries
        if entry.side == "resource" and (not natures or entry.nature in natures)
        for tranche in entry.tranches
    ]
