"""Withdrawals that Levier proposes: a member's bank, name, employer or mandate meets a dossier."""

from collections.abc import Sequence

from django.db import transaction

from levier.committees.models import AgendaItem, Representative, Sitting, WithdrawalProposal
from levier.journal import services as journal
from levier.people.models import Holding
from levier.rules.committee import Tie, conflicts_of


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

    One answered before is not proposed again, nor who already withdrew.
    """
    people = representatives
    if people is None:
        people = list(_called(item.sitting_id))
    tie, found = tie_of(item.case), []
    out = set(item.withdrawals.values_list("representative", flat=True))
    for person in (person for person in people if person.pk not in out):
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


def propose_before_opening(*, sitting: Sitting, actor) -> list[WithdrawalProposal]:
    """Propose the ties that appeared since the points of a sitting were laid; return them."""
    people = list(_called(sitting.pk))
    return _propose_on(sitting.items.all(), people, actor)


def propose_on_sittings_to_come(
    *, representative: Representative, actor
) -> list[WithdrawalProposal]:
    """Propose the ties of somebody who changed, on the points not decided yet; return them."""
    items = AgendaItem.objects.filter(
        sitting__attendances__representative=representative,
        sitting__state__in=(Sitting.State.PLANNED, Sitting.State.OPEN),
    )
    return _propose_on(items, [representative], actor)


def _propose_on(items, people: Sequence[Representative], actor) -> list[WithdrawalProposal]:
    rows = items.filter(is_closed=False).select_related("case__person", "case__structure")
    return [
        proposal
        for item in rows
        for proposal in propose_withdrawals(item=item, actor=actor, representatives=people)
    ]


def _called(sitting_key):
    rows = Representative.objects.filter(attendances__sitting=sitting_key)
    return rows.select_related("member__bank")
