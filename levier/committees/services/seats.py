"""The seats of a committee: given, corrected, given up, each from a first day to a last one."""

from copy import copy
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from levier.committees.errors import SittingRefused
from levier.committees.models import (
    Attendance,
    Committee,
    Movement,
    Representative,
    Seat,
    Sitting,
    Vote,
)
from levier.committees.services.checked_rows import save_checked
from levier.committees.services.house_rules import colleges_under, rules_on
from levier.journal import services as journal
from levier.kernel.french import long_date

DAY = timedelta(days=1)


def seats_on(committee: Committee, day: date) -> list[Seat]:
    """Return the seats held on `day`, by people whose term covers it, the chair first."""
    return list(
        committee.seats.in_force_on(day)
        .filter(
            Q(representative__term_starts_on=None) | Q(representative__term_starts_on__lte=day),
            Q(representative__term_ends_on=None) | Q(representative__term_ends_on__gte=day),
        )
        .select_related("representative__member", "representative__user")
        .order_by("-is_chair", "is_substitute", "representative__last_name")
    )


@transaction.atomic
def register_seat(
    *,
    committee: Committee,
    representative: Representative,
    actor,
    first_day: date,
    last_day: date | None = None,
    is_substitute: bool = False,
    is_chair: bool = False,
) -> Seat:
    """Give a representative a seat in a committee, from `first_day` to `last_day`, both included.

    A new chair takes the place of the former: whoever chaired sits on without chairing from that
    day. Errors: SittingRefused if they hold one on some of these days, if their college has no
    seat left on one of them, if another chair begins later, for a chair who would substitute, or
    somebody of another house.
    """
    committee = Committee.objects.select_for_update(no_key=True).get(pk=committee.pk)
    if representative.organisation_id != committee.organisation_id:
        raise SittingRefused(reason="Cette personne représente une autre maison.")
    if is_chair and is_substitute:
        raise SittingRefused(
            field="is_substitute", reason="Qui préside siège en titulaire, pas en suppléance."
        )
    seat = Seat(
        organisation_id=committee.organisation_id,
        committee=committee,
        representative=representative,
        is_substitute=is_substitute,
        is_chair=is_chair,
        first_day=first_day,
        last_day=last_day,
    )
    _refuse_held_twice(seat)
    _refuse_full_college(seat)
    if is_chair:
        _replace_chairs(seat, actor)
    save_checked(seat)
    journal.record(
        "committees.seat_registered",
        actor=actor,
        target=seat,
        summary=f"{representative} siège : {committee}, {days_said(seat)}.",
    )
    return seat


@transaction.atomic
def change_seat(*, seat: Seat, actor, first_day: date, last_day: date | None) -> Seat:
    """Correct the days of a seat, or give it up by its `last_day` (None: no last day).

    Errors: those of register_seat; SittingRefused when its holder came to a sitting on a day that
    it would no longer cover.
    """
    Committee.objects.select_for_update(no_key=True).get(pk=seat.committee_id)
    row = _read_again(seat)
    was, before = copy(row), days_said(row)
    if (row.first_day, row.last_day) == (first_day, last_day):
        return row
    attended = _attended(row)
    row.first_day, row.last_day = first_day, last_day
    left = [day for day in attended if not row.is_held_on(day)]
    if left:
        raise SittingRefused(
            field="first_day" if left[0] < first_day else "last_day",
            reason=f"{row.representative} a siégé le {long_date(left[0])}\u00a0: gardez ce jour "
            "dans le siège.",
        )
    _refuse_held_twice(row)
    _refuse_full_college(row, was)
    if row.is_chair:
        _replace_chairs(row, actor)
    save_checked(row)
    journal.record(
        "committees.seat_changed",
        actor=actor,
        target=row,
        summary=f"Siège de {row.representative}, {row.committee}\u00a0: {days_said(row)} "
        f"(avant, {before}).",
    )
    return row


@transaction.atomic
def take_seat_back(*, seat: Seat, actor) -> None:
    """Forget a seat written by mistake. Errors: SittingRefused once its holder sat under it."""
    Committee.objects.select_for_update(no_key=True).get(pk=seat.committee_id)
    seat = _read_again(seat)
    if attended := _attended(seat):
        raise SittingRefused(
            reason=f"{seat.representative} a siégé le {long_date(attended[-1])}\u00a0: donnez un "
            "dernier jour au siège, il ne s’efface plus."
        )
    journal.record(
        "committees.seat_taken_back",
        actor=actor,
        target=seat,
        summary=f"Siège effacé, écrit par erreur\u00a0: {seat}, {days_said(seat)}.",
    )
    seat.delete()


def _read_again(seat: Seat) -> Seat:
    """Return the seat as it stands, its committee taken. Errors: SittingRefused once forgotten."""
    rows = Seat.objects.select_related("committee", "representative__member")
    row = rows.filter(pk=seat.pk).first()
    if row is None:
        raise SittingRefused(reason="Ce siège vient d’être effacé. Rechargez la page.")
    return row


def refuse_term(before: Representative, after: Representative) -> None:
    """Judge the seats of somebody whose term changes, each committee taken.

    Errors: SittingRefused for a day they sat that it leaves, or a college full on a new one.
    """
    rows = after.seats.select_related("committee", "representative__member")
    for row in rows.order_by("committee"):
        Committee.objects.select_for_update(no_key=True).get(pk=row.committee_id)
        was = copy(row)
        was.representative, row.representative = before, after
        left = [d for d in _attended(row) if was.sits_on(d) and not row.sits_on(d)]
        if left:
            raise SittingRefused(
                field="term_starts_on"
                if left[0] < (after.term_starts_on or left[0])
                else "term_ends_on",
                reason=f"{after} a siégé le {long_date(left[0])}\u00a0: gardez ce jour dans le "
                "mandat.",
            )
        _refuse_full_college(row, was)


