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
from levier.rules.committee import Proposal, Quorum, Tally, proposal_of
from levier.workflows.decide_case import decide_case
from levier.workflows.follow_commitment import decide_on_amendment
from levier.workflows.loan_proposals import decide_on_proposal
from levier.workflows.points_asked import Asked, asked_at
from levier.workflows.sitting_documents import items_of


@dataclass(frozen=True, slots=True)
class Proposed:
    """A dossier of a consultation: its votes, what they propose and why."""

    item: AgendaItem
    asked: Asked
    quorum: Quorum
    tally: Tally
    proposal: Proposal
    reason: str

    @property
    def requests(self) -> list[FundingRequest]:
        """Return the requests that wait for a decision."""
        return self.asked.waiting


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
    asked = asked_at(items)
    found = []
    for item in items:
        quorum, counted = quorum_on(item, members), tally_of(item)
        proposal = proposal_of(quorum, counted)
        found.append(
            Proposed(
                item, asked[item.pk], quorum, counted, proposal,
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
    if row.requests:
        return
    if row.asked.amendment:
        amendment = row.asked.amendment
        decide_on_amendment(amendment=amendment, idempotency_key=_key(row, amendment.pk), **said)
    elif row.asked.loan:
        loan = row.asked.loan
        decide_on_proposal(proposal=loan, idempotency_key=_key(row, loan.pk), **said)
    else:
        raise DecisionRefused(reason="Il n’y a rien à décider sur ce dossier.")


def _amount(request: FundingRequest, ruling: Ruling) -> Decimal | None:
    """Return the amount granted; None for a refusal, and for a guarantee, which is computed."""
    agreed = ruling.outcome in (Outcome.AGREED, Outcome.AGREED_WITH_CONDITIONS)
    if not agreed or request.instrument.kind == InstrumentKind.GUARANTEE:
        return None
    return ruling.amounts.get(request.pk, request.amount)


def _key(row: Proposed, asked: UUID) -> UUID:
    return uuid5(row.item.sitting_id, str(asked))


def _reason(proposal: Proposal, quorum: Quorum, counted: Tally) -> str:
    """Return why a dossier is adjourned or sent back; the words of a refusal are the list's."""
    if proposal == Proposal.SENT_BACK:
        return " ".join(quorum.reasons) or "Aucun vote n’est parvenu sur ce dossier."
    if proposal != Proposal.ADJOURNED:
        return ""
    votes = f"{counted.votes_for} pour, {counted.votes_against} contre, "
    return f"Le vote ne départage pas{NBSP}: {votes}{plural(counted.abstentions, 'abstention')}."
