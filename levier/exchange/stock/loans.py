"""The loan of a row of a stock: its terms, what was paid on it, what it owes on a day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from levier.accounts.models import Organisation
from levier.exchange.rows.stock import CommitmentRow, PaidRow
from levier.exchange.stock.plans import CommitmentPlan, LoanPlan, key_of
from levier.exchange.stock.reading import StockRows
from levier.kernel.errors import DomainError
from levier.kernel.money import ZERO
from levier.portfolio.models import Commitment
from levier.portfolio.states import State
from levier.rules.schedules import DeferredInterest, Method, ScheduleTerms
from levier.rules.servicing.operations import (
    Opened,
    Operation,
    PartRepaid,
    PaymentReceived,
    Repaid,
    Reversed,
)
from levier.rules.servicing.running_loan import replay
from levier.servicing.models import RunningLoan
from levier.servicing.services import operations_of

Received = PaymentReceived | PartRepaid | Repaid
COLUMNS = {"method": "method", "period": "months_per_period", "first_due": "first_due"}
"""What only the schedule holds: the rest of its terms is compared on the commitment."""


def terms_in_file(row: CommitmentRow, kind: str, known: Commitment | None) -> ScheduleTerms | None:
    """Return the terms that a row gives, its blanks filled by what Levier holds.

    None before the set-up, or without a duration: there is no schedule then.
    """
    agreed = getattr(known, "financing", None)
    start = row.set_up_on or (known.set_up_on if known else None)
    months = row.months or (agreed.months if agreed else None)
    if start is None or not months or row.amount is None:
        return None
    rate, waiting, step = row.annual_rate, row.deferral_months, row.period or 1
    if agreed is not None:
        rate = agreed.annual_rate if rate is None else rate
        waiting = agreed.deferral_months if waiting is None else waiting
    return ScheduleTerms(
        amount=row.amount,
        annual_rate=rate or ZERO,
        method=row.method or (Method.ANNUITY if kind == "loan" else Method.IN_FINE),
        start=start,
        periods=months // step,
        months_per_period=step,
        first_due=row.first_due,
        deferred_principal_periods=(waiting or 0) // step,
        deferred_interest_periods=(waiting or 0) // step if row.deferred_interest else 0,
        deferred_interest=row.deferred_interest or DeferredInterest.COLLECTED_AFTER,
    )


def plan_loan(
    stock: StockRows,
    plan: CommitmentPlan,
    house: Organisation,
    terms: ScheduleTerms,
    rows: list[PaidRow],
) -> LoanPlan:
    """Return what a loan lacks: its opening, payments.

    What it holds otherwise is a conflict; terms that make no schedule are a fault of `stock`.
    """
    held = _operations_held(plan.known)
    opened = next((one for one in held if isinstance(one, Opened)), None)
    found = LoanPlan(terms, None)
    if opened is not None:
        found = replace(found, terms=opened.terms)
        _compare_terms(plan, opened.terms)
    else:
        key = str(key_of(house, plan.row.number, "opened"))
        _refuse_state(plan)
        found.opening = Opened(key=key, on=terms.start, terms=terms, granted=terms.amount)
    found.payments = _payments(plan, house, held, rows)
    operations = [*held, *([found.opening] if found.opening else []), *found.payments]
    try:
        replay(operations)
        _compare_owed(plan, operations)
    except DomainError as refusal:
        if opened is not None:
            plan.clash(plan.row, "number", str(refusal))
        else:
            stock.fault(plan.row, "number", f"Échéancier impossible\u00a0: {refusal}")
    return found


def _operations_held(known: Commitment | None) -> list[Operation]:
    loan = RunningLoan.objects.filter(commitment=known).first() if known else None
    return operations_of(loan) if loan else []


def _refuse_state(plan: CommitmentPlan) -> None:
    """A commitment that Levier holds otherwise than set up, or about to be, opens no schedule."""
    if plan.known is not None and plan.known.state not in (State.OPEN, State.SET_UP):
        plan.clash(plan.row, "set_up_on", plan.known.get_state_display())


def _compare_terms(plan: CommitmentPlan, held: ScheduleTerms) -> None:
    for name, attribute in COLUMNS.items():
        current = getattr(held, attribute)
        if getattr(plan.row, name) not in (None, current):
            plan.clash(plan.row, name, current)
    interest = held.deferred_interest if held.deferred_interest_periods else None
    if plan.row.deferred_interest not in (None, interest):
        plan.clash(plan.row, "deferred_interest", interest)


def _payments(
    plan: CommitmentPlan, house: Organisation, held: Sequence[Operation], rows: list[PaidRow]
) -> list[PaymentReceived]:
    """Return the payments of the sheet that Levier does not hold, day by day.

    A payment of the same day and amount is the same, whoever noted it.
    """
    gone = {one.of for one in held if isinstance(one, Reversed)}
    received = [one for one in held if isinstance(one, Received)]
    new: list[PaymentReceived] = []
    for day in sorted({one.on for one in received} | {row.on for row in rows if row.on}):
        new += _payments_of_day(
            plan,
            house,
            [one for one in received if one.on == day],
            gone,
            [row for row in rows if row.on == day],
        )
    return new


def _payments_of_day(
    plan: CommitmentPlan,
    house: Organisation,
    held: list[Received],
    gone: set[str],
    rows: list[PaidRow],
) -> list[PaymentReceived]:
    standing = [one for one in held if one.key not in gone]
    unmatched: list[PaidRow] = []
    for row in rows:
        same = next((one for one in standing if one.amount == row.amount), None)
        if same is None:
            unmatched.append(row)
        else:
            standing.remove(same)
            plan.is_there(row.sheet)
    taken = {_key(plan, house, one.on, rank) for rank, one in enumerate(held, start=1)}
    reversed_ones = [one for one in held if one.key in gone]
    new: list[PaymentReceived] = []
    for row in unmatched:
        if standing:
            plan.clash(row, "amount", standing.pop(0).amount)
        elif reversed_ones:
            reversed_ones.pop(0)
            plan.clash(row, "amount", "annulée dans Levier")
        else:
            key = _key(plan, house, row.on, len(held) + len(new) + 1)
            new.append(PaymentReceived(key=key, on=row.on, amount=row.amount))
    for one in standing:
        if one.key in taken:
            plan.lost(one.on, one.amount)
    return new


def _key(plan: CommitmentPlan, house: Organisation, on: date | None, rank: int) -> str:
    return str(key_of(house, plan.row.number, "paid", on, rank))


def _compare_owed(plan: CommitmentPlan, operations: Sequence[Operation]) -> None:
    row = plan.row
    if row.owed is None or row.owed_on is None:
        return
    loan = replay([one for one in operations if one.on <= row.owed_on], row.owed_on)
    if loan.outstanding != row.owed:
        plan.clash(row, "owed", loan.outstanding)