def days_said(seat: Seat) -> str:
    """Return the days of a seat, in words."""
    since = f"depuis le {long_date(seat.first_day)}"
    return f"{since}, jusqu’au {long_date(seat.last_day)}" if seat.last_day else since


def _attended(seat: Seat) -> list[date]:
    """Return the days of the sittings to which the holder came under this seat, in order."""
    rows = Attendance.objects.filter(
        sitting__committee=seat.committee_id,
        representative=seat.representative_id,
        sitting__held_on__gte=seat.first_day,
    )
    here = {"representative": OuterRef("representative")}
    came = Movement.objects.filter(sitting=OuterRef("sitting"), is_present=True, **here)
    voted = Vote.objects.filter(item__sitting=OuterRef("sitting"), **here)
    rows = rows.filter(Q(is_present=True) | Exists(came) | Exists(voted))
    if seat.last_day:
        rows = rows.filter(sitting__held_on__lte=seat.last_day)
    return sorted(rows.values_list("sitting__held_on", flat=True))


def _refuse_held_twice(seat: Seat) -> None:
    """Errors: SittingRefused when the person holds a seat there on some of these days."""
    others = seat.committee.seats.filter(representative=seat.representative_id).meeting(seat)
    if other := others.first():
        raise SittingRefused(
            field="first_day",
            reason=f"{seat.representative} siège déjà, {seat.committee}, {days_said(other)}\u00a0: "
            + _parted(seat, other),
        )


def _parted(seat: Seat, other: Seat) -> str:
    if other.first_day > seat.first_day:
        return "finissez celui-ci la veille."
    return "donnez d’abord un dernier jour à ce siège."


def _refuse_full_college(seat: Seat, was: Seat | None = None) -> None:
    """Errors: SittingRefused when the seats of a college are all held on one day of this one.

    The days on which the count may grow are read: its first, those of other seats, of rules and
    of terms. A day outside the holder's own term is nobody's; one that the seat covered already,
    as it `was`, is taken from nobody.
    """
    if seat.is_substitute:
        return
    holder = seat.representative
    others = [
        row
        for row in seat.committee.seats.meeting(seat).select_related("representative__member")
        if not row.is_substitute
        and row.representative.member.college_id == holder.member.college_id
        and row.representative_id != holder.pk
    ]
    for day in sorted(_turning_days(seat, others) | (_days_after(was) if was else set())):
        if not seat.sits_on(day) or (was is not None and was.sits_on(day)):
            continue
        house = rules_on(seat.committee, day)
        rule = {one.college: one for one in colleges_under(house)}.get(
            str(holder.member.college_id)
        )
        if rule and rule.seats and sum(row.sits_on(day) for row in others) >= rule.seats:
            raise SittingRefused(
                reason=f"{holder} ne peut pas siéger, {seat.committee}, le {long_date(day)}\u00a0: "
                f"{rule.seats_said}. Rendez un siège, donnez une suppléance, ou changez les "
                "sièges du collège."
            )


def _turning_days(seat: Seat, others: list[Seat]) -> set[date]:
    days = {seat.first_day} | {row.first_day for row in others}
    days |= {rules.first_day for rules in seat.committee.rules.all()}
    days |= {
        row.representative.term_starts_on
        for row in [seat, *others]
        if row.representative.term_starts_on
    }
    return days


def _days_after(was: Seat) -> set[date]:
    ends = (was.last_day, was.representative.term_ends_on)
    return {end + DAY for end in ends if end}


def _replace_chairs(seat: Seat, actor) -> None:
    """End the chair of others where this one begins: they sit on from that day, without it.

    Errors: SittingRefused when another chair begins on one of the days after.
    """
    for row in seat.committee.seats.filter(is_chair=True).meeting(seat):
        if row.first_day > seat.first_day:
            raise SittingRefused(
                field="last_day",
                reason=f"{row.representative} préside {days_said(row)}\u00a0: finissez cette "
                "présidence la veille.",
            )
        _sit_on_without_chairing(row, seat.first_day)
        _chair_sittings_to_come(seat, row.representative)
        journal.record(
            "committees.chair_replaced",
            actor=actor,
            target=row,
            summary=f"{row.representative} ne préside plus {seat.committee} "
            f"depuis le {long_date(seat.first_day)}.",
        )


def _chair_sittings_to_come(seat: Seat, former: Representative) -> None:
    """Put the new chair in the place of the former at the sittings planned on the seat's days."""
    rows = Sitting.objects.filter(
        committee=seat.committee_id, state=Sitting.State.PLANNED, chair=former,
        held_on__gte=seat.first_day,
    )  # fmt: skip
    if seat.last_day:
        rows = rows.filter(held_on__lte=seat.last_day)
    rows.update(chair=seat.representative)


def _sit_on_without_chairing(row: Seat, since: date) -> None:
    if row.first_day == since:
        row.is_chair = False
        row.save(update_fields=["is_chair"])
        return
    last_day = row.last_day
    row.last_day = since - DAY
    row.save(update_fields=["last_day"])
    Seat.objects.create(
        organisation_id=row.organisation_id, committee_id=row.committee_id,
        representative_id=row.representative_id, is_substitute=row.is_substitute,
        first_day=since, last_day=last_day,
    )  # fmt: skip
