"""What follows a committee's decision: the commitment opens, in the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from levier.cases.models import FundingRequest
from levier.cases.services import record_eligibility
from levier.catalogue.models import InstrumentKind
from levier.catalogue.services import required_version_on
from levier.claims.services import back_at_commitment
from levier.committees.errors import DecisionRefused
from levier.committees.models import AgendaItem, Decision, Delegation, RefusalReason
from levier.committees.services import NewCondition, committees_of, record_decision, rules_on
from levier.funds.models import Envelope
from levier.people.models import Bank
from levier.portfolio.models import Commitment
from levier.portfolio.services import (
    LoanTerms,
    count_aid,
    open_financing,
    open_grant,
    open_guarantee,
)
from levier.portfolio.services.holdings import codes_held
from levier.portfolio.terms import guarantee_worth
from levier.rules.committee import Outcome
from levier.rules.committee import valid_until as last_day_of
from levier.workflows.grant_draws import propose_for


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms that the committee agreed: those asked for, unless it changed them in session."""

    bank: Bank | None = None
    loan_amount: Decimal | None = None
    quota: Decimal | None = None
    months: int | None = None
    deferral_months: int = 0
    annual_rate: Decimal | None = None
    securities: str = ""
    surety_amount: Decimal | None = None


def terms_asked(request: FundingRequest, **changes) -> Terms:
    """Return the terms of a request, with what the session changed."""
    asked = Terms(
        bank=request.bank,
        loan_amount=request.loan_amount,
        quota=request.quota,
        months=request.months,
        deferral_months=request.deferral_months or 0,
        annual_rate=request.annual_rate,
        securities=request.securities,
        surety_amount=request.surety_amount,
    )
    return replace(asked, **{name: v for name, v in changes.items() if v is not None})


@transaction.atomic
def decide_case(
    *,
    item: AgendaItem,
    request: FundingRequest,
    outcome: str,
    amount: Decimal | None,
    actor,
    idempotency_key: UUID,
    conditions: Sequence[NewCondition] = (),
    reason: str = "",
    valid_until: date | None = None,
    terms: Terms | None = None,
    draws: Sequence[tuple[Envelope, Decimal]] = (),
    goes_with=None,
    refusal_reason: RefusalReason | None = None,
    expected: Sequence[NewCondition] = (),
    delegation: Delegation | None = None,
) -> Decision:
    """Record a decision and, when it agrees, open its commitment (amounts in euros).

    A guarantee's amount is computed (min(loan × quota, cap)); one given must equal it. A grant
    without `draws` is drawn on the envelopes of the State and of its place, if they can bear it.
    The same key again gives the same decision, and opens nothing more. Nothing is written when
    any refusal of record_decision or of the opening is raised, or that of the ledger of de minimis
    aid (CeilingPassed): what is opened counts there from the day of the decision. A guarantee that
    one line of endowment backs is attached to it (EndowmentExceeded beyond its capacity).
    """
    agreed = Outcome(outcome).is_agreement
    terms = terms or terms_asked(request)
    if agreed and amount is None and request.instrument.kind == InstrumentKind.GUARANTEE:
        amount = guaranteed_on(item, request, terms)
    decision = record_decision(
        item=item,
        request=request,
        outcome=outcome,
        amount=amount,
        actor=actor,
        idempotency_key=idempotency_key,
        conditions=conditions,
        reason=reason,
        valid_until=valid_until or (_validity(item, request) if agreed else None),
        refusal_reason=refusal_reason,
        expected=expected,
        delegation=delegation,
    )
    if agreed and not Commitment.objects.filter(decision=decision).exists():
        commitment = _open(decision, request, terms, draws, goes_with, actor)
        count_aid(commitment=commitment, key=decision.pk, actor=actor)
    _freeze_verdicts(decision, actor)
    return decision


def _validity(item: AgendaItem, request: FundingRequest) -> date:
    """Return the last day of an agreement: the product's months or the committee's, the fewer.

    By delegation, the committees are those that decide the dossier's track.
    """
    day, committee = item.sitting.held_on, item.sitting.committee
    case = item.case
    deciding = [committee] if committee else committees_of(case.organisation_id, case.track, day)
    asked = [rules_on(row, day).validity_months for row in deciding]
    version = required_version_on(request.instrument, day)
    return last_day_of(day, min([version.validity_months, *asked]))


def _freeze_verdicts(decision: Decision, actor) -> None:
    """Keep what eligibility said on the day of decision, once for the dossier."""
    case, day = decision.item.case, decision.decided_on
    if not case.eligibility_records.filter(is_frozen=True, on=day).exists():
        granted = frozenset(case.commitments.weighing().values_list("kind", flat=True))
        record_eligibility(
            case=case, actor=actor, on=day, granted=granted, held=codes_held(case), freeze=True
        )


def guaranteed_on(item: AgendaItem, request: FundingRequest, terms: Terms) -> Decimal:
    """Return what a guarantee would engage on these terms: min(loan × quota, cap).

    Errors: DecisionRefused when the bank's terms are not all there; NoVersionInForce.
    """
    _refuse_incomplete(terms)
    version = required_version_on(request.instrument, item.sitting.held_on)
    return guarantee_worth(version, item.case, terms.loan_amount, terms.quota).amount


def _open(decision, request, terms: Terms, draws, goes_with, actor) -> Commitment:
    instrument = request.instrument
    if instrument.kind == InstrumentKind.GUARANTEE:
        _refuse_incomplete(terms)
        commitment = open_guarantee(
            decision=decision,
            instrument=instrument,
            loan=LoanTerms(
                bank=terms.bank,
                amount=terms.loan_amount,
                months=terms.months,
                quota=terms.quota,
                rate=terms.annual_rate,
                deferral_months=terms.deferral_months,
                securities=terms.securities,
                surety_amount=terms.surety_amount,
            ),
            actor=actor,
            draws=draws,
        )
        back_at_commitment(commitment=commitment, actor=actor)
        return commitment
    if instrument.kind == InstrumentKind.GRANT:
        return open_grant(
            decision=decision,
            instrument=instrument,
            amount=decision.amount,
            draws=draws
            or propose_for(decision.item.case, instrument, decision.amount, decision.decided_on),
            goes_with=goes_with,
            qpv_code=decision.item.case.qpv_code or decision.item.case.home_qpv_code,
            qpv_link=_qpv_link(decision.item.case),
            actor=actor,
        )
    return open_financing(
        decision=decision,
        instrument=instrument,
        amount=decision.amount,
        months=terms.months,
        deferral_months=terms.deferral_months,
        annual_rate=terms.annual_rate,
        actor=actor,
        draws=draws,
    )


def _qpv_link(case) -> str:
    if case.qpv_code:
        return "place"
    return "home" if case.home_qpv_code else ""


def _refuse_incomplete(terms: Terms) -> None:
    """Errors: DecisionRefused when the bank's terms are not all there."""
    missing = [
        word
        for word, value in (
            ("la banque", terms.bank),
            ("le prêt", terms.loan_amount),
            ("la quotité", terms.quota),
            ("la durée", terms.months),
        )
        if not value
    ]
    if missing:
        raise DecisionRefused(reason=f"Pour garantir ce prêt, indiquez {', '.join(missing)}.")
