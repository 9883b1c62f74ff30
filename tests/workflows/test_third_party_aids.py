"""A third party's aid, firm in a plan, counts in de minimis: at the decision, at the payment."""

import threading
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection, connections

from levier.cases.models import PlanLine
from levier.cases.plan_changes import AddRow, RemoveRow, SetCell
from levier.cases.services import (
    add_plan_line,
    change_plan_line,
    remove_plan_line,
    save_plan_changes,
    set_financier,
    update_case,
)
from levier.kernel.keys import uuid7
from levier.portfolio.models import Commitment
from levier.state_aid.errors import CeilingPassed, PaymentStopped, StateAidRefused
from levier.state_aid.models import LedgerAid
from levier.state_aid.services import (
    known_undertaking,
    lines_counted_twice,
    reverse_aid,
    situation_on,
    undertaking_of,
)
from levier.workflows.decide_case import decide_case
from levier.workflows.follow_commitment import set_up_commitment
from levier.workflows.mix_limits import room_left
from tests.factories.accounts import house, user
from tests.factories.catalogue import third_party_aid
from tests.factories.committees import HELD_ON, ready_case, secretary
from tests.factories.people import person, structure
from tests.factories.portfolio import evidenced, lay_grant
from tests.factories.state_aid import declared

assert connection  # read by the condition below
FIRM_ON = date(2026, 3, 10)


@pytest.fixture
def actor():
    return secretary()


@pytest.fixture
def holder(actor):
    return person(actor)


@pytest.fixture
def grant(actor, holder):
    """What decides 2 000 € for the holder on the nineteenth of March 2026."""
    return lay_grant(actor, holder)


def resource(case, actor, amount, status="firm", on=FIRM_ON, aid=None, **fields) -> PlanLine:
    """Return a grant of the agglomeration in the plan of a dossier."""
    return add_plan_line(
        case=case, actor=actor, on=on, side="resource", nature="grant", amount=Decimal(amount),
        status=status, aid=aid or third_party_aid(case.organisation), **fields,
    )  # fmt: skip


def ledger(case) -> list[tuple]:
    rows = LedgerAid.objects.filter(case_key=case.pk).order_by("recorded_at", "id")
    return [(str(row.equivalent), row.granted_on) for row in rows]


def undertaking(case):
    return known_undertaking(case.structure, case.person)


# ── At the decision ───────────────────────────────────────────────────────────────────────────
@pytest.mark.django_db
@pytest.mark.parametrize(("theirs", "is_refused"), [
    ("97999.99", False), ("98000", False), ("98000.01", True),
])  # fmt: skip
def test_a_firm_aid_counts_at_the_decision_below_on_and_above(
    actor, holder, grant, theirs, is_refused
):
    """200 000 € declared, theirs, and 2 000 € of ours, under 300 000 €."""
    row = undertaking_of(structure=None, person=holder, on=FIRM_ON, actor=actor)
    declared(row, actor, "200000", FIRM_ON, authority="Région")
    resource(grant["item"].case, actor, theirs)

    if is_refused:
        with pytest.raises(CeilingPassed, match=r"il reste 1\W999,99\W€"):
            decide_case(**grant)
    else:
        decide_case(**grant)

    assert Commitment.objects.exists() is not is_refused


@pytest.mark.django_db
def test_what_is_left_counts_it_on_every_page(actor, grant):
    case = grant["item"].case
    resource(case, actor, "5000")

    assert room_left(case, HELD_ON).left == 295_000
    assert room_left(case, date(2026, 3, 9)).left == 300_000  # the day before it was firm
    line = LedgerAid.objects.get()
    assert (line.authority, line.instrument) == (
        "Agglomération de la Gohelle", "Aide à l’installation",
    )  # fmt: skip
    assert (line.origin, line.is_sure, line.regulation) == (
        "planned", True, "Règlement (UE) 2023/2831",
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("firm_on", "left"), [
    (date(2023, 3, 19), 300_000), (date(2023, 3, 20), 295_000),
])  # fmt: skip
def test_it_counts_on_the_day_it_became_firm_for_three_years(actor, grant, firm_on, left):
    case = grant["item"].case
    line = resource(case, actor, "5000", status="asked")
    set_financier(
        line=line, actor=actor, on=HELD_ON, partner="", status="firm", status_on=firm_on
    )  # fmt: skip

    assert room_left(case, HELD_ON).left == left


