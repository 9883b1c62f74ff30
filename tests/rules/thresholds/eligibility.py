"""What the law says of people, businesses and sectors."""

from datetime import date

from levier.rules.eligibility import Business, Facts, Person, Result
from levier.rules.eligibility.conditions import finding_of
from levier.rules.eligibility.person_criteria import criteria_met

from .asking import line

YES, NO, TO_CHECK = Result.YES, Result.NO, Result.TO_CHECK


def registered(months, on):
    return Facts(on=on, person=Person(is_job_seeker=True, months_registered=months,
                                      iae_criteria=frozenset()))  # fmt: skip


def declared(on, *codes, kind=None):
    person = Person(iae_criteria=frozenset(codes))
    return Facts(on=on, person=person, business=Business(iae_type=kind))


def aged(years, on):
    born = date(on.year - years, on.month, on.day)
    return Facts(on=on, person=Person(birth_date=born))


def the_result(code):
    return lambda facts: finding_of(code, facts).result


def says(criterion):
    return lambda facts: criterion in criteria_met(facts)


def business(on, **known):
    return Facts(on=on, business=Business(**known))


iae, long_term = the_result("iae_eligible"), the_result("long_term_unemployed")
LEVEL_1 = ("rsa", "ass", "aah", "detld")
THREE = ("cap_bep", "parent_isole", "sans_hebergement")
D2021, D2025, DSEPT = date(2021, 9, 1), date(2025, 1, 1), date(2025, 9, 7)

