from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from levier.rules.indicators.compute import ALL, FIGURES, compute
from levier.rules.indicators.definitions import UnknownFigure, definitions
from levier.rules.indicators.facts import SittingFact, YearFacts

from .year import D, financing, grant, journey, project, small_year

# code: exact, published, rows. Worked by hand from small_year().
BY_HAND = {
    "headline.bank_loans_guaranteed": ("155000.5", "200000", 6),
    "headline.solidarity_finance": ("83000", "0", 4),
    "headline.committees": ("2", "2", 2),
    "headline.engineering_credits": ("2000.6", "2000", 2),
    "headline.grants": ("7000", "7000", 4),
    # 4.5 + 3, then s-ess 10 once, s-coop 2.5 once, s-aid 7, s-dla 12
    "headline.jobs": ("39", "0", 8),
    # alice bruno chloe david zoe emma farid gaelle hugo = 9, and the organisations s-ess s-coop
    # s-aid s-dla s-host s-camp = 6; s-david and s-gaelle are own companies
    "headline.supported": ("15", "0", 26),
    "tpe.projects": ("3", "3", 3),
    "tpe.jobs": ("4.5", "4.5", 3),
    "tpe.loans_guaranteed": ("60000.5", "100000", 3),
    "tpe.guarantees": ("42000.33", "0", 3),
    "tpe.average_age": ("37.000000", "37", 3),  # (34 + 33 + 44) / 3
    "tpe.share_job_seekers": ("66.666667", "67", 3),
    "tpe.share_long_term_job_seekers": ("50.000000", "50", 2),
    "tpe.share_women": ("66.666667", "67", 3),
    "acces_plus.grants_paid": ("1", "1", 1),
    "acces_plus.entrepreneurs": ("2", "2", 2),
    "brsa.people": ("3", "3", 3),
    "brsa.share_left_rsa": ("33.333333", "33.3", 3),
    "territory.share_qpv": ("33.333333", "33", 6),  # T1 and s-ess of T1 T2 T3 G1 s-ess s-coop
    "territory.share_zfrr": ("16.666667", "17", 6),
    "cap_quartier.projects": ("2", "2", 2),
    "cap_quartier.share_women": ("50.000000", "50", 2),
    "cap_quartier.awarded": ("3500", "3500", 2),
    "cap_quartier.average_age": ("34.000000", "34", 2),  # 34 on her birthday, 34
    "engagement.projects": ("1", "1", 1),
    "engagement.loans_guaranteed": ("40000", "0", 1),
    "engagement.solidarity_loans": ("8000", "8000", 1),
    "engagement.grants": ("2500", "2500", 1),
    "ess.organisations": ("2", "2", 3),
    "ess.jobs": ("12.5", "12.5", 2),
    "ess.solidarity_finance": ("60000", "100000", 2),
    "ess.loans_guaranteed": ("50000", "100000", 1),
    "dasess.organisations": ("2", "2", 2),
    "dasess.jobs_saved": ("17", "17", 2),
    "dasess.repayable_advances": ("15000", "15000", 1),
    "dla.organisations": ("2", "2", 3),
    "dla.individual": ("1", "1", 1),
    "dla.collective": ("1", "1", 1),
    "fidess.studies": ("1", "1", 1),
    "fidess.potential_jobs": ("5", "5", 1),
    "propulsons.campaigns": ("2", "2", 2),
    "propulsons.success_rate": ("50.000000", "50", 2),
    "propulsons.contributors": ("2", "2", 3),
    "propulsons.collected": ("199.99", "0", 3),
    "propulsons.territories": ("1", "1", 2),
}
QUOTIENTS = [code for code, definition in definitions().items() if definition.is_quotient]


def figure(code, facts, year=2024):
    return compute(code, facts, year)[0]


@pytest.mark.parametrize("code", BY_HAND)
def test_each_figure_is_the_one_worked_out_by_hand(code):
    value = figure(code, small_year())

    assert (value.exact_text, value.published_text, value.rows) == BY_HAND[code]


def test_all_figures_come_in_the_order_of_the_report():
    codes = [value.definition.code for value in compute(ALL, small_year(), 2024)]

    assert codes == list(definitions()) == list(FIGURES) == list(BY_HAND)


def test_an_unknown_figure_is_refused():
    with pytest.raises(UnknownFigure):
        compute("tpe.luck", small_year(), 2024)


@pytest.mark.parametrize("code", QUOTIENTS)
def test_an_empty_denominator_gives_no_number(code):
    value = figure(code, YearFacts())

    assert (value.exact, value.published, value.rows) == (None, None, 0)
    assert (value.exact_text, value.published_text) == (None, None)


@pytest.mark.parametrize("code", sorted(FIGURES.keys() - set(QUOTIENTS)))
def test_a_year_without_rows_sums_to_zero(code):
    assert figure(code, small_year(), 1999).exact_text == "0"


def test_the_items_add_up_to_a_sum_or_a_count():
    for value in compute(ALL, small_year(), 2024):
        if not value.definition.is_quotient:
            assert sum(item.value for item in value.items) == value.exact


