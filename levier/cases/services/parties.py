"""The other people of a dossier: associate, accountant, partner structure."""

from datetime import date

from django.db import transaction

from levier.accounts.models import User
from levier.cases.errors import NobodyHolds
from levier.cases.models import Case, CaseParty
from levier.cases.services.life import touch
from levier.journal.services import record
from levier.people.models import Person, Structure


@transaction.atomic
def add_party(
    *,
    case: Case,
    actor: User,
    on: date,
    role: str,
    person: Person | None = None,
    structure: Structure | None = None,
) -> CaseParty:
    """Add somebody to a dossier, with their role. Errors: NobodyHolds."""
    if person is None and structure is None:
        raise NobodyHolds
    party = CaseParty.objects.create(
        organisation_id=case.organisation_id,
        case=case,
        person=person,
        structure=structure,
        role=role,
    )
    touch(case, on)
    summary = f"{person or structure} rejoint le dossier {case.number} ({role})."
    record("cases.party_added", actor=actor, target=party, summary=summary)
    return party


@transaction.atomic
def remove_party(*, party: CaseParty, actor: User, on: date) -> None:
    """Take somebody off a dossier; the journal keeps their part."""
    summary = f"{party.person or party.structure} quitte le dossier ({party.role})."
    record("cases.party_removed", actor=actor, target=party, summary=summary)
    touch(party.case, on)
    party.delete()
