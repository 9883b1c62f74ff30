"""A spreadsheet into a plan: recognised, previewed, written whole or not at all, once."""

import pytest

from levier.cases.models import FinancingPlan, PlanLine
from levier.cases.services import add_plan_line
from levier.exchange.dropped_files import drop_import
from levier.exchange.errors import ImportOver, LinesRefused, PlanMoved
from levier.exchange.models import SheetMapping
from levier.exchange.plan_import import (
    confirm_plan_import,
    drop_plan_file,
    map_plan_file,
    preview_of,
)
from levier.exchange.plan_sheet.mapping import map_of
from tests.factories.accounts import house, user
from tests.factories.cases import DAY, instructed

PLAN = (
    "BESOINS;Départ;Année 1\nFour;18 400,50;\nStock;600;200\n"
    "RESSOURCES;;\nPrêt bancaire;15 000,50;\nApport;4 000;200\nTotal;19 000,50;200\n"
)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def actor(db):
    return user("advisor", house())


@pytest.fixture
def opened(actor):
    return instructed(actor)


def drop(opened, actor, text=PLAN, name="plan.csv"):
    return drop_plan_file(case=opened, actor=actor, name=name, content=text.encode())


def revision(opened) -> int:
    plan = FinancingPlan.objects.filter(case=opened).first()
    return plan.revision if plan else 0


def confirm(row, actor):
    return confirm_plan_import(row=row, actor=actor, on=DAY, revision=revision(row.case))


def plan(opened) -> list[tuple]:
    return list(opened.plan_lines.values_list("side", "label", "amount", "year_1"))


def test_a_file_enters_the_plan_and_a_second_time_changes_nothing(opened, actor):
    confirm(drop(opened, actor), actor)

    assert [(side, label, float(a), float(y)) for side, label, a, y in plan(opened)] == [
        ("need", "Four", 18400.5, 0),
        ("need", "Stock", 600, 200),
        ("resource", "Prêt bancaire", 15000.5, 0),
        ("resource", "Apport", 4000, 200),
    ]
    read = revision(opened)
    again = confirm(drop(opened, actor), actor)
    assert again.writes == 0
    assert {line.action for line in again.lines} == {"same", "ignore"}
    assert revision(opened) == read
    assert len(plan(opened)) == 4


def test_a_file_that_changed_updates_its_lines_and_keeps_the_others(opened, actor):
    confirm(drop(opened, actor), actor)
    add_plan_line(
        case=opened, actor=actor, on=DAY, side="need", nature="vehicle", amount=9000, label="Camion"
    )

    row = drop(opened, actor, PLAN.replace("600;200", "700;200"))
    actions = {line.label: line.action for line in preview_of(row).lines}
    confirm(row, actor)

    assert actions["Stock"] == "update"
    assert {label: int(amount) for _, label, amount, _ in plan(opened)}["Stock"] == 700
    assert "Camion" in {label for _, label, _, _ in plan(opened)}


def test_a_fault_lets_nothing_in(opened, actor):
    row = drop(opened, actor, PLAN.replace("600;200", "six cents;200"))

    with pytest.raises(LinesRefused, match="1\u00a0ligne"):
        confirm(row, actor)
    assert not PlanLine.objects.exists()

    edits = {"3": {"amount": "600"}}
    map_plan_file(row=row, actor=actor, sheet_map=map_of(row.mapping), edits=edits, sender="")
    confirm(row, actor)
    assert len(plan(opened)) == 4


def test_a_file_is_written_once(opened, actor):
    row = drop(opened, actor)
    confirm(row, actor)

    for again in (lambda: confirm(row, actor), lambda: drop_import(row=row, actor=actor)):
        with pytest.raises(ImportOver):
            again()
    assert len(plan(opened)) == 4


def test_a_plan_that_moved_since_the_preview_is_looked_at_again(opened, actor):
    row = drop(opened, actor)
    read = revision(opened)
    add_plan_line(case=opened, actor=actor, on=DAY, side="need", nature="stock", amount=1)

    with pytest.raises(PlanMoved):
        confirm_plan_import(row=row, actor=actor, on=DAY, revision=read)

    assert len(plan(opened)) == 1


def test_a_sender_is_remembered_in_its_house_only(opened, actor):
    row = drop(opened, actor)
    where = map_of({**row.mapping, "columns": {"label": 0, "amount": 1}})
    map_plan_file(row=row, actor=actor, sheet_map=where, edits={}, sender=" Cabinet  Exemple ")
    map_plan_file(row=row, actor=actor, sheet_map=where, edits={}, sender="cabinet exemple")

    moved = "Cabinet Exemple;;\n;;\n" + PLAN.replace("Four", "Établi")
    later = drop(instructed(actor), actor, moved)
    stranger = user("advisor", house())
    elsewhere = drop(instructed(stranger), stranger)

    assert SheetMapping.objects.count() == 1
    assert (later.is_recognised, later.sender) == (True, "cabinet exemple")
    assert later.mapping["header"] == 3
    assert later.mapping["columns"] == {"label": 0, "amount": 1}
    assert (elsewhere.is_recognised, elsewhere.sender) == (False, "")
