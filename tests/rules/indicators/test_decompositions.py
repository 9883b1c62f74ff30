from datetime import date
from decimal import Decimal

from levier.rules.indicators.decompositions import decompose
from levier.rules.indicators.facts import SittingFact, YearFacts

from .year import D, financing, small_year


def of(code, facts):
    return next(d for d in decompose(facts, 2024) if d.figure.definition.code == code)


def test_the_exact_parts_of_every_headline_figure_sum_to_it():
    for each in decompose(small_year(), 2024):
        assert each.exact_sum == each.figure.exact, each.figure.definition.code


def test_the_reasons_of_every_gap_sum_to_it():
    for each in decompose(small_year(), 2024):
        reasons = sum((reason.value for reason in each.reasons), Decimal(0))
        assert reasons == each.gap == each.figure.published - each.published_sum


def test_the_loans_of_dasess_are_not_published_on_their_own():
    facts = YearFacts(
        financings=(
            financing("T", "creation", "guarantee", bank_loan_amount=D("15118437.60")),
            financing("G", "engaged", "guarantee", bank_loan_amount=D("1131200")),
            financing("E", "ess", "guarantee", bank_loan_amount=D("1219500")),
            financing("X", "dasess", "guarantee", bank_loan_amount=D("120000")),
        )
    )

    loans = of("headline.bank_loans_guaranteed", facts)

    assert (loans.published_sum, loans.figure.published, loans.gap) == (17400000, 17600000, 200000)
    assert [(r.kind, r.value) for r in loans.reasons] == [
        ("unpublished", 120000),
        ("rounding", 80000),
    ]
    assert (
        "«\u00a0DASESS\u00a0» n’est pas publié à part (+120\u202f000\u00a0€)" in loans.explanation
    )


def test_grants_are_published_as_awarded_and_summed_as_paid():
    grants = of("headline.grants", small_year())

    cap_quartier = next(p for p in grants.parts if p.part.label == "Cap Quartier")
    assert (cap_quartier.part.exact, cap_quartier.published) == (3500, 3500)
    # 2 000 awarded and paid in the year + 1 500 of 2023; 2 000 + 1 500 awarded in the year
    assert {p.part.label: p.part.exact for p in grants.parts} == {
        "Accès\u00a0+": 1000,
        "Cap Quartier": 3500,
        "Engagement": 2500,
    }


def test_an_organisation_of_several_registers_is_taken_away_once():
    jobs = of("headline.jobs", small_year())

    overlap = jobs.parts[-1].part
    # s-ess is in ESS and DASESS (10), s-coop in ESS and DLA (2.5)
    assert (overlap.exact, overlap.is_overlap) == (Decimal("-12.5"), True)


def test_the_engineering_credits_are_shown_by_scheme():
    credits = of("headline.engineering_credits", small_year())

    assert [(p.part.label, p.part.exact) for p in credits.parts] == [
        ("DLA", 1700),
        ("Fonds Pas-de-Calais Territoire d’ESS", Decimal("300.60")),
    ]
    assert not credits.compares
    assert credits.explanation.startswith("Le rapport ne publie pas ces parties à part.")


def test_committees_are_shown_by_kind():
    committees = of("headline.committees", small_year())

    assert [(p.part.label, p.part.exact) for p in committees.parts] == [("ESS", 1), ("TPE", 1)]


def test_a_sitting_without_kind_is_still_a_part():
    facts = YearFacts(sittings=(SittingFact(key=1, label="CE", held_on=date(2024, 1, 2)),))

    assert of("headline.committees", facts).parts[0].part.label == "Sans type"


def test_parts_that_add_up_say_so():
    facts = YearFacts(
        financings=(financing("T", "creation", "guarantee", bank_loan_amount=D("200000")),)
    )

    loans = of("headline.bank_loans_guaranteed", facts)

    assert loans.gap == 0
    assert loans.explanation.endswith("il n’y a pas d’écart.")
