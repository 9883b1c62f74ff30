"""From the payments that the bank executed to the schedule of the loan that they pay out."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import uuid5

from django.db import transaction
from django.db.models import Sum

from levier.accounts.models import User
from levier.banking.models import PaymentOrder
from levier.banking.services import Reading
from levier.banking.states import State as Step
from levier.journal.services import target_of
from levier.kernel.errors import DomainError
from levier.kernel.french import euros
from levier.kernel.money import ZERO
from levier.ledger.models import LedgerPosting
from levier.ledger.services import post_entry
from levier.portfolio.models import Commitment, Contract
from levier.portfolio.services import contract_in_force, paid_out
from levier.rules.accounting.entries import Posting
from levier.rules.servicing.loan import LoanAccount
from levier.rules.servicing.operations import Reversed, TranchePaid
from levier.servicing.models import LoanOperation, RunningLoan
from levier.servicing.services import SERVED, account_numbers, note
from levier.workflows.commitment_contract import chosen_in
from levier.workflows.run_loan import open_loan

RETURNED, REPLACED = "payout-return:", "payout-again:"


def settle_loans(
    *, reading: Reading, paid: Iterable[tuple[PaymentOrder, Commitment]], actor: User
) -> None:
    """Note on the loans what a file executed; call it in the transaction of the reading.

    The first payment of a loan opens its schedule as its contract, signed, chose it, with every
    payment executed so far; the next ones are its tranches. What a loan refuses is said beside its
    line, and stops no other line. One that the same file sends back is noted nowhere.
    """
    known = len(reading.lines)
    told: set[int] = set()
    # By day of execution: a schedule takes no tranche dated before its last one.
    for order, commitment in sorted(paid, key=lambda each: (each[0].executed_on, each[0].number)):
        if order.state != Step.EXECUTED:
            continue
        if commitment.kind in SERVED and commitment.pk not in told:
            told |= _settle(reading, order, commitment, actor)
    if len(reading.lines) > known:
        reading.keep_lines()


def undo_payouts(
    *, reading: Reading, came_back: Iterable[tuple[PaymentOrder, Commitment]], actor: User
) -> None:
    """Take off the loans what came back; call it in the transaction of the reading.

    The tranche of a transfer that came back is reversed. A schedule that it opened goes on: the
    transfer that replaces it notes nothing more. One that was not executed before this file is on
    no schedule. What a loan refuses is said beside its line.
    """
    known = len(reading.lines)
    for order, commitment in came_back:
        if order.executed_on is None or order in reading.executed:
            continue
        loan = RunningLoan.objects.filter(commitment=commitment, opened_on__isnull=False).first()
        if commitment.kind in SERVED and loan is not None:
            _undo(reading, loan, order, actor)
    if len(reading.lines) > known:
        reading.keep_lines()


def _undo(reading: Reading, loan: RunningLoan, order: PaymentOrder, actor: User) -> None:
    paid = uuid5(order.idempotency_key, "paid")
    amount = euros(order.amount, cents=True)
    if not LoanOperation.objects.filter(loan=loan, key=paid).exists():
        reading.list_line(
            order.number, amount,
            f"l’échéancier de {loan.commitment.number} court toujours\u00a0: le virement qui "
            "remplace celui-ci n’y ajoutera rien.",
        )  # fmt: skip
        _post_beside(loan, order, actor, is_return=True)
        return
    undone = Reversed(
        key=str(uuid5(order.idempotency_key, "returned")),
        on=max(order.returned_on, order.executed_on or order.returned_on), of=str(paid),
    )  # fmt: skip
    try:
        with transaction.atomic():
            note(loan=loan, operation=undone, actor=actor, reason=f"Virement {order.number} revenu")
    except DomainError as refusal:
        reading.list_line(order.number, amount, f"tranche à annuler à la main. {refusal}", "brique")


def _post_beside(loan: RunningLoan, order: PaymentOrder, actor: User, *, is_return: bool) -> None:
    """Post what the schedule does not: money back at the bank, then the transfer that replaces it.

    The schedule holds the payout that opened it; meanwhile, the ledger says where the money is.
    """
    if not loan.is_posted:
        return
    numbers = account_numbers(order.organisation_id)
    sides = (
        (LoanAccount.BANK, LoanAccount.LOAN) if is_return else (LoanAccount.LOAN, LoanAccount.BANK)
    )
    post_entry(
        organisation=order.organisation, actor=actor, journal="BQ",
        key=f"{RETURNED if is_return else REPLACED}{order.pk}",
        day=order.returned_on if is_return else order.executed_on,
        label=f"{order.number} {'revenu' if is_return else 'de remplacement'}", piece=order.number,
        about=order.subject,
        postings=[
            Posting(numbers[sides[0]], debit=order.amount),
            Posting(numbers[sides[1]], credit=order.amount),
        ],
    )  # fmt: skip


def _awaited(commitment: Commitment) -> Decimal:
    """Return what came back and no transfer has replaced yet, of payouts that a schedule holds."""
    rows = LedgerPosting.objects.filter(
        organisation=commitment.organisation_id, entry__about=target_of(commitment)
    )
    back = rows.filter(entry__key__startswith=RETURNED).aggregate(sum=Sum("debit"))["sum"]
    again = rows.filter(entry__key__startswith=REPLACED).aggregate(sum=Sum("debit"))["sum"]
    return (back or ZERO) - (again or ZERO)


def _is_drawn_already(loan: RunningLoan, commitment: Commitment) -> bool:
    """True when the schedule holds all that the bank paid: this transfer replaces another one."""
    return paid_out(commitment) <= loan.drawn


def _settle(reading: Reading, order: PaymentOrder, commitment: Commitment, actor: User) -> set[int]:
    """Note one payment; return the commitment whose schedule waited, which is told once."""
    loan = RunningLoan.objects.filter(commitment=commitment, opened_on__isnull=False).first()
    amount = euros(order.amount, cents=True)
    if loan is not None and _is_drawn_already(loan, commitment):
        reading.list_line(
            order.number, amount, f"déjà au débloqué de {commitment.number}\u00a0: rien à ajouter"
        )
        if _awaited(commitment) >= order.amount:
            _post_beside(loan, order, actor, is_return=False)
        return set()
    if loan is not None:
        try:
            with transaction.atomic():
                _pay_tranche(loan, order, actor)
        except DomainError as refusal:
            reading.list_line(
                order.number, amount,
                f"le prêt ne l’admet pas, tranche à noter à la main. {refusal}", "brique",
            )  # fmt: skip
        return set()
    contract = contract_in_force(commitment)
    choice = chosen_in(contract)
    if contract is None or contract.state != Contract.State.SIGNED or choice is None:
        reading.list_line(
            order.number, amount,
            f"aucun contrat signé ne dit l’échéancier de {commitment.number}\u00a0: "
            "ouvrez-le à la main.",
        )  # fmt: skip
        return {commitment.pk}
    try:
        with transaction.atomic():
            key = uuid5(order.idempotency_key, "opened")
            open_loan(commitment=commitment, choice=choice, actor=actor, key=key)
    except DomainError as refusal:
        reading.list_line(
            order.number, amount,
            f"échéancier de {commitment.number} à ouvrir à la main. {refusal}", "brique",
        )  # fmt: skip
    else:
        reading.list_line(order.number, amount, f"échéancier de {commitment.number} ouvert", "pre")
    return {commitment.pk}


def _pay_tranche(loan: RunningLoan, order: PaymentOrder, actor: User) -> None:
    tranche = TranchePaid(
        key=str(uuid5(order.idempotency_key, "paid")), on=order.executed_on, amount=order.amount
    )
    note(loan=loan, operation=tranche, actor=actor, reason=f"Virement {order.number}")