def test_a_ratio_shows_its_numerator_and_its_denominator():
    value = figure("tpe.share_women", small_year())

    assert [item.key for item in value.items] == ["T1", "T2", "T3"]
    assert [item.key for item in value.numerator] == ["T1", "T3"]
    assert [item.case_key for item in value.numerator] == ["T1", "T3"]


def later(facts):
    """Return `facts` with everything that a workbook of 2025 may add."""
    day = date(2025, 3, 4)
    return replace(
        facts,
        sittings=(*facts.sittings, SittingFact(key="n", label="n", held_on=day)),
        projects=(
            *facts.projects,
            project("N1", "creation", day, person_key="hugo", structure_key="s-dla", sex="F"),
            project("N2", "ess", day, structure_key="s-coop", jobs_created=D("80")),
        ),
        financings=(
            *facts.financings,
            financing("N2", "ess", "loan", decided_on=day, structure_key="s-n", amount=D("1")),
        ),
        grants=(
            *(g if g.paid_on else replace(g, paid_on=day) for g in facts.grants),
            grant("N3", "acces_plus", "liam", day, day),
        ),
        journeys=(
            *(
                replace(j, years=j.years | {2025}, left_rsa_years=j.left_rsa_years | {2025})
                for j in facts.journeys
            ),
            journey("N4", "brsa", frozenset({2025}), person_key="mona", structure_key="s-dla"),
        ),
        beneficiaries=(
            *facts.beneficiaries,
            *(
                replace(b, key=f"{b.key}n", fte=D("99"), years=frozenset({2025}))
                for b in facts.beneficiaries
            ),
        ),
    )


def test_what_comes_in_2025_changes_no_figure_of_2024():
    before = compute(ALL, small_year(), 2024)
    after = compute(ALL, later(small_year()), 2024)

    assert [(v.exact, v.published, v.rows) for v in after] == [
        (v.exact, v.published, v.rows) for v in before
    ]


def test_the_decision_dates_the_whole_of_the_last_day_of_the_year():
    facts = YearFacts(
        projects=(
            project("a", "creation", date(2024, 1, 1)),
            project("b", "creation", date(2024, 12, 31)),
            project("c", "creation", date(2025, 1, 1)),
        )
    )

    assert figure("tpe.projects", facts).exact == 2


@pytest.mark.parametrize(("months", "expected"), [(11, 0), (12, 100), (13, 100), (None, 0)])
def test_a_job_seeker_is_long_term_from_the_twelfth_month(months, expected):
    facts = YearFacts(
        projects=(project("a", "creation", is_job_seeker=True, months_registered=months),)
    )

    assert figure("tpe.share_long_term_job_seekers", facts).exact == expected


def test_an_unknown_birth_date_leaves_the_holder_out_of_the_mean_age():
    facts = YearFacts(
        projects=(
            project("a", "creation", birth_date=date(1984, 6, 3)),
            project("b", "creation"),
        )
    )

    value = figure("tpe.average_age", facts)

    assert (value.exact, value.rows) == (40, 1)


def test_the_dossier_of_an_earlier_decision_gives_its_zone_to_this_years_loan():
    facts = YearFacts(
        projects=(project("E", "ess", date(2023, 5, 1), structure_key="s", qpv_code="QN1"),),
        financings=(financing("E1", "ess", "loan", "E", structure_key="s", amount=D("1")),),
    )

    assert figure("territory.share_qpv", facts).exact == 100


def test_a_company_supported_for_itself_counts_with_its_owner():
    facts = YearFacts(
        projects=(
            project("T", "creation", person_key="alice", structure_key="s"),
            project("X", "dasess", structure_key="s"),
        )
    )

    assert figure("headline.supported", facts).exact == 1


def test_an_owner_met_in_another_year_does_not_absorb_a_company_of_this_one():
    facts = YearFacts(
        projects=(
            project("T", "creation", date(2023, 2, 2), person_key="alice", structure_key="s"),
            project("X", "dasess", structure_key="s"),
        )
    )

    assert figure("headline.supported", facts).exact == 1
    assert figure("headline.supported", facts, 2023).exact == 1


def test_two_dossiers_of_one_organisation_add_their_jobs_and_two_registers_do_not():
    facts = YearFacts(
        projects=(
            project("E1", "ess", structure_key="s", jobs_created=D("2")),
            project("E2", "ess", structure_key="s", jobs_created=D("3")),
            project("X1", "dasess", structure_key="s", jobs_consolidated=D("5")),
        )
    )

    assert figure("headline.jobs", facts).exact == 5


def test_the_figures_of_a_large_year_are_all_there():
    people = 3000
    facts = YearFacts(
        projects=tuple(
            project(str(n), "creation", person_key=n, structure_key=-n, sex="F", jobs_created=D(1))
            for n in range(people)
        ),
        financings=tuple(
            financing(str(n), "creation", "guarantee", bank_loan_amount=Decimal(n))
            for n in range(people)
        ),
    )
    assert len(compute(ALL, facts, 2024)) == 46
