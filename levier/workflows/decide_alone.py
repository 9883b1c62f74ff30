"""A body decides a dossier without a committee, within its delegation: one act, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from django.db import transaction

from levier.accounts.models import Organisation
from levier.cases.models import Case, FundingRequest
from levier.cases.states import State
from levier.catalogue.models import InstrumentKind
from levier.committees.errors import DelegationRefused
from levier.committees.models import AgendaItem, Body, Decision, RefusalReason, Sitting
from levier.committees.services import (
    NewCondition,
    end_sitting,
    needed_delegation,
    open_delegated_sitting,
    put_on_agenda,
)
from levier.funds.models import Envelope
from levier.journal import services as journal
from levier.kernel.french import long_date
from levier.rules.committee import Outcome
from levier.workflows.decide_case import Terms, decide_case, guaranteed_on, terms_asked


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the body decides on one request of the dossier, as decide_case takes it."""

    request: FundingRequest
    outcome: str
    amount: Decimal | None = None
    terms: Terms | None = None
    conditions: Sequence[NewCondition] = ()
    reason: str = ""
    valid_until: date | None = None
    draws: Sequence[tuple[Envelope, Decimal]] = ()
    refusal_reason: RefusalReason | None = None
    expected: Sequence[NewCondition] = ()


@transaction.atomic
def decide_alone(
    *,
    case: Case,
    body: Body,
    day: date,
    today: date,
    rulings: Sequence[Ruling],
    actor,
    idempotency_key: UUID,
) -> Sitting:
    """Decide every request of a ready dossier in the name of a body, on its day of decision.

    The act of that body and day is opened (DD-2026-03), the dossier laid before it, each request
    decided under the delegation in force that day, and the act closed. The same key again returns
    the same act. Errors: DelegationExceeded above the ceiling or without delegation, with the
    text; DelegationRefused for a dossier that is not ready, or decided in part; those of
    decide_case.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=case.organisation_id)
    case = Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=case.pk)
    done = act_under(case, idempotency_key)
    if done is not None:
        return done
    _refuse_unfit(case, day, today, rulings)
    sitting = open_delegated_sitting(
        organisation=case.organisation, body=body, day=day, actor=actor
    )
    item = put_on_agenda(sitting=sitting, case=case, actor=actor, on=today)
    for ruling in rulings:
        _decide(item, ruling, actor, _key_of(ruling.request, idempotency_key))
    end_sitting(sitting=sitting, actor=actor)
    journal.record(
        "workflows.decided_alone",
        actor=actor,
        target=sitting,
        case_key=case.pk,
        summary=f"Dossier {case.number} décidé par délégation, {body}, "
        f"{long_date(day)} ({sitting}).",
    )
    return sitting


def act_under(case: Case, idempotency_key: UUID) -> Sitting | None:
    """Return the act that this key already made on a dossier, or None."""
    keys = [_key_of(row, idempotency_key) for row in case.requests.all()]
    done = Decision.objects.filter(organisation=case.organisation_id, idempotency_key__in=keys)
    row = done.select_related("item__sitting").first()
    return row.item.sitting if row else None


def _key_of(request: FundingRequest, idempotency_key: UUID) -> UUID:
    """Return the key of one decision of an act: the same act again finds its decisions."""
    return uuid5(idempotency_key, str(request.pk))


def _refuse_unfit(case: Case, day: date, today: date, rulings: Sequence[Ruling]) -> None:
    if day > today:
        raise DelegationRefused(field="day", reason="Une décision ne se note pas d’avance.")
    if case.state != State.READY:
        raise DelegationRefused(
            reason=f"Le dossier {case.number} est à l’étape « {case.get_state_display()} »\u00a0: "
            "seul un dossier prêt pour le comité se décide par délégation. Rechargez la page."
        )
    asked = set(
        case.requests.filter(state=FundingRequest.State.PROPOSED).values_list("pk", flat=True)
    )
    if not asked:
        raise DelegationRefused(
            reason=f"Le dossier {case.number} ne demande aucun produit\u00a0: le comité décide."
        )
    if asked != {ruling.request.pk for ruling in rulings} or len(asked) != len(rulings):
        raise DelegationRefused(
            reason="Décidez chaque demande du dossier par le même acte, ou aucune."
        )


def _decide(item: AgendaItem, ruling: Ruling, actor, key: UUID) -> Decision:
    request, amount = ruling.request, ruling.amount
    terms = ruling.terms or terms_asked(request)
    is_guarantee = request.instrument.kind == InstrumentKind.GUARANTEE
    if amount is None and is_guarantee and Outcome(ruling.outcome).is_agreement:
        amount = guaranteed_on(item, request, terms)
    return decide_case(
        item=item,
        request=request,
        outcome=ruling.outcome,
        amount=amount,
        actor=actor,
        idempotency_key=key,
        conditions=ruling.conditions,
        reason=ruling.reason,
        valid_until=ruling.valid_until,
        terms=terms,
        draws=ruling.draws,
        refusal_reason=ruling.refusal_reason,
        expected=ruling.expected,
        delegation=needed_delegation(item, request, ruling.outcome, amount),
    )
