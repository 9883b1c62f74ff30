"""The pages of a forecast: what they show, who writes, how many queries they cost."""

import json
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from levier.cases.models import CaseAccess
from levier.cases.services import change_plan_line, move_case
from levier.cases.states import Event
from levier.forecasts.models import Forecast
from levier.forecasts.sheets import case_sheet
from tests.factories.accounts import user
from tests.factories.cases import DAY
from tests.factories.forecasts import shop_case, with_forecast

READ = ("case_forecast", "case_forecast_income", "case_forecast_cash", "case_forecast_ratios")


def url(name, case):
    return reverse(f"web:{name}", args=[case.pk])


def post(client, case, revision, *changes):
    body = {"revision": revision, "changes": [dict(zip(("cell", "value", "was"), c, strict=False))
                                              for c in changes]}  # fmt: skip
    return client.post(
        url("case_forecast_save", case), json.dumps(body), content_type="application/json"
    )


def text_of(answer):
    return answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


def test_the_income_statement_shows_the_figures_worked_by_hand(page, actor):
    shown = text_of(page.get(url("case_forecast_income", with_forecast(actor))))

    assert "13 080" in shown  # the net result of year 1
    assert "Valeur ajoutée = marge commerciale + production" in shown
    assert "7 447" in shown  # cash at the end of year 1, balance sheet and plan


def test_the_cash_plan_says_where_cash_is_the_lowest(page, actor):
    shown = text_of(page.get(url("case_forecast_cash", with_forecast(actor))))

    assert "4 000 € à l’ouverture" in shown
    assert "sept. 2024" in shown
    assert "<svg" in shown


def test_ratios_show_their_value_their_verdict_and_their_source(page, actor):
    shown = text_of(page.get(url("case_forecast_ratios", with_forecast(actor))))

    assert "33 840 €" in shown
    assert "206 jours" in shown
    assert "au moins 25 %. Usage des banquiers" in shown
    assert "Ventes −20 %" in shown
    assert "Clients +30 jours" in shown


def test_each_chart_has_its_figures_beside_it(page, actor):
    case = with_forecast(actor)
    income = text_of(page.get(url("case_forecast_income", case)))
    ratios = text_of(page.get(url("case_forecast_ratios", case)))

    assert "Chiffre d’affaires = ventes de marchandises + production" in income
    months = ratios[ratios.index("La trésorerie de chaque mois") :]
    table = months[: months.index("</table>")]
    assert (table.count("<tr"), table.count("<td ")) == (5, 4 * 24)  # four scenarios, 24 months


@pytest.mark.parametrize("name", READ[1:])
def test_an_empty_forecast_says_so(page, actor, name):
    assert "Le prévisionnel est vide" in text_of(page.get(url(name, shop_case(actor))))


@pytest.mark.parametrize("name", READ)
def test_a_page_costs_at_most_twenty_queries(page, actor, name, django_assert_max_num_queries):
    case = with_forecast(actor)
    page.get(url(name, case))

    with django_assert_max_num_queries(20):
        assert page.get(url(name, case)).status_code == 200


def test_what_is_typed_is_saved_and_computed_again(page, actor):
    case = with_forecast(actor)
    answer = post(page, case, 1, ("sale.1:year1", "50 000", "60\u202f000"))

    said = answer.json()
    assert (answer.status_code, said["revision"]) == (200, 2)
    assert said["values"]["sale.1:year1"] == "50\u202f000"
    assert "11\u202f200" in said["parts"]["results"]  # EBE 16 200 − half of 10 000
    assert case_sheet(case).texts["sale.1.year1"] == "50000.00"


def test_a_wrong_cell_says_why_and_keeps_what_it_held(page, actor):
    case = with_forecast(actor)
    said = post(page, case, 1, ("sale.1:vat", "120"), ("taxes:year1", "700")).json()

    assert "entre 0 et 100" in said["errors"]["sale.1:vat"]
    assert case_sheet(case).texts["taxes.year1"] == "700.00"


def test_a_stale_page_learns_what_changed_and_who_wrote_it(page, actor):
    case = with_forecast(actor)
    colleague = user("advisor", actor.organisation)
    other = Client()
    other.force_login(colleague)
    post(other, case, 1, ("taxes:year1", "900", "600"))

    answer = post(page, case, 1, ("taxes:year1", "800", "600"))

    said = answer.json()
    assert answer.status_code == 409
    assert (said["revision"], said["who"]) == (2, colleague.full_name)
    assert said["values"]["taxes:year1"] == "900"


@pytest.mark.parametrize("body", ["", "[]", '{"revision": 1}', '{"revision": "x", "changes": []}'])
def test_what_is_not_a_save_is_refused(page, actor, body):
    case = shop_case(actor)
    answer = page.post(url("case_forecast_save", case), body, content_type="application/json")

    assert answer.status_code == 400
    assert "rechargez" in answer.json()["error"]
    assert not Forecast.objects.exists()


def test_a_committee_member_reads_and_does_not_write(client, actor):
    case = with_forecast(actor)
    member = user("member", actor.organisation)
    CaseAccess.objects.create(
        organisation=actor.organisation, case=case, user=member, reason="séance", given_by=actor
    )
    client.force_login(member)

    for name in READ:
        assert client.get(url(name, case)).status_code == 200
    assert post(client, case, 1, ("taxes:year1", "1")).status_code == 403
    assert "data-grid " not in text_of(client.get(url("case_forecast", case)))


def test_a_dossier_that_left_instruction_is_closed_to_typing(page, actor):
    case = with_forecast(actor)
    move_case(case=case, event=Event.ABANDON, actor=actor, on=DAY, reason="Autre projet")

    assert post(page, case, 1, ("taxes:year1", "1")).status_code == 403
    assert case_sheet(case).texts["taxes.year1"] == "600.00"


def test_the_plan_says_whether_the_opening_keeps_what_it_meant_to(page, actor):
    case = with_forecast(actor)
    kept = text_of(page.get(url("case_forecast_income", case)))
    post(page, case, 1, ("general:vat_regime", "monthly", "exempt"))
    missing = text_of(page.get(url("case_forecast_income", case)))

    assert "il reste 4 000 € : le BFR et la marge" in kept
    # 20 % of 12 000 and of 4 000 are advanced: 3 200.
    assert "il manque 3 200 €, dont 3 200 € de TVA à avancer" in missing


def test_a_loan_of_a_later_year_is_received_then_repaid(page, actor):
    case = with_forecast(actor)
    line = case.plan_lines.get(nature="honour_loan")
    before = case_sheet(case).forecast
    change_plan_line(line=line, actor=actor, on=DAY, year_2=Decimal(6000))
    after = case_sheet(case).forecast

    # 6 000 in the thirteenth month, over 30 months without interest: eleven times 200 in year 2.
    assert after.plan["borrowed"] == (*before.plan["borrowed"][:2], Decimal(6000), Decimal(0))
    assert after.balance["cash"][2] - before.balance["cash"][2] == Decimal(3800)
    assert "Emprunts reçus plus tard" in text_of(page.get(url("case_forecast_cash", case)))


def test_a_loan_without_a_duration_is_said_not_to_be_repaid(page, actor):
    case = with_forecast(actor)
    assert "rien n’est remboursé" not in text_of(page.get(url("case_forecast_income", case)))
    line = case.plan_lines.get(nature="bank_loan")
    sheet = case_sheet(case)
    post(page, case, sheet.revision, (f"loan.{line.pk.hex}:months", "0"))
    said = text_of(page.get(url("case_forecast_income", case)))
    assert "Sans durée, rien n’est remboursé ici de : Prêt bancaire" in said