@pytest.mark.django_db
def test_it_is_granted_whole_whatever_the_year_it_is_paid_in(actor, grant):
    resource(grant["item"].case, actor, "2000", year_1=Decimal(1500), year_3=Decimal("500.50"))

    assert ledger(grant["item"].case) == [("4000.50", FIRM_ON)]


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "counts"), [
    ("to_ask", True), ("asked", True), ("in_principle", True), ("refused", True), ("firm", False),
])  # fmt: skip
def test_what_is_not_firm_or_does_not_count_writes_nothing(actor, grant, status, counts):
    aid = third_party_aid(actor.organisation, counts_in_de_minimis=counts)
    resource(grant["item"].case, actor, "5000", status=status, aid=aid)

    decide_case(**grant)

    assert [line.origin for line in LedgerAid.objects.all()] == ["ours"]


@pytest.mark.django_db
@pytest.mark.parametrize(("nature", "method"), [
    ("loan", "Montant entier, à vérifier : taux de référence non renseigné(e)"),
    ("other", "Autre aide : montant entier, à vérifier"),
])  # fmt: skip
def test_an_aid_that_is_no_grant_counts_whole_and_is_to_check(actor, grant, nature, method):
    resource(
        grant["item"].case, actor, "5000", aid=third_party_aid(actor.organisation, nature=nature)
    )

    line = LedgerAid.objects.get()
    assert (line.equivalent, line.is_sure, line.method) == (5000, False, method)


# ── At the payment ────────────────────────────────────────────────────────────────────────────
@pytest.mark.django_db
@pytest.mark.parametrize(("theirs", "is_refused"), [("298000", False), ("298000.01", True)])
def test_an_aid_firm_since_the_decision_counts_at_the_payment(actor, grant, theirs, is_refused):
    case = grant["item"].case
    line = resource(case, actor, theirs, status="asked")
    commitment = decide_case(**grant).commitment
    evidenced(commitment, actor)
    change_plan_line(line=line, actor=actor, on=date(2026, 4, 2), status="firm")
    pay = {"commitment": commitment, "on": date(2026, 4, 3), "actor": actor}

    if is_refused:
        with pytest.raises(PaymentStopped, match=r"300\W000,01\W€"):
            set_up_commitment(**pay, key=uuid4())
        change_plan_line(line=line, actor=actor, on=date(2026, 4, 3), status="in_principle")

    assert set_up_commitment(**pay, key=uuid4()).state == "set_up"


@pytest.mark.django_db
def test_a_plan_written_before_aids_counted_does_at_the_payment(actor, grant):
    commitment = decide_case(**grant).commitment
    evidenced(commitment, actor)
    PlanLine.objects.create(
        organisation=actor.organisation, case=commitment.case, side="resource", nature="grant",
        amount=Decimal("298000.01"), status="firm", status_on=HELD_ON,
        aid=third_party_aid(actor.organisation),
    )  # fmt: skip

    with pytest.raises(PaymentStopped):
        set_up_commitment(commitment=commitment, on=HELD_ON, actor=actor, key=uuid4())


# ── The ledger follows the plan ───────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_a_resource_that_is_firm_no_longer_is_reversed_on_its_day_then_counts_again(actor, grant):
    case = grant["item"].case
    line = resource(case, actor, "5000")
    for status, day in (("asked", date(2026, 3, 12)), ("firm", date(2026, 3, 15))):
        change_plan_line(line=line, actor=actor, on=day, status=status)

    assert ledger(case) == [
        ("5000.00", FIRM_ON), ("-5000.00", FIRM_ON), ("5000.00", date(2026, 3, 15)),
    ]  # fmt: skip
    change_plan_line(line=line, actor=actor, on=date(2026, 3, 16), amount=Decimal(4000))
    assert room_left(case, HELD_ON).left == 296_000
    remove_plan_line(line=line, actor=actor, on=date(2026, 3, 17))
    assert room_left(case, HELD_ON).left == 300_000


@pytest.mark.django_db
def test_the_grid_of_the_plan_counts_too_and_a_line_put_back_keeps_its_day(actor, grant):
    case = grant["item"].case
    line = resource(case, actor, "5000", status="asked")

    def save(on, *changes):
        return save_plan_changes(
            case=case, actor=actor, on=on, revision=case.financing_plan.revision, changes=changes
        )

    save(FIRM_ON, SetCell(line.pk, "status", "firm", "asked"))
    assert ledger(case) == [("5000.00", FIRM_ON)]
    save(HELD_ON, RemoveRow(line.pk))
    assert room_left(case, HELD_ON).left == 300_000
    save(
        HELD_ON, AddRow(line.pk, "resource"), SetCell(line.pk, "status", "firm"),
        SetCell(line.pk, "amount", Decimal(5000)),
    )  # fmt: skip
    save(HELD_ON, AddRow(uuid7(), "need"))

    assert ledger(case)[-1] == ("5000.00", FIRM_ON)
    assert len(ledger(case)) == 3


