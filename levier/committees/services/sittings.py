"""The life of a sitting: planned, open, held, minuted; and those taken over from the past."""

from collections.abc import Sequence
from datetime import date, time

from django.db import transaction

from levier.accounts.models import Organisation
from levier.committees.errors import ItemsLeft, MinutesFrozen, SittingRefused, TooEarly
from levier.committees.models import (
    Attendance,
    College,
    Committee,
    HouseMember,
    Representative,
    Sitting,
)
from levier.committees.services.colleges import colleges_named
from levier.committees.services.house_rules import refuse_unwritten
from levier.committees.services.seats import seats_on
from levier.committees.services.standing_committees import committee_named, refuse_closed
from levier.committees.services.ties import propose_before_opening
from levier.journal import services as journal
from levier.journal.changes import apply_changes
from levier.kernel.french import long_date
from levier.kernel.text import normalise, squeeze
from levier.people.models import SearchWord
from levier.people.services import index_words


@transaction.atomic
def plan_sitting(
    *,
    organisation,
    actor,
    committee: Committee,
    held_on: date,
    number: str | None = None,
    starts_at: time | None = None,
    place: str = "",
    office=None,
    mode: str = Sitting.Mode.MEETING,
) -> Sitting:
    """Plan a sitting; without `number` it takes the next of its year (CE-2026-08).

    The seats whose term covers the day are called to it. Errors: SittingRefused for a number
    used twice, or a committee closed by then; ConsultationRefused for one in writing that the
    rules of the day do not allow.
    """
    refuse_closed(committee, held_on)
    if mode == Sitting.Mode.WRITTEN:
        refuse_unwritten(committee, held_on)
    number = number or next_number(organisation, held_on.year)
    _refuse_taken(organisation, number)
    sitting = Sitting(
        organisation=organisation,
        number=number,
        committee=committee,
        held_on=held_on,
        starts_at=starts_at,
        place=place or (office.name if office else ""),
        office=office,
        mode=mode,
    )
    seats = seats_on(committee, held_on)
    sitting.chair = next((seat.representative for seat in seats if seat.is_chair), None)
    sitting._history_user = actor
    sitting.save(force_insert=True)
    index_sitting(sitting, new=True)
    _call(sitting, seats)
    journal.record(
        "committees.sitting_planned",
        actor=actor,
        target=sitting,
        summary=f"Comité {number} prévu le {long_date(held_on)}.",
    )
    return sitting


def _call(sitting: Sitting, seats: Sequence) -> None:
    """Call the seats that are no substitutes'."""
    Attendance.objects.bulk_create(
        Attendance(
            organisation=sitting.organisation,
            sitting=sitting,
            representative=seat.representative,
            college_id=seat.representative.member.college_id,
        )
        for seat in seats
        if not seat.is_substitute
    )


@transaction.atomic
def update_sitting(*, sitting: Sitting, actor, **changes) -> Sitting:
    """Change the day, hour, place, office or chair of a sitting.

    Errors: MinutesFrozen; SittingRefused for decisions by delegation, taken on their day, or for
    another day once a consultation is open or past the last one of its committee.
    """
    refuse_frozen(sitting)
    if sitting.mode == Sitting.Mode.DELEGATION:
        raise SittingRefused(reason="Une décision par délégation garde sa date et son instance.")
    if sitting.opened_at and changes.get("held_on", sitting.held_on) != sitting.held_on:
        raise SittingRefused(
            field="held_on", reason="La consultation est ouverte : prolongez-la depuis sa page."
        )
    done = apply_changes(sitting, changes)
    if done:
        if "held_on" in done and sitting.committee and not sitting.imported_from:
            refuse_closed(sitting.committee, sitting.held_on)
        if done.keys() & {"held_on", "starts_at", "place"}:
            sitting.invitation_rank += 1  # those convened hold an invitation that is no more true
        sitting._history_user = actor
        sitting.save(update_fields=[*done, "invitation_rank"])  # a consultation may just close
        journal.record(
            "committees.sitting_updated",
            actor=actor,
            target=sitting,
            summary=f"Comité {sitting} modifié.",
            detail=done,
        )
    return sitting


