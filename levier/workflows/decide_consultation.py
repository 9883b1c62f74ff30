"""A written consultation is over: what its votes propose, and every dossier decided in one act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID, uuid5

from django.db import transaction

from levier.cases.models import FundingRequest
from levier.catalogue.models import InstrumentKind
from levier.committees.errors import ConsultationRefused, DecisionRefused
from levier.committees.models import AgendaItem, Outcome, RefusalReason, Sitting
from levier.committees.services import (
    NewCondition,
    end_sitting,
    members_of,
    quorum_on,
    send_back,
    tally_of,
)
from levier.kernel.errors import DomainError
from levier.kernel.french import NBSP, plural
from levier.portfolio.models import Amendment
from levier.rules.committee import Proposal, Quorum, Tally, proposal_of
from levier.workflows.decide_case import decide_case
from levier.workflows.follow_commitment import decide_on_amendment
from levier.workflows.sitting_documents import items_of


@dataclass(frozen=True, slots=True)
class Proposed:
    """A dossier of a consultation: its votes, what they propose and why."""

    item: AgendaItem
    requests: Sequence[FundingRequest]
    amendment: Amendment | None
    quorum: Quorum
    tally: Tally
    proposal: Proposal
    reason: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is decided on a dossier, once reviewed: an outcome of a decision, or `SENT_BACK`.

    `amounts` are euros by request, as asked if left out; a guarantee's is computed.
    """

    outcome: str
    amounts: Mapping[UUID, Decimal] = field(default_factory=dict)
    refusal_reason: RefusalReason | None = None
    reason: str = ""
    conditions: Sequence[NewCondition] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a dossier: decided, or refused with the sentence that says why."""

    item: AgendaItem
    is_done: bool
    sentence: str


def proposed_for(sitting: Sitting, cases=None) -> list[Proposed]:
    """Return what the votes propose for each dossier, in the order of the agenda.

    `cases` keeps the dossiers that the reader may read. A fixed number of queries.
    """
    items = items_of(sitting, cases)
    members = members_of(sitting)
    amendments = _amendments(items)
    found = []
    for item in items:
        quorum, counted = quorum_on(item, members), tally_of(item)
        proposal = proposal_of(quorum, counted)
        asked = [row for row in item.case.requests.all() if _waits(row)]
        found.append(
            Proposed(
                item, asked, amendments.get(item.case_id), quorum, counted, proposal,
                _reason(proposal, quorum, counted),
            )
        )  # fmt: skip
    return found


def decide_consultation(
    *, sitting: Sitting, rulings: Mapping[UUID, Ruling], actor, cases=None
) -> list[Result]:
    """Decide each dossier as reviewed, each in its own transaction: one refused stops no other.

    `rulings` are by point of the agenda. The key of a decision comes from the consultation and
    the request: repeated, nothing is decided twice. When no dossier is left, the consultation
    ends. Errors: ConsultationRefused before the end of the answers.
    """
    if sitting.mode != Sitting.Mode.WRITTEN or sitting.voting_closed_at is None:
        raise ConsultationRefused(reason="Closez d’abord les réponses à la consultation.")
    results = [
        _decided(row, rulings[row.item.pk], actor)
        for row in proposed_for(sitting, cases)
        if row.item.pk in rulings
    ]
    left = sitting.items.filter(is_closed=False).exists()
    if not left and Sitting.objects.filter(pk=sitting.pk, state=Sitting.State.OPEN).exists():
        end_sitting(sitting=sitting, actor=actor)
    return results


def _decided(row: Proposed, ruling: Ruling, actor) -> Result:
    if row.item.is_closed:
        return Result(row.item, True, "Déjà décidé.")
    try:
        with transaction.atomic():
            _decide(row, ruling, actor)
    except DomainError as refusal:
        return Result(row.item, False, str(refusal))
    return Result(row.item, True, SAID[ruling.outcome])


SENT_BACK = Proposal.SENT_BACK.value
SAID = {
    Outcome.AGREED: "Accord enregistré.",
    Outcome.AGREED_WITH_CONDITIONS: "Accord avec conditions enregistré.",
    Outcome.REFUSED: "Refus enregistré.",
    Outcome.ADJOURNED: "Ajournement enregistré.",
    SENT_BACK: "Sans décision : prêt pour un autre comité.",
}


def _decide(row: Proposed, ruling: Ruling, actor) -> None:
    if ruling.outcome == SENT_BACK:
        send_back(item=row.item, reason=ruling.reason or row.reason, actor=actor)
        return
    outcome = ruling.outcome
    said = {
        "item": row.item,
        "outcome": outcome,
        "reason": ruling.reason or (row.reason if outcome == Outcome.ADJOURNED else ""),
        "refusal_reason": ruling.refusal_reason if outcome == Outcome.REFUSED else None,
        "actor": actor,
    }
    conditions = ruling.conditions if outcome == Outcome.AGREED_WITH_CONDITIONS else ()
    for request in row.requests:
        decide_case(
            request=request, amount=_amount(request, ruling), conditions=conditions,
            idempotency_key=_key(row, request.pk), **said,
        )  # fmt: skip
    if row.amendment and not row.requests:
        decide_on_amendment(
            amendment=row.amendment, idempotency_key=_key(row, row.amendment.pk), **said
        )
    if not row.requests and not row.amendment:
        raise DecisionRefused(reason="Il n’y a rien à décider sur ce dossier.")


def _amount(request: FundingRequest, ruling: Ruling) -> Decimal | None:
    """Return the amount granted; None for a refusal, and for a guarantee, which is computed."""
    agreed = ruling.outcome in (Outcome.AGREED, Outcome.AGREED_WITH_CONDITIONS)
    if not agreed or request.instrument.kind == InstrumentKind.GUARANTEE:
        return None
    return ruling.amounts.get(request.pk, request.amount)


def _key(row: Proposed, asked: UUID) -> UUID:
    return uuid5(row.item.sitting_id, str(asked))


def _waits(request: FundingRequest) -> bool:
    return request.state == FundingRequest.State.PROPOSED


def _amendments(items: Sequence[AgendaItem]) -> dict[UUID, Amendment]:
    """Return the amendment laid for each dossier that has one."""
    rows = Amendment.objects.filter(
        commitment__case__in=[item.case_id for item in items],
        state=Amendment.State.TO_COMMITTEE,
    ).select_related("commitment__instrument")
    return {row.commitment.case_id: row for row in rows}


def _reason(proposal: Proposal, quorum: Quorum, counted: Tally) -> str:
    """Return why a dossier is adjourned or sent back; the words of a refusal are the list's."""
    if proposal == Proposal.SENT_BACK:
        return " ".join(quorum.reasons) or "Aucun vote n’est parvenu sur ce dossier."
    if proposal != Proposal.ADJOURNED:
        return ""
    votes = f"{counted.votes_for} pour, {counted.votes_against} contre, "
    return f"Le vote ne départage pas{NBSP}: {votes}{plural(counted.abstentions, 'abstention')}."