@pytest.mark.django_db
def test_a_line_of_a_plan_is_not_reversed_by_hand(actor, grant):
    resource(grant["item"].case, actor, "5000")

    with pytest.raises(StateAidRefused, match="tour de table"):
        reverse_aid(line=LedgerAid.objects.get(), reason="Erreur", actor=actor)


@pytest.mark.django_db
def test_a_dossier_that_gets_another_holder_takes_its_aids_along(actor, grant, holder):
    case, other = grant["item"].case, person(actor)
    resource(case, actor, "5000")

    update_case(case=case, actor=actor, on=HELD_ON, person=other)

    assert situation_on(known_undertaking(None, holder), HELD_ON).used == 0
    assert situation_on(known_undertaking(None, other), HELD_ON).used == 5000


@pytest.mark.django_db
def test_a_business_that_gets_a_number_keeps_the_aid_of_its_founder(actor, grant):
    case = grant["item"].case
    resource(case, actor, "5000")

    update_case(
        case=case, actor=actor, on=HELD_ON, structure=structure(actor, siret="00003632700013")
    )

    assert situation_on(undertaking(case), HELD_ON).used == 5000
    decide_case(**grant)
    assert situation_on(undertaking(case), HELD_ON).used == 7000


@pytest.mark.django_db
def test_without_a_holder_nothing_is_refused_and_nothing_counts(actor):
    case = ready_case(actor.organisation)
    case.person = None
    case.save()

    resource(case, actor, "5000")

    assert not LedgerAid.objects.exists()


# ── Declared by hand too ──────────────────────────────────────────────────────────────────────
@pytest.mark.django_db
@pytest.mark.parametrize("declared_first", [True, False])
def test_an_aid_declared_too_counts_once_and_twice_for_nobody(actor, holder, grant, declared_first):
    """The name is read without capitals nor accents; the letter's 5 000 € equal the plan's."""
    case = grant["item"].case
    row = undertaking_of(structure=None, person=holder, on=FIRM_ON, actor=actor)
    letter = {"authority": "AGGLOMERATION de la Gohelle", "instrument": "aide à l'installation"}
    if declared_first:
        line = declared(row, actor, "5000", FIRM_ON, **letter)
    resource(case, actor, "5000")
    if not declared_first:
        line = declared(row, actor, "5000", FIRM_ON, **letter)

    assert situation_on(row, HELD_ON).used == 5000
    planned = LedgerAid.objects.get(origin="planned")
    assert lines_counted_twice([row.pk]) == {planned.pk}
    reverse_aid(line=line, reason="Lettre d’un autre", actor=actor)
    assert situation_on(row, HELD_ON).used == 5000
    assert lines_counted_twice([row.pk]) == set()


@pytest.mark.django_db
@pytest.mark.parametrize(("theirs", "is_refused"), [("298000", False), ("298000.01", True)])
def test_an_aid_declared_too_leaves_what_one_of_them_leaves(
    actor, holder, grant, theirs, is_refused
):
    row = undertaking_of(structure=None, person=holder, on=FIRM_ON, actor=actor)
    declared(row, actor, theirs, FIRM_ON)
    resource(grant["item"].case, actor, "290000")

    if is_refused:
        with pytest.raises(CeilingPassed):
            decide_case(**grant)
    else:
        decide_case(**grant)


# ── Two people at once ────────────────────────────────────────────────────────────────────────
@pytest.mark.postgresql
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs real concurrent connections")
@pytest.mark.django_db(transaction=True)
def test_a_resource_made_firm_while_the_committee_decides_counts_once_at_the_payment():
    actor = user("secretary", house())
    decision = lay_grant(actor, person(actor))
    case = decision["item"].case
    line = resource(case, actor, "298000.01", status="asked")
    start, refused = threading.Barrier(3), []

    def at_once(act):
        try:
            start.wait()
            act()
        except CeilingPassed as refusal:
            refused.append(str(refusal))
        finally:
            connections.close_all()

    def make_firm():
        set_financier(
            line=PlanLine.objects.select_related("case", "aid").get(pk=line.pk), actor=actor,
            on=HELD_ON, partner="", status="firm",
        )  # fmt: skip

    acts = [lambda: decide_case(**decision), make_firm, make_firm]
    threads = [threading.Thread(target=at_once, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert LedgerAid.objects.filter(origin="planned").count() == 1
    commitment = Commitment.objects.first()
    assert (commitment is None) is bool(refused)
    if commitment is not None:
        evidenced(commitment, actor)
        with pytest.raises(PaymentStopped):
            set_up_commitment(commitment=commitment, on=HELD_ON, actor=actor, key=uuid4())
