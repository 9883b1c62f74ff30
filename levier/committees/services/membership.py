"""Who may sit: members of the house, their representatives, terms and seats."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from levier.committees.errors import SittingRefused, UnknownKind
from levier.committees.models import College, Committee, HouseMember, Representative, Seat
from levier.committees.services.checked_rows import save_checked
from levier.committees.services.house_rules import colleges_under, rules_on
from levier.committees.services.ties import propose_on_sittings_to_come
from levier.journal import services as journal
from levier.journal.changes import apply_changes
from levier.kernel.text import normalise, squeeze

_TIES = frozenset({"member", "last_name", "employer", "mandates"})
_COLLEGES = {normalise(name): value for value, label in College.choices for name in (value, label)}


def college_named(name: str) -> str:
    """Return the college that bears this name (« acteur ESS »). Errors: UnknownKind."""
    try:
        return _COLLEGES[normalise(name)]
    except KeyError:
        raise UnknownKind(name=name) from None


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
    save_checked(member)
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
    done = apply_changes(representative, changes)
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


@transaction.atomic
def register_seat(
    *,
    committee: Committee,
    representative: Representative,
    actor,
    on: date,
    is_substitute: bool = False,
    is_chair: bool = False,
) -> Seat:
    """Give a representative a seat in a committee; a new chair takes the place of the former.

    `on` is today: the seats of their college are those of its rules, the terms those that run.
    Errors: SittingRefused if they have one, or if their college has no seat left.
    """
    committee = Committee.objects.select_for_update(no_key=True).get(pk=committee.pk)
    if not is_substitute:
        _refuse_full_college(committee, representative, on)
    if is_chair:
        committee.seats.filter(is_chair=True).update(is_chair=False)
    seat = Seat(
        organisation_id=committee.organisation_id,
        committee=committee,
        representative=representative,
        is_substitute=is_substitute,
        is_chair=is_chair,
    )
    save_checked(seat)
    journal.record(
        "committees.seat_registered",
        actor=actor,
        target=seat,
        summary=f"{representative} siège : {committee}.",
    )
    return seat


def _refuse_full_college(committee: Committee, representative: Representative, on: date) -> None:
    """Errors: SittingRefused when the seats of a college are all held, on a day or at the term's.

    A term to come is judged on its first day.
    """
    day = max(on, representative.term_starts_on or on)
    college = representative.member.college
    found = {rule.college: rule for rule in colleges_under(rules_on(committee, day))}
    rule = found.get(college)
    if rule is None or not rule.seats:
        return
    held = [
        seat
        for seat in seats_on(committee, day)
        if not seat.is_substitute
        and seat.representative.member.college == college
        and seat.representative_id != representative.pk
    ]
    if len(held) >= rule.seats:
        raise SittingRefused(
            reason=f"{representative} ne peut pas siéger, {committee} : {rule.seats_said}. "
            "Rendez un siège, donnez une suppléance, ou changez les sièges du collège."
        )


@transaction.atomic
def give_up_seat(*, seat: Seat, actor) -> None:
    """Take a seat away; past sittings keep their attendance."""
    journal.record(
        "committees.seat_given_up",
        actor=actor,
        target=seat,
        summary=f"{seat.representative} ne siège plus : {seat.committee}.",
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
