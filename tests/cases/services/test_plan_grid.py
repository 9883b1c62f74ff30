"""The plan written as a grid: cells merged when they differ, a conflict when they do not."""

from decimal import Decimal

import pytest

from levier.cases.errors import PlanCellsTaken
from levier.cases.models import FinancingPlan, PlanLine
from levier.cases.plan_changes import AddRow, MoveRow, RemoveRow, SetCell
from levier.cases.services import (
    change_plan_line,
    save_plan_changes,
    set_financier,
    set_vat_basis,
)
from levier.journal.models import Entry
from levier.kernel.errors import DomainError
from levier.kernel.keys import uuid7
from tests.factories.accounts import user
from tests.factories.cases import DAY, case, with_plan

D = Decimal


@pytest.fixture
def opened(actor):
    return with_plan(actor)


@pytest.fixture
def colleague(actor):
    return user("director", actor.organisation)


def revision(opened) -> int:
    return FinancingPlan.objects.get(case=opened).revision


def save(opened, actor, *changes, at=None):
    read = revision(opened) if at is None else at
    return save_plan_changes(case=opened, actor=actor, on=DAY, revision=read, changes=changes)


def test_a_new_line_is_typed_cell_by_cell_and_counts_one_revision(opened, actor):
    key, before = uuid7(), revision(opened)

    saved = save(
        opened, actor,
        AddRow(key, "resource"),
        SetCell(key, "nature", "grant", "other_resource"),
        SetCell(key, "label", "Aide de la commune", ""),
        SetCell(key, "amount", D("1500.50"), D(0)),
        SetCell(key, "year_2", D(800), D(0)),
    )  # fmt: skip

    line = PlanLine.objects.get(pk=key)
    assert (line.nature, line.label, line.amount) == ("grant", "Aide de la commune", D("1500.50"))
    assert line.years == (0, 800, 0)
    assert line.position == 1
    assert saved.revision == revision(opened) == before + 1
    assert saved.refused == {}
    assert "1 ligne ajoutée" in Entry.objects.latest("id").summary.replace("\u00a0", " ")


def test_two_people_on_different_cells_are_merged(opened, actor, colleague):
    line = opened.plan_lines.get(side="need")
    read = revision(opened)
    save(opened, colleague, SetCell(line.pk, "label", "Four", ""), at=read)

    saved = save(opened, actor, SetCell(line.pk, "amount", D(52000), D(51000)), at=read)

    line.refresh_from_db()
    assert (line.label, line.amount) == ("Four", 52000)
    assert saved.revision == read + 2


def test_two_people_in_one_cell_do_not_overwrite_each_other(opened, actor, colleague):
    line = opened.plan_lines.get(side="need")
    read = revision(opened)
    save(opened, colleague, SetCell(line.pk, "amount", D(48000), D(51000)), at=read)

    with pytest.raises(PlanCellsTaken) as refusal:
        save(
            opened, actor,
            SetCell(line.pk, "label", "Four", ""), SetCell(line.pk, "amount", D(52000), D(51000)),
            at=read,
        )  # fmt: skip

    line.refresh_from_db()
    assert (line.label, line.amount) == ("", 48000)
    assert refusal.value.authors == {(line.pk, "amount"): colleague.full_name}
    assert revision(opened) == read + 1


def test_without_what_was_seen_a_stale_save_is_refused(opened, actor, colleague):
    line = opened.plan_lines.get(side="need")
    read = revision(opened)
    change_plan_line(line=line, actor=colleague, on=DAY, amount=D(48000))

    with pytest.raises(PlanCellsTaken):
        save(opened, actor, SetCell(line.pk, "amount", D(52000)), at=read)


