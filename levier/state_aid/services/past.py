"""Aids of the past that a house takes over: facts, written together, never refused for size."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from levier.journal import services as journal
from levier.kernel.french import plural
from levier.people.models import Person, Structure
from levier.state_aid.models import LedgerAid, Undertaking, UndertakingMember
from levier.state_aid.services.ledger import NewAid, line_of
from levier.state_aid.services.undertakings import undertaking_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAid:
    """An aid of ours decided before Levier: who received it, and the key that writes it once."""

    structure: Structure | None
    person: Person | None
    aid: NewAid
    key: UUID


@transaction.atomic
def take_over_aids(*, organisation, aids: Sequence[PastAid], actor) -> int:
    """Write the aids of the past that the ledger does not hold yet; return how many.

    Undertakings that the register lacks are created, in a number of queries that does not grow
    with the aids; only somebody aided both alone and with a business costs a few more.
    """
    keys = [past.key for past in aids]
    known = set(
        LedgerAid.objects.filter(organisation=organisation, idempotency_key__in=keys).values_list(
            "idempotency_key", flat=True
        )
    )
    new = [past for past in aids if past.key not in known]
    if not new:
        return 0
    receivers = _Receivers(organisation, new, actor)
    LedgerAid.objects.bulk_create(
        line_of(receivers.of(past), past.aid, LedgerAid.Origin.OURS, past.key, actor)
        for past in new
    )
    journal.record(
        "state_aid.taken_over",
        actor=actor,
        target=organisation,
        summary=f"De minimis : {plural(len(new), 'aide reprise', 'aides reprises')} au registre.",
    )
    return len(new)


class _Receivers:
    """The undertaking of each past aid, those that are missing created together."""

    def __init__(self, organisation, aids: Sequence[PastAid], actor) -> None:
        self._house, self._actor = organisation, actor
        self._structures = {past.structure.pk: past.structure for past in aids if past.structure}
        self._people = {past.person.pk: past.person for past in aids if past.person}
        rows = UndertakingMember.objects.filter(organisation=organisation)
        self._members: dict[Any, Undertaking] = {}
        for row in rows.select_related("undertaking"):
            self._members[row.structure_id or row.person_id] = row.undertaking
        self._sirens = {
            row.siren: row
            for row in Undertaking.objects.filter(organisation=organisation).exclude(siren="")
        }
        self._create([past for past in aids if past.structure is None], aids)

    def of(self, past: PastAid) -> Undertaking:
        """Return who received an aid; a person aided alone is tied to the business of the aid."""
        if past.structure is None:
            return self._members[past.person.pk]
        found = self._members[past.structure.pk]
        alone = self._members.get(past.person.pk) if past.person else None
        if alone is None or alone.pk == found.pk:
            return found
        return undertaking_of(
            structure=past.structure,
            person=past.person,
            on=past.aid.granted_on,
            actor=self._actor,
        )

    def _create(self, alone: Sequence[PastAid], aids: Sequence[PastAid]) -> None:
        created: list[Undertaking] = []
        members: list[UndertakingMember] = []
        for structure in self._structures.values():
            if structure.pk in self._members:
                continue
            siren = structure.siret[:9]
            found = self._sirens.get(siren) if siren else None
            if found is None:
                found = Undertaking(
                    organisation=self._house,
                    name=structure.name,
                    naf_code=structure.naf_code,
                    siren=siren,
                )
                created.append(found)
                self._sirens |= {siren: found} if siren else {}
            self._join(members, structure.pk, found, structure=structure)
        for person in {past.person.pk: past.person for past in alone if past.person}.values():
            if person.pk not in self._members:
                found = Undertaking(organisation=self._house, name=person.full_name)
                created.append(found)
                self._join(members, person.pk, found, person=person)
        Undertaking.objects.bulk_create(created)
        UndertakingMember.objects.bulk_create(members)

    def _join(self, members: list, key: Any, undertaking: Undertaking, **who: Any) -> None:
        self._members[key] = undertaking
        members.append(UndertakingMember(organisation=self._house, undertaking=undertaking, **who))
