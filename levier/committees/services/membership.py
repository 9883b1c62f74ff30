"""Who may sit: committees, members of the house, their representatives, terms and seats."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q

from levier.committees.errors import SittingRefused, UnknownKind
from levier.committees.models import College, Committee, HouseMember, Representative, Seat
from levier.committees.services.reasons import install_refusal_reasons
from levier.journal import services as journal
from levier.journal.changes import apply_changes
from levier.kernel.text import normalise, squeeze

_COLLEGES = {normalise(name): value for value, label in College.choices for name in (value, label)}
_KINDS = {
    normalise(name): value for value, label in Committee.Kind.choices for name in (value, label)
}


def college_named(name: str) -> str:
    """Return the college that bears this name (« acteur ESS »). Errors: UnknownKind."""
    try:
        return _COLLEGES[normalise(name)]
    except KeyError:
        raise UnknownKind(name=name) from None


def committee_named(organisation, name: str) -> Committee:
    """Return the house's committee of this kind (« Projets engagés »), created when missing.

    Errors: UnknownKind.
    """
    try:
        kind = _KINDS[normalise(name)]
    except KeyError:
        raise UnknownKind(name=name) from None
    committee, _ = Committee.objects.get_or_create(
        organisation=organisation,
        kind=kind,
        defaults={"label": f"Comité {Committee.Kind(kind).label}"},
    )
    return committee


@transaction.atomic
def install_committees(*, organisation, actor) -> int:
    """Create the committees that the house lacks, without quorum, and its refusal reasons.

    Return how many committees were created.
    """
    install_refusal_reasons(organisation=organisation, actor=actor)
    before = Committee.objects.filter(organisation=organisation).count()
    for kind in Committee.Kind.values:
        committee_named(organisation, kind)
    created = len(Committee.Kind.values) - before
    if created:
        journal.record(
            "committees.installed",
            actor=actor,
            target=organisation,
            summary=f"Comités installés : {created}.",
        )
    return created


@transaction.atomic
def register_member(*, organisation, actor, name: str, college: str, bank=None) -> HouseMember:
    """Add a member of the house. Errors: SittingRefused if it is known; UnknownKind."""
    member = HouseMember(
        organisation=organisation,
        name=squeeze(name),
        name_key=normalise(name),
        college=college_named(college),
        bank=bank,
    )
    _save(member)
    journal.record(
        "committees.member_registered",
        actor=actor,
        target=member,
        summary=f"Membre ajouté : {member} ({member.get_college_display()}).",
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
    _save(representative)
    journal.record(
        "committees.representative_registered",
        actor=actor,
        target=representative,
        summary=f"{representative} représente {member}.",
    )
    return representative


@transaction.atomic
def set_term(*, representative: Representative, actor, **changes) -> Representative:
    """Change a representative's term, e-mail or account. Errors: SittingRefused."""
    done = apply_changes(representative, changes)
    if done:
        _save(representative)
        journal.record(
            "committees.term_set",
            actor=actor,
            target=representative,
            summary=f"Mandat de {representative} modifié.",
            detail=done,
        )
    return representative


@transaction.atomic
def register_seat(
    *,
    committee: Committee,
    representative: Representative,
    actor,
    is_substitute: bool = False,
    is_chair: bool = False,
) -> Seat:
    """Give a representative a seat in a committee; a new chair takes the place of the former.

    Errors: SittingRefused if they have one.
    """
    if is_chair:
        committee.seats.filter(is_chair=True).update(is_chair=False)
    seat = Seat(
        organisation_id=committee.organisation_id,
        committee=committee,
        representative=representative,
        is_substitute=is_substitute,
        is_chair=is_chair,
    )
    _save(seat)
    journal.record(
        "committees.seat_registered",
        actor=actor,
        target=seat,
        summary=f"{representative} siège au {committee}.",
    )
    return seat


@transaction.atomic
def give_up_seat(*, seat: Seat, actor) -> None:
    """Take a seat away; past sittings keep their attendance."""
    journal.record(
        "committees.seat_given_up",
        actor=actor,
        target=seat,
        summary=f"{seat.representative} ne siège plus au {seat.committee}.",
    )
    seat.delete()


def seats_on(committee: Committee, day: date) -> list[Seat]:
    """Return the seats whose holder's term covers `day`, the chair first."""
    return list(
        committee.seats.filter(
            Q(representative__term_starts_on=None) | Q(representative__term_starts_on__lte=day),
            Q(representative__term_ends_on=None) | Q(representative__term_ends_on__gte=day),
        )
        .select_related("representative__member", "representative__user")
        .order_by("-is_chair", "is_substitute", "representative__last_name")
    )


def _save(row: models.Model) -> None:
    """Check and save; what the model refuses becomes one French sentence."""
    try:
        row.full_clean()
    except ValidationError as fault:
        raise SittingRefused(reason=" ".join(fault.messages)) from fault
    row.save()
