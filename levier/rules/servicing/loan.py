"""A loan as its operations leave it: its versions, what is due, what was cleared, its entries.

Every amount is in euros. The balances follow double entry: what an operation posts is what it
changes here, so that the loan's account always equals its outstanding principal.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from levier.kernel.french import numeric_date
from levier.kernel.money import ZERO
from levier.rules.accounting.entries import Posting
from levier.rules.schedules import Instalment, ScheduleTerms, build_schedule
from levier.rules.servicing.allocation import Component, Due, after, allocate


class LoanAccount(StrEnum):
    """The part that an account plays; the house's chart says its number."""

    BANK = "bank"
    LOAN = "loan"
    INTEREST_DUE = "interest_due"
    INTEREST_INCOME = "interest_income"
    COSTS_DUE = "costs_due"
    COSTS_INCOME = "costs_income"
    CREDIT = "credit"  # paid in advance, owed to the borrower
    CONVERTED = "converted"  # left to the association without right of return
    LOSS = "loss"
    RECOVERY = "recovery"  # received once written off


ASKED = {
    Component.COSTS: LoanAccount.COSTS_DUE,
    Component.INTEREST: LoanAccount.INTEREST_DUE,
    Component.PRINCIPAL: LoanAccount.LOAN,
}


class Way(StrEnum):
    """How a part of a due date was cleared."""

    PAID = "paid"
    WAIVED = "waived"
    CAPITALISED = "capitalised"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a version. `number` never changes once the line is kept."""

    number: int
    due_on: date
    contractual_on: date
    principal: Decimal
    interest: Decimal
    balance_after: Decimal
    is_early: bool = False  # an early repayment or an acceleration, not a day of the contract

    @property
    def total(self) -> Decimal:
        """What the line asks for."""
        return self.principal + self.interest


@dataclass(frozen=True, slots=True)
class Version:
    """A schedule, its rank from 1, the day and the operation that made it."""

    rank: int
    since: date
    by: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What an operation cleared of one component of one line (euros)."""

    by: str
    on: date
    number: int
    component: Component
    amount: Decimal
    way: Way


@dataclass(frozen=True, slots=True)
class LoanEntry:
    """One balanced entry that an operation posts; `name` tells those of one operation apart."""

    by: str
    name: str
    day: date
    label: str
    postings: tuple[Posting, ...]


Moves = Sequence[tuple[LoanAccount, Decimal]]


