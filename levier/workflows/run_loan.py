"""From a commitment paid out to a loan that runs, and to its end."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid5

from django.db import transaction

from levier.accounts.models import User
from levier.banking.models import PaymentOrder
from levier.banking.states import State as Step
from levier.claims.services import post_given
from levier.journal.services import target_of
from levier.kernel.errors import DomainError
from levier.kernel.french import euros, long_date
from levier.portfolio.models import Commitment
from levier.portfolio.services import end
from levier.rules.schedules import ScheduleTerms
from levier.rules.servicing.operations import TranchePaid
from levier.rules.servicing.rulings import owed_of
from levier.servicing.models import RunningLoan
from levier.servicing.services import loan_on, note, open_running_loan
from levier.workflows.schedule_choice import Choice, ScheduleRefused, terms_agreed


class StillOwed(DomainError):
    """A commitment ends when nothing is owed."""

    message = (
        "{amount} restent dus\u00a0: soldez le prêt, ou passez-le en perte, avant de terminer."
    )


def executed_orders(commitment: Commitment) -> list[PaymentOrder]:
    """Return the payments of a commitment that the bank executed, the first one first."""
    rows = PaymentOrder.objects.filter(
        organisation=commitment.organisation_id, state=Step.EXECUTED
    ).about(target_of(commitment))
    return list(rows.order_by("executed_on", "number"))


def opening_of(
    commitment: Commitment, choice: Choice, key: UUID
) -> tuple[ScheduleTerms, list[TranchePaid]]:
    """Return the terms on which a schedule opens under a key, and the tranches that follow.

    What the bank executed is a fact: its first payment opens the schedule on its day, each other
    one is a tranche. Errors: ScheduleRefused, also for another amount than the first executed.
    """
    first, *others = executed_orders(commitment) or [None]
    if first is None:
        return terms_agreed(commitment, choice), []
    if choice.amount not in (None, first.amount):
        raise ScheduleRefused(
            field="amount",
            reason=f"La banque a exécuté {euros(first.amount, cents=True)} le "
            f"{long_date(first.executed_on)}\u00a0: indiquez ce montant, ou rien.",
        )
    terms = terms_agreed(commitment, replace(choice, amount=first.amount), first.executed_on)
    return terms, [
        TranchePaid(key=str(uuid5(key, str(row.pk))), on=row.executed_on, amount=row.amount)
        for row in others
    ]


@transaction.atomic
def open_loan(*, commitment: Commitment, choice: Choice, actor: User, key: UUID) -> RunningLoan:
    """Open the schedule of a commitment paid out, with every tranche that the bank executed.

    The same key again changes nothing. Errors: ScheduleRefused; those of open_running_loan and,
    for a tranche, of note.
    """
    if commitment.set_up_on is None or commitment.kind in ("guarantee", "grant"):
        raise ScheduleRefused(reason="Notez d’abord le versement\u00a0: l’échéancier part de lui.")
    # The row that a payment executed also locks: none is executed between these lines.
    Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    terms, tranches = opening_of(commitment, choice, key)
    runs = RunningLoan.objects.filter(commitment=commitment, opened_on__isnull=False).exists()
    loan = open_running_loan(commitment=commitment, terms=terms, actor=actor, key=key)
    for tranche in () if runs else tranches:  # the same click again: they are noted already
        loan = note(loan=loan, operation=tranche, actor=actor, reason="Virement exécuté").loan
    return loan


@transaction.atomic
def end_commitment(*, commitment: Commitment, on: date, actor: User) -> Commitment:
    """Note that a commitment is over; a loan that runs must owe nothing, a guarantee goes out.

    Errors: StillOwed; CommitmentTransitionNotAllowed.
    """
    row = RunningLoan.objects.select_for_update(of=("self",)).filter(commitment=commitment).first()
    if row is not None and row.opened_on is not None:
        loan = loan_on(row, on)
        if not loan.is_closed:
            raise StillOwed(amount=euros(owed_of(loan)))
    commitment = end(commitment=commitment, on=on, actor=actor)
    post_given(
        commitment=commitment, day=on, of=f"{commitment.pk}:end", what="terminé", actor=actor
    )
    return commitment