@transaction.atomic
def open_sitting(
    *, sitting: Sitting, actor, on: date | None = None, confirmed: bool = False
) -> Sitting:
    """Open the session: votes and decisions may be recorded; ties found since are proposed.

    `on` is today: before its day, a sitting opens only if `confirmed`. Errors: TooEarly,
    SittingRefused.
    """
    if sitting.mode == Sitting.Mode.WRITTEN:
        raise SittingRefused(reason="Une consultation écrite s’ouvre depuis sa page.")
    if on is not None and sitting.held_on and on < sitting.held_on and not confirmed:
        raise TooEarly(day=long_date(sitting.held_on))
    move_sitting(
        sitting, Sitting.State.PLANNED, Sitting.State.OPEN, actor, "La séance est ouverte."
    )
    propose_before_opening(sitting=sitting, actor=actor)
    return sitting


@transaction.atomic
def end_sitting(*, sitting: Sitting, actor) -> Sitting:
    """End the session. Errors: ItemsLeft if a dossier has no decision; SittingRefused."""
    left = list(sitting.items.filter(is_closed=False).values_list("case__number", flat=True))
    if left:
        raise ItemsLeft(numbers=", ".join(left))
    written = sitting.mode == Sitting.Mode.WRITTEN
    said = "Les dossiers sont décidés." if written else "La séance est levée."
    move_sitting(sitting, Sitting.State.OPEN, Sitting.State.HELD, actor, said)
    return sitting


@transaction.atomic
def cancel_sitting(*, sitting: Sitting, reason: str, actor) -> Sitting:
    """Call a planned sitting off; its agenda is empty by then.

    Errors: SittingRefused without a reason, with dossiers left, or unless it is planned.
    """
    if not reason.strip():
        raise SittingRefused(field="reason", reason="Dites pourquoi ce comité n’a pas lieu.")
    if sitting.items.exists():
        raise SittingRefused(reason="Retirez d’abord les dossiers de l’ordre du jour.")
    summary = f"Le comité n’a pas lieu : {reason.strip()}."
    move_sitting(sitting, Sitting.State.PLANNED, Sitting.State.CANCELLED, actor, summary)
    return sitting


@transaction.atomic
def freeze_minutes(*, sitting: Sitting, stored_file, actor) -> Sitting:
    """Freeze a sitting on its minutes: the file and its fingerprint are kept for ever.

    Errors: MinutesFrozen if they are; SittingRefused if the sitting is not over.
    """
    refuse_frozen(sitting)
    sitting.minutes = stored_file
    sitting.minutes_hash = stored_file.sha256
    move_sitting(
        sitting,
        Sitting.State.HELD,
        Sitting.State.MINUTED,
        actor,
        f"Procès-verbal figé, empreinte {stored_file.sha256[:12]}.",
        minutes=stored_file,
        minutes_hash=stored_file.sha256,
    )
    return sitting


def refuse_frozen(sitting: Sitting) -> None:
    """Errors: MinutesFrozen."""
    if sitting.state == Sitting.State.MINUTED:
        raise MinutesFrozen(number=sitting.number)


