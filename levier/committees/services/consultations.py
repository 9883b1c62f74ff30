"""A written consultation: opened for a delay, closed once, sent back without quorum."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from levier.cases.models import CaseAccess
from levier.cases.services import move_case, take_access_back
from levier.cases.states import Event, State
from levier.committees.errors import ConsultationRefused, ItemClosed, VotingClosed
from levier.committees.models import AgendaItem, Attendance, Sitting, Vote, Withdrawal
from levier.committees.services.house_rules import colleges_under, refuse_unwritten, rules_of
from levier.committees.services.seats import seats_on
from levier.committees.services.sittings import move_sitting, refuse_frozen
from levier.committees.services.ties import propose_before_opening
from levier.committees.services.votes import locked
from levier.journal import services as journal
from levier.kernel.french import long_date, plural
from levier.rules import committee as rules


@dataclass(frozen=True, slots=True)
class BallotProgress:
    """One member's ballot: how many dossiers wait for their vote, and how many have it."""

    attendance: Attendance
    voted: int
    expected: int

    @property
    def is_complete(self) -> bool:
        """Whether nothing more is waited for from this member."""
        return self.voted >= self.expected


def ballots_of(sitting: Sitting) -> list[BallotProgress]:
    """Return the ballot of each member called: a withdrawal takes its dossier off it."""
    items = sitting.items.count()
    voted = Counter(
        Vote.objects.filter(item__sitting=sitting).values_list("representative", flat=True)
    )
    withdrawn = Counter(
        Withdrawal.objects.filter(item__sitting=sitting).values_list("representative", flat=True)
    )
    rows = sitting.attendances.select_related(
        "representative__member", "representative__user", "college"
    )
    return [
        BallotProgress(row, voted[row.representative_id], items - withdrawn[row.representative_id])
        for row in rows
    ]


def _call_no_more(sitting: Sitting, opened_on: date, actor) -> None:
    """Take off the list those whose seat ended before the opening, with what they could read."""
    seated = {seat.representative_id for seat in seats_on(sitting.committee, opened_on)}
    rows = sitting.attendances.filter(is_substitute=False).exclude(representative__in=seated)
    for row in rows.select_related("representative__user"):
        opened = CaseAccess.objects.filter(
            case__in=sitting.items.values("case"), origin=CaseAccess.Origin.SITTING,
            user=row.representative.user_id,
        )  # fmt: skip
        for access in opened if row.representative.user_id else ():
            take_access_back(access=access, actor=actor, reason=f"ne siège plus au {sitting}")
        row.delete()


def end_of(day: date) -> datetime:
    """Return the last instant of a day: answers of that day are in time."""
    return timezone.make_aware(datetime.combine(day, time.max))


# ── Opening and extending ─────────────────────────────────────────────────────────────────────
@transaction.atomic
def open_consultation(
    *, sitting: Sitting, actor, at: datetime, closes_at: datetime | None = None
) -> Sitting:
    """Open the answers: the members called vote until `closes_at`, by default the rule's last day.

    The rules are those of the day of opening, and hold until the end. The day of the sitting, on
    which its dossiers are decided, becomes that on which the answers end. Ties found since the
    dossiers were laid are proposed.
    Errors: ConsultationRefused when the rules do not allow it, or for a delay shorter than
    theirs; SittingRefused when it is open already.
    """
    if sitting.mode != Sitting.Mode.WRITTEN:
        raise ConsultationRefused(reason=f"Le comité {sitting} est une séance : ouvrez-la.")
    opened_on = timezone.localdate(at)
    house = refuse_unwritten(sitting.committee, opened_on)
    _call_no_more(sitting, opened_on, actor)
    _refuse_unready(sitting, house)
    if closes_at is None:
        if not house.written_days:
            raise ConsultationRefused(
                field="closes_on",
                reason="Le règlement ne fixe pas de délai : dites jusqu’à quand répondre.",
            )
        closes_at = end_of(rules.first_last_day(opened_on, house.written_days))
    fault = rules.delay_fault(opened_on, timezone.localdate(closes_at), house.written_days)
    if fault or closes_at <= at:
        raise ConsultationRefused(
            field="closes_on", reason=fault or "Les réponses finissent après l’ouverture."
        )
    last_day = timezone.localdate(closes_at)
    move_sitting(
        sitting, Sitting.State.PLANNED, Sitting.State.OPEN, actor,
        f"La consultation est ouverte jusqu’au {long_date(last_day)}.",
        opened_at=at, closes_at=closes_at, held_on=last_day,
    )  # fmt: skip
    propose_before_opening(sitting=sitting, actor=actor)
    return sitting


