"""Deciding without a committee: the act that gathers a body's decisions of a day, and its limit."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction

from levier.accounts.models import Organisation
from levier.committees.errors import DecisionRefused, DelegationRefused
from levier.committees.models import AgendaItem, Body, Delegation, Sitting
from levier.committees.services.bodies import refuse_closed_body
from levier.committees.services.house_rules import delegation_for
from levier.committees.services.sittings import index_sitting, move_sitting, next_number
from levier.journal import services as journal
from levier.kernel.french import long_date
from levier.rules import committee as rules

SERIES = "DD"
CENT = Decimal("0.01")


@transaction.atomic
def open_delegated_sitting(*, organisation, body: Body, day: date, actor) -> Sitting:
    """Return the act of a body and a day, open: the one begun that day, else a new one.

    Its number has its own series (DD-2026-03), so that committees keep theirs. Two people open
    the same one: the house's row is taken until the transaction ends. Errors: DelegationRefused
    past the last day of the body.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    refuse_closed_body(body, day)
    mine = Sitting.objects.filter(
        organisation=organisation, mode=Sitting.Mode.DELEGATION, body=body, held_on=day
    )
    sitting = mine.exclude(state=Sitting.State.MINUTED).first()
    if sitting is not None:
        if sitting.state == Sitting.State.HELD:
            said = "une autre décision s’y ajoute."
            move_sitting(sitting, Sitting.State.HELD, Sitting.State.OPEN, actor, said)
        return sitting
    sitting = Sitting(
        organisation=organisation,
        number=next_number(organisation, day.year, SERIES),
        held_on=day,
        mode=Sitting.Mode.DELEGATION,
        body=body,
        state=Sitting.State.OPEN,
    )
    sitting._history_user = actor
    sitting.save(force_insert=True)
    index_sitting(sitting, new=True)
    journal.record(
        "committees.delegated_sitting",
        actor=actor,
        target=sitting,
        summary=f"{sitting} : décisions par délégation, {body}, {long_date(day)}.",
    )
    return sitting


def refuse_undelegated(
    item: AgendaItem, request, outcome: str, amount: Decimal | None, delegation: Delegation | None
) -> None:
    """Refuse what a body may not decide alone, and a delegation cited by a committee.

    The delegation must be the one in force that day, and cover what the body engages on the
    dossier. Errors: DecisionRefused; DelegationRefused; DelegationExceeded, with the text.
    """
    if item.sitting.mode != Sitting.Mode.DELEGATION:
        if delegation is not None:
            raise DecisionRefused(
                reason="Ce comité décide lui-même\u00a0: une délégation ne s’y cite pas."
            )
        return
    if request is None:
        raise DelegationRefused(
            reason="Un avenant ne se décide pas par délégation\u00a0: le comité décide."
        )
    if delegation is None:
        raise DelegationRefused(
            reason="Une décision par délégation cite la délégation qui la permet."
        )
    list(Delegation.objects.select_for_update(no_key=True).filter(pk=delegation.pk))
    found = needed_delegation(item, request, outcome, amount)
    if found.pk != delegation.pk:
        raise DelegationRefused(
            reason=f"La délégation « {delegation} » n’est pas celle qui vaut ce jour-là\u00a0: "
            f"c’est « {found} »."
        )


def needed_delegation(
    item: AgendaItem, request, outcome: str, amount: Decimal | None
) -> Delegation:
    """Return the delegation by which the body of this act may decide so on a request.

    An agreement engages its amount, with what the same delegation already agreed on the dossier;
    a refusal or an adjournment is compared by the amount asked. Errors: DelegationExceeded.
    """
    agrees = rules.Outcome(outcome).is_agreement
    return delegation_for(
        request,
        (amount if agrees else amount_asked(request)) or Decimal(0),
        body=item.sitting.body,
        day=item.sitting.held_on,
        item=item if agrees else None,
    )


def amount_asked(request) -> Decimal:
    """Return what a request would engage: the amount guaranteed, or the money asked, in euros.

    Errors: DelegationRefused when the request says no amount.
    """
    if request.amount is not None:
        return request.amount
    if request.loan_amount and request.quota:
        return (request.loan_amount * request.quota).quantize(CENT, ROUND_HALF_UP)
    raise DelegationRefused(
        reason=f"La demande « {request.instrument} » n’est pas chiffrée\u00a0: le comité décide."
    )