def test_the_same_batch_sent_twice_changes_nothing_more(opened, actor):
    key, line = uuid7(), opened.plan_lines.get(side="need")
    read = revision(opened)
    batch = (
        AddRow(key, "need", line.pk), SetCell(key, "amount", D(10), D(0)),
        SetCell(line.pk, "amount", D(52000), D(51000)),
    )  # fmt: skip
    first = save(opened, actor, *batch, at=read)

    second = save(opened, actor, *batch, at=read)

    assert second.revision == first.revision == read + 1
    assert opened.plan_lines.filter(side="need").count() == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [("amount", D(-1)), ("nature", "bank_loan"), ("label", "x" * 121), ("status", "firm")],
)
def test_a_value_without_sense_is_refused_at_its_cell_and_the_rest_is_saved(
    opened, actor, name, value
):
    line = opened.plan_lines.get(side="need")

    saved = save(opened, actor, SetCell(line.pk, name, value), SetCell(line.pk, "year_1", D(5)))

    assert list(saved.refused) == [(line.pk, name)]
    line.refresh_from_db()
    assert line.year_1 == 5
    assert getattr(line, name) != value


def test_a_line_taken_out_by_a_colleague_says_so(opened, actor, colleague):
    line = opened.plan_lines.get(side="need")
    read = revision(opened)
    save(opened, colleague, RemoveRow(line.pk), at=read)

    saved = save(opened, actor, SetCell(line.pk, "amount", D(1), D(51000)), at=read)

    assert "retirée par un collègue" in saved.refused[line.pk, "amount"]
    assert PlanLine.history.filter(id=line.pk, history_type="-").exists()


def test_a_line_that_a_colleague_wrote_in_is_not_taken_out(opened, actor, colleague):
    line = opened.plan_lines.get(side="need")
    read = revision(opened)
    save(opened, colleague, SetCell(line.pk, "year_1", D(5), D(0)), at=read)

    with pytest.raises(PlanCellsTaken) as refusal:
        save(opened, actor, RemoveRow(line.pk, {"year_1": D(0), "amount": D(51000)}), at=read)

    assert refusal.value.authors == {(line.pk, "year_1"): colleague.full_name}
    assert opened.plan_lines.filter(pk=line.pk).exists()
    save(opened, actor, RemoveRow(line.pk, {"year_1": D(5), "amount": D(51000)}))
    assert not opened.plan_lines.filter(pk=line.pk).exists()


def test_a_line_taken_out_by_mistake_comes_back_with_its_financier(opened, actor):
    line = opened.plan_lines.get(side="resource")
    set_financier(line=line, actor=actor, on=DAY, partner="Crédit Exemple", status="firm")
    save(opened, actor, RemoveRow(line.pk))

    save(opened, actor, AddRow(line.pk, "resource"), SetCell(line.pk, "amount", D(51000), D(0)))

    back = PlanLine.objects.get(pk=line.pk)
    assert (back.partner, back.status_on, back.amount) == ("Crédit Exemple", DAY, 51000)


def test_lines_move_inside_their_side(opened, actor):
    one, two, three = uuid7(), uuid7(), opened.plan_lines.get(side="need").pk
    save(opened, actor, AddRow(one, "need", three), AddRow(two, "need", one))

    save(opened, actor, MoveRow(two, None))

    order = list(opened.plan_lines.filter(side="need").values_list("pk", flat=True))
    assert order == [two, three, one]


def test_the_key_of_a_line_of_another_dossier_is_not_taken(opened, actor):
    other = with_plan(actor).plan_lines.get(side="need")

    saved = save(opened, actor, AddRow(other.pk, "need"), SetCell(other.pk, "amount", D(1)))

    other.refresh_from_db()
    assert other.amount == 51000
    assert (other.pk, "nature") in saved.refused


def test_nothing_written_counts_no_revision(actor):
    opened = case(actor)

    saved = save_plan_changes(case=opened, actor=actor, on=DAY, revision=0, changes=[])

    assert saved.revision == 0


def test_the_vat_basis_goes_with_its_reason(opened, actor):
    with pytest.raises(DomainError, match="Dites pourquoi"):
        set_vat_basis(case=opened, actor=actor, on=DAY, vat_basis="including", vat_reason=" ")

    set_vat_basis(
        case=opened, actor=actor, on=DAY, vat_basis="including", vat_reason="franchise en base"
    )

    plan = FinancingPlan.objects.get(case=opened)
    assert (plan.vat_basis, plan.vat_reason) == ("including", "franchise en base")
