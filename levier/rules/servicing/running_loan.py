"""A loan is its operations: played again, they give its versions, its dues and its entries.

The same machine says what is written and what a preview shows. Rules and examples:
docs/rules/prets-en-cours.md.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from levier.kernel.errors import DomainError
from levier.kernel.french import numeric_date
from levier.kernel.money import ZERO
from levier.rules.servicing import loan_money as money
from levier.rules.servicing import loan_terms as terms
from levier.rules.servicing.acceleration import accelerate
from levier.rules.servicing.loan import Loan, LoanAccount, Version
from levier.rules.servicing.operations import (
    Accelerated,
    Converted,
    CostsCharged,
    CreditRefunded,
    DateMoved,
    FellDue,
    Opened,
    Operation,
    OperationRefused,
    PartRepaid,
    Paused,
    PaymentReceived,
    RateChanged,
    Repaid,
    Restructured,
    Reversed,
    TermsAdded,
    TranchePaid,
    WrittenOff,
)

NOBODY = ""  # what time alone does is nobody's operation

HANDLERS: dict[type[Operation], Callable[[Loan, Any], None]] = {
    Opened: money.open_loan,
    TranchePaid: money.pay_tranche,
    FellDue: lambda loan, operation: None,
    PaymentReceived: money.receive,
    CostsCharged: money.charge_costs,
    CreditRefunded: money.refund,
    Paused: terms.put_on_hold,
    DateMoved: terms.move_date,
    TermsAdded: terms.change_duration,
    RateChanged: terms.change_annual_rate,
    PartRepaid: money.repay_in_part,
    Repaid: money.repay,
    Accelerated: accelerate,
    Restructured: terms.restructure_loan,
    Converted: terms.convert,
    WrittenOff: money.write_off,
}
CHANGES = (
    TranchePaid, Paused, DateMoved, TermsAdded, RateChanged, PartRepaid, Repaid, Accelerated,
    Restructured, Converted, WrittenOff,
)  # fmt: skip


def replay(operations: Sequence[Operation], on: date | None = None) -> Loan:
    """Return the loan that these operations make, in the order in which they were noted.

    `on` lets what is due by that day fall due, without an operation. Errors: OperationRefused,
    ChangeRefused, InvalidTerms: of the first operation that the loan does not admit.
    """
    loan = Loan()
    for after in played(operations):
        loan = after
    if on is not None:
        loan.bring_to(on, NOBODY)
    return loan


def played(operations: Sequence[Operation]) -> Iterator[Loan]:
    """Yield the loan after each operation: read it at once, the next operation moves it on.

    Errors: those of `replay`, at the operation that the loan does not admit.
    """
    loan, gone, before = Loan(), set[str](), list[Loan]()
    for rank, operation in enumerate(operations):
        before.append(loan.snapshot())
        if isinstance(operation, Reversed):
            loan = _reversed(loan, operations[:rank], operation, gone, before)
        else:
            _apply(loan, operation)
        yield loan


def _apply(loan: Loan, operation: Operation) -> None:
    """Bring the loan to the day of an operation, then let it act."""
    opened_on = loan.opened_on
    if not isinstance(operation, Opened):
        if opened_on is None:
            raise OperationRefused(reason="Ce prêt n’est pas débloqué.")
        if operation.on < opened_on:
            raise OperationRefused(
                reason=f"Le prêt court depuis le {numeric_date(opened_on)}\u00a0: datez "
                "l’opération de ce jour ou d’après."
            )
    loan.bring_to(operation.on, operation.key)
    if isinstance(operation, CHANGES):
        terms.refuse_before_what_is_done(loan, operation)
    HANDLERS[type(operation)](loan, operation)
    loan.bring_to(operation.on, operation.key)


def _reversed(
    loan: Loan,
    earlier: Sequence[Operation],
    operation: Reversed,
    gone: set[str],
    before: list[Loan],
) -> Loan:
    """Return the loan without an operation: what differs is posted on the day of the reversal.

    The later operations are played again: a payment that followed may then clear other lines.
    `before` holds the loan as each operation found it, and is brought up to date.
    """
    ranks = [rank for rank, each in enumerate(earlier) if each.key == operation.of]
    if not ranks or isinstance(earlier[ranks[0]], Reversed | FellDue):
        raise OperationRefused(reason="Cette opération ne s’annule pas.")
    target = earlier[ranks[0]]
    if target.key in gone:
        raise OperationRefused(reason="Cette opération est déjà annulée.")
    if operation.on < target.on:
        raise OperationRefused(
            reason=f"L’opération est du {numeric_date(target.on)}\u00a0: son annulation la suit."
        )
    gone.add(target.key)
    fresh = _played_again(earlier, ranks[0], gone, before)
    for each in (loan, fresh):
        each.bring_to(operation.on, operation.key)
    fresh.entries = loan.entries
    _post_the_difference(loan, fresh, operation)
    _keep_the_versions(loan, fresh, operation)
    return fresh


def _played_again(
    earlier: Sequence[Operation], first: int, gone: set[str], before: list[Loan]
) -> Loan:
    """Play operations again from `first` on, without some. Errors: OperationRefused, naming what
    rests on them.
    """
    fresh = before[first].snapshot()
    for rank, operation in enumerate(earlier[first:], start=first):
        before[rank] = fresh.snapshot()
        if operation.key in gone or isinstance(operation, Reversed | FellDue):
            if fresh.opened_on is not None:
                fresh.bring_to(operation.on, operation.key)
            continue
        try:
            _apply(fresh, operation)
        except DomainError as refusal:
            raise OperationRefused(
                reason=f"L’opération du {numeric_date(operation.on)} en dépend\u00a0: annulez-la "
                f"d’abord. ({refusal})"
            ) from refusal
    return fresh


def _post_the_difference(loan: Loan, fresh: Loan, operation: Reversed) -> None:
    wanted = fresh.balances
    fresh.balances = dict(loan.balances)
    moves: list[tuple[LoanAccount, Decimal]] = [
        (account, wanted.get(account, ZERO) - loan.balances.get(account, ZERO))
        for account in LoanAccount
    ]
    fresh.post(operation.key, "", operation.on, "Annulation", moves)


def _keep_the_versions(loan: Loan, fresh: Loan, operation: Reversed) -> None:
    """Keep the versions that were, and add the one that the reversal makes when lines differ."""
    fresh.versions = list(loan.versions)
    if fresh.lines != loan.lines:
        rank = len(loan.versions) + 1
        fresh.versions.append(Version(rank, operation.on, operation.key, fresh.lines))
