from datetime import date
from decimal import Decimal

import pytest

from levier.rules.eligibility import Business, Facts, Person, Result
from levier.rules.eligibility.conditions import CONDITIONS, finding_of
from levier.rules.eligibility.findings import both

ON = date(2024, 9, 2)
YES, NO, TO_CHECK = Result.YES, Result.NO, Result.TO_CHECK


def person(code, on=ON, **known):
    return finding_of(code, Facts(on=on, person=Person(**known)))


def business(code, on=ON, **known):
    return finding_of(code, Facts(on=on, business=Business(**known)))


@pytest.mark.parametrize("code", sorted(CONDITIONS))
def test_nothing_known_is_to_check_and_never_no(code):
    assert finding_of(code, Facts(on=ON)).result == TO_CHECK


def test_a_condition_that_no_rule_knows_is_to_check():
    finding = finding_of("host_structure", Facts(on=ON))

    assert (finding.result, finding.fact) == (TO_CHECK, "à apprécier")


@pytest.mark.parametrize(
    ("sex", "result"), [("F", YES), ("M", NO), ("X", TO_CHECK), ("", TO_CHECK)]
)
def test_a_project_carried_by_a_woman(sex, result):
    assert person("women", sex=sex).result == result


@pytest.mark.parametrize(
    ("code", "project", "result"),
    [
        ("creation", "creation", YES),
        ("creation", "takeover", NO),
        ("takeover", "takeover", YES),
        ("development", "development", YES),
        ("development", "creation", NO),
        ("creation_or_takeover", "takeover", YES),
        ("creation_or_takeover", "development", NO),
    ],
)
def test_the_kind_of_project(code, project, result):
    assert business(code, project=project).result == result


@pytest.mark.parametrize(
    ("since", "result"),
    [
        (date(2023, 9, 3), NO),  # eleven whole months
        (date(2023, 9, 2), YES),  # twelve today
        (date(2023, 9, 1), YES),
        (date(2024, 9, 3), NO),  # registers tomorrow
    ],
)
def test_a_long_term_job_seeker_has_been_registered_for_twelve_months(since, result):
    assert person("long_term_unemployed", job_seeker_since=since).result == result


def test_the_long_term_threshold_names_its_source():
    finding = person("long_term_unemployed", months_registered=12, is_job_seeker=True)

    assert (finding.result, finding.since) == (YES, date(2009, 2, 1))
    assert finding.threshold == "inscrit depuis 12\u00a0mois ou plus"
    assert finding.source.startswith("Dares")


def test_before_the_first_known_threshold_it_is_to_check():
    finding = person("long_term_unemployed", on=date(2009, 1, 31), months_registered=30)

    assert finding.result == TO_CHECK
    assert "31/01/2009" in finding.fact


@pytest.mark.parametrize(
    ("known", "result"),
    [
        ({"is_job_seeker": True}, YES),
        ({"minima": "RSA"}, YES),
        ({"is_job_seeker": False, "minima": "AAH"}, YES),
        ({"is_job_seeker": False, "minima": ""}, TO_CHECK),  # somebody judges what is precarious
        ({"is_job_seeker": False}, TO_CHECK),
    ],
)
def test_a_job_seeker_or_somebody_in_a_precarious_situation(known, result):
    assert person("job_seeker_or_precarious", **known).result == result


@pytest.mark.parametrize(
    ("known", "result"),
    [
        ({"minima": "ASS"}, YES),
        ({"minima": "", "is_job_seeker": True, "months_registered": 12}, YES),
        ({"minima": "", "is_job_seeker": True, "months_registered": 11}, NO),
        ({"is_job_seeker": True, "months_registered": 11}, TO_CHECK),
        ({"minima": ""}, TO_CHECK),
        ({"minima": "", "is_job_seeker": False}, NO),
    ],
)
def test_minimum_income_or_long_term_unemployment(known, result):
    assert person("minima_or_long_term", **known).result == result


