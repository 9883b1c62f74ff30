"""The conditions that a house may state: read, kept as a code, said again in a sentence."""

from datetime import date
from decimal import Decimal

import pytest

from levier.rules.eligibility import Business, ConditionTerm, Facts, Person, Result
from levier.rules.eligibility.changes import changes_for
from levier.rules.eligibility.condition_kinds import (
    KINDS,
    InvalidCondition,
    check_conditions,
    condition_code,
    kind_and_value,
    sentence_of,
)
from levier.rules.eligibility.conditions import CONDITIONS, COUNTED, LISTED, finding_of
from levier.rules.eligibility.verdicts import verdict_of

from .products import terms

ON = date(2024, 9, 2)
YES, NO, TO_CHECK = Result.YES, Result.NO, Result.TO_CHECK
SAID_OTHERWISE = {"woman", "company_under_3_years", "company_under_5_years"}
ONLY_APPRAISED = {"appraisal", "host_structure"}


def test_every_condition_that_a_rule_answers_can_be_stated():
    answered = CONDITIONS.keys() | COUNTED.keys() | LISTED.keys()

    assert KINDS.keys() == (answered - SAID_OTHERWISE) | ONLY_APPRAISED


@pytest.mark.parametrize(
    ("kind", "value", "code", "sentence"),
    [
        ("women", "", "women", "Projet porté par une femme"),
        ("company_under", " 4 ", "company_under:4", "Entreprise de moins de 4 ans"),
        ("company_under", "1", "company_under:1", "Entreprise de moins de 1 an"),
        ("registered_for", "06", "registered_for:6",
         "Inscrit à France Travail depuis 6 mois ou plus"),
        ("plan_under", "50\u202f000 €", "plan_under:50000",
         "Plan de financement de moins de 50 000 €"),
        ("naf_among", "47, 56.10a ; 47", "naf_among:47,56.10A",
         "Activité de code NAF 47 ou 56.10A"),
        ("naf_outside", "01", "naf_outside:01", "Activité hors des codes NAF 01"),
        ("legal_form_among", "SCOP, SCIC", "legal_form_among:scop,scic",
         "Forme juridique : scop ou scic"),
        ("appraisal", "Public visé", "appraisal:public_vise",
         "À apprécier par quelqu’un : public vise"),
    ],
)  # fmt: skip
def test_a_condition_is_kept_as_a_code_and_said_again(kind, value, code, sentence):
    assert condition_code(kind, value) == code
    assert sentence_of(code).replace("\u00a0", " ").replace("\u202f", " ") == sentence
    assert condition_code(*kind_and_value(code)) == code


@pytest.mark.parametrize("code", sorted(SAID_OTHERWISE))
def test_a_former_code_is_copied_as_the_one_that_says_the_same(code):
    again = condition_code(*kind_and_value(code))
    for facts in (
        Facts(on=ON, person=Person(sex="F"), business=Business(created_on=date(2021, 9, 3))),
        Facts(on=ON, person=Person(sex="M"), business=Business(created_on=date(2019, 9, 2))),
    ):
        assert finding_of(again, facts) == finding_of(code, facts)


@pytest.mark.parametrize(
    ("kind", "value", "field"),
    [
        ("lune", "", "kind"),
        ("women", "3", "value"),
        ("company_under", "", "value"),
        ("company_under", "0", "value"),
        ("company_under", "2,5", "value"),
        ("registered_for", "٣", "value"),
        ("plan_under", "99999999", "value"),
        ("naf_among", " , ", "value"),
        ("naf_among", "47:56", "value"),
        ("legal_form_among", ";", "value"),
        ("appraisal", "…", "value"),
    ],
)
def test_what_no_rule_could_read_is_refused(kind, value, field):
    with pytest.raises(InvalidCondition) as refusal:
        condition_code(kind, value)

    assert refusal.value.field == field and str(refusal.value).endswith(".")


@pytest.mark.parametrize(
    "conditions",
    [
        [{"code": "women", "label": " "}],
        [{"code": "women", "label": "Femme", "certainty": "peut-être"}],
        [{"code": "women", "label": "Femme"}, {"code": "women", "label": "Femmes"}],
        [{"code": "company_under:zéro", "label": "Jeune"}],
        [{"label": "Sans code"}],
        [{"code": "women", "label": "Femme", "seuil": "3"}],
    ],
)
def test_a_version_is_not_given_conditions_that_cannot_be_shown(conditions):
    with pytest.raises(InvalidCondition):
        check_conditions(conditions)


@pytest.mark.parametrize(("created", "result"), [
    (date(2020, 9, 3), YES), (date(2020, 9, 2), NO), (date(2020, 9, 1), NO), (None, TO_CHECK),
])  # fmt: skip
def test_a_business_under_four_years_old(created, result):
    facts = Facts(on=ON, business=Business(created_on=created))

    assert finding_of("company_under:4", facts).result == result


@pytest.mark.parametrize(("months", "result"), [(5, NO), (6, YES), (7, YES), (None, TO_CHECK)])
def test_registered_for_six_months(months, result):
    facts = Facts(on=ON, person=Person(is_job_seeker=True, months_registered=months))

    assert finding_of("registered_for:6", facts).result == result


@pytest.mark.parametrize(("total", "result"), [
    ("19999.99", YES), ("20000", NO), ("20000.01", NO), (None, TO_CHECK),
])  # fmt: skip
def test_a_plan_under_a_limit(total, result):
    facts = Facts(on=ON, plan_total=None if total is None else Decimal(total))

    assert finding_of("plan_under:20000", facts).result == result


def test_a_condition_to_be_confirmed_is_to_check_instead_of_no_and_the_verdict_is_never_yes():
    product = terms("produit", "grant")
    unsure = ConditionTerm("women", "Femme", source="Note du réseau", certainty="in_use")
    product = type(product)(
        code="produit", label="Produit", kind="grant", version_from=date(2018, 1, 1),
        source="Fiche", conditions=(unsure, ConditionTerm("creation", "Création")),
    )  # fmt: skip

    def found(sex, project):
        facts = Facts(on=ON, person=Person(sex=sex), business=Business(project=project))
        return verdict_of(product, facts)

    assert found("F", "creation").verdict == "to_check"
    assert found("M", "creation").verdict == "to_check"
    assert found("M", "takeover").verdict == "no"  # the other condition is confirmed
    assert [c.source for c in found("M", "creation").conditions[:2]] == ["Note du réseau", "Fiche"]


def test_the_day_when_a_registration_is_long_enough_is_proposed():
    product = terms("produit", "grant", ("registered_for:6",))
    facts = Facts(on=ON, person=Person(job_seeker_since=date(2024, 4, 1)))

    found = [change.sentence.replace("\u00a0", " ") for change in changes_for(product, facts)]

    assert found == ["À partir du 1er octobre 2024, après 6 mois d’inscription à France Travail."]


def test_a_duration_not_listed_would_have_to_be_one_that_is():
    product = terms("produit", "loan", allowed_months=(12, 18, 24))

    def found(months):
        facts = Facts(on=ON, requested_months={"produit": months})
        return [change.sentence.replace("\u00a0", " ") for change in changes_for(product, facts)]

    assert found(13) == ["Si la durée demandée était de 12 mois."]
    assert found(15) == ["Si la durée demandée était de 12 mois."]
    assert found(36) == ["Si la durée demandée était de 24 mois."]
    assert found(18) == []
