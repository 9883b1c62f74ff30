"""Money of a loan that runs: tranches out, payments in, costs, early repayments, losses."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from levier.kernel.french import euros, numeric_date
from levier.kernel.money import ZERO
from levier.rules.schedules import Method, ScheduleTerms
from levier.rules.schedules.accrual import first_due
from levier.rules.schedules.changes import (
    interest_of_part,
    lend_more,
    remaining,
    repay_part,
    settle_on,
)
from levier.rules.servicing.allocation import Component
from levier.rules.servicing.loan import Line, Loan, LoanAccount, Way
from levier.rules.servicing.operations import (
    Accelerated,
    CostsCharged,
    CreditRefunded,
    Opened,
    OperationRefused,
    PartRepaid,
    PaymentReceived,
    Repaid,
    TranchePaid,
    WrittenOff,
)


@dataclass(frozen=True, slots=True)
class Payoff:
    """What pays a loan off on a day, in euros: arrears, principal and interest, less the credit."""

    arrears: Decimal
    principal: Decimal
    interest: Decimal
    credit: Decimal

    @property
    def total(self) -> Decimal:
        """The amount to receive; zero when what the borrower paid in advance covers it."""
        return max(self.arrears + self.principal + self.interest - self.credit, ZERO)


def open_loan(loan: Loan, operation: Opened) -> None:
    """The first money leaves. Errors: OperationRefused; InvalidTerms."""
    if loan.opened_on is not None:
        raise OperationRefused(reason="Ce prêt court déjà.")
    amount = operation.terms.amount
    if operation.terms.start != operation.on:
        raise OperationRefused(reason="Le prêt court du jour où l’argent part.")
    if operation.terms.method == Method.IRREGULAR:
        raise OperationRefused(
            reason="Un échéancier irrégulier se calcule, mais un prêt ne s’ouvre pas avec lui"
            "\u00a0: choisissez une autre méthode."
        )
    _refuse_above(operation.granted, amount)
    loan.opened_on, loan.granted, loan.drawn = operation.on, operation.granted, amount
    loan.follow(operation.terms, operation.key, operation.on)
    _pay_out(loan, operation.key, operation.on, amount, "Déblocage")


def pay_tranche(loan: Loan, operation: TranchePaid) -> None:
    """One more tranche leaves: the lines to come are computed again from its day."""
    _positive(operation.amount)
    _refuse_above(loan.granted, loan.drawn + operation.amount)
    left = lend_more(terms_of(loan), loan.kept, operation.amount, operation.on)
    loan.drawn += operation.amount
    loan.follow(left, operation.key, operation.on)
    _pay_out(loan, operation.key, operation.on, operation.amount, "Tranche débloquée")


def receive(loan: Loan, operation: PaymentReceived) -> None:
    """A payment goes to what is due, the oldest first; what is left waits for the next due date."""
    _positive(operation.amount)
    if loan.written_off_on is not None:
        moves = [
            (LoanAccount.BANK, operation.amount),
            (LoanAccount.RECOVERY, -operation.amount),
        ]
        loan.post(operation.key, "", operation.on, "Récupération après perte", moves)
        return
    if loan.is_closed:
        raise OperationRefused(reason="Ce prêt est soldé\u00a0: rien n’est dû.")
    take(loan, operation.key, operation.on, operation.amount, "Paiement reçu")


def take(loan: Loan, by: str, on: date, amount: Decimal, label: str) -> None:
    """Put money received (euros) against what is due, and the rest aside for the borrower."""
    moves = loan.clear(amount, by, on)
    rest = amount + sum((moved for _, moved in moves), ZERO)
    loan.credit += rest
    moves += [(LoanAccount.BANK, amount), (LoanAccount.CREDIT, -rest)]
    loan.post(by, "", on, label, moves)


def charge_costs(loan: Loan, operation: CostsCharged) -> None:
    """Costs join the oldest due date still unpaid, else the last one that fell due."""
    _positive(operation.amount)
    if not loan.fallen:
        raise OperationRefused(reason="Aucune échéance n’est tombée\u00a0: rien à facturer.")
    if loan.written_off_on is not None:
        raise OperationRefused(reason="Ce prêt est passé en perte.")
    number = min(loan.dues, default=loan.fallen)
    due = loan.asked_of(loan.lines[number - 1])
    loan.dues[number] = replace(due, costs=due.costs + operation.amount)
    moves = [
        (LoanAccount.COSTS_DUE, operation.amount),
        (LoanAccount.COSTS_INCOME, -operation.amount),
    ]
    loan.post(operation.key, "", operation.on, "Frais", moves)
    loan.use_credit(operation.key, "credit", operation.on, "Avance imputée sur les frais")


def refund(loan: Loan, operation: CreditRefunded) -> None:
    """What was paid too much goes back."""
    _positive(operation.amount)
    if operation.amount > loan.credit:
        raise OperationRefused(
            reason=f"L’emprunteur n’a que {euros(loan.credit)} d’avance\u00a0: rendez au plus cela."
        )
    loan.credit -= operation.amount
    moves = [(LoanAccount.CREDIT, operation.amount), (LoanAccount.BANK, -operation.amount)]
    loan.post(operation.key, "", operation.on, "Trop-perçu rendu", moves)


def payoff(loan: Loan, on: date, *, until_next_due: bool = False) -> Payoff:
    """Return what pays the loan off on a day that it has reached.

    Errors: ChangeRefused when it is already repaid; OperationRefused when it is lost.
    """
    terms = loan.ended_terms or terms_of(loan)
    if not loan.to_come:
        return Payoff(loan.arrears(), ZERO, ZERO, loan.credit)
    if not sum(line.principal for line in loan.to_come):  # what a deferral left waiting, no more
        waiting = sum((line.interest for line in loan.to_come), ZERO)
        return Payoff(loan.arrears(), ZERO, waiting, loan.credit)
    left = remaining(terms, loan.kept)
    # A line collected on another working day than its own runs to its own.
    day = min(max(on, left.start), first_due(left))
    settled = settle_on(terms, loan.kept, day, until_next_due=until_next_due)
    return Payoff(loan.arrears(), settled.principal, settled.interest, loan.credit)


def repay(loan: Loan, operation: Repaid) -> None:
    """Everything comes back: arrears, then what is left and its interest, on a line of its own."""
    asked = payoff(loan, operation.on, until_next_due=operation.until_next_due)
    if operation.amount != asked.total:
        raise OperationRefused(
            reason=f"Au {numeric_date(operation.on)}, {euros(asked.total)} soldent le prêt\u00a0: "
            "notez ce montant, ou un paiement."
        )
    if loan.to_come:
        early_line(loan, operation, asked.principal, asked.interest, None)
    if operation.amount:
        take(loan, operation.key, operation.on, operation.amount, "Remboursement anticipé total")


def part_interest(loan: Loan, amount: Decimal, on: date) -> Decimal:
    """Return the interest paid with `amount` (euros) of principal given back early on a day."""
    return interest_of_part(terms_of(loan), loan.kept, amount, on)


def repay_in_part(loan: Loan, operation: PartRepaid) -> None:
    """Some principal comes back before its day, with what it has borne since the last line."""
    if loan.dues:
        raise OperationRefused(
            reason=f"{euros(loan.arrears())} sont dus et impayés\u00a0: ils passent avant. "
            "Notez d’abord leur paiement."
        )
    terms, kept = terms_of(loan), loan.kept
    left = repay_part(terms, kept, operation.amount, keep_duration=operation.keep_duration)
    interest = interest_of_part(terms, kept, operation.amount, operation.on)
    early_line(loan, operation, operation.amount, interest, left)
    if loan.terms is not None and loan.terms.periods is None:  # as many lines as it takes
        loan.terms = replace(loan.terms, periods=loan.plan[-1].rank)
    if left_to_pay := loan.arrears():
        take(loan, operation.key, operation.on, left_to_pay, "Remboursement anticipé partiel")


def write_off(loan: Loan, operation: WrittenOff) -> None:
    """What is left is lost: nothing more is asked for, and what comes later is a recovery."""
    if loan.is_closed:
        raise OperationRefused(reason="Ce prêt est soldé\u00a0: il n’y a rien à passer en perte.")
    by, on = operation.key, operation.on
    if loan.credit:
        raise OperationRefused(reason="Rendez ou imputez d’abord l’avance de l’emprunteur.")
    costs = loan.strike(Component.COSTS, Way.LOST, by, on)
    interest = loan.strike(Component.INTEREST, Way.LOST, by, on)
    loan.strike(Component.PRINCIPAL, Way.LOST, by, on)
    principal = loan.outstanding
    loan.written_off_on = on
    loan.follow(None, by, on)
    loan.post(by, "", on, "Passage en perte", [
        (LoanAccount.LOSS, costs + interest + principal),
        (LoanAccount.COSTS_DUE, -costs),
        (LoanAccount.INTEREST_DUE, -interest),
        (LoanAccount.LOAN, -principal),
    ])  # fmt: skip


def early_line(
    loan: Loan,
    operation: Repaid | PartRepaid | Accelerated,
    principal: Decimal,
    interest: Decimal,
    left: ScheduleTerms | None,
) -> None:
    """Add a line that no contract dates, which falls due at once, before the lines of `left`."""
    balance = left.amount if left else ZERO
    on = operation.on
    line = Line(loan.fallen + 1, on, on, principal, interest, balance, is_early=True)
    loan.follow(left, operation.key, on, line)
    loan.bring_to(on, operation.key)


def _pay_out(loan: Loan, by: str, on: date, amount: Decimal, label: str) -> None:
    loan.post(by, "", on, label, [(LoanAccount.LOAN, amount), (LoanAccount.BANK, -amount)])


def _positive(amount: Decimal) -> None:
    if amount <= 0:
        raise OperationRefused(reason="Le montant doit être supérieur à zéro.")


def _refuse_above(granted: Decimal, drawn: Decimal) -> None:
    if drawn > granted:
        raise OperationRefused(
            reason=f"{euros(granted)} sont accordés : {euros(drawn)} ne peuvent pas partir."
        )


def terms_of(loan: Loan) -> ScheduleTerms:
    """Return the terms in force. Errors: OperationRefused when nothing runs."""
    if loan.terms is None:
        raise OperationRefused(reason="Ce prêt ne court plus\u00a0: il n’y a plus rien à changer.")
    return loan.terms