@pytest.mark.parametrize(
    ("code", "qpv", "home", "zfrr", "result"),
    [
        ("qpv_place", "QN1", None, None, YES),
        ("qpv_place", "", "QN1", None, NO),
        ("qpv_place_or_home", "", "QN1", None, YES),
        ("qpv_place_or_home", "", "", None, NO),
        ("qpv_place_or_home", "", None, None, TO_CHECK),
        ("qpv_or_zfrr", "", None, True, YES),
        ("qpv_or_zfrr", "QN1", None, False, YES),
        ("qpv_or_zfrr", "", "QN1", False, NO),
        ("qpv_or_zfrr", "", None, None, TO_CHECK),
        ("zfrr", None, None, True, YES),
        ("zfrr", None, None, False, NO),
    ],
)
def test_where_the_project_stands(code, qpv, home, zfrr, result):
    facts = Facts(on=ON, person=Person(home_qpv=home), business=Business(qpv=qpv, in_zfrr=zfrr))

    assert finding_of(code, facts).result == result


def test_a_zfrr_names_the_law_from_its_first_day_only():
    assert business("zfrr", on=date(2024, 7, 1), in_zfrr=True).since == date(2024, 7, 1)
    before = business("zfrr", on=date(2024, 6, 30), in_zfrr=True)
    assert (before.result, before.source) == (YES, "")


@pytest.mark.parametrize(
    ("created", "result"),
    [(date(2021, 9, 2), NO), (date(2021, 9, 3), YES), (date(2024, 9, 2), YES)],
)
def test_a_company_is_under_three_years_until_its_third_birthday(created, result):
    assert business("company_under_3_years", created_on=created).result == result


def test_a_company_to_be_created_is_young():
    assert business("company_under_5_years", project="creation").result == YES


@pytest.mark.parametrize(
    ("known", "result", "fact"),
    [
        ({"iae_criteria": frozenset({"rsa"})}, YES, "bénéficiaire du RSA"),
        ({"minima": "AAH"}, YES, "allocataire de l’AAH"),
        ({"job_seeker_since": date(2022, 9, 2)}, YES, "sans emploi depuis 24 mois ou plus"),
        ({"iae_criteria": frozenset()}, NO, "aucun critère"),
        ({"iae_criteria": frozenset({"cap_bep", "parent_isole"})}, NO,
         "diplôme de niveau CAP/BEP ou moins, parent isolé"),
        ({"iae_criteria": frozenset({"CAP_BEP", "parent_isole", "sans_hebergement"})}, YES,
         "diplôme de niveau CAP/BEP ou moins, parent isolé, sans hébergement stable"),
        ({"home_qpv": "QN1", "birth_date": date(1998, 9, 3),
          "job_seeker_since": date(2023, 9, 2)}, YES,
         "moins de 26 ans, sans emploi depuis 12 à 24 mois, résident QPV"),
        ({"home_qpv": "QN1", "birth_date": date(1998, 9, 2),
          "job_seeker_since": date(2023, 9, 2)}, TO_CHECK,
         "sans emploi depuis 12 à 24 mois, résident QPV"),
    ],
)  # fmt: skip
def test_one_criterion_of_level_1_or_three_of_level_2_open_insertion(known, result, fact):
    finding = person("iae_eligible", **known)

    assert (finding.result, finding.fact) == (result, fact)


@pytest.mark.parametrize(("age", "result"), [(49, TO_CHECK), (50, YES)])
def test_somebody_is_senior_from_fifty(age, result):
    known = {"home_qpv": "QN1", "job_seeker_since": date(2023, 9, 2)}

    assert person("iae_eligible", birth_date=date(2024 - age, 9, 2), **known).result == result


@pytest.mark.parametrize(
    ("known", "result"),
    [
        ({"ess": True}, YES),
        ({"ess": False}, NO),
        ({"legal_form": "Association loi 1901"}, YES),
        ({"legal_form": "SCIC SA"}, YES),
        ({"legal_form": "Coopérative"}, YES),
        ({"legal_form": "SAS"}, TO_CHECK),  # its articles may make it so
        ({"ess": False, "legal_form": "Association"}, NO),
    ],
)
def test_the_social_economy_is_a_legal_form_or_a_choice_of_the_articles(known, result):
    assert business("ess", **known).result == result


@pytest.mark.parametrize(
    ("form", "result"), [("Association", YES), ("SCOP", NO), ("SAS", NO), (None, TO_CHECK)]
)
def test_an_association(form, result):
    assert business("association", legal_form=form).result == result


@pytest.mark.parametrize(
    ("kind", "result"), [("ACI", YES), (" etti ", YES), ("", NO), ("EA", NO), (None, TO_CHECK)]
)
def test_a_structure_of_insertion(kind, result):
    assert business("iae_structure", iae_type=kind).result == result


