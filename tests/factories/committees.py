"""Committees, the people who sit, sittings and dossiers laid before them, for every test."""

from datetime import date
from decimal import Decimal
from itertools import count

from levier.accounts.models import User
from levier.cases.models import Case, FundingRequest
from levier.committees.models import Committee, RefusalReason, Representative, Sitting
from levier.committees.services import (
    committee_named,
    end_sitting,
    install_refusal_reasons,
    open_sitting,
    plan_sitting,
    put_on_agenda,
    record_attendance,
    register_member,
    register_representative,
    register_seat,
    set_committee_rules,
)
from levier.people.models import Bank, Person
from levier.workflows.sitting_documents import publish_minutes
from tests.factories.accounts import user
from tests.factories.catalogue import instrument

_rank = count(1)
HELD_ON = date(2026, 3, 19)
SEATED_ON = date(2020, 1, 1)


def secretary() -> User:
    """Return the secretary of a new house."""
    return user("secretary")


def committee(organisation, kind: str = "creation", **rules) -> Committee:
    """Return the house's committee of this kind, under the rules given."""
    row = committee_named(organisation, kind)
    if rules:
        set_committee_rules(committee=row, actor=None, **rules)
    return row


def seat(row: Committee, college: str = "bénévole", with_account: bool = False, **fields):
    """Return a representative who has a seat in the committee."""
    rank = next(_rank)
    member = register_member(
        organisation=row.organisation, actor=None, name=f"Membre {rank}", college=college
    )
    representative = register_representative(
        member=member,
        actor=None,
        first_name="Dominique",
        last_name=f"Sailly {rank}",
        user=user("member", row.organisation) if with_account else None,
        **{k: v for k, v in fields.items() if k.startswith("term_")},
    )
    register_seat(
        committee=row, representative=representative, actor=None,
        first_day=fields.get("first_day", SEATED_ON), last_day=fields.get("last_day"),
        is_chair=fields.get("is_chair", False),
    )  # fmt: skip
    return representative


def bank(organisation, **fields) -> Bank:
    """Return a bank of the house."""
    rank = next(_rank)
    values = {"name": f"Banque {rank}", "name_key": f"banque {rank}", **fields}
    return Bank.objects.create(organisation=organisation, **values)


def ready_case(organisation, advisor=None, state: str = "ready", **fields) -> Case:
    """Return a dossier that is ready for the committee, of an invented person."""
    rank = next(_rank)
    person = fields.pop("person", None) or Person.objects.create(
        organisation=organisation, civility="Mme", first_name="Anaïs", last_name=f"Delcroix {rank}",
        name_key=f"anais delcroix {rank}", sex="F", birth_date=date(1990, 5, 4),
    )  # fmt: skip
    values = {
        "number": f"TPE-2026-{rank:03d}",
        "title": f"Cycles de la Gohelle {rank}",
        "project_kind": "creation",
        "opened_on": date(2026, 1, 5),
        "last_action_on": date(2026, 3, 1),
        **fields,
    }
    return Case.objects.create(
        organisation=organisation, advisor=advisor, person=person, state=state, **values
    )


def request(case: Case, name: str = "GEF", **terms) -> FundingRequest:
    """Return a request of the dossier: 36 000 € guaranteed at 80 % over 60 months by default."""
    product = instrument(case.organisation, name)
    values: dict = {"amount": Decimal(terms.pop("amount", "28800"))}
    if product.kind == "guarantee":
        values |= {
            "bank": bank(case.organisation),
            "loan_amount": Decimal(36000),
            "quota": Decimal("0.80"),
            "months": 60,
            "annual_rate": Decimal("0.0415"),
        }
    return FundingRequest.objects.create(
        organisation=case.organisation, case=case, instrument=product, **(values | terms)
    )


def sitting(actor, kind: str = "creation", seats: int = 3, **fields) -> Sitting:
    """Return a planned sitting with `seats` volunteers called to it."""
    row = committee(actor.organisation, kind, **fields)
    for _ in range(seats):
        seat(row)
    return plan_sitting(
        organisation=actor.organisation, actor=actor, committee=row, held_on=HELD_ON, place="Lens"
    )


def in_session(actor, **fields) -> Sitting:
    """Return an open sitting, everybody present."""
    row = sitting(actor, **fields)
    for attendance in row.attendances.select_related("representative__member"):
        record_attendance(
            sitting=row, representative=attendance.representative, is_present=True, actor=actor
        )
    return open_sitting(sitting=row, actor=actor)


def minuted(actor, kind: str = "creation", **fields) -> Sitting:
    """Return a sitting of a committee, without a dossier, whose minutes are frozen."""
    row = end_sitting(sitting=in_session(actor, kind=kind, **fields), actor=actor)
    return publish_minutes(sitting=row, actor=actor, on=HELD_ON)


def laid(row: Sitting, actor, name: str = "GEF", **terms):
    """Return (item, request) of a dossier on the agenda, asking for one instrument."""
    case = ready_case(actor.organisation)
    asked = request(case, name, **terms)
    return put_on_agenda(sitting=row, case=case, actor=actor, on=HELD_ON), asked


def refusal_reason(organisation, code: str = "viabilite") -> RefusalReason:
    """Return a reason of the house's list, installed when it is not."""
    install_refusal_reasons(organisation=organisation, actor=None)
    return RefusalReason.objects.get(organisation=organisation, code=code)


def representatives(row: Sitting) -> list[Representative]:
    """Return those called to a sitting."""
    return [attendance.representative for attendance in row.attendances.all()]
