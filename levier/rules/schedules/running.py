"""A loan that runs line by line: what is due, what is exact, what waits."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from levier.kernel.money import ZERO
from levier.rules.schedules.periods import Period, opening_stub, periods_of
from levier.rules.schedules.terms import (
    DeferredInterest,
    Method,
    Remainder,
    ScheduleTerms,
)

ONE = Decimal(1)


class Instalment(NamedTuple):
    """One line, in euros. `due_on` is the day of collection, `contractual_on` the contract's."""

    rank: int
    due_on: date
    principal: Decimal
    interest: Decimal
    total: Decimal
    balance_after: Decimal
    contractual_on: date


def line_of(period: Period, principal: Decimal, interest: Decimal, left: Decimal) -> Instalment:
    """Return the line of a period, collected on its contractual day."""
    day = period.due_on
    return Instalment(period.rank, day, principal, interest, principal + interest, left, day)


class Drift:
    """Rounds interest; when carried, gives back each whole cent that rounding has kept.

    A third of a cent three times is not quite a cent: it is given back with the fourth.
    """

    def __init__(self, terms: ScheduleTerms) -> None:
        self._quantum, self._mode = terms.quantum, terms.rounding.mode
        self._kept = ZERO
        self._is_carried = terms.remainder == Remainder.CARRIED
        # what is fixed is what is paid, so that its principal is what the interest paid leaves
        self._takes_exact = self._is_carried and terms.method != Method.FIXED_INSTALMENT

    def rounded(self, exact: Decimal) -> Decimal:
        """Return the interest of a line."""
        found = exact.quantize(self._quantum, rounding=self._mode)
        if not self._is_carried:
            return found
        self._kept += exact - found
        if abs(self._kept) >= self._quantum:
            given = self._quantum if self._kept > 0 else -self._quantum
            self._kept -= given
            found += given
        return found


