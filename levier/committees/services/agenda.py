"""The agenda of a sitting, who came, who withdrew, and who may read what."""

from datetime import date

from django.db import transaction
from django.db.models import Max

from levier.cases.models import Case, CaseAccess
from levier.cases.services import give_access, move_case, take_access_back
from levier.cases.states import Event, State
from levier.committees.errors import ItemClosed, OutsideRemit, SittingRefused
from levier.committees.models import (
    AgendaItem,
    Attendance,
    Representative,
    Sitting,
)
from levier.committees.services.house_rules import colleges_under, rules_of
from levier.committees.services.remits import outside_remit
from levier.committees.services.sittings import refuse_frozen
from levier.committees.services.ties import propose_withdrawals
from levier.committees.services.withdrawals import carry_withdrawals, keep_withdrawals
from levier.journal import services as journal

MOST_MINUTES = 240
_BEFORE_THE_END = (Sitting.State.PLANNED, Sitting.State.OPEN)


@transaction.atomic
def put_on_agenda(
    *, sitting: Sitting, case: Case, actor, on: date, presented_by=None, confirmed: bool = False
) -> AgendaItem:
    """Lay a ready dossier before a sitting; the members called to it may read it from now on.

    Who withdrew from it before stays out; the ties found with those called are proposed as
    withdrawals. Errors: SittingRefused if the sitting is over or the dossier is already there;
    OutsideRemit for a dossier that its committee may not decide, unless `confirmed`;
    TransitionNotAllowed if the dossier is not ready.
    """
    _refuse_full(sitting, case)
    faults = outside_remit(sitting, case)
    if faults and not confirmed:
        raise OutsideRemit(reason=" ".join(faults))
    move_case(case=case, event=Event.PUT_ON_AGENDA, actor=actor, on=on)
    item = add_point(sitting=sitting, case=case, actor=actor, presented_by=presented_by)
    if faults:
        item.is_outside_remit = True
        item.save(update_fields=["is_outside_remit"])
    said = f" Hors de ses attributions, confirmé : {' '.join(faults)}" if faults else ""
    journal.record(
        "committees.put_on_agenda",
        actor=actor,
        target=item,
        case_key=case.pk,
        summary=f"Dossier {case.number} inscrit au comité {sitting}.{said}",
    )
    return item


@transaction.atomic
def add_point(*, sitting: Sitting, case: Case, actor, presented_by=None) -> AgendaItem:
    """Add the last point of a sitting; its members may read the dossier, their ties are proposed.

    The dossier stays at its step: what lays it (put_on_agenda, lay_amendment) says so in the
    journal. Errors: SittingRefused if the sitting is over, or the dossier already there.
    """
    _refuse_full(sitting, case)
    last = sitting.items.aggregate(last=Max("position"))["last"] or 0
    item = AgendaItem.objects.create(
        organisation_id=sitting.organisation_id,
        sitting=sitting,
        case=case,
        position=last + 1,
        presented_by=presented_by or case.advisor,
    )
    for user in _accounts_of(sitting):
        _open_to(item, user, actor)
    called = [row.representative_id for row in sitting.attendances.all()]
    carry_withdrawals(item=item, representatives=called, actor=actor)
    propose_withdrawals(item=item, actor=actor)
    return item


def _refuse_full(sitting: Sitting, case: Case) -> None:
    """Errors: SittingRefused when no point may be added, or this dossier is there already."""
    _refuse_over(sitting)
    if sitting.opened_at:
        raise SittingRefused(reason="La consultation est ouverte : planifiez-en une autre.")
    if AgendaItem.objects.filter(sitting=sitting, case=case).exists():
        raise SittingRefused(reason="Ce dossier est déjà à l’ordre du jour.")


@transaction.atomic
def take_off_agenda(*, item: AgendaItem, actor, on: date, reason: str) -> None:
    """Take an undecided dossier off; its members' access goes with it, who withdrew stays out.

    A dossier laid for an amendment stays where it is. Errors: MinutesFrozen, ItemClosed if a
    decision was taken.
    """
    refuse_frozen(item.sitting)
    if item.is_closed or item.decisions.exists():
        raise ItemClosed(case=item.case.number)
    if item.case.state == State.COMMITTEE:
        move_case(case=item.case, event=Event.TAKE_OFF_AGENDA, actor=actor, on=on, reason=reason)
    for access in CaseAccess.objects.filter(case=item.case, origin=CaseAccess.Origin.SITTING):
        take_access_back(access=access, actor=actor, reason=f"retiré du comité {item.sitting}")
    keep_withdrawals(item)
    journal.record(
        "committees.taken_off_agenda",
        actor=actor,
        target=item,
        case_key=item.case_id,
        summary=f"Dossier {item.case.number} retiré du comité {item.sitting} : {reason}.",
    )
    item.votes.all().delete()
    Sitting.objects.filter(current_item=item).update(current_item=None)
    item.proposals.all().delete()
    item.movements.all().delete()
    item.delete()


