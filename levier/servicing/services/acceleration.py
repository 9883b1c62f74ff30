"""What an acceleration rests on: a formal notice that left from here, and a reason."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from levier.correspondence.states import State as MessageState
from levier.kernel.french import long_date
from levier.rules.servicing.acceleration import check_notice
from levier.rules.servicing.dunning import DunningStep
from levier.rules.servicing.operations import Accelerated, Operation
from levier.servicing.errors import AccelerationRefused
from levier.servicing.models import Dunning, RunningLoan


@dataclass(frozen=True, slots=True)
class Notice:
    """A formal notice: the day it left, and which paper it is."""

    on: date
    said: str


def last_notice(loan: RunningLoan) -> Notice | None:
    """Return the last formal notice of a loan that left from here, None when none did.

    A message that waits, that the server refused or that came back has not left.
    """
    rows = loan.dunnings.filter(step=DunningStep.NOTICE.value, state=Dunning.State.DONE)
    left = rows.filter(Q(message=None) | Q(message__state=MessageState.SENT))
    found = [_notice(row) for row in left.select_related("message")]
    return max(found, key=lambda notice: notice.on, default=None)


def refuse_acceleration(operation: Operation, reason: str) -> None:
    """Refuse an acceleration without a reason, or whose notice leaves too few days; no other.

    Errors: AccelerationRefused; those of check_notice.
    """
    if not isinstance(operation, Accelerated):
        return
    if not reason.strip():
        raise AccelerationRefused(
            field="reason", reason="Dites pourquoi\u00a0: le motif reste au journal."
        )
    check_notice(operation)


def _notice(row: Dunning) -> Notice:
    """A step noted as sent by post left on the day it was noted."""
    if row.message is not None and row.message.sent_at is not None:
        on, how = timezone.localdate(row.message.sent_at), "par courriel"
    else:
        on, how = row.settled_on or row.proposed_on, "par courrier"
    return Notice(on, f"mise en demeure partie {how} le {long_date(on)}")
