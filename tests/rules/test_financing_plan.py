from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.rules.financing_plan import Line, Source, balance_of, columns_of, plan_violations

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


def over(label, *amounts, **more):
    """A line over the four columns."""
    start, *years = map(D, amounts)
    return Line(label, start, years=tuple(years), **more)


def test_three_years_add_up_column_by_column_and_in_all():
    # The worked example of docs/rules/plan-de-financement.md.
    needs = [
        over("Matériel", "24000", "0", "3000", "0"),
        over("BFR", "6000", "1500", "500", "0"),
        over("Remboursement d’emprunts", "0", "4000", "4800", "4800"),
    ]
    resources = [
        over("Apport", "6000", "0", "0", "0", source=Source.OWN),
        over("Prêt bancaire", "24000", "0", "0", "0", source=Source.BANK_LOAN),
        over("CAF", "0", "7000", "6500", "8000"),
    ]

    columns = columns_of(needs, resources)

    assert [column.label for column in columns] == ["Départ", "Année 1", "Année 2", "Année 3"]
    assert [column.balance for column in columns] == [0, 1500, -1800, 3200]
    assert [column.cumulative for column in columns] == [0, 1500, -300, 2900]
    assert plan_violations(needs, resources) == ["Année 2\u00a0: il manque 300\u00a0€ en cumul."]


def test_a_year_may_be_paid_by_what_was_left_to_the_cent():
    needs = [over("Stock", "100", "0", "50", "0")]
    resources = [over("Apport", "100", "50", "0", "0")]
    assert plan_violations(needs, resources) == []

    short = [over("Apport", "100", "49.99", "0", "0")]

    assert plan_violations(needs, short) == [
        "Année 2\u00a0: il manque 0,01\u00a0€ en cumul.",
        "Année 3\u00a0: il manque 0,01\u00a0€ en cumul.",
    ]


def test_a_gap_at_the_start_is_said_once_and_not_again_each_year():
    found = plan_violations(
        [over("Stock", "100", "10", "0", "0")], [over("Apport", "90", "10", "0", "0")]
    )

    assert found == ["Il manque 10\u00a0€ de ressources pour couvrir les besoins."]


def test_a_line_may_begin_in_a_later_year():
    needs = [over("Stock", "100", "0", "0", "0"), over("Four", "0", "0", "80", "0")]
    resources = [over("Apport", "100", "0", "0", "0"), over("Prêt", "0", "0", "80", "0")]

    assert plan_violations(needs, resources) == []


def test_a_guaranteed_loan_appears_once():
    loan = over(
        "Prêt bancaire", "100", "0", "0", "0", source=Source.BANK_LOAN, partner="Crédit Demo"
    )
    again = over(
        "PRÊT BANCAIRE", "100", "0", "0", "0", source=Source.BANK_LOAN, partner="crédit démo"
    )
    other = over("Prêt bancaire", "100", "0", "0", "0", source=Source.BANK_LOAN, partner="Autre")
    needs = [over("Stock", "200", "0", "0", "0")]

    assert plan_violations(needs, [loan, other]) == []
    (said,) = plan_violations(needs, [loan, again])
    assert "figure deux fois" in said


def test_voluntary_contributions_are_equal_on_both_sides():
    needs = [
        over("Stock", "100", "0", "0", "0"),
        over("Bénévolat", "0", "30", "0", "0", is_voluntary=True),
    ]
    resources = [
        over("Apport", "100", "10", "0", "0"),
        over("Bénévolat", "0", "20", "0", "0", is_voluntary=True),
    ]  # fmt: skip

    assert plan_violations(needs, resources) == [
        "Année 1\u00a0: les contributions volontaires et leurs emplois diffèrent de 10\u00a0€."
    ]


AMOUNTS = st.lists(
    st.tuples(*[st.decimals(0, 10**6, places=2)] * 4), min_size=0, max_size=8
)  # fmt: skip


@given(AMOUNTS, AMOUNTS)
def test_the_last_cumulative_balance_is_everything_found_minus_everything_needed(needs, resources):
    columns = columns_of(
        [Line("b", row[0], years=row[1:]) for row in needs],
        [Line("r", row[0], years=row[1:]) for row in resources],
    )

    assert columns[-1].cumulative == sum(map(sum, resources)) - sum(map(sum, needs))
    assert sum(column.balance for column in columns) == columns[-1].cumulative
