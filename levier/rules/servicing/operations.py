"""What happens to a loan: one dataclass a kind of operation, in euros, fractions and days.

An operation is never changed: a correction is a `Reversed` of it, then another. `key` names it.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from levier.kernel.errors import DomainError
from levier.kernel.money import ZERO
from levier.rules.schedules.terms import DeferredInterest, ScheduleTerms


class OperationRefused(DomainError):
    """The loan, as it stands, does not admit this operation."""

    message = "{reason}"


class Treatment(StrEnum):
    """What a restructuring makes of one component of the arrears."""

    KEEP = "keep"  # still due on its own day
    CAPITALISE = "capitalise"  # added to the principal to come
    WAIVE = "waive"  # given up


@dataclass(frozen=True, kw_only=True)
class Operation:
    """Something that happened to a loan on a day."""

    key: str
    on: date


@dataclass(frozen=True, kw_only=True)
class Opened(Operation):
    """The first money leaves: `terms` are those of what is paid out, `granted` the most to lend."""

    terms: ScheduleTerms
    granted: Decimal


@dataclass(frozen=True, kw_only=True)
class TranchePaid(Operation):
    """One more tranche leaves."""

    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class FellDue(Operation):
    """Nothing but time: what is due by that day is due."""


@dataclass(frozen=True, kw_only=True)
class PaymentReceived(Operation):
    """The borrower paid."""

    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class CostsCharged(Operation):
    """Costs are asked of the borrower, with the oldest due date still unpaid."""

    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class CreditRefunded(Operation):
    """What the borrower had paid too much goes back."""

    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Paused(Operation):
    """`periods` due dates without principal are added; `interest` says what becomes of theirs."""

    periods: int
    interest: DeferredInterest | None = None


@dataclass(frozen=True, kw_only=True)
class DateMoved(Operation):
    """The next due date moves to `day`, and the later ones after it."""

    day: date


@dataclass(frozen=True, kw_only=True)
class TermsAdded(Operation):
    """So many periods more (fewer when negative)."""

    periods: int


@dataclass(frozen=True, kw_only=True)
class RateChanged(Operation):
    """Another annual rate, from the last due date on."""

    annual_rate: Decimal


@dataclass(frozen=True, kw_only=True)
class PartRepaid(Operation):
    """`amount` of principal comes back early, with its interest to the day."""

    amount: Decimal
    keep_duration: bool = True


@dataclass(frozen=True, kw_only=True)
class Repaid(Operation):
    """Everything comes back: `amount` is what was received, to the cent what was due."""

    amount: Decimal
    until_next_due: bool = False


@dataclass(frozen=True, kw_only=True)
class Accelerated(Operation):
    """All the principal to come is due: the notice that left on `notice_on` was not answered.

    `notice` says which paper it was.
    """

    notice_on: date
    notice: str


@dataclass(frozen=True, kw_only=True)
class Restructured(Operation):
    """Arrears are kept, given up or added to the principal, and what is left gets new terms.

    `waived` is principal not yet due that is given up; `periods` the due dates to come (as many
    as before when None); `deferred_periods` those of them without principal.
    """

    costs: Treatment = Treatment.KEEP
    interest: Treatment = Treatment.KEEP
    principal: Treatment = Treatment.KEEP
    waived: Decimal = ZERO
    periods: int | None = None
    annual_rate: Decimal | None = None
    deferred_periods: int = 0


@dataclass(frozen=True, kw_only=True)
class Converted(Operation):
    """`amount` of principal not yet due stays with the association, without right of return."""

    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class WrittenOff(Operation):
    """What is left is lost."""


@dataclass(frozen=True, kw_only=True)
class Reversed(Operation):
    """The operation `of` never happened: it was noted by mistake, or its payment came back."""

    of: str


KINDS: dict[str, type[Operation]] = {
    "opened": Opened,
    "tranche": TranchePaid,
    "fell_due": FellDue,
    "payment": PaymentReceived,
    "costs": CostsCharged,
    "refund": CreditRefunded,
    "pause": Paused,
    "new_date": DateMoved,
    "more_terms": TermsAdded,
    "new_rate": RateChanged,
    "part_repaid": PartRepaid,
    "repaid": Repaid,
    "accelerated": Accelerated,
    "restructured": Restructured,
    "converted": Converted,
    "written_off": WrittenOff,
    "reversed": Reversed,
}
