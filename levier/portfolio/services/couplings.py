"""What must stand beside what is granted: the rules of eligibility, read again on what is decided.

The rules are those of levier/rules/eligibility; here are only the facts of the day: what the
dossier was granted, on the terms of its commitments, and what it still asks for.
"""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from levier.cases.models import Case, FundingRequest
from levier.cases.services.eligibility import terms_of
from levier.cases.services.eligibility_facts import eligibility_facts
from levier.catalogue.models import InstrumentKind, InstrumentVersion
from levier.committees.models import Decision
from levier.kernel.french import NBSP
from levier.people.models import Person
from levier.portfolio.errors import CouplingMissing
from levier.portfolio.models import Commitment
from levier.portfolio.services.holdings import codes_held
from levier.rules.eligibility import ConditionResult, Result, verdict_of
from levier.rules.eligibility.couplings import BESIDE_AMOUNT, ONCE_PER_PERSON

Broken = dict[tuple[UUID, str], str]


def refuse_uncoupled(
    *,
    decision: Decision,
    version: InstrumentVersion,
    amount: Decimal,
    months: int | None = None,
    goes_with: Case | None = None,
) -> None:
    """Refuse to grant what stands alone: no bank loan beside, no guarantee, a second to a person.

    `amount` (euros) and `months` are those decided; `goes_with`, the dossier whose guarantee
    counts too. What nobody knows is not refused. The person is held until the end of the
    transaction: of two decisions at once, the second sees the first. Errors: CouplingMissing,
    with each rule that does not hold and its source.
    """
    case = decision.item.case
    if version.once_per_person and case.person_id is not None:
        Person.objects.select_for_update(of=("self",)).get(pk=case.person_id)
    own = _request(version, case, amount=amount, months=months)
    held = codes_held(case, here=True)
    asked = [*_asked(case, _alive(case), besides=decision.request_id), own]
    faults = _faults(version, case, asked, decision.decided_on, held, goes_with)
    if faults:
        raise CouplingMissing(reason=_sentence(version, "ne peut pas être accordé", faults))


def broken_couplings(case: Case) -> Broken:
    """Return, in French, what no longer stands beside each commitment alive of a dossier."""
    alive = _alive(case)
    return {
        (row.pk, code): said for row in alive for code, said in _broken(row, case, alive).items()
    }


def _broken(row: Commitment, case: Case, alive: Sequence[Commitment]) -> dict[str, str]:
    """Return what no longer stands beside one of the commitments alive, by the code of the rule."""
    if row.version is None or row.kind == InstrumentKind.GUARANTEE:
        return {}
    asked = [*_asked(case, alive, besides=row.decision.request_id), _as_granted(row)]
    goes_with = row.grant.goes_with if row.kind == InstrumentKind.GRANT else None
    return {
        fault.code: _sentence(row.version, "ne tiendrait plus", [fault])
        for fault in _faults(row.version, case, asked, row.decided_on, None, goes_with)
    }


def refuse_payment_uncoupled(*, commitment: Commitment) -> None:
    """Refuse to pay what stands alone since its decision: a guarantee refused, lapsed, given up.

    A decision taken over from the past is a fact, and a guarantee pays nobody: neither is tried.
    Errors: CouplingMissing.
    """
    if commitment.is_past or commitment.kind == InstrumentKind.GUARANTEE:
        return
    alive = _alive(commitment.case)
    paid = next((row for row in alive if row.pk == commitment.pk), None)
    broken = _broken(paid, commitment.case, alive) if paid else {}
    if broken:
        raise CouplingMissing(reason=" ".join([*broken.values(), "Rien ne peut être versé."]))


def refuse_newly_broken(case: Case, before: Broken) -> None:
    """Refuse a change that takes from a commitment what stood beside it. Errors: CouplingMissing.

    What was broken `before` the change does not stop it.
    """
    new = [text for key, text in broken_couplings(case).items() if key not in before]
    if new:
        raise CouplingMissing(reason=" ".join(new))


def _faults(
    version: InstrumentVersion,
    case: Case,
    asked: Sequence[FundingRequest],
    on,
    held: frozenset[str] | None,
    goes_with: Case | None,
) -> list[ConditionResult]:
    cases = [case] if goes_with is None else [case, goes_with]
    kinds = Commitment.objects.weighing().filter(case__in=cases).values_list("kind", flat=True)
    facts = eligibility_facts(case, on, frozenset(kinds), held, asked)
    return [
        condition
        for condition in verdict_of(terms_of(version), facts).conditions
        if condition.code in BESIDE_AMOUNT | {ONCE_PER_PERSON} and condition.result == Result.NO
    ]


def _sentence(
    version: InstrumentVersion, consequence: str, faults: Sequence[ConditionResult]
) -> str:
    said = f"{NBSP}; ".join(
        f"{fault.label}{NBSP}: {fault.fact} (attendu{NBSP}: {fault.threshold})" for fault in faults
    )
    label = version.instrument.label
    return f"«{NBSP}{label}{NBSP}» {consequence}. {said}. Source{NBSP}: {faults[0].source}."


def _alive(case: Case) -> list[Commitment]:
    rows = Commitment.objects.weighing().filter(case=case).order_by("decided_on", "number")
    return list(
        rows.select_related(
            "instrument", "version__instrument", "decision", "guarantee", "financing",
            "grant__goes_with",
        )
    )  # fmt: skip


def _asked(case: Case, alive: Sequence[Commitment], besides: UUID | None) -> list[FundingRequest]:
    """What the dossier is granted, on the terms of the day, and what it still asks for."""
    granted = [_as_granted(row) for row in alive if row.decision.request_id != besides]
    waiting = case.requests.filter(state=FundingRequest.State.PROPOSED).exclude(pk=besides)
    return [*waiting.select_related("instrument"), *granted]


def _as_granted(row: Commitment) -> FundingRequest:
    """Return a commitment as the request that its terms of today would be, not saved."""
    if row.kind == InstrumentKind.GUARANTEE:
        loan = row.guarantee
        return _request(
            row, row.case, amount=row.amount, bank_id=loan.bank_id, loan_amount=loan.loan_amount,
            months=loan.loan_months, quota=loan.quota, surety_amount=loan.surety_amount,
            deferral_months=loan.deferral_months,
        )  # fmt: skip
    if row.kind == InstrumentKind.GRANT:
        return _request(row, row.case, amount=row.amount)
    terms = row.financing
    return _request(
        row, row.case, amount=row.amount, months=terms.months,
        deferral_months=terms.deferral_months,
    )  # fmt: skip


def _request(of: Commitment | InstrumentVersion, case: Case, **terms) -> FundingRequest:
    return FundingRequest(
        organisation_id=case.organisation_id, case=case, instrument=of.instrument,
        state=FundingRequest.State.DECIDED, **terms,
    )  # fmt: skip
