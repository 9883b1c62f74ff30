"""What a commitment writes in the ledger of de minimis aid: counted, counted again, given back."""

from collections.abc import Sequence
from uuid import UUID

from levier.cases.services import count_third_party_aids
from levier.catalogue.models import InstrumentKind, InstrumentVersion
from levier.portfolio.models import Commitment
from levier.rules.grant_equivalents import (
    Equivalent,
    grant_equivalent,
    guarantee_equivalent,
    loan_equivalent,
)
from levier.rules.parameters import NoValueInForce
from levier.state_aid import services as ledger

GIVEN_FOR_GOOD = ("apport_sans_droit_de_reprise",)


def count_aid(*, commitment: Commitment, key: UUID, actor) -> None:
    """Write what a commitment counts for in the ledger of its undertaking, from its decision.

    The same `key` writes once. An instrument that its version says is not an aid writes nothing.
    The aids of third parties that are firm in the dossier's plan count first. Errors:
    CeilingPassed, with what is left.
    """
    if _is_no_aid(commitment):
        return
    case = commitment.case
    count_third_party_aids(case=case, actor=actor)
    undertaking = ledger.undertaking_of(
        structure=case.structure, person=case.person, on=commitment.decided_on, actor=actor
    )
    aid = _aid(commitment, _authority(commitment))
    ledger.grant_aid(undertaking=undertaking, aid=aid, key=key, actor=actor)


def count_past_aids(*, organisation, commitments: Sequence[tuple[Commitment, str]], actor) -> int:
    """Write what commitments of the past count for, each with the name of who gave it.

    Facts: none is refused for size. The key of a line is its commitment's decision, as for those
    decided here. A decision older than the first regulation held counts nowhere, and is left out.
    Return how many lines were written.
    """
    aids = []
    for commitment, authority in commitments:
        case = commitment.case
        if _is_no_aid(commitment) or not commitment.amount or not (case.structure or case.person):
            continue
        try:
            aid = _aid(commitment, authority)
        except NoValueInForce:
            continue
        aids.append(
            ledger.PastAid(
                structure=case.structure, person=case.person, aid=aid, key=commitment.decision_id
            )
        )
    return ledger.take_over_aids(organisation=organisation, aids=aids, actor=actor)


def _is_no_aid(commitment: Commitment) -> bool:
    version = commitment.version
    return version is not None and version.state_aid == InstrumentVersion.StateAid.NOT_AID


def _aid(commitment: Commitment, authority: str) -> ledger.NewAid:
    return ledger.NewAid(
        authority=authority,
        instrument=commitment.instrument.label,
        kind=commitment.kind,
        amount=commitment.amount,
        equivalent=equivalent_of(commitment),
        granted_on=commitment.decided_on,
        source=f"Engagement {commitment.number}",
        commitment_key=commitment.pk,
    )


def recount_aid(*, commitment: Commitment, key: UUID, actor) -> None:
    """Reverse what a commitment counted for, and count its new terms in the same transaction.

    A commitment that the ledger never held stays out of it. Errors: CeilingPassed.
    """
    if give_back_aid(commitment=commitment, reason="avenant", actor=actor):
        count_aid(commitment=commitment, key=key, actor=actor)


def give_back_aid(*, commitment: Commitment, reason: str, actor) -> int:
    """Reverse the lines of a commitment that lapsed, was given up or changed; return how many."""
    lines = ledger.lines_of_commitment(commitment.pk)
    for line in lines:
        ledger.reverse_aid(
            line=line, reason=f"Engagement {commitment.number}, {reason}", actor=actor
        )
    return len(lines)


def refuse_payment_above_ceiling(*, commitment: Commitment, actor) -> None:
    """Refuse to pay when the undertaking, by what it received since, is above its ceiling.

    What it declared counts, and what became firm in the plan. A guarantee pays nobody: it is not
    tried again. Errors: PaymentStopped.
    """
    if commitment.kind == InstrumentKind.GUARANTEE:
        return
    count_third_party_aids(case=commitment.case, actor=actor)
    for line in ledger.lines_of_commitment(commitment.pk):
        ledger.check_before_payment(line=line)


def equivalent_of(commitment: Commitment) -> Equivalent:
    """Return the gross grant equivalent of a commitment on the day of its decision."""
    if commitment.kind == InstrumentKind.GRANT or commitment.instrument.code in GIVEN_FOR_GOOD:
        return grant_equivalent(commitment.amount)
    if commitment.kind == InstrumentKind.GUARANTEE:
        row = commitment.guarantee
        return guarantee_equivalent(
            commitment.amount, row.quota, row.loan_months, commitment.decided_on
        )
    row = commitment.financing
    return loan_equivalent(
        commitment.amount,
        row.annual_rate,
        row.months,
        ledger.base_rate_on(commitment.organisation, commitment.decided_on),
        commitment.decided_on,
        deferral_months=row.deferral_months,
        in_fine=commitment.kind != InstrumentKind.LOAN,
    )


def _authority(commitment: Commitment) -> str:
    """Who grants the aid: the funders drawn on, else who carries the risk."""
    names = {
        draw.envelope.funder.name for draw in commitment.draws.select_related("envelope__funder")
    }
    return ", ".join(sorted(names)) or commitment.carrier.name
