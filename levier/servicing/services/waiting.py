"""What waits for a hand on the loans of the house: schedules, tranches, decisions not noted."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from levier.portfolio.models import Commitment, LoanProposal
from levier.portfolio.states import State
from levier.servicing.models import LoanOperation, RunningLoan
from levier.servicing.querysets import LoanQuerySet
from levier.servicing.services.noting import SERVED

OPERATIONS = {
    LoanProposal.Act.RESTRUCTURE: "restructured",
    LoanProposal.Act.WRITE_OFF: "written_off",
}
"""The operation that acts on what a committee agreed."""


def schedules_to_open(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """Return those whose money left and runs on no schedule yet: nothing is posted, nothing due.

    Only what the house lends; what was taken up from a former file has its own schedule there.
    """
    opened = RunningLoan.objects.filter(commitment=OuterRef("pk"), opened_on__isnull=False)
    lent = commitments.filter(kind__in=SERVED, carrier__is_house=True, is_past=False)
    return lent.filter(~Exists(opened), state=State.SET_UP)


def tranches_to_pay(loans: LoanQuerySet) -> LoanQuerySet:
    """Return the loans of the house of which less left than was agreed, and that may take more.

    After the last due date, or once all of it is due, nothing more leaves.
    """
    return loans.running().filter(
        opened_on__isnull=False, is_posted=True, next_due_on__isnull=False, accelerated_on=None,
        written_off_on=None, commitment__state=State.SET_UP, commitment__is_past=False,
        drawn__lt=F("commitment__amount"),
    )  # fmt: skip


def rulings_to_note(proposals: QuerySet[LoanProposal]) -> QuerySet[LoanProposal]:
    """Return what a committee agreed on a loan that still runs, and that no operation did since.

    An operation acts on it when it cites that sitting, or a later ruling of the same kind; one
    that was undone acts on nothing.
    """
    agreed = proposals.filter(state=LoanProposal.State.AGREED)
    agreed = agreed.filter(
        commitment__running_loan__opened_on__isnull=False, commitment__running_loan__closed_on=None
    )
    waiting = Q(pk__in=[])
    for act, kind in OPERATIONS.items():
        waiting |= Q(~Exists(_done(kind)), act=act)
    return agreed.filter(waiting)


def _done(kind: str) -> QuerySet[LoanOperation]:
    sitting = OuterRef("decision__item__sitting")
    held_on = OuterRef("decision__item__sitting__held_on")
    later = Q(sitting__held_on__gt=held_on) | Q(sitting=None, on__gte=held_on)
    return LoanOperation.objects.filter(
        later | Q(sitting=sitting),
        loan__commitment=OuterRef("commitment"),
        kind=kind,
        reversed_by=None,
    )
