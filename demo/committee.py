"""The committees of the demo: one sitting held lately, with a condition to lift, and one to come."""

from datetime import date, time, timedelta
from decimal import Decimal
from uuid import uuid4

from demo.accounts import address_of
from levier.accounts.models import Office, Organisation, User
from levier.cases.models import Case
from levier.committees.models import Committee, Representative, Sitting
from levier.committees.services import (
    NewCondition,
    body_named,
    cast_vote,
    end_sitting,
    open_sitting,
    plan_sitting,
    put_on_agenda,
    record_attendance,
    register_seat,
    set_committee_rules,
    set_delegation,
)
from levier.workflows.decide_case import decide_case

SEATED_LIKE = "CE-2024-76"
DECIDED, ON_AGENDA = "Menuiserie du Terril", "Cycles de la Gohelle"


def set_the_committee(
    *, house: Organisation, users: dict[str, User], cases: dict[str, Case], on: date
) -> None:
    """Seat the members of the last sitting of 2024, decide one dossier, prepare the next evening."""
    secretary = users["secretary"]
    committee = Committee.objects.get(organisation=house, code="creation")
    set_committee_rules(committee=committee, actor=secretary, min_members=4, min_colleges=2)
    _seat_members(house, committee, users)
    _seat_members(house, Committee.objects.get(organisation=house, code="ess"), users)
    _give_delegations(house, users["director"], on)
    office = Office.objects.filter(organisation=house, is_head_office=True).first()
    past = _sitting(house, secretary, committee, office, on - timedelta(days=10))
    _decide(past, cases[DECIDED], secretary, on)
    coming = _sitting(house, secretary, committee, office, on + timedelta(days=6))
    put_on_agenda(sitting=coming, case=cases[ON_AGENDA], actor=secretary, on=on)


def _give_delegations(house: Organisation, director: User, on: date) -> None:
    """Let the director decide small guarantees, and the bureau larger ones, from this year on."""
    for body, amount in (("director", Decimal(8_000)), ("bureau", Decimal(15_000))):
        set_delegation(
            organisation=house, actor=director, body=body_named(house, body), kind="guarantee", max_amount=amount,
            first_day=date(on.year, 1, 1), source="Conseil d’administration (démonstration)",
        )  # fmt: skip


def _seat_members(house, committee: Committee, users: dict[str, User]) -> None:
    last = Sitting.objects.get(organisation=house, number=SEATED_LIKE)
    chair_name = address_of("member")
    for attendance in last.attendances.select_related("representative"):
        representative: Representative = attendance.representative
        is_member = str(representative) == users["member"].full_name
        if is_member:
            representative.user = users["member"]
            representative.email = chair_name
            representative.save()
        register_seat(
            committee=committee, representative=representative, actor=users["secretary"],
            first_day=last.held_on, is_chair=is_member,
        )  # fmt: skip


def _sitting(house, actor, committee, office, day: date) -> Sitting:
    return plan_sitting(
        organisation=house, actor=actor, committee=committee, held_on=day,
        starts_at=time(18, 30), office=office,
    )  # fmt: skip


def _decide(sitting: Sitting, case: Case, actor: User, on: date) -> None:
    item = put_on_agenda(sitting=sitting, case=case, actor=actor, on=sitting.held_on)
    open_sitting(sitting=sitting, actor=actor)
    for attendance in sitting.attendances.select_related("representative__member"):
        record_attendance(
            sitting=sitting, representative=attendance.representative, is_present=True, actor=actor
        )
        cast_vote(item=item, representative=attendance.representative, choice="for", actor=actor)
    decide_case(
        item=item, request=case.requests.get(), outcome="agreed_with_conditions", amount=None,
        actor=actor, idempotency_key=uuid4(),
        conditions=[
            NewCondition(
                text="Bail commercial signé", owner=case.advisor, due_on=on + timedelta(days=20)
            )
        ],
    )  # fmt: skip
    end_sitting(sitting=sitting, actor=actor)