def _refuse_unready(sitting: Sitting, house) -> None:
    if not sitting.items.exists():
        raise ConsultationRefused(reason="Inscrivez un dossier avant d’ouvrir la consultation.")
    called, needed = sitting.attendances.count(), max(house.written_min_members, 1)
    if called < needed:
        raise ConsultationRefused(
            reason=f"Cette consultation demande {plural(needed, 'votant')}, "
            f"et appelle {plural(called, 'membre')}."
        )
    colleges = Counter(str(row.college_id) for row in sitting.attendances.all())
    for rule in colleges_under(house, written=True):
        if colleges[rule.college] < rule.min_members:
            raise ConsultationRefused(
                reason=f"Le collège « {rule.name} » demande {plural(rule.min_members, 'votant')}, "
                f"et cette consultation en appelle {colleges[rule.college]}."
            )


@transaction.atomic
def extend_consultation(*, sitting: Sitting, actor, at: datetime, closes_at: datetime) -> Sitting:
    """Give the members more time. Errors: VotingClosed once it is over; ConsultationRefused."""
    before = sitting.closes_at
    if before is None or sitting.voting_closed_at is not None or at > before:
        raise VotingClosed(number=sitting.number)
    if closes_at <= before:
        raise ConsultationRefused(
            field="closes_on",
            reason=f"Prolonger, c’est finir après le {long_date(timezone.localdate(before))}.",
        )
    values = {"closes_at": closes_at, "held_on": timezone.localdate(closes_at)}
    waiting = _still_open(sitting).filter(closes_at=before)
    _pass(
        sitting, waiting, actor, "committees.consultation_extended",
        f"réponses prolongées jusqu’au {long_date(values['held_on'])}.", **values,
    )  # fmt: skip
    return sitting


# ── Closing ───────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def close_consultation(*, sitting: Sitting, actor, at: datetime) -> Sitting:
    """Close the answers; past its end, a consultation is closed as from that end.

    Before, the delay of the rules is left to the members who have not answered.
    Errors: VotingClosed if it is closed already; ConsultationRefused.
    """
    if sitting.closes_at is None or sitting.voting_closed_at is not None:
        raise VotingClosed(number=sitting.number)
    if at <= sitting.closes_at:
        _refuse_early(sitting, at)
    return _close(sitting, actor, min(at, sitting.closes_at))


def _refuse_early(sitting: Sitting, at: datetime) -> None:
    """Errors: ConsultationRefused while the rules still give time to members who did not answer."""
    opened_on = timezone.localdate(sitting.opened_at)
    last_day = rules.first_last_day(opened_on, rules_of(sitting).written_days)
    missing = [str(row.attendance.representative) for row in missing_in(sitting)]
    if missing and rules_of(sitting).written_days and at <= end_of(last_day):
        raise ConsultationRefused(
            reason=f"Le règlement laisse répondre jusqu’au {long_date(last_day)}. "
            f"Sans réponse complète : {', '.join(missing)}."
        )


def missing_in(sitting: Sitting) -> list[BallotProgress]:
    """Return the ballots that are not complete."""
    return [row for row in ballots_of(sitting) if not row.is_complete]