def next_number(organisation, year: int, series: str = "CE") -> str:
    """Return the next number of the year; the house's row is locked until the transaction ends."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    prefix = f"{series}-{year}-"
    numbers = Sitting.objects.filter(
        organisation=organisation, number__startswith=prefix
    ).values_list("number", flat=True)
    ranks = [int(number[len(prefix) :]) for number in numbers if number[len(prefix) :].isdigit()]
    return f"{prefix}{max(ranks, default=0) + 1:02d}"


# ── Taken over from the past ──────────────────────────────────────────────────────────────────
@transaction.atomic
def record_past_sitting(
    *,
    organisation,
    actor,
    number: str,
    held_on: date,
    place: str,
    office,
    kind: str,
    attendees: Sequence[tuple[str, str]],
    imported_from: str,
) -> Sitting:
    """Write a sitting of the past as a workbook holds it; a stub of that number is completed.

    `attendees` are (name, college). Errors: UnknownKind; SittingRefused if the number is taken.
    """
    committee = committee_named(organisation, kind)
    stub = Sitting.objects.filter(organisation=organisation, number=number).first()
    if stub is not None and not stub.is_stub:
        raise SittingRefused(reason=f"Un comité porte déjà le numéro {number}.")
    sitting = stub or Sitting(organisation=organisation, number=number)
    sitting.committee, sitting.held_on, sitting.place = committee, held_on, place
    sitting.office, sitting.state, sitting.is_stub = office, Sitting.State.HELD, False
    sitting.imported_from = imported_from
    sitting._history_user = actor
    sitting.save()
    index_sitting(sitting, new=stub is None)
    people = _past_representatives(organisation, attendees)
    Attendance.objects.bulk_create(
        Attendance(
            organisation=organisation,
            sitting=sitting,
            representative=representative,
            college=college,
            is_present=True,
        )
        for representative, college in people
    )
    journal.record(
        "committees.sitting_taken_over",
        actor=actor,
        target=sitting,
        summary=f"Comité {number} repris, {len(people)} présents.",
    )
    return sitting


@transaction.atomic
def stub_sitting(*, organisation, number: str, actor, imported_from: str = "") -> Sitting:
    """Return the sitting of this number; when unknown, a stub that its own year will complete."""
    sitting, created = Sitting.objects.get_or_create(
        organisation=organisation,
        number=number,
        defaults={
            "is_stub": True,
            "state": Sitting.State.HELD,
            "imported_from": imported_from,
        },
    )
    if created:
        journal.record(
            "committees.sitting_stub",
            actor=actor,
            target=sitting,
            summary=f"Comité {number} noté : son année n’est pas importée.",
        )
    return sitting


def _past_representatives(
    organisation, attendees: Sequence[tuple[str, str]]
) -> list[tuple[Representative, College]]:
    """Return each attendee as a representative, the unknown ones created as volunteers' seats."""
    colleges = colleges_named(organisation, {college for _, college in attendees})
    wanted = {normalise(name): (squeeze(name), colleges[college]) for name, college in attendees}
    known = {
        row.name_key: row
        for row in Representative.objects.filter(
            organisation=organisation, name_key__in=list(wanted)
        )
    }
    missing = {key: value for key, value in wanted.items() if key not in known}
    members = _past_members(organisation, missing)
    created = [
        Representative(
            organisation=organisation,
            member=members[key],
            first_name=name.partition(" ")[0],
            last_name=name.partition(" ")[2] or name,
            name_key=key,
        )
        for key, (name, _) in missing.items()
    ]
    Representative.objects.bulk_create(created)
    known |= {row.name_key: row for row in created}
    return [(known[key], college) for key, (_, college) in wanted.items()]


def _past_members(organisation, missing: dict[str, tuple[str, College]]) -> dict[str, HouseMember]:
    members = {
        row.name_key: row
        for row in HouseMember.objects.filter(organisation=organisation, name_key__in=list(missing))
    }
    created = [
        HouseMember(organisation=organisation, name=name, name_key=key, college=college)
        for key, (name, college) in missing.items()
        if key not in members
    ]
    HouseMember.objects.bulk_create(created)
    return members | {row.name_key: row for row in created}


# ── Passages ──────────────────────────────────────────────────────────────────────────────────
def move_sitting(sitting: Sitting, before: str, after: str, actor, summary: str, **values) -> None:
    """Move a sitting if it still stands at `before` (a conditional UPDATE decides)."""
    waiting = Sitting.objects.filter(pk=sitting.pk, state=before)
    if not waiting.update(state=after, **values):
        sitting.refresh_from_db()
        label = sitting.get_state_display()
        raise SittingRefused(reason=f"Le comité {sitting} est « {label} » : rechargez la page.")
    for name, value in {"state": after, **values}.items():
        setattr(sitting, name, value)
    Sitting.history.bulk_history_create([sitting], update=True, default_user=actor)
    journal.record(
        f"committees.sitting_{after}",
        actor=actor,
        target=sitting,
        summary=f"Comité {sitting} : {summary}",
        detail={"state": [before, after]},
    )


def index_sitting(sitting: Sitting, new: bool) -> None:
    """Let the search box find a sitting by its number and its place."""
    index_words(
        organisation=sitting.organisation,
        kind=SearchWord.Kind.SITTING,
        object_key=sitting.pk,
        texts=(sitting.number, sitting.place),
        new=new,
    )


def _refuse_taken(organisation, number: str) -> None:
    if Sitting.objects.filter(organisation=organisation, number=number).exists():
        raise SittingRefused(field="number", reason=f"Un comité porte déjà le numéro {number}.")
