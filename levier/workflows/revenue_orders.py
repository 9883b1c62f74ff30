"""What is owed to the house, ordered by an accounting officer who collects it, then noted."""

from datetime import date

from django.db import transaction

from levier.accounts.models import Organisation, User
from levier.banking.models import BankFile, Collection, HouseAccount, Mandate, RevenueOrder
from levier.banking.services import Claim, Reading, issue_revenue_orders
from levier.banking.states import LIVING, MandateState, RevenueState
from levier.journal.services import target_of
from levier.kernel.errors import DomainError
from levier.kernel.french import euros, short_date
from levier.rules.servicing.operations import PaymentReceived
from levier.servicing.models import RunningLoan, ScheduleLine
from levier.servicing.services import note
from levier.workflows.revenue_claims import (
    claim_on,
    clawbacks_due,
    commissions_due,
    note_collected,
)


def claims_due(organisation: Organisation, on: date) -> list[Claim]:
    """Return what is owed to the house by a day and that no order waits for (euros).

    What fell due on the loans that it carries, what is asked back of its grants, the commissions
    of its guarantees.
    A loan whose mandate serves that day has no order, nor a due date whose debit lives; what the
    borrower paid in advance is taken off by the loan itself when the line falls due.
    """
    taken = set(
        RevenueOrder.objects.filter(
            organisation=organisation, state=RevenueState.ISSUED
        ).values_list("subject", "due_on")
    )
    others = [*clawbacks_due(organisation, on), *commissions_due(organisation, on)]
    fresh = [each for each in others if (each.subject, each.due_on) not in taken]
    return [*_lines_due(organisation, on, taken), *fresh]


def _lines_due(organisation: Organisation, on: date, taken: set) -> list[Claim]:
    """Return the due dates fallen by a day, but those `taken` by an order."""
    loans = {
        row.pk: row
        for row in RunningLoan.objects.filter(
            organisation=organisation, is_posted=True, closed_on=None, unpaid_since__lte=on
        ).select_related("commitment__case__person", "commitment__case__structure")
    }
    mandates = Mandate.objects.filter(organisation=organisation, state=MandateState.ACTIVE)
    debited = {row.subject for row in mandates if row.fault_on(on) is None}
    taken = taken | set(
        Collection.objects.filter(organisation=organisation, state__in=LIVING).values_list(
            "mandate__subject", "line_on"
        )
    )
    lines = ScheduleLine.objects.filter(
        version__loan__in=list(loans), version__is_active=True, due_on__lte=on
    ).exclude(costs_left=0, interest_left=0, principal_left=0)
    found = []
    for line in lines.select_related("version").order_by("due_on", "number"):
        commitment = loans[line.version.loan_id].commitment
        subject = target_of(commitment)
        if subject not in debited and (subject, line.due_on) not in taken:
            said = f"{commitment.number}, échéance du {short_date(line.due_on)}"
            found.append(claim_on(commitment, subject, said, line.due_on, line.left))
    return found


@transaction.atomic
def issue_orders_due(*, account: HouseAccount, actor: User, on: date) -> BankFile:
    """Issue an order for everything due by a day. Errors: those of issue_revenue_orders."""
    Organisation.objects.select_for_update(no_key=True).get(pk=account.organisation_id)
    claims = claims_due(account.organisation, on)
    return issue_revenue_orders(account=account, claims=claims, actor=actor, on=on)


def settle_revenue(*, reading: Reading, actor: User, on: date) -> None:
    """Note what the officer collected; call it in the transaction of the reading.

    On the loan, the clawback or the guarantee that owed it. What it refuses is said beside its
    line, and stops no other line.
    """
    known = len(reading.lines)
    for row in reading.collected:
        try:
            with transaction.atomic():
                _note_on_loan(row, actor)
                note_collected(row, actor, on)
        except DomainError as refusal:
            reading.list_line(
                row.number, euros(row.amount, cents=True), f"à noter à la main. {refusal}",
                "brique",
            )  # fmt: skip
    if len(reading.lines) > known:
        reading.keep_lines()


def _note_on_loan(row: RevenueOrder, actor: User) -> None:
    kind, _, key = row.subject.partition(":")
    loan = RunningLoan.objects.filter(
        organisation=row.organisation_id,
        commitment=key if kind == "portfolio.Commitment" else None,
    ).first()
    if loan is None or row.settled_on is None:
        return
    payment = PaymentReceived(key=str(row.collected_key), on=row.settled_on, amount=row.amount)
    note(loan=loan, operation=payment, actor=actor, reason=f"Titre {row.number}")
