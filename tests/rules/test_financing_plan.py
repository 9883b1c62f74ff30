from decimal import Decimal

import pytest

from levier.rules.financing_plan import Line, Source, balance_of, plan_violations

D = Decimal
NEEDS = [Line("Travaux", D("40000")), Line("Stock", D("10000"))]
RESOURCES = [
    Line("Apport personnel", D("5000"), Source.OWN),
    Line("Prêt bancaire", D("36000"), Source.BANK_LOAN),
    Line("Prêt solidaire", D("8000"), Source.HOUSE),
    Line("Prime", D("1000"), Source.HOUSE),
]


def test_a_plan_balances_when_resources_equal_needs():
    balance = balance_of(NEEDS, RESOURCES)

    assert (balance.needs, balance.resources, balance.gap) == (50000, 50000, 0)
    assert balance.is_balanced
    assert balance.own_contribution_share == D("0.1")
    assert balance.leverage == 4
    assert plan_violations(NEEDS, RESOURCES) == []


@pytest.mark.parametrize(
    ("stock", "message"),
    [
        ("10000.01", "Il manque 0,01\u00a0€ de ressources pour couvrir les besoins."),
        ("9999.99", "Les ressources dépassent les besoins de 0,01\u00a0€."),
    ],
)
def test_a_cent_tips_the_plan(stock, message):
    needs = [NEEDS[0], Line("Stock", D(stock))]

    assert not balance_of(needs, RESOURCES).is_balanced
    assert plan_violations(needs, RESOURCES) == [message]


def test_an_empty_plan_does_not_balance():
    assert not balance_of([], []).is_balanced
    assert balance_of([], []).own_contribution_share is None
    assert plan_violations([], []) == ["Le plan n’a aucun besoin.", "Le plan n’a aucune ressource."]


def test_without_money_from_the_house_there_is_no_leverage():
    assert balance_of(NEEDS, RESOURCES[:2]).leverage is None


def test_a_line_without_amount_is_named():
    faults = plan_violations([*NEEDS, Line("Frais", D("0"))], RESOURCES)

    assert faults == ["La ligne «\u00a0Frais\u00a0» doit avoir un montant positif."]