@pytest.mark.parametrize(
    ("known", "result"),
    [
        ({"ess": True}, YES),
        ({"ess": False, "engagement_axes": 1}, YES),
        ({"ess": False, "engagement_axes": 0}, NO),
        ({"ess": False}, TO_CHECK),
    ],
)
def test_a_social_or_an_engaged_business(known, result):
    assert business("ess_or_engaged", **known).result == result


@pytest.mark.parametrize(
    ("registered", "result", "fact"),
    [
        (False, YES, "non inscrit au FICP"),
        (True, NO, "inscrit au FICP"),
        (None, TO_CHECK, "non renseigné"),
    ],
)
def test_a_holder_is_not_in_the_file_of_unpaid_loans(registered, result, fact):
    found = person("not_in_ficp", ficp_registered=registered)

    assert (found.result, found.fact) == (result, fact)


@pytest.mark.parametrize(
    ("known", "result", "fact"),
    [
        (True, YES, "par un opérateur désigné"),
        (False, NO, "sans opérateur désigné"),
        (None, TO_CHECK, "non renseigné"),
    ],
)
def test_a_request_goes_through_a_designated_operator(known, result, fact):
    found = person("designated_operator", designated_operator=known)

    assert (found.result, found.fact) == (result, fact)


@pytest.mark.parametrize(
    ("project", "result", "fact"),
    [
        ("creation", YES, "création"),
        ("takeover", TO_CHECK, "reprise, à apprécier"),
        ("development", TO_CHECK, "développement, à apprécier"),
        (None, TO_CHECK, "non renseigné"),
    ],
)
def test_the_age_of_a_business_is_to_appraise_unless_it_is_a_creation(project, result, fact):
    found = business("company_age_unless_creation", project=project, created_on=date(1990, 1, 1))

    assert (found.result, found.fact) == (result, fact)


@pytest.mark.parametrize(("count", "result"), [(0, NO), (1, YES), (3, YES), (None, TO_CHECK)])
def test_a_loss_in_the_last_three_years(count, result):
    assert business("loss_in_last_3_years", losses_last_3_years=count).result == result


@pytest.mark.parametrize(
    ("change", "result"),
    [
        ({}, YES),
        ({"created_on": date(2023, 9, 3)}, NO),
        ({"created_on": date(2023, 9, 2)}, YES),
        ({"fte": Decimal(0)}, NO),
        ({"ess": False}, NO),
        ({"losses_last_3_years": 0}, TO_CHECK),  # a funding lost may be the difficulty
        ({"losses_last_3_years": 0, "difficulty_shown": True}, YES),
        ({"losses_last_3_years": 0, "difficulty_shown": False}, NO),
        ({"fte": None}, TO_CHECK),
    ],
)
def test_an_organisation_in_difficulty(change, result):
    known = {
        "ess": True, "created_on": date(2015, 1, 1), "fte": Decimal("4.5"),
        "losses_last_3_years": 1,
    }  # fmt: skip

    found = business("ess_in_difficulty", **(known | change))
    parts = [business(code, **(known | change)) for code in ("ess_employer", "difficulty_shown")]

    assert found.result == result
    assert both(*(part.result for part in parts)) == result  # the same, in two lines


@pytest.mark.parametrize(
    ("losses", "shown", "result"),
    [
        (0, True, YES),
        (0, False, NO),
        (0, None, TO_CHECK),
        (1, False, YES),  # a loss is enough
        (1, None, YES),
        (None, True, YES),  # without waiting for the accounts
        (None, False, TO_CHECK),
        (None, None, TO_CHECK),
    ],
)
def test_a_difficulty_is_a_loss_or_what_somebody_appreciated(losses, shown, result):
    found = business("difficulty_shown", losses_last_3_years=losses, difficulty_shown=shown)

    said = {True: "oui", False: "non", None: "non renseigné"}[shown]
    assert found.result == result
    assert found.fact.endswith(f"financement perdu ou fonds propres en forte baisse\u00a0: {said}")


def test_a_structure_of_the_social_economy_says_its_day_and_its_staff():
    found = business(
        "ess_employer", ess=True, created_on=date(2023, 9, 2), fte=Decimal("0.5"),
        difficulty_shown=False, losses_last_3_years=0,
    )  # fmt: skip

    assert found.result is YES
    assert found.fact.replace("\u00a0", " ") == (
        "entité de l’ESS, créée le 2 septembre 2023, effectif : 0,5 ETP"
    )
