"""What a stock would write, commitment by commitment, and what it says otherwise than Levier."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from levier.accounts.models import Organisation
from levier.cases.models import Case
from levier.exchange.rows.stock import (
    DEFERRED_INTERESTS,
    METHODS,
    PERIODS,
    CommitmentRow,
    MandateRow,
    PaidRow,
    SecurityRow,
)
from levier.exchange.workbook.columns import Row, title_of
from levier.exchange.workbook.faults import shown
from levier.kernel.french import euros, numeric_date
from levier.portfolio.models import Commitment
from levier.rules.schedules import DeferredInterest, Method, ScheduleTerms
from levier.rules.servicing.operations import Opened, PaymentReceived

BLANK = (None, "")
SHARES = ("annual_rate", "quota")
WORDS: dict[Method | DeferredInterest, str] = {
    chosen: word for words in (METHODS, DEFERRED_INTERESTS) for word, chosen in words.items()
}
PERIOD_WORDS = {months: word for word, months in PERIODS.items()}


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that says otherwise than Levier: nothing of its commitment is written.

    `row` is None for what Levier took over and the workbook does not hold any more.
    """

    sheet: str
    row: int | None
    column: str
    commitment: str
    in_file: str
    in_levier: str

    def as_json(self) -> dict[str, Any]:
        """Return the conflict as the command and the page show it."""
        return {
            "sheet": self.sheet, "row": self.row, "column": self.column,
            "commitment": self.commitment, "value": self.in_file, "in_levier": self.in_levier,
        }  # fmt: skip


@dataclass
class LoanPlan:
    """The terms of a loan, its opening when it does not run yet, and the payments it lacks."""

    terms: ScheduleTerms
    opening: Opened | None
    payments: list[PaymentReceived] = field(default_factory=list)


@dataclass
class CommitmentPlan:
    """What is to be done for one commitment and what hangs from it."""

    row: CommitmentRow
    instrument: Any
    known: Commitment | None
    case: Case | None
    fills: dict[str, Any] = field(default_factory=dict)
    loan: LoanPlan | None = None
    mandates: list[MandateRow] = field(default_factory=list)
    securities: list[tuple[SecurityRow, UUID]] = field(default_factory=list)
    same: dict[str, int] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)

    @property
    def completes(self) -> bool:
        """True when a known commitment gains a field, its carrier's number or its schedule."""
        opens = self.loan is not None and self.loan.opening is not None
        return bool(self.fills) or opens or self.is_numbered

    @property
    def is_numbered(self) -> bool:
        """True when the workbook brings the carrier's number that a known commitment lacks."""
        known = self.known
        return known is not None and not known.carrier_number and bool(self.row.carrier_number)

    def clash(self, row: Row, name: str, in_levier: Any) -> None:
        """Note that a cell says otherwise than Levier."""
        self.conflicts.append(
            Conflict(
                row.sheet, row.line, title_of(type(row), name), self.row.number,
                said(name, getattr(row, name)), said(name, in_levier),
            )
        )  # fmt: skip

    def lost(self, on: date, amount: Decimal) -> None:
        """Note that a payment taken over is not in the workbook any more."""
        held = f"{euros(amount, cents=True)} le {numeric_date(on)}"
        self.conflicts.append(Conflict(PaidRow.sheet, None, "Date", self.row.number, "rien", held))

    def is_there(self, sheet: str) -> None:
        """Count a row that Levier already holds."""
        self.same[sheet] = self.same.get(sheet, 0) + 1


def key_of(house: Organisation, *names: Any) -> UUID:
    """Return the key under which the house keeps a row of its stock, the same at every import."""
    return uuid5(house.pk, "stock:" + ":".join(str(name) for name in names))


def said(name: str, value: Any) -> str:
    """Return the value of a field as a conflict shows it."""
    if isinstance(value, Method | DeferredInterest):
        return WORDS.get(value, value.value)
    if isinstance(value, Decimal):
        return percent(value) if name in SHARES else euros(value, cents=True)
    if isinstance(value, date):
        return numeric_date(value)
    if name == "deferred_interest":
        return "payés à chaque échéance"
    if name == "period":
        return PERIOD_WORDS.get(value, shown(value))
    return shown(value) or "rien"


def percent(share: Decimal) -> str:
    """Return a share as a percentage, with the decimals that it has."""
    return f"{(share * 100).normalize():f}\u00a0%".replace(".", ",")
