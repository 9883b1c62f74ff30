"""The sittings before which sown dossiers passed, what was decided, what that opened."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Model

from levier.cases.models import Case
from levier.cases.states import State
from levier.committees.models import AgendaItem, Attendance, Committee, Decision, Outcome, Sitting
from levier.exchange.seeding.dossiers import SOWN
from levier.exchange.seeding.instruction import DECIDED
from levier.exchange.seeding.scene import Scene
from levier.kernel.dates import add_months
from levier.portfolio.models import Commitment, Guarantee
from levier.portfolio.states import State as CommitmentState

POINTS = 8
SITTERS = 5


def decisions_of(scene: Scene, cases: Sequence[Case]) -> list[list[Model]]:
    """Return the rows of the dossiers laid before a committee, table by table.

    A sitting takes eight dossiers of one track, in the order of their opening.
    """
    laid = [case for case in cases if case.state in (*DECIDED, State.COMMITTEE)]
    sittings, attendances, items = [], [], []
    for track in sorted({case.track for case in laid}):
        own = [case for case in laid if case.track == track]
        committee = scene.committee_of(track)
        for start in range(0, len(own), POINTS):
            points = own[start : start + POINTS]
            sitting = _sitting(scene, points, committee)
            sittings.append(sitting)
            attendances += _attendances(scene, sitting)
            items += [_item(scene, sitting, case, rank) for rank, case in enumerate(points, 1)]
    decisions = [_decision(scene, item) for item in items if item.is_closed]
    commitments = [_commitment(scene, row) for row in decisions if row.amount is not None]
    guarantees = [_guarantee(scene, row) for row in commitments]
    return [sittings, attendances, items, decisions, commitments, guarantees]


def _sitting(scene: Scene, points: Sequence[Case], committee: Committee) -> Sitting:
    is_to_come = any(case.state == State.COMMITTEE for case in points)
    last = points[-1].opened_on
    held_on = scene.today + timedelta(days=9) if is_to_come else last + timedelta(days=30)
    return Sitting(
        id=scene.key_on(last),
        organisation=scene.house,
        number=f"CE-{held_on.year}-{points[0].number[-6:]}",
        committee=committee,
        held_on=held_on,
        place="Arras",
        office=points[0].office,
        state=Sitting.State.PLANNED if is_to_come else Sitting.State.HELD,
        imported_from=SOWN,
    )


def _attendances(scene: Scene, sitting: Sitting) -> list[Attendance]:
    sitters = scene.draw.sample(
        scene.representatives, min(SITTERS, len(scene.representatives))
    )  # fmt: skip
    return [
        Attendance(
            id=scene.key_on(min(sitting.held_on, scene.today)),
            organisation=scene.house,
            sitting=sitting,
            representative=one,
            college=one.member.college,
            is_present=sitting.state == Sitting.State.HELD,
        )
        for one in sitters
    ]


def _item(scene: Scene, sitting: Sitting, case: Case, position: int) -> AgendaItem:
    return AgendaItem(
        id=scene.key_on(case.opened_on),
        organisation=scene.house,
        sitting=sitting,
        case=case,
        position=position,
        presented_by=case.advisor,
        is_closed=case.state != State.COMMITTEE,
    )


def _decision(scene: Scene, item: AgendaItem) -> Decision:
    request, day = item.case.sown_request, _decided_on(scene, item)
    is_agreed = item.case.state != State.REFUSED
    return Decision(
        id=scene.key_on(day),
        organisation=scene.house,
        item=item,
        request=request,
        outcome=Outcome.AGREED if is_agreed else Outcome.REFUSED,
        amount=request.amount if is_agreed else None,
        decided_on=day,
        valid_until=add_months(day, 6) if is_agreed else None,
        recorded_by=item.case.advisor,
        recorded_at=scene.moment_on(day),
        is_past=True,
    )


def _decided_on(scene: Scene, item: AgendaItem) -> date:
    """The day of the sitting; today for one to come that has already closed a point."""
    return min(item.sitting.held_on, scene.today)


def _commitment(scene: Scene, decision: Decision) -> Commitment:
    case, request = decision.item.case, decision.request
    is_open = case.state == State.AGREED
    return Commitment(
        id=scene.key_on(decision.decided_on),
        organisation=scene.house,
        number=f"G-{case.number}",
        case=case,
        decision=decision,
        instrument=request.instrument,
        kind=request.instrument.kind,
        carrier=request.instrument.carrier,
        state=CommitmentState.OPEN if is_open else CommitmentState.SET_UP,
        amount=decision.amount,
        decided_on=decision.decided_on,
        valid_until=decision.valid_until,
        set_up_on=None if is_open else decision.decided_on + timedelta(days=40),
        imported_from=SOWN,
    )


def _guarantee(scene: Scene, commitment: Commitment) -> Guarantee:
    request = commitment.decision.request
    return Guarantee(
        id=scene.key_on(commitment.decided_on),
        organisation=scene.house,
        commitment=commitment,
        bank=request.bank,
        loan_amount=request.loan_amount,
        loan_months=request.months,
        loan_rate=request.annual_rate,
        quota=request.quota,
        guaranteed_amount=commitment.amount,
        commission_amount=Decimal(200),
    )
