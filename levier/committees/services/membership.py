"""Who may sit: members of the house, their representatives, their terms."""

from copy import copy
from datetime import date

from django.db import transaction

from levier.committees.errors import SittingRefused
from levier.committees.models import HouseMember, Representative
from levier.committees.services.checked_rows import save_checked
from levier.committees.services.colleges import college_named
from levier.committees.services.seats import refuse_term
from levier.committees.services.ties import propose_on_sittings_to_come
from levier.journal import services as journal
from levier.journal.changes import apply_changes
from levier.kernel.french import long_date
from levier.kernel.text import normalise, squeeze

_DAYS = frozenset({"term_starts_on", "term_ends_on"})
_TIES = frozenset({"member", "last_name", "employer", "mandates"})


@transaction.atomic
def register_member(
    *, organisation, actor, name: str, college: str, bank=None, on: date | None = None
) -> HouseMember:
    """Add a member of the house, in the college of this code or label.

    `on` is the day from which it is one; without it, a college may be closed since. Errors:
    SittingRefused if it is known, or in a college closed by then; UnknownKind.
    """
    found = college_named(organisation, college)
    if on is not None and not found.is_open_on(on):
        raise SittingRefused(
            field="college",
            reason=f"Le collège «\u00a0{found}\u00a0» est fermé depuis le "
            f"{long_date(found.last_day)}\u00a0: choisissez-en un autre.",
        )
    member = HouseMember(
        organisation=organisation,
        name=squeeze(name),
        name_key=normalise(name),
        college=found,
        bank=bank,
    )
    save_checked(member)
    journal.record(
        "committees.member_registered",
        actor=actor,
        target=member,
        summary=f"Membre ajouté : {member} ({member.college}).",
    )
    return member


@transaction.atomic
def register_representative(
    *,
    member: HouseMember,
    actor,
    last_name: str,
    first_name: str = "",
    email: str = "",
    user=None,
    term_starts_on: date | None = None,
    term_ends_on: date | None = None,
    employer: str = "",
    mandates: str = "",
) -> Representative:
    """Add somebody who may sit for a member, for the days of a term.

    Errors: SittingRefused when the term ends before it starts, or the account is another house's.
    """
    if user is not None and user.organisation_id != member.organisation_id:
        raise SittingRefused(field="user", reason="Ce compte est celui d’une autre maison.")
    representative = Representative(
        organisation_id=member.organisation_id,
        member=member,
        last_name=squeeze(last_name),
        first_name=squeeze(first_name),
        name_key=normalise(f"{first_name} {last_name}"),
        email=email,
        user=user,
        term_starts_on=term_starts_on,
        term_ends_on=term_ends_on,
        employer=squeeze(employer),
        mandates=mandates.strip(),
    )
    save_checked(representative)
    journal.record(
        "committees.representative_registered",
        actor=actor,
        target=representative,
        summary=f"{representative} représente {member}.",
    )
    return representative


@transaction.atomic
def set_term(*, representative: Representative, actor, **changes) -> Representative:
    """Change a representative's term, e-mail, account or ties. Errors: SittingRefused.

    The ties that a new name, employer or mandate shows are proposed on the sittings to come.
    """
    before = copy(representative)
    done = apply_changes(representative, changes)
    if done.keys() & _DAYS:
        refuse_term(before, representative)
    if done:
        save_checked(representative)
        journal.record(
            "committees.term_set",
            actor=actor,
            target=representative,
            summary=f"Mandat de {representative} modifié.",
            detail=done,
        )
    if done.keys() & _TIES:
        propose_on_sittings_to_come(representative=representative, actor=actor)
    return representative
