from datetime import date
from decimal import Decimal

import pytest

from levier.rules.eligibility import (
    InvalidFacts,
    evaluate,
    facts_from_json,
    facts_to_json,
    verdicts_to_json,
)

from .products import CAP_QUARTIER, FIDESS, TERRITORIES, WOMEN

ALICE = {
    "on": "2024-06-01",
    "person": {
        "birth_date": "1990-06-02", "sex": "F", "job_seeker_since": "2023-04-01",
        "minima": "", "iae_criteria": ["CAP_BEP"], "home_qpv": "", "home_commune": "62041",
        "ficp_registered": False, "designated_operator": True,
    },
    "business": {
        "created_on": None, "project": "creation", "legal_form": "EI", "naf": "81.30Z",
        "qpv": "", "commune": "62041", "ess": False, "iae_type": "", "fte": "1.5",
        "losses_last_3_years": 0, "difficulty_shown": False,
    },
    "bank_loan": {"amount": "36000", "months": 60, "surety_pct": "50"},
    "costs": {"study": "43500.50"},
    "instruments": ["garantie_egalite_femmes"],
}  # fmt: skip


def test_every_key_of_the_contract_is_read():
    facts = facts_from_json(ALICE)

    assert facts.on == date(2024, 6, 1)
    assert facts.person.birth_date == date(1990, 6, 2)
    assert (facts.person.iae_criteria, facts.person.minima) == (frozenset({"cap_bep"}), "")
    assert (facts.person.ficp_registered, facts.person.designated_operator) == (False, True)
    assert (facts.business.created_on, facts.business.qpv) == (None, "")
    assert (facts.business.fte, facts.business.ess) == (Decimal("1.5"), False)
    assert (facts.business.losses_last_3_years, facts.business.difficulty_shown) == (0, False)
    assert (facts.bank_loan.months, facts.bank_loan.surety_share) == (60, Decimal("0.5"))
    assert facts.costs.study == Decimal("43500.50")
    assert facts.instruments == ("garantie_egalite_femmes",)


def test_what_is_absent_is_unknown():
    facts = facts_from_json({"on": "2024-06-01", "person": {}, "bank_loan": None})

    assert (facts.person.sex, facts.bank_loan.amount, facts.instruments) == (None, None, None)
    assert facts.is_job_seeker is None


def test_the_commune_gives_its_zone_on_the_day():
    asked = []

    def zfrr_of(commune, day):
        asked.append((commune, day))
        return True

    assert facts_from_json(ALICE, zfrr_of=zfrr_of).business.in_zfrr is True
    assert asked == [("62041", date(2024, 6, 1))]
    assert facts_from_json({"on": "2024-06-01"}, zfrr_of=zfrr_of).business.in_zfrr is None


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ([], "Les faits doivent être un objet JSON."),
        ({}, "La clé «\u00a0on\u00a0» manque\u00a0: indiquez le jour qui décide."),
        ({"on": "2024-06-01", "luck": 1}, "La clé «\u00a0luck\u00a0» est inconnue."),
        (
            {"on": "2024-06-01", "person": {"sexe": "F"}},
            "La clé «\u00a0person.sexe\u00a0» est inconnue.",
        ),
        (
            {"on": "2024-06-01", "person": "F"},
            "La clé «\u00a0person\u00a0» doit être un objet.",
        ),
        (
            {"on": "2024-06-01", "person": {"sex": "H"}},
            "Clé «\u00a0person.sex\u00a0»\u00a0: la valeur doit être l’une de F, M, X.",
        ),
        (
            {"on": "2024-06-01", "person": {"birth_date": "02/06/1990"}},
            "Clé «\u00a0person.birth_date\u00a0»\u00a0: la date doit s’écrire AAAA-MM-JJ.",
        ),
        (
            {"on": "2024-06-01", "bank_loan": {"amount": "-1"}},
            "Clé «\u00a0bank_loan.amount\u00a0»\u00a0: le nombre ne peut pas être négatif.",
        ),
        (
            {"on": "2024-06-01", "bank_loan": {"amount": 12.5}},
            "Clé «\u00a0bank_loan.amount\u00a0»\u00a0: le nombre doit être une chaîne, "
            "comme «\u00a01500.50\u00a0».",
        ),
        (
            {"on": "2024-06-01", "bank_loan": {"months": "60"}},
            "Clé «\u00a0bank_loan.months\u00a0»\u00a0: la valeur doit être un nombre entier, "
            "au moins zéro.",
        ),
        (
            {"on": "2024-06-01", "business": {"ess": "oui"}},
            "Clé «\u00a0business.ess\u00a0»\u00a0: la valeur doit être true ou false.",
        ),
        (
            {"on": "2024-06-01", "instruments": "fidess"},
            "Clé «\u00a0instruments\u00a0»\u00a0: la valeur doit être une liste de codes.",
        ),
        (
            {"on": "2024-06-01", "business": {"naf": 8130}},
            "Clé «\u00a0business.naf\u00a0»\u00a0: la valeur doit être un texte.",
        ),
    ],
)
def test_a_faulty_fact_is_named(data, error):
    with pytest.raises(InvalidFacts) as refusal:
        facts_from_json(data)

    assert refusal.value.errors == (error,)


def test_every_fault_is_told_at_once():
    with pytest.raises(InvalidFacts) as refusal:
        facts_from_json({"luck": 1, "person": {"sex": "H"}})

    assert len(refusal.value.errors) == 3


def test_a_verdict_is_written_as_the_contract_says():
    facts = facts_from_json(ALICE | {"bank_loan": {"amount": "36000", "months": 60}})
    answer = verdicts_to_json(facts.on, evaluate(facts, [WOMEN]))

    assert answer["on"] == "2024-06-01"
    [verdict] = answer["verdicts"]
    conditions = verdict.pop("conditions")
    assert verdict == {
        "instrument": "garantie_egalite_femmes",
        "version_from": "2018-01-01",
        "verdict": "yes",
        "max_amount": "50000.00",
        "max_quota": "0.80",
    }
    assert conditions[0] == {
        "code": "women",
        "label": "women",
        "result": "yes",
        "fact": "femme",
        "threshold": "femme",
        "source": "Fiche du produit",
        "from": "2018-01-01",
        "to": None,
    }
    assert [c["code"] for c in conditions] == [
        "women", "creation_or_takeover", "job_seeker_or_precarious", "loan_months",
    ]  # fmt: skip


def test_an_amount_has_two_decimals_and_no_limit_is_null():
    facts = facts_from_json({"on": "2024-06-01", "costs": {"study": "1000.10"}})
    answer = verdicts_to_json(facts.on, evaluate(facts, [FIDESS, TERRITORIES, CAP_QUARTIER]))

    limits = [(v["max_amount"], v["max_quota"]) for v in answer["verdicts"]]
    assert limits == [("700.07", None), (None, None), ("2000.00", None)]


def test_the_facts_kept_beside_a_verdict_are_those_that_were_known():
    facts = facts_from_json(ALICE, zfrr_of=lambda commune, day: False)
    kept = facts_to_json(facts)

    assert kept["on"] == "2024-06-01"
    assert kept["person"]["iae_criteria"] == ["cap_bep"]
    assert kept["person"]["ficp_registered"] is False
    assert kept["business"]["in_zfrr"] is False
    assert kept["business"]["difficulty_shown"] is False
    assert "created_on" not in kept["business"]
    assert facts_to_json(facts_from_json({"on": "2024-06-01"})) == {"on": "2024-06-01"}
