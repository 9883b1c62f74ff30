"""Random lives of loans, from a seed: what happens, in any order, to any kind of terms."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from levier.kernel.errors import DomainError
from levier.kernel.money import round_euro
from levier.rules.schedules import (
    DayCount,
    DeferredInterest,
    Method,
    NonWorkingDays,
    Remainder,
    ScheduleTerms,
    Stub,
)
from levier.rules.servicing.loan import Loan
from levier.rules.servicing.loan_money import payoff
from levier.rules.servicing.operations import (
    Accelerated,
    Converted,
    CostsCharged,
    CreditRefunded,
    DateMoved,
    FellDue,
    Opened,
    Operation,
    PartRepaid,
    Paused,
    PaymentReceived,
    RateChanged,
    Repaid,
    Restructured,
    Reversed,
    TermsAdded,
    TranchePaid,
    Treatment,
    WrittenOff,
)
from levier.rules.servicing.running_loan import replay

ANY_METHOD = tuple(m for m in Method if m != Method.IRREGULAR)  # no loan opens with it


def terms(rng: Random, *, plain: bool = False) -> ScheduleTerms:
    """Return any terms; plain ones are monthly, without deferral nor odd conventions."""
    start = date(2019, 1, 1) + timedelta(days=rng.randrange(2000))
    periods = rng.randint(2, 24)
    methods = (Method.ANNUITY, Method.CONSTANT_PRINCIPAL, Method.IN_FINE)
    method = rng.choice(methods if plain else ANY_METHOD)
    values = {
        "amount": round_euro(Decimal(rng.randint(50_000, 3_000_000)) / 100),
        "annual_rate": Decimal(rng.choice([0, 0, 150, 200, 350, 700])) / 10_000,
        "method": method,
        "start": start,
        "periods": periods,
    }
    if not plain:
        values |= _options(rng, method, values["amount"], start, periods)
    return ScheduleTerms(**values)


def _options(rng: Random, method: Method, amount: Decimal, start: date, periods: int) -> dict:
    bullet = method in (Method.BULLET_CAPITALISED, Method.BULLET_SIMPLE)
    options = {
        "months_per_period": rng.choice([1, 1, 1, 3]),
        "day_count": rng.choice(list(DayCount)),
        "remainder": rng.choice(list(Remainder)),
        "stub": rng.choice(list(Stub)),
        "non_working_days": rng.choice(list(NonWorkingDays)),
        "deferred_principal_periods": 0 if bullet else rng.randrange(periods),
        "deferred_interest_periods": 0 if bullet else rng.randrange(periods),
        "deferred_interest": rng.choice(list(DeferredInterest)),
    }
    if rng.random() < 0.3:
        options["first_due"] = start + timedelta(days=rng.randint(1, 80))
    if method == Method.CUSTOM_SHARES:
        even = Decimal(100 // periods)
        options["principal_shares"] = (*[even] * (periods - 1), 100 - even * (periods - 1))
    if method == Method.FIXED_INSTALMENT:
        options["fixed_instalment"] = round_euro(amount / rng.randint(1, periods))
    return options


class Life:
    """The operations of one loan, each kept only if the loan admits it."""

    def __init__(self, seed: int, *, plain: bool = False):
        self.rng = Random(seed)
        self.plain = plain
        first = terms(self.rng, plain=plain)
        opened = Opened(key="0", on=first.start, terms=first, granted=first.amount * 2)
        self.operations: list[Operation] = [opened]
        self.day = first.start
        self.refusals = 0

    def step(self) -> Loan | None:
        """Try one more operation; return the loan when it was admitted."""
        self.day += timedelta(days=self.rng.choice([0, 1, 7, 20, 31, 31, 45]))
        loan = replay(self.operations, self.day)
        operation = self._any(loan)
        try:
            after = replay([*self.operations, operation])
        except DomainError:
            self.refusals += 1
            return None
        self.operations.append(operation)
        return after

    def _any(self, loan: Loan) -> Operation:
        rng = self.rng
        about = {"key": str(len(self.operations)), "on": self.day}
        makers = [self._payment] * 6 + [self._change] * 3 + [self._early]
        if not self.plain:
            makers += [self._odd] * 2 + [self._reversal, self._accelerated]
        return rng.choice(makers)(loan, about)

    def _payment(self, loan: Loan, about: dict) -> Operation:
        owed = loan.arrears()
        amount = self.rng.choice([owed, owed / 2, owed + 10, Decimal("12.34")])
        if self.rng.random() < 0.2:
            about = about | {"on": self.day - timedelta(days=self.rng.randint(0, 5))}
        return PaymentReceived(amount=round_euro(amount) or Decimal("5"), **about)

    def _change(self, loan: Loan, about: dict) -> Operation:
        rng = self.rng
        kinds = [
            lambda: TermsAdded(periods=rng.choice([-2, 1, 3, 6]), **about),
            lambda: RateChanged(annual_rate=Decimal(rng.choice([0, 100, 400])) / 10_000, **about),
            lambda: TranchePaid(amount=Decimal(rng.randint(100, 50_000)) / 100, **about),
        ]
        if self.plain:
            kinds.append(lambda: Paused(periods=rng.randint(1, 4), **about))
        else:
            interest = rng.choice([None, *DeferredInterest])
            moved = self.day + timedelta(days=rng.randint(0, 60))
            kinds += [
                lambda: Paused(periods=rng.randint(1, 4), interest=interest, **about),
                lambda: DateMoved(day=moved, **about),
                lambda: self._restructured(about),
            ]
        return rng.choice(kinds)()

    def _restructured(self, about: dict) -> Operation:
        rng = self.rng
        return Restructured(
            costs=rng.choice(list(Treatment)),
            interest=rng.choice(list(Treatment)),
            principal=rng.choice(list(Treatment)),
            waived=Decimal(rng.choice([0, 0, 10, 500])),
            periods=rng.choice([None, 3, 12]),
            annual_rate=rng.choice([None, Decimal("0.01")]),
            deferred_periods=rng.choice([0, 0, 2]),
            **about,
        )

    def _early(self, loan: Loan, about: dict) -> Operation:
        if self.rng.random() < 0.15:
            try:
                return Repaid(amount=payoff(loan, self.day).total, **about)
            except DomainError:
                return FellDue(**about)
        share = Decimal(self.rng.randint(1, 60)) / 100
        keeps = self.rng.random() < 0.5
        amount = round_euro(loan.outstanding * share)
        return PartRepaid(amount=amount, keep_duration=keeps, **about)

    def _odd(self, loan: Loan, about: dict) -> Operation:
        roll = self.rng.random()
        if roll < 0.05:
            return WrittenOff(**about)
        if roll < 0.15:
            share = Decimal(self.rng.choice([10, 50, 100])) / 100
            return Converted(amount=round_euro(loan.outstanding * share), **about)
        if roll < 0.4:
            return CreditRefunded(amount=loan.credit, **about)
        return CostsCharged(amount=Decimal("7.50"), **about)

    def _accelerated(self, loan: Loan, about: dict) -> Operation:
        sent_on = self.day - timedelta(days=self.rng.randint(0, 30))
        return Accelerated(notice_on=sent_on, notice="lettre recommandée", **about)

    def _reversal(self, loan: Loan, about: dict) -> Operation:
        return Reversed(of=self.rng.choice(self.operations).key, **about)
