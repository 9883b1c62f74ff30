"""Saving cells: kept with their author, refused when stale, the same twice."""

from decimal import Decimal

import pytest

from levier.cases.services import set_request
from levier.forecasts.errors import StaleForecast, UnknownCell
from levier.forecasts.models import Forecast, ForecastChange
from levier.forecasts.services import CellChange, replace_cells, save_cells
from levier.forecasts.sheets import case_sheet
from levier.journal.models import Entry
from levier.kernel.errors import DomainError
from levier.people.services import bank_named
from tests.factories.accounts import house, user
from tests.factories.cases import DAY
from tests.factories.catalogue import instrument
from tests.factories.forecasts import shop_case, with_forecast


def save(case, actor, revision, *changes):
    return save_cells(case=case, actor=actor, on=DAY, revision=revision,
                      changes=[CellChange(*change) for change in changes])  # fmt: skip


def test_a_dossier_gives_the_figures_worked_by_hand(actor):
    f = case_sheet(with_forecast(actor)).forecast

    assert f.income["net_result"][0] == 13080
    assert f.opening_cash == 4000
    assert f.balance["cash"][1] == f.cash["closing"][11] == Decimal("7446.67")


def test_a_save_is_kept_with_its_author_and_journalled(actor):
    case = shop_case(actor)
    saved = save(case, actor, 0, ("taxes.year1", "600"), ("taxes.year2", "650,5"))

    change = ForecastChange.objects.get(cell="taxes.year2")
    assert (saved.sheet.revision, saved.changed) == (1, 2)
    assert (change.before, change.after, change.author) == ("", "650.50", actor)
    entry = Entry.objects.get(action="forecasts.cells_saved")
    assert entry.detail["taxes.year1"] == ["", "600.00"]
    assert entry.case_key == case.pk


def test_a_wrong_cell_is_left_out_and_the_others_are_kept(actor):
    case = shop_case(actor)
    saved = save(case, actor, 0, ("taxes.year1", "beaucoup"), ("taxes.year2", "10"), ("x", "1"))

    assert set(saved.errors) == {"taxes.year1", "x"}
    assert Forecast.objects.get(case=case).texts == {"taxes.year2": "10.00"}


def test_what_is_sent_twice_changes_nothing_the_second_time(actor):
    case = shop_case(actor)
    save(case, actor, 0, ("taxes.year1", "600"))
    again = save(case, actor, 0, ("taxes.year1", "600 €"))

    assert (again.changed, again.sheet.revision) == (0, 1)
    assert ForecastChange.objects.count() == 1


def test_a_stale_page_does_not_cover_a_colleague(actor):
    case = shop_case(actor)
    colleague = user("advisor", actor.organisation)
    save(case, colleague, 0, ("taxes.year1", "600"))

    with pytest.raises(StaleForecast) as refused:
        save(case, actor, 0, ("taxes.year1", "900", ""))
    assert colleague.full_name in str(refused.value)
    assert case_sheet(case).texts["taxes.year1"] == "600.00"


def test_a_stale_page_writes_where_nobody_else_did(actor):
    case = shop_case(actor)
    save(case, actor, 0, ("taxes.year1", "600"))
    saved = save(case, actor, 0, ("taxes.year2", "700", ""), ("general.purchases_vat", "10", "20"))

    assert saved.sheet.revision == 2
    assert saved.sheet.texts["taxes.year1"] == "600.00"


def test_a_replacement_is_all_or_nothing(actor):
    case = shop_case(actor)
    save(case, actor, 0, ("taxes.year1", "600"))

    for texts in ({"taxes.year1": "1", "nothing": "2"}, {"taxes.year1": "1", "taxes.year2": "x"}):
        with pytest.raises(DomainError):
            replace_cells(case=case, actor=actor, on=DAY, revision=1, texts=texts)
    with pytest.raises(StaleForecast):
        replace_cells(case=case, actor=actor, on=DAY, revision=0, texts={"taxes.year1": "1"})
    with pytest.raises(UnknownCell):
        replace_cells(case=case, actor=actor, on=DAY, revision=1, texts={"nothing": "2"})
    assert case_sheet(case).texts == {"taxes.year1": "600.00"}


def test_a_blank_gives_its_default_back(actor):
    case = shop_case(actor)
    save(case, actor, 0, ("general.customer_days", "45"))
    save(case, actor, 1, ("general.customer_days", ""))

    sheet = case_sheet(case)
    assert sheet.texts == {}
    assert (sheet.shown("general.customer_days"), sheet.assumptions.customer_days) == ("0", 0)


def test_the_loan_takes_the_terms_asked_for_in_the_dossier(actor):
    case = shop_case(actor)
    set_request(
        case=case, actor=actor, on=DAY,
        instrument=instrument(actor.organisation, "Garantie Emploi"),
        bank=bank_named(organisation=actor.organisation, name="Banque des Terrils", actor=actor),
        loan_amount=Decimal(12000), amount=Decimal(7800), quota=Decimal("0.65"), months=60,
        deferral_months=3, annual_rate=Decimal("0.042"),
    )  # fmt: skip
    loan = case_sheet(case).assumptions.loans[0]

    assert (loan.annual_rate, loan.months, loan.deferral) == (Decimal("0.042"), 60, 3)


def test_nobody_reads_the_forecast_of_another_house(actor):
    with_forecast(actor)

    assert Forecast.objects.visible_to(actor).count() == 1
    assert not Forecast.objects.visible_to(user("advisor", house())).exists()