class Running:
    """The state of a loan between two lines.

    `balance` is what the lines leave; `exact` what an unrounded loan would leave, and on which
    interest runs when the remainder is carried (otherwise both are the same).
    """

    def __init__(self, terms: ScheduleTerms, periods: list[Period], first_extra: Decimal) -> None:
        self.terms, self.periods = terms, periods
        self.balance = self.exact = self._accrued = ZERO
        self.waiting = terms.waiting_interest
        self.last = terms.periods or 0
        self.first_extra = first_extra
        self.instalment: Decimal | None = None
        self._drift = Drift(terms)
        self._waits_until = terms.deferred_principal_periods
        self._defers_until = terms.deferred_interest_periods
        self._is_carried = terms.remainder == Remainder.CARRIED
        # what is fixed is what is paid, so that its principal is what the interest paid leaves
        self._takes_exact = self._is_carried and terms.method != Method.FIXED_INSTALMENT
        self._principal: Callable[[Period, Decimal], Decimal] = {
            Method.ANNUITY: self._of_annuity,
            Method.CONSTANT_PRINCIPAL: self._of_equal_parts,
            Method.IN_FINE: self._of_nothing,
            Method.CUSTOM_SHARES: self._of_shares,
            Method.FIXED_INSTALMENT: self._of_fixed,
        }[terms.method]

    def interest_only(self, stub: Period) -> Instalment:
        """Return the line 0: the interest of the days before the first full period."""
        self._draw(stub.opening_draw)
        interest = self.terms.rounded(stub.accrued(self.balance))
        self._draw(sum((amount for amount, _ in stub.draws), ZERO))
        return line_of(stub, ZERO, interest, self.balance)

    def line(self, period: Period) -> Instalment:
        """Return the next line, and move to it."""
        if period.opening_draw:
            self._draw(period.opening_draw)
        exact = self._accrued = period.accrued(self.exact)
        interest = self._drift.rounded(exact)
        for amount, _ in period.draws:
            self._draw(amount)
        principal = self._repaid(period, exact if self._takes_exact else interest)
        if period.rank <= self._defers_until or self.waiting:
            interest, added = self._settled(period.rank, interest)
            principal -= added
        self.balance -= principal
        if not self._is_carried:
            self.exact = self.balance
        return line_of(period, principal, interest, self.balance)

    def is_over(self, period: Period) -> bool:
        """Tell whether nothing is due after `period`: a fixed instalment stops there.

        A tranche to come, or interest that a deferral keeps waiting, is still to be paid.
        """
        return (
            self.terms.method == Method.FIXED_INSTALMENT
            and not self.balance
            and not self.waiting
            and self.terms.drawn[-1].day < period.due_on
        )

    def _draw(self, amount: Decimal) -> None:
        """Add what is drawn; the instalment is then computed again."""
        self.balance += amount
        self.exact += amount
        self.instalment = None

    def _repaid(self, period: Period, interest: Decimal) -> Decimal:
        """Return the principal of a line, and take it from the exact balance."""
        rank = period.rank
        if rank <= self._waits_until:
            return ZERO
        if rank == self.last:
            return self.balance
        exact = self._principal(period, interest)
        if self.first_extra and rank == self._waits_until + 1:
            exact += self.first_extra
        if exact < 0:
            exact = ZERO
        if exact >= self.exact:  # never more than is due: the last of it takes what rounding left
            self.exact = ZERO
            return self.balance
        if self._is_carried:
            self.exact -= exact
            exact = self.terms.rounded(exact)
        return exact if exact <= self.balance else self.balance

    def _settled(self, rank: int, interest: Decimal) -> tuple[Decimal, Decimal]:
        """Return the interest of a line, and what of it a deferral adds to the principal.

        Interest that waits is collected with the first line after the deferral.
        """
        terms = self.terms
        if rank > terms.deferred_interest_periods:
            paid, self.waiting = interest + self.waiting, ZERO
            return paid, ZERO
        if terms.deferred_interest == DeferredInterest.WAIVED:
            return ZERO, ZERO
        if terms.deferred_interest == DeferredInterest.CAPITALISED:
            return self._capitalised(rank, interest)
        self.waiting += interest
        if rank == self.last:
            return self.waiting, ZERO
        return ZERO, ZERO

    def _capitalised(self, rank: int, interest: Decimal) -> tuple[Decimal, Decimal]:
        """Interest is added to the principal; on the last line it is paid with it."""
        if rank == self.last:
            return interest, ZERO
        if self._is_carried:
            self.exact += interest
        self.instalment = None
        return interest, interest

    # What each method repays -----------------------------------------------------------------

    def _of_annuity(self, period: Period, interest: Decimal) -> Decimal:
        if self.instalment is None:
            level = (self.exact + self._accrued) / self._due_factor(period.rank)
            self.instalment = level if self._is_carried else self._leveled(level)
        return self.instalment - interest

    def _due_factor(self, rank: int) -> Decimal:
        """Return what one euro on each line from `rank` on is worth on the day of that line."""
        factor = ONE
        for period in reversed(self.periods[rank:]):
            factor = ONE + factor / (ONE + period.rate)
        return factor

    def _leveled(self, instalment: Decimal) -> Decimal:
        step = self.terms.instalment_multiple_of
        if step is None:
            return self.terms.rounded(instalment)
        return (instalment / step).quantize(ONE, rounding=self.terms.rounding.mode) * step

    def _of_equal_parts(self, period: Period, interest: Decimal) -> Decimal:
        if self.instalment is None:
            part = self.exact / (self.last - period.rank + 1)
            self.instalment = part if self._is_carried else self.terms.rounded(part)
        return self.instalment

    def _of_nothing(self, period: Period, interest: Decimal) -> Decimal:
        return ZERO

    def _of_shares(self, period: Period, interest: Decimal) -> Decimal:
        """The share of the amount; after a later tranche, that of what is still due."""
        shares = self.terms.principal_shares
        if self.instalment is None:
            left = sum(shares[period.rank - 1 :], ZERO)
            self.instalment = self.exact / left if left else ZERO
        part = self.instalment * shares[period.rank - 1]
        return part if self._is_carried else self.terms.rounded(part)

    def _of_fixed(self, period: Period, interest: Decimal) -> Decimal:
        return (self.terms.fixed_instalment or ZERO) - interest


def bullet_lines(terms: ScheduleTerms) -> list[Instalment]:
    """Return the lines of a single payment: nothing until the last, which pays everything."""
    return [
        line_of(period, principal, waiting, ZERO)
        if period.rank == terms.periods
        else line_of(period, ZERO, ZERO, principal)
        for period, principal, waiting in _bullet_periods(terms)
    ]


def _bullet_periods(terms: ScheduleTerms) -> Iterator[tuple[Period, Decimal, Decimal]]:
    """Yield each period of a single payment, its principal and the interest that waits."""
    drift, principal, waiting = Drift(terms), ZERO, terms.waiting_interest
    compounds = terms.method == Method.BULLET_CAPITALISED
    for period in periods_of(terms):
        principal += period.opening_draw
        base = principal + waiting if compounds else principal
        waiting += drift.rounded(period.accrued(base))
        principal += sum((amount for amount, _ in period.draws), ZERO)
        yield period, principal, waiting


def interest_waiting(terms: ScheduleTerms, count: int) -> Decimal:
    """Return the interest (euros) that runs but is not yet collected after `count` lines."""
    if not count or terms.method == Method.FLAT:
        return terms.waiting_interest
    if terms.is_bullet:
        return [waiting for _, _, waiting in _bullet_periods(terms)][count - 1]
    running = Running(terms, periods_of(terms), ZERO)
    if (stub := opening_stub(terms)) is not None:
        running.interest_only(stub)
    for period in running.periods[:count]:
        running.line(period)
    return running.waiting
