"""What the body that writes a loan off, or restructures it, rules on: amounts, in euros."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from levier.kernel.money import ZERO
from levier.rules.servicing.allocation import Component
from levier.rules.servicing.loan import Loan, LoanAccount


@dataclass(frozen=True, slots=True)
class Stake:
    """What an operation puts at stake: all that the loan still owes, and what of it is given up."""

    owed: Decimal
    given_up: Decimal


def owed_of(loan: Loan) -> Decimal:
    """Return all that a loan owes: the principal, due or to come, the interest and costs due."""
    return loan.outstanding + loan.arrears() - loan.arrears(Component.PRINCIPAL)


def stake_of(before: Loan, after: Loan) -> Stake:
    """Return what is at stake between a loan before and after an operation of the same day."""
    lost = after.balances.get(LoanAccount.LOSS, ZERO) - before.balances.get(LoanAccount.LOSS, ZERO)
    return Stake(owed=owed_of(before), given_up=lost)


def given_up_by(loan: Loan, keys: Collection[str]) -> Decimal:
    """Return what the operations of these keys gave up on a loan."""
    lost = ZERO
    for entry in loan.entries:
        if entry.by in keys:
            losses = (p for p in entry.postings if p.account == LoanAccount.LOSS)
            lost += sum((p.debit - p.credit for p in losses), ZERO)
    return lost
