"""What the shipped versions ask, and how sure it is: the older ones, and what nobody published."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from levier.cases.services.eligibility_terms import shipped_terms
from levier.catalogue import data_files
from levier.rules.eligibility import Business, Facts, Person, Result, Verdict
from levier.rules.eligibility.condition_kinds import KINDS, check_conditions, kind_and_value
from levier.rules.eligibility.verdicts import verdict_of

ONE_DAY = timedelta(days=1)
CONFIRMED, IN_USE, INACTIVE = "confirmed", "in_use", "inactive"
HOW_SURE = {
    "garantie_egalite_femmes": {2018: CONFIRMED},  # sheets of 2022 and 2023
    "garantie_egalite_territoires": {2017: INACTIVE, 2018: IN_USE},  # cap and rural zone unknown
    "garantie_egalite_acces": {2018: IN_USE},  # no sheet found
    "garantie_emploi": {2015: IN_USE, 2018: IN_USE},  # older sheets, which differ on the cap
    "garantie_impact": {2018: IN_USE},  # a ceiling of the range, no sheet of the product
    "garantie_solidarite_insertion": {2018: IN_USE},  # quota published nowhere
    "fgif": {2010: IN_USE, 2015: IN_USE},  # older sheets, which differ on the first day
    "fgie": {2015: INACTIVE},
    "pret_participatif": {2018: CONFIRMED},
    "contrat_apport_associatif": {2018: CONFIRMED},  # said again in September 2020
    "apport_sans_droit_de_reprise": {2018: INACTIVE},
    "fonds_amorcage_associatif": {2018: IN_USE},  # a sheet without date
    "pret_solidaire": {2018: IN_USE},
    "pret_relance_court_terme": {2020: INACTIVE},
    "pret_participatif_relance": {2020: INACTIVE},
    "avance_dasess": {2014: INACTIVE, 2018: CONFIRMED},
    "pret_honneur_quartier": {2024: CONFIRMED},
    "pret_honneur_creation_reprise": {2021: INACTIVE},
    "pret_honneur_solidaire": {2024: INACTIVE},
    "titre_participatif": {2018: INACTIVE},
    "titre_associatif": {2018: INACTIVE},
    "acces_plus": {2021: INACTIVE, 2023: CONFIRMED},
    "cap_quartier": {2022: CONFIRMED},
    "prime_engagement": {2023: IN_USE},
    "fidess": {2022: CONFIRMED},
    "cap_jeunes": {2016: INACTIVE},
}
NEVER_OPEN = [each for each in shipped_terms() if each.state != INACTIVE]


def terms_on(code: str, day: date):
    """Return the terms of a shipped product in force on a day."""
    return next(t for t in shipped_terms() if t.code == code and t.is_in_force_on(day))


def test_each_version_says_how_sure_it_is():
    found: dict = {}
    for row in data_files.instruments():
        for version in row["version"]:
            found.setdefault(row["code"], {})[version["first_day"].year] = version["status"]

    assert found == HOW_SURE


@pytest.mark.parametrize("row", data_files.instruments(), ids=lambda row: row["code"])
def test_every_condition_shipped_is_one_that_a_house_could_state(row):
    for version in row["version"]:
        conditions = version.get("condition", [])
        check_conditions(conditions)
        assert all(kind_and_value(each["code"])[0] in KINDS for each in conditions)


@pytest.mark.parametrize("terms", NEVER_OPEN, ids=lambda t: f"{t.code} {t.version_from}")
def test_no_version_in_force_is_open_to_anybody(terms):
    nobody = verdict_of(terms, Facts(on=terms.version_from))

    assert terms.conditions
    assert nobody.verdict in (Verdict.TO_CHECK, Verdict.NO)


@pytest.mark.parametrize("day", [date(2015, 6, 30), date(2015, 7, 1), date(2016, 6, 1)])
def test_the_fund_for_women_was_never_open_to_a_man(day):
    def verdict(sex):
        return verdict_of(terms_on("fgif", day), Facts(on=day, person=Person(sex=sex))).verdict

    assert verdict("M") == Verdict.NO
    assert verdict("F") == Verdict.TO_CHECK


@pytest.mark.parametrize(
    ("created", "result"),
    [
        (date(2011, 6, 2), Result.YES),  # four years and 364 days
        (date(2011, 6, 1), Result.TO_CHECK),  # five years today, on a sheet to be confirmed
        (date(2011, 5, 31), Result.TO_CHECK),
        (None, Result.TO_CHECK),
    ],
)
def test_the_fund_for_women_took_businesses_under_five_years_old(created, result):
    day = date(2016, 6, 1)
    facts = Facts(on=day, person=Person(sex="F"), business=Business(created_on=created))

    found = verdict_of(terms_on("fgif", day), facts)

    assert next(c for c in found.conditions if c.code == "company_under:5").result == result
    assert found.verdict == Verdict.TO_CHECK  # an older sheet never says yes


@pytest.mark.parametrize(
    ("months", "result"),
    [(11, Result.TO_CHECK), (12, Result.YES), (15, Result.TO_CHECK), (18, Result.YES),
     (21, Result.TO_CHECK), (24, Result.YES), (25, Result.TO_CHECK)],
)  # fmt: skip
def test_the_starting_fund_lasts_a_year_once_renewed_or_eighteen_months(months, result):
    day = date(2024, 6, 1)
    facts = Facts(on=day, requested_months={"fonds_amorcage_associatif": months})

    found = verdict_of(terms_on("fonds_amorcage_associatif", day), facts)

    condition = next(c for c in found.conditions if c.code == "months")
    assert (condition.result, condition.threshold) == (result, "12, 18 ou 24\u00a0mois")


@pytest.mark.parametrize(
    ("minima", "months", "result"),
    [("RSA", 0, Result.YES), ("", 11, Result.TO_CHECK), ("", 12, Result.YES)],
)
def test_whom_the_access_guarantee_is_for_is_to_check_outside_the_usage(minima, months, result):
    day = date(2024, 6, 1)
    person = Person(minima=minima, is_job_seeker=True, months_registered=months)

    found = verdict_of(terms_on("garantie_egalite_acces", day), Facts(on=day, person=person))

    assert found.conditions[0].result == result
    assert found.conditions[0].source.startswith("Usage de la maison en 2024")


@pytest.mark.parametrize(
    ("total", "result"),
    [(Decimal("49999.99"), Result.YES), (Decimal(50_000), Result.NO),
     (Decimal("50000.01"), Result.NO), (None, Result.TO_CHECK)],
)  # fmt: skip
def test_the_former_grant_for_the_young_took_plans_under_a_limit(total, result):
    terms = next(t for t in shipped_terms() if t.code == "cap_jeunes")

    found = verdict_of(terms, Facts(on=terms.version_from, plan_total=total))

    assert next(c for c in found.conditions if c.code == "plan_under:50000").result == result
    assert not terms.is_in_force_on(terms.version_from + ONE_DAY)