_LINES = {
    ("employment.long_term_months", date(2009, 2, 1)): (
        [(long_term, lambda on: registered(11, on), NO),
         (long_term, lambda on: registered(12, on), YES),
         (long_term, lambda on: registered(13, on), YES)],
        (long_term, lambda on: registered(13, on), TO_CHECK),
    ),
    ("iae_criteria.level_1", D2021): (
        [(iae, lambda on, code=code: declared(on, code), YES) for code in LEVEL_1]
        + [(iae, lambda on: declared(on), NO)],
        (iae, lambda on: declared(on, "rsa"), TO_CHECK),
    ),
    ("iae_criteria.level_2", D2021): (
        [(iae, lambda on: declared(on, *THREE), YES),
         (iae, lambda on: declared(on, "cap_bep", "parent_isole", "fle"), NO)],
        (iae, lambda on: declared(on, *THREE), TO_CHECK),
    ),
    # The list is wider from January 2025, nobody knows by what: what it lacks is to check.
    ("iae_criteria.level_2", D2025): (
        [(iae, lambda on: declared(on, *THREE), YES),
         (iae, lambda on: declared(on, "cap_bep", "parent_isole", "fle"), TO_CHECK),
         (iae, lambda on: declared(on, "cap_bep", "fle"), NO)],
        (iae, lambda on: declared(on, "cap_bep", "parent_isole", "fle"), NO),
    ),
    ("iae_criteria.level_2", DSEPT): (
        [(iae, lambda on: declared(on, *THREE), YES),
         (iae, lambda on: declared(on, "cap_bep", "parent_isole", "fle"), TO_CHECK),
         (iae, lambda on: declared(on, "cap_bep", "parent_isole", "addiction"), TO_CHECK),
         (iae, lambda on: declared(on, "cap_bep", "parent_isole"), NO)],
        (iae, lambda on: declared(on, "cap_bep", "parent_isole", "fle"), TO_CHECK),
    ),
    ("iae_criteria.level_2_needed", D2021): (
        [(iae, lambda on: declared(on, *THREE[:2]), NO),
         (iae, lambda on: declared(on, *THREE), YES),
         (iae, lambda on: declared(on, *THREE, "senior"), YES),
         (iae, lambda on: declared(on, *THREE[:2], kind="ACI"), NO)],
        (iae, lambda on: declared(on, *THREE), TO_CHECK),
    ),
    ("iae_criteria.level_2_needed_lighter", D2021): (
        [(iae, lambda on: declared(on, *THREE[:1], kind="AI"), NO),
         (iae, lambda on: declared(on, *THREE[:2], kind="AI"), YES),
         (iae, lambda on: declared(on, *THREE, kind="AI"), YES)],
        (iae, lambda on: declared(on, *THREE[:2], kind="AI"), TO_CHECK),
    ),
    ("iae_criteria.lighter_structures", D2021): (
        [(iae, lambda on: declared(on, *THREE[:2], kind="ETTI"), YES),
         (iae, lambda on: declared(on, *THREE[:2], kind=" etti "), YES),
         (iae, lambda on: declared(on, *THREE[:2], kind="EI"), NO)],
        (iae, lambda on: declared(on, *THREE[:2], kind="ETTI"), TO_CHECK),
    ),
    ("iae_criteria.very_long_term_months", D2021): (
        [(iae, lambda on: registered(23, on), NO),
         (iae, lambda on: registered(24, on), YES),
         (iae, lambda on: registered(25, on), YES)],
        (iae, lambda on: registered(24, on), TO_CHECK),
    ),
    ("iae_criteria.long_term_months", D2021): (
        [(says("deld"), lambda on: registered(11, on), False),
         (says("deld"), lambda on: registered(12, on), True),
         (says("deld"), lambda on: registered(23, on), True),
         (says("deld"), lambda on: registered(24, on), False)],
        (iae, lambda on: registered(12, on), TO_CHECK),
    ),
    ("iae_criteria.senior_age", D2021): (
        [(says("senior"), lambda on: aged(49, on), False),
         (says("senior"), lambda on: aged(50, on), True),
         (says("senior"), lambda on: aged(51, on), True)],
        (iae, lambda on: aged(50, on), TO_CHECK),
    ),
    ("iae_criteria.young_age", D2021): (
        [(says("jeune"), lambda on: aged(25, on), True),
         (says("jeune"), lambda on: aged(26, on), False),
         (says("jeune"), lambda on: aged(27, on), False)],
        (iae, lambda on: aged(25, on), TO_CHECK),
    ),
    ("iae_criteria.structures", date(2018, 12, 1)): (
        [(the_result("iae_structure"), lambda on: business(on, iae_type="EITI"), YES),
         (the_result("iae_structure"), lambda on: business(on, iae_type="EA"), NO)],
        (the_result("iae_structure"), lambda on: business(on, iae_type="EITI"), TO_CHECK),
    ),
    ("ess.legal_forms", date(2014, 8, 2)): (
        [(the_result("ess"), lambda on: business(on, legal_form="SCIC SA"), YES),
         (the_result("ess"), lambda on: business(on, legal_form="SAS"), TO_CHECK)],
        (the_result("ess"), lambda on: business(on, legal_form="SCIC SA"), TO_CHECK),
    ),
    ("ess.association_forms", date(1901, 7, 2)): (
        [(the_result("association"), lambda on: business(on, legal_form="Association"), YES),
         (the_result("association"), lambda on: business(on, legal_form="SCIC"), NO)],
        (the_result("association"), lambda on: business(on, legal_form="Association"), TO_CHECK),
    ),
    ("sectors.primary_production", date(2014, 1, 1)): (
        [(the_result("not_primary_production"), lambda on: business(on, naf="01.11Z"), NO),
         (the_result("not_primary_production"), lambda on: business(on, naf="0311Z"), NO),
         (the_result("not_primary_production"), lambda on: business(on, naf="01"), TO_CHECK),
         (the_result("not_primary_production"), lambda on: business(on, naf="02.10Z"), YES),
         (the_result("not_primary_production"), lambda on: business(on, naf="10.11Z"), YES)],
        (the_result("not_primary_production"), lambda on: business(on, naf="01.11Z"), TO_CHECK),
    ),
    ("sectors.primary_production", date(2024, 1, 1)): (
        [(the_result("not_primary_production"), lambda on: business(on, naf="01.50Z"), NO),
         (the_result("not_primary_production"), lambda on: business(on, naf="56.10A"), YES)],
        (the_result("not_primary_production"), lambda on: business(on, naf="01.50Z"), NO),
    ),
    ("sectors.primary_services", date(2014, 1, 1)): (
        [(the_result("not_primary_production"), lambda on: business(on, naf="01.61Z"), TO_CHECK),
         (the_result("not_primary_production"), lambda on: business(on, naf="01.70Z"), TO_CHECK)],
        (the_result("not_primary_production"), lambda on: business(on, naf="01.61Z"), TO_CHECK),
    ),
}  # fmt: skip
CASES = {name: line(*cases) for name, cases in _LINES.items()}