@transaction.atomic
def move_item(*, item: AgendaItem, up: bool, actor) -> None:
    """Exchange a point with the one above or below; at the end of the list nothing happens."""
    refuse_frozen(item.sitting)
    items = list(item.sitting.items.select_for_update().order_by("position", "id"))
    ranks = [row.pk for row in items]
    rank = ranks.index(item.pk)
    other = rank - 1 if up else rank + 1
    if not 0 <= other < len(items):
        return
    items[rank], items[other] = items[other], items[rank]
    for position, row in enumerate(items, start=1):
        row.position = position
    AgendaItem.objects.bulk_update(items, ["position"])
    journal.record(
        "committees.agenda_reordered",
        actor=actor,
        target=item,
        case_key=item.case_id,
        summary=f"Ordre du jour du comité {item.sitting} : {item.case.number} en {other + 1}.",
    )


@transaction.atomic
def write_debate(*, item: AgendaItem, text: str, actor) -> AgendaItem:
    """Write what was said on a dossier, for the minutes. Errors: MinutesFrozen."""
    refuse_frozen(item.sitting)
    item.debate = text.strip()
    item.save(update_fields=["debate"])
    journal.record(
        "committees.debate_written",
        actor=actor,
        target=item,
        case_key=item.case_id,
        summary=f"Débats sur {item.case.number} rédigés.",
    )
    return item


# ── Who came ──────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def record_attendance(
    *, sitting: Sitting, representative: Representative, is_present: bool, actor
) -> Attendance:
    """Write whether somebody came; somebody not called is added, and reads the dossiers.

    Errors: MinutesFrozen; SittingRefused for somebody of another house, or in excess of the seats
    of their college.
    """
    refuse_frozen(sitting)
    if representative.organisation_id != sitting.organisation_id:
        raise SittingRefused(reason="Cette personne représente une autre maison.")
    if is_present:
        _refuse_excess(sitting, representative)
    attendance, created = Attendance.objects.update_or_create(
        organisation_id=sitting.organisation_id,
        sitting=sitting,
        representative=representative,
        defaults={"is_present": is_present, "college_id": representative.member.college_id},
        create_defaults={
            "is_present": is_present,
            "college_id": representative.member.college_id,
            "is_substitute": not _holds_seat(sitting, representative),
        },
    )
    if created:
        for item in sitting.items.select_related("case", "sitting"):
            if representative.user:
                _open_to(item, representative.user, actor)
            if not item.is_closed:
                carry_withdrawals(item=item, representatives=[representative], actor=actor)
            propose_withdrawals(item=item, actor=actor, representatives=[representative])
    word = "présent·e" if is_present else "absent·e"
    journal.record(
        "committees.attendance",
        actor=actor,
        target=attendance,
        summary=f"{representative} : {word} au comité {sitting}.",
    )
    return attendance


def _refuse_excess(sitting: Sitting, representative: Representative) -> None:
    """Hold the sitting. Errors: SittingRefused when the seats of a college are all taken."""
    Sitting.objects.select_for_update(no_key=True).get(pk=sitting.pk)
    college = representative.member.college_id
    others = sitting.attendances.filter(college=college, is_present=True)
    count = others.exclude(representative=representative).count()
    for rule in colleges_under(rules_of(sitting)):
        if rule.college == str(college) and rule.seats and count >= rule.seats:
            raise SittingRefused(
                reason=f"{representative} ne peut pas siéger : {rule.seats_said}. Notez d’abord "
                "qui n’est pas là."
            )


def _holds_seat(sitting: Sitting, representative: Representative) -> bool:
    seats = representative.seats.filter(committee=sitting.committee_id, is_substitute=False)
    return seats.in_force_on(sitting.held_on).exists()


@transaction.atomic
def plan_minutes(*, item: AgendaItem, minutes: int, actor) -> AgendaItem:
    """Set how long a point should last, 1 to 240 minutes. Errors: MinutesFrozen; SittingRefused."""
    refuse_frozen(item.sitting)
    if not 1 <= minutes <= MOST_MINUTES:
        raise SittingRefused(field="minutes", reason="Un point dure de 1 à 240 minutes.")
    item.minutes_planned = minutes
    item.save(update_fields=["minutes_planned"])
    journal.record(
        "committees.minutes_planned",
        actor=actor,
        target=item,
        case_key=item.case_id,
        summary=f"{item.case.number} : {minutes} minutes prévues au comité {item.sitting}.",
    )
    return item


def _open_to(item: AgendaItem, user, actor) -> None:
    give_access(
        case=item.case,
        user=user,
        reason=f"comité {item.sitting}",
        actor=actor,
        origin=CaseAccess.Origin.SITTING,
    )


def _accounts_of(sitting: Sitting) -> list:
    rows = sitting.attendances.exclude(representative__user=None)
    return [row.representative.user for row in rows.select_related("representative__user")]


def _refuse_over(sitting: Sitting) -> None:
    refuse_frozen(sitting)
    if sitting.state not in _BEFORE_THE_END:
        raise SittingRefused(reason=f"Le comité {sitting} est terminé.")