@transaction.atomic
def close_if_all_voted(*, sitting: Sitting, actor, at: datetime) -> bool:
    """Close by itself a consultation in which every ballot is complete. Return whether it did."""
    ballots = ballots_of(sitting)
    voted = any(row.voted for row in ballots)
    if not voted or not all(row.is_complete for row in ballots):
        return False
    try:
        close_consultation(sitting=sitting, actor=actor, at=at)
    except VotingClosed:
        return False  # somebody else just did
    return True


def close_due(*, now: datetime) -> int:
    """Close the consultations past their end, or answered by all. Return how many."""
    closed = 0
    waiting = Sitting.objects.filter(
        mode=Sitting.Mode.WRITTEN, state=Sitting.State.OPEN, voting_closed_at=None
    ).select_related("committee")
    for sitting in waiting.order_by("closes_at", "id"):
        if sitting.closes_at < now:
            closed += _closed_late(sitting, now)
        else:
            closed += close_if_all_voted(sitting=sitting, actor=None, at=now)
    return closed


def _closed_late(sitting: Sitting, now: datetime) -> bool:
    try:
        close_consultation(sitting=sitting, actor=None, at=now)
    except VotingClosed:
        return False  # closed, or extended, at the same moment
    return True


def _close(sitting: Sitting, actor, moment: datetime) -> Sitting:
    """Close if nobody did: votes under way are waited for, those that come after are refused."""
    waiting = _still_open(sitting).filter(closes_at=sitting.closes_at)
    _pass(
        sitting, waiting, actor, "committees.consultation_closed",
        "les réponses à la consultation sont closes.",
        voting_closed_at=moment, held_on=timezone.localdate(moment),
    )  # fmt: skip
    voters = Vote.objects.filter(item__sitting=sitting).values("representative")
    sitting.attendances.filter(representative__in=voters).update(is_present=True)
    return sitting


def _still_open(sitting: Sitting):
    return Sitting.objects.filter(pk=sitting.pk, state=Sitting.State.OPEN, voting_closed_at=None)


def _pass(sitting: Sitting, waiting, actor, action: str, said: str, **values) -> None:
    """Write these values if the consultation still waits. Errors: VotingClosed."""
    if not waiting.update(**values):
        raise VotingClosed(number=sitting.number)
    for name, value in values.items():
        setattr(sitting, name, value)
    Sitting.history.bulk_history_create([sitting], update=True, default_user=actor)
    journal.record(action, actor=actor, target=sitting, summary=f"Comité {sitting} : {said}")


# ── Without decision ──────────────────────────────────────────────────────────────────────────
@transaction.atomic
def send_back(*, item: AgendaItem, reason: str, actor) -> AgendaItem:
    """Close a point without decision: its dossier is ready for another committee.

    For want of a quorum the committee decides nothing, not even to adjourn: no letter leaves. The
    votes and the withdrawals stay for the minutes; the members no longer read the dossier.
    Errors: MinutesFrozen; ConsultationRefused before the end of the answers; ItemClosed.
    """
    item = locked(item)
    refuse_frozen(item.sitting)
    if item.sitting.voting_closed_at is None:
        raise ConsultationRefused(reason="Les réponses ne sont pas closes.")
    if item.is_closed or item.decisions.exists():
        raise ItemClosed(case=item.case.number)
    if not reason.strip():
        raise ConsultationRefused(
            field="reason", reason="Dites pourquoi ce dossier revient sans décision."
        )
    item.is_closed, item.sent_back_because = True, reason.strip()
    item.save(update_fields=["is_closed", "sent_back_because"])
    if item.case.state == State.COMMITTEE:  # an amendment leaves its dossier where it is
        move_case(
            case=item.case, event=Event.TAKE_OFF_AGENDA, actor=actor,
            on=item.sitting.held_on, reason=reason,
        )  # fmt: skip
    for access in CaseAccess.objects.filter(case=item.case, origin=CaseAccess.Origin.SITTING):
        take_access_back(access=access, actor=actor, reason=f"sans décision au {item.sitting}")
    journal.record(
        "committees.sent_back",
        actor=actor,
        target=item,
        case_key=item.case_id,
        summary=f"{item.case.number} revient prêt pour le comité : {reason}",
    )
    return item
