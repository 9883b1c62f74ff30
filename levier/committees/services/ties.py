"""Withdrawals that Levier proposes: a member's bank, name, employer or mandate meets a dossier."""

from collections.abc import Sequence

from django.db import transaction

from levier.committees.errors import SittingRefused
from levier.committees.models import AgendaItem, Representative, Withdrawal, WithdrawalProposal
from levier.committees.services.withdrawals import declare_withdrawal
from levier.journal import services as journal
from levier.people.models import Holding
from levier.rules.committee import Tie, conflicts_of

_PROPOSED = WithdrawalProposal.State.PROPOSED


def tie_of(case) -> Tie:
    """Return what a member may be tied to in a dossier: banks, family names, organisations."""
    banks, organisations, families = set(), set(), set()
    for request in case.requests.select_related("bank"):
        if request.bank:
            banks.add(request.bank.name)
    for line in case.plan_lines.select_related("bank", "funder"):
        organisations |= {line.partner, line.funder.name if line.funder else ""}
        if line.bank:
            banks.add(line.bank.name)
    if case.person:
        families.add(case.person.last_name)
    if case.structure:
        organisations.add(case.structure.name)
        associates = Holding.objects.filter(structure=case.structure).select_related("person")
        families |= {row.person.last_name for row in associates}
    for party in case.parties.select_related("person", "structure"):
        families |= {party.person.last_name if party.person else ""}
        organisations |= {party.structure.name if party.structure else ""}
    return Tie(frozenset(banks), frozenset(families), frozenset(organisations - {""}))


@transaction.atomic
def propose_withdrawals(
    *, item: AgendaItem, actor, representatives: Sequence[Representative] | None = None
) -> list[WithdrawalProposal]:
    """Write the ties found between a dossier and those called to the sitting; return the new ones.

    One answered before is not proposed again.
    """
    people = representatives
    if people is None:
        people = Representative.objects.filter(attendances__sitting=item.sitting_id)
        people = list(people.select_related("member__bank"))
    tie, found = tie_of(item.case), []
    for person in people:
        bank = person.member.bank
        for conflict in conflicts_of(
            bank=bank.name if bank else "",
            family_name=person.last_name,
            employer=person.employer,
            mandates=person.mandates.splitlines(),
            case=tie,
        ):
            row, created = WithdrawalProposal.objects.get_or_create(
                organisation_id=item.organisation_id, item=item, representative=person,
                ground=conflict.ground, defaults={"reason": conflict.reason[:300]},
            )  # fmt: skip
            found += [row] if created else []
    for row in found:
        journal.record(
            "committees.withdrawal_proposed",
            actor=actor,
            target=row,
            case_key=item.case_id,
            summary=f"Déport proposé ({item.case.number}) : {row.representative} {row.reason}.",
        )
    return found


@transaction.atomic
def accept_proposal(*, proposal: WithdrawalProposal, actor) -> Withdrawal:
    """Withdraw the member for the reason found. Errors: those of declare_withdrawal."""
    _answer(proposal, actor, WithdrawalProposal.State.ACCEPTED, "")
    others = proposal.item.proposals.filter(
        representative=proposal.representative_id, state=_PROPOSED
    )
    others.update(state=WithdrawalProposal.State.ACCEPTED, answered_by=actor)
    return declare_withdrawal(
        item=proposal.item,
        representative=proposal.representative,
        reason=proposal.reason[:200],
        actor=actor,
    )


@transaction.atomic
def dismiss_proposal(*, proposal: WithdrawalProposal, reason: str, actor) -> WithdrawalProposal:
    """Set a proposal aside, with its reason. Errors: SittingRefused without one, or answered."""
    if not reason.strip():
        raise SittingRefused(
            field="reason", reason="Dites pourquoi ce lien n’appelle pas de déport."
        )
    _answer(proposal, actor, WithdrawalProposal.State.DISMISSED, reason.strip()[:200])
    journal.record(
        "committees.withdrawal_dismissed",
        actor=actor,
        target=proposal,
        case_key=proposal.item.case_id,
        summary=f"Déport écarté ({proposal.item.case.number}) : {proposal}. Raison : {reason}.",
    )
    return proposal


def _answer(proposal: WithdrawalProposal, actor, state: str, answer: str) -> None:
    waiting = WithdrawalProposal.objects.filter(pk=proposal.pk, state=_PROPOSED)
    if not waiting.update(state=state, answer=answer, answered_by=actor):
        raise SittingRefused(reason="Ce déport proposé a déjà reçu une réponse.")
    proposal.state, proposal.answer = state, answer