@dataclass(slots=True)
class Loan:
    """The state of a loan. Built by `running_loan.replay` only; read it, never write it."""

    opened_on: date | None = None
    granted: Decimal = ZERO
    drawn: Decimal = ZERO
    terms: ScheduleTerms | None = None  # of the lines after `done`
    plan: tuple[Instalment, ...] = ()  # the schedule of these terms
    done: int = 0  # lines kept from earlier terms
    fallen: int = 0  # lines already due
    lines: tuple[Line, ...] = ()
    dues: dict[int, Due] = field(default_factory=dict)
    credit: Decimal = ZERO
    today: date = date.min
    changed_on: date = date.min
    restructured_on: date | None = None
    accelerated_on: date | None = None
    ended_terms: ScheduleTerms | None = None  # by an acceleration: a restructuring starts from them
    written_off_on: date | None = None
    versions: list[Version] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    entries: list[LoanEntry] = field(default_factory=list)
    balances: dict[LoanAccount, Decimal] = field(default_factory=dict)

    # What it says -----------------------------------------------------------------------------

    @property
    def outstanding(self) -> Decimal:
        """The principal still owed, due or not."""
        return self.balances.get(LoanAccount.LOAN, ZERO)

    @property
    def to_come(self) -> tuple[Line, ...]:
        """The lines not yet due."""
        return self.lines[self.fallen :]

    @property
    def kept(self) -> tuple[Instalment, ...]:
        """The lines of the terms in force that are already due."""
        return self.plan[: self.fallen - self.done]

    @property
    def is_closed(self) -> bool:
        """True when nothing is due and nothing will be."""
        return self.opened_on is not None and not self.to_come and not self.dues

    def arrears(self, component: Component | None = None) -> Decimal:
        """Return what is due and unpaid, of one component or of all."""
        dues = self.dues.values()
        return sum((d.of(component) if component else d.total for d in dues), ZERO)

    def asked_of(self, line: Line) -> Due:
        """Return what a line still asks for: all of it while it is to come."""
        if line.number > self.fallen:
            return due_of(line)
        return self.dues.get(line.number) or Due(key=_key(line.number), due_on=line.due_on)

    def snapshot(self) -> "Loan":
        """Return the loan as it stands, its entries aside: what comes later will not change it."""
        return replace(
            self, dues=dict(self.dues), versions=list(self.versions), parts=list(self.parts),
            entries=[], balances=dict(self.balances),
        )  # fmt: skip

    # How it moves -----------------------------------------------------------------------------

    def bring_to(self, day: date, by: str) -> None:
        """Let every line due on or before `day` fall due."""
        while self.to_come and self.to_come[0].due_on <= day:
            self._fall(self.to_come[0], by)
        self.today = max(self.today, day)

    def _fall(self, line: Line, by: str) -> None:
        self.fallen += 1
        due = due_of(line)
        capitalised = line.interest - due.interest
        self.post(
            by, f"due:{line.number}", line.due_on,
            f"Échéance du {numeric_date(line.contractual_on)}, intérêts",
            [
                (LoanAccount.LOAN, capitalised),
                (LoanAccount.INTEREST_DUE, due.interest),
                (LoanAccount.INTEREST_INCOME, -line.interest),
            ],
        )  # fmt: skip
        if due.total:
            self.dues[line.number] = due
            day = numeric_date(line.contractual_on)
            label = f"Avance imputée sur l’échéance du {day}"
            self.use_credit(by, f"credit:{line.number}", line.due_on, label)

    def use_credit(self, by: str, name: str, on: date, label: str) -> None:
        """Put what was paid in advance against what is due."""
        if not self.credit:
            return
        moves = self.clear(self.credit, by, on)
        used = -sum((amount for _, amount in moves), ZERO)
        self.credit -= used
        moves.append((LoanAccount.CREDIT, used))
        self.post(by, name, on, label, moves)

    def clear(self, amount: Decimal, by: str, on: date) -> list[tuple[LoanAccount, Decimal]]:
        """Put money against what is due, the oldest first; return what it moves (credits)."""
        dues = list(self.dues.values())
        found = allocate(amount, dues, max((due.due_on for due in dues), default=on))
        self.dues = {int(due.key): due for due in after(dues, found)}
        self.parts += [
            Part(by, on, int(each.key), each.component, each.amount, Way.PAID)
            for each in found.cleared
        ]
        return [(ASKED[each.component], -each.amount) for each in found.cleared]

    def strike(self, component: Component, way: Way, by: str, on: date) -> Decimal:
        """Clear one component of every due date without money; return how much."""
        left: dict[int, Due] = {}
        struck = ZERO
        for number, due in self.dues.items():
            amount = due.of(component)
            if amount:
                self.parts.append(Part(by, on, number, component, amount, way))
                struck += amount
            other = {c.value: due.of(c) for c in Component if c != component}
            rest = Due(key=due.key, due_on=due.due_on, **other)
            if rest.total:
                left[number] = rest
        self.dues = left
        return struck

    def follow(self, terms: ScheduleTerms | None, by: str, on: date, *early: Line) -> None:
        """Take a new version: the lines already due stay, then come those of `terms`."""
        kept = (*self.lines[: self.fallen], *early)
        self.terms, self.done, self.changed_on = terms, len(kept), on
        self.ended_terms = None
        self.plan = build_schedule(terms).instalments if terms else ()
        self.lines = (*kept, *_numbered(self.plan, len(kept)))
        self.versions.append(Version(len(self.versions) + 1, on, by, self.lines))

    def post(self, by: str, name: str, day: date, label: str, moves: Moves) -> None:
        """Post one entry, its moves summed by account; nothing when nothing moves."""
        nets: dict[LoanAccount, Decimal] = {}
        for account, amount in moves:
            nets[account] = nets.get(account, ZERO) + amount
        for account, amount in nets.items():
            self.balances[account] = self.balances.get(account, ZERO) + amount
        postings = postings_of(nets.items())
        if postings:
            self.entries.append(LoanEntry(by, name, day, label, postings))


def due_of(line: Line) -> Due:
    """Return what a line asks for; interest that it adds to the principal is not asked for."""
    added = max(-line.principal, ZERO)
    return Due(
        key=_key(line.number),
        due_on=line.due_on,
        interest=line.interest - added,
        principal=max(line.principal, ZERO),
    )


def postings_of(nets: Iterable[tuple[LoanAccount, Decimal]]) -> tuple[Posting, ...]:
    """Return the postings of net moves, debits first, in the order of the accounts."""
    order = list(LoanAccount)
    moved = sorted(((a, n) for a, n in nets if n), key=lambda each: order.index(each[0]))
    debits = [Posting(account.value, debit=net) for account, net in moved if net > 0]
    credits = [Posting(account.value, credit=-net) for account, net in moved if net < 0]
    return (*debits, *credits)


def _numbered(plan: Sequence[Instalment], after_line: int) -> tuple[Line, ...]:
    return tuple(
        Line(
            number, each.due_on, each.contractual_on, each.principal, each.interest,
            each.balance_after,
        )
        for number, each in enumerate(plan, start=after_line + 1)
    )  # fmt: skip


def _key(number: int) -> str:
    """Return a line's number as text that sorts as it does."""
    return f"{number:05d}"
