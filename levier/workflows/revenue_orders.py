"""What borrowers owe, ordered by an accounting officer who collects it, then noted on the loans."""

from datetime import date
from uuid import uuid5

from django.db import transaction

from levier.accounts.models import Organisation, User
from levier.banking.models import BankFile, Collection, HouseAccount, Mandate, RevenueOrder
from levier.banking.services import Claim, Reading, issue_revenue_orders
from levier.banking.states import LIVING, MandateState, RevenueState
from levier.journal.services import target_of
from levier.kernel.errors import DomainError
from levier.kernel.french import euros, short_date
from levier.portfolio.models import Commitment
from levier.rules.servicing.operations import PaymentReceived
from levier.servicing.models import RunningLoan, ScheduleLine
from levier.servicing.services import note


def claims_due(organisation: Organisation, on: date) -> list[Claim]:
    """Return what fell due by a day on the loans that the house carries, no order waiting (euros).

    A loan whose mandate serves that day has no order, nor a due date whose debit lives; what the
    borrower paid in advance is taken off by the loan itself when the line falls due.
    """
    loans = {
        row.pk: row
        for row in RunningLoan.objects.filter(
            organisation=organisation, is_posted=True, closed_on=None, unpaid_since__lte=on
        ).select_related("commitment__case__person", "commitment__case__structure")
    }
    mandates = Mandate.objects.filter(organisation=organisation, state=MandateState.ACTIVE)
    debited = {row.subject for row in mandates if row.fault_on(on) is None}
    taken = set(
        RevenueOrder.objects.filter(
            organisation=organisation, state=RevenueState.ISSUED
        ).values_list("subject", "due_on")
    )
    taken |= set(
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
            found.append(_claim(commitment, subject, line))
    return found


def _claim(commitment: Commitment, subject: str, line: ScheduleLine) -> Claim:
    case = commitment.case
    place = case.structure or case.person
    return Claim(
        subject=subject,
        subject_label=f"{commitment.number}, échéance du {short_date(line.due_on)}",
        due_on=line.due_on,
        amount=line.left,
        debtor_name=case.holder_name,
        debtor_address=getattr(place, "address", ""),
        debtor_postcode=getattr(place, "postcode", ""),
        debtor_town=getattr(place, "town", ""),
    )


@transaction.atomic
def issue_orders_due(*, account: HouseAccount, actor: User, on: date) -> BankFile:
    """Issue an order for everything due by a day. Errors: those of issue_revenue_orders."""
    Organisation.objects.select_for_update(no_key=True).get(pk=account.organisation_id)
    claims = claims_due(account.organisation, on)
    return issue_revenue_orders(account=account, claims=claims, actor=actor, on=on)


def settle_revenue(*, reading: Reading, actor: User) -> None:
    """Note on the loans what the officer collected; call it in the transaction of the reading.

    What a loan refuses is said beside its line, and stops no other line.
    """
    known = len(reading.lines)
    for row in reading.collected:
        kind, _, key = row.subject.partition(":")
        loan = RunningLoan.objects.filter(
            organisation=row.organisation_id,
            commitment=key if kind == "portfolio.Commitment" else None,
        ).first()
        if loan is None or row.settled_on is None:
            continue
        payment = PaymentReceived(
            key=str(uuid5(row.pk, "collected")), on=row.settled_on, amount=row.amount
        )
        try:
            with transaction.atomic():
                note(loan=loan, operation=payment, actor=actor, reason=f"Titre {row.number}")
        except DomainError as refusal:
            reading.list_line(
                row.number, euros(row.amount, cents=True),
                f"le prêt ne l’admet pas, à noter à la main. {refusal}", "brique",
            )  # fmt: skip
    if len(reading.lines) > known:
        reading.keep_lines()
