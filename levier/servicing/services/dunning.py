"""Steps toward borrowers who are late: proposed every night, decided by a person, once."""

from datetime import date

from django.db import transaction

from levier.accounts.models import User
from levier.correspondence.models import OutgoingMessage
from levier.journal.services import record
from levier.kernel.french import euros, plural
from levier.rules.servicing.dunning import step_due
from levier.servicing.errors import DunningRefused
from levier.servicing.models import Dunning, RunningLoan

TAKEN = (Dunning.State.PROPOSED, Dunning.State.DONE, Dunning.State.SET_ASIDE)


def propose_all(*, on: date) -> int:
    """Propose the steps that delays call for, and drop those that were paid. Return how many.

    Run twice, it proposes nothing twice.
    """
    for row in Dunning.objects.filter(state=Dunning.State.PROPOSED).select_related("loan"):
        drop_if_paid(dunning=row, on=on)
    late = RunningLoan.objects.late_on(on).order_by("pk")
    return sum(
        propose(loan=loan, on=on) is not None for loan in late.iterator(chunk_size=500)
    )  # fmt: skip


@transaction.atomic
def propose(*, loan: RunningLoan, on: date) -> Dunning | None:
    """Propose the step that a loan's delay calls for, if none as grave was taken for it.

    After an acceleration none is: no reminder comes after the notice that it rests on.
    """
    if loan.unpaid_since is None or loan.unpaid_since >= on or loan.accelerated_on is not None:
        return None
    late = (on - loan.unpaid_since).days
    taken = loan.dunnings.filter(proposed_on__gt=loan.unpaid_since, state__in=TAKEN)
    step = step_due(late, set(taken.values_list("step", flat=True)), on)
    if step is None:
        return None
    row, is_new = Dunning.objects.get_or_create(
        organisation_id=loan.organisation_id, loan=loan, unpaid_since=loan.unpaid_since,
        step=step.value,
        defaults={"proposed_on": on, "days_late": late, "amount": loan.arrears},
    )  # fmt: skip
    if not is_new:
        return None
    # A graver step takes the place of the lighter one that nobody decided.
    Dunning.objects.filter(loan=loan, state=Dunning.State.PROPOSED).exclude(pk=row.pk).update(
        state=Dunning.State.SET_ASIDE, settled_on=on, note="remplacée par l’étape suivante"
    )
    return row


def drop_if_paid(*, dunning: Dunning, on: date) -> bool:
    """Drop a proposal whose due date was paid, or moved. Return whether it was dropped."""
    since = dunning.loan.unpaid_since
    if since is not None and since <= dunning.unpaid_since and not dunning.loan.closed_on:
        return False
    waiting = Dunning.objects.filter(pk=dunning.pk, state=Dunning.State.PROPOSED)
    return bool(waiting.update(state=Dunning.State.PAID, settled_on=on))


@transaction.atomic
def settle(
    *,
    dunning: Dunning,
    actor: User,
    on: date,
    state: str,
    note: str = "",
    subject: str = "",
    text: str = "",
    by_post: bool = False,
    message: OutgoingMessage | None = None,
) -> Dunning:
    """Note that a step was done, or set aside with its reason; the first to decide wins.

    Errors: DunningRefused when it is decided, paid meanwhile, or set aside without a reason.
    """
    loan = RunningLoan.objects.select_for_update(of=("self",)).get(pk=dunning.loan_id)
    dunning.loan = loan
    if state == Dunning.State.SET_ASIDE and not note.strip():
        raise DunningRefused(
            field="note", reason="Dites pourquoi\u00a0: le motif reste au journal."
        )
    if drop_if_paid(dunning=dunning, on=on):
        raise DunningRefused(reason="L’échéance a été payée entre-temps\u00a0: rien n’est parti.")
    values = {
        "state": state, "settled_on": on, "settled_by": actor, "note": note.strip()[:300],
        "subject": subject[:200], "text": text, "by_post": by_post, "message": message,
    }  # fmt: skip
    waiting = Dunning.objects.filter(pk=dunning.pk, state=Dunning.State.PROPOSED)
    if not waiting.update(**values):
        raise DunningRefused(reason="Cette relance est déjà décidée\u00a0: rechargez la page.")
    dunning.refresh_from_db()
    late = plural(dunning.days_late, "jour")
    record(
        "servicing.dunning_settled",
        actor=actor,
        target=dunning,
        case_key=loan.commitment.case_id,
        summary=f"{loan.commitment.number}, {dunning.get_step_display()} ({euros(dunning.amount)}, "
        f"{late} de retard)\u00a0: {dunning.get_state_display()}. {dunning.note}".strip(),
    )
    return dunning
