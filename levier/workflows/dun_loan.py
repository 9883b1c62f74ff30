"""A step toward a borrower who is late, in the words of the house: sent, printed, or noted."""

from datetime import date

from django.db import transaction

from levier.accounts.models import User
from levier.correspondence.errors import HolderWithoutAddress
from levier.correspondence.models import Purpose
from levier.correspondence.services import holder_address, queue_message, words_in_force
from levier.correspondence.variables import case_values
from levier.kernel.french import NBSP, euros, long_date, plural
from levier.rendering.pdf import Pdf
from levier.rules.servicing.dunning import DunningStep
from levier.servicing.models import Dunning, ScheduleLine
from levier.servicing.services import settle
from levier.workflows.loan_letter import loan_letter

PURPOSES = {
    DunningStep.REMINDER: Purpose.ARREARS,
    DunningStep.LETTER: Purpose.ARREARS_LETTER,
    DunningStep.NOTICE: Purpose.FORMAL_NOTICE,
}


def words_of(dunning: Dunning, on: date) -> tuple[str, str]:
    """Return the subject and the text proposed for a written step; blank for the others."""
    step = DunningStep(dunning.step)
    if not step.is_written:
        return "", ""
    words = words_in_force(dunning.organisation, PURPOSES[step], on)
    return words.filled(values_of(dunning, on))


def values_of(dunning: Dunning, on: date) -> dict[str, str]:
    """Return what a text of arrears may name, as the loan stands."""
    loan, commitment = dunning.loan, dunning.loan.commitment
    rows = ScheduleLine.objects.filter(
        version__loan=loan, version__is_active=True, due_on__lt=on
    ).order_by("due_on")
    late = [row for row in rows if row.left]
    since = late[0].due_on if late else dunning.unpaid_since
    return {
        **case_values(commitment.case, on),
        "engagement": commitment.number,
        "instrument": commitment.instrument.label,
        "impaye": euros(loan.arrears, True),
        "depuis": long_date(since),
        "retard": plural((on - since).days, "jour"),
        "echeances": "\n".join(
            f"- {long_date(row.due_on)}{NBSP}: {euros(row.left, True)}" for row in late
        ),
        "reste_du": euros(loan.outstanding, True),
    }


@transaction.atomic
def send_dunning(
    *, dunning: Dunning, actor: User, on: date, subject: str, text: str, by_post: bool = False
) -> Dunning:
    """Send a written step in the words approved, or note that it left by post; once.

    Errors: DunningRefused when it was decided or paid meanwhile; HolderWithoutAddress;
    AddressMissing, WordsMissing.
    """
    case = dunning.loan.commitment.case
    message = None
    if not by_post:
        to = holder_address(case)
        if not to:
            raise HolderWithoutAddress(holder=case.holder_name)
        message = queue_message(
            organisation=dunning.organisation, actor=actor, key=f"dunning:{dunning.pk}", to=to,
            to_name=case.holder_name, subject=subject, body=text,
            kind=PURPOSES[DunningStep(dunning.step)], case=case,
        )  # fmt: skip
    return settle(
        dunning=dunning, actor=actor, on=on, state=Dunning.State.DONE, subject=subject, text=text,
        by_post=by_post, message=message,
    )  # fmt: skip


def dunning_letter(dunning: Dunning, *, subject: str, text: str, on: date) -> Pdf:
    """Return a written step as a letter to print, on the paper of the house."""
    return loan_letter(dunning.loan.commitment, subject=subject, text=text, on=on)
