"""A contract says, in French, how its loan comes back and every convention that is not usual."""

from datetime import timedelta
from decimal import Decimal

import pytest

from levier.rules.schedules import Method
from levier.workflows.commitment_contract import draft_contract
from levier.workflows.schedule_choice import Choice
from levier.workflows.schedule_words import period_of_rate
from tests.factories.accounts import user
from tests.factories.committees import HELD_ON
from tests.factories.portfolio import loan
from tests.factories.schedules import WORKED, choice
from tests.factories.servicing import PAID_OUT_ON

pytestmark = pytest.mark.django_db
WAITS = "Pendant le différé de 1\u00a0mois, ni capital ni intérêts ne sont demandés\u00a0; "


def drafted(chosen, rate="0.12", **terms):
    """Return the draft of a loan of 1,200 € over three months, paid on 1 April 2026."""
    deferral = terms.pop("deferral_months", 0)
    row = loan(user("secretary"), **{"amount": "1200", "months": 3, **terms})
    row.financing.annual_rate = Decimal(rate)
    row.financing.deferral_months = deferral
    row.financing.save()
    return draft_contract(row, HELD_ON + timedelta(days=7), choice=chosen, start=PAID_OUT_ON)


def said_in(draft):
    """Return how it is repaid, and the sentences on the schedule."""
    facts = next(part.facts for part in draft.sheet.sections if part.facts)
    repaid = next(value for label, value in facts if label == "Remboursement")
    return repaid, [
        text for part in draft.sheet.sections if part.title == "Échéancier"
        for text in part.paragraphs
    ]  # fmt: skip


HOW = {
    "annuity": "Par échéances constantes, mensuelles",
    "constant_principal": "Par parts égales de capital, mensuelles",
    "quarterly": "Par parts égales de capital, trimestrielles",
    "every_30_days": "Par parts égales de capital, tous les 30\u00a0jours",
    "in_fine": "En une fois, au terme, intérêts payés chaque mois",
    "bullet_simple": "En une fois, au terme, intérêts compris",
    "bullet_capitalised": "En une fois, au terme, intérêts compris, capitalisés chaque mois",
    "custom_shares": "Par parts de capital convenues, mensuelles",
    "fixed_instalment": "Par échéances fixes de 500,00\u00a0€, mensuelles",
}
SENTENCES = {
    "custom_shares": (
        "Parts du capital rendues, échéance après échéance\u00a0: 50\u00a0%, 30\u00a0%, 20\u00a0%."
    ),
    "fixed_instalment": (
        "L’échéance fixe est demandée jusqu’à ce que tout soit rendu\u00a0; la dernière prend le "
        "reste."
    ),
    "interest_waived": f"{WAITS}les intérêts du différé sont abandonnés.",
    "interest_collected_after": (
        f"{WAITS}les intérêts du différé sont payés avec la première échéance qui le suit."
    ),
    "interest_capitalised": f"{WAITS}les intérêts du différé s’ajoutent au capital.",
    "interest_alone_deferred": (
        "Pendant le différé de 1\u00a0mois, seul le capital est rendu\u00a0; les intérêts du "
        "différé sont payés avec la première échéance qui le suit."
    ),
    "30_360": (
        "Les intérêts se comptent en mois de trente jours et en années de 360 jours (30/360)."
    ),
    "actual_365": "Les intérêts se comptent au nombre exact de jours, sur 365 (exact/365).",
    "actual_actual": (
        "Les intérêts se comptent au nombre exact de jours, sur ceux de chaque année "
        "(exact/exact), l’année changeant le 31 décembre."
    ),
    "broken_days_apart": (
        "Les intérêts des jours qui précèdent la première période pleine se paient à part, le jour "
        "où elle s’ouvre."
    ),
    "next_working_day": (
        "L’échéance d’un jour non ouvré est encaissée le jour ouvré suivant\u00a0; ses intérêts ne "
        "changent pas."
    ),
    "previous_working_day": (
        "L’échéance d’un jour non ouvré est encaissée le jour ouvré précédent\u00a0; ses intérêts "
        "ne changent pas."
    ),
    "month_ends_rolled": (
        "Quand un mois n’a pas le jour de l’échéance, elle tombe le premier jour du mois suivant."
    ),
    "remainder_first": (
        "Ce que laissent les arrondis va à la première échéance qui rend du capital."
    ),
    "remainder_carried": "Ce que laissent les arrondis se reporte d’une échéance à l’autre.",
    "rounded_to_even": "Les montants s’arrondissent au centime, un demi-centime au centime pair.",
    "whole_euros": (
        "L’échéance est arrondie au multiple de 1,00\u00a0€ le plus proche\u00a0; la dernière "
        "prend le reste."
    ),
}


@pytest.mark.parametrize("name", HOW)
def test_a_contract_says_how_the_loan_comes_back(name):
    draft = drafted(choice(WORKED[name].typed), **WORKED[name].terms)
    repaid, _ = said_in(draft)
    assert repaid == HOW[name]
    articles = " ".join(text for part in draft.sheet.sections for text in part.paragraphs)
    assert f"{repaid[0].lower()}{repaid[1:]}" in articles


@pytest.mark.parametrize("name", SENTENCES)
def test_a_contract_says_what_is_not_usual_of_its_schedule(name):
    _, sentences = said_in(drafted(choice(WORKED[name].typed), **WORKED[name].terms))
    assert SENTENCES[name] in sentences
    assert len(sentences) == (2 if name == "month_ends_rolled" else 1)


@pytest.mark.parametrize("method", [Method.ANNUITY, Method.CONSTANT_PRINCIPAL, Method.IN_FINE])
def test_a_usual_contract_says_nothing_more(method):
    assert said_in(drafted(Choice(method=method)))[1] == []


def test_a_deferral_of_the_principal_alone_is_said():
    _, sentences = said_in(drafted(Choice(method=Method.ANNUITY), deferral_months=1))
    assert sentences == [
        "Pendant le différé de 1\u00a0mois, le capital n’est pas rendu\u00a0; les intérêts sont "
        "payés à chaque échéance."
    ]


def test_without_interest_neither_interest_nor_its_base_is_said():
    chosen = choice({"method": "in_fine", "day_count": "actual/365"})
    repaid, sentences = said_in(drafted(chosen, rate="0", deferral_months=1))
    assert repaid == "En une fois, au terme"
    assert sentences == ["Pendant le différé de 1\u00a0mois, rien n’est demandé."]


@pytest.mark.parametrize(
    ("months", "said"),
    [
        ("1", "période d’un mois"), ("12", "période d’un an"), ("2", "période de 2\u00a0mois"),
        (Decimal(90) * 12 / 365, "période de 90\u00a0jours"),
    ],
)  # fmt: skip
def test_the_period_of_the_rate_is_the_one_it_was_computed_on(months, said):
    assert period_of_rate(Decimal(months)) == said
