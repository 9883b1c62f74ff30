"""Cases worked by hand: docs/rules/montage.md tells the first one."""

from dataclasses import replace
from decimal import Decimal

import pytest

from levier.rules.mix.checking import broken_rules
from levier.rules.mix.explaining import why
from levier.rules.mix.figures import figures_of, payment_factor
from levier.rules.mix.problem import (
    BANK,
    BankTerms,
    Capacity,
    Line,
    Mix,
    Need,
    Option,
    Pot,
    Resource,
)
from levier.rules.mix.redrawing import completed
from levier.rules.mix.relaxing import diagnose
from levier.rules.mix.solving import NothingToFinance, best_mixes, score_of
from tests.rules.mix.small_problems import CAA, CAP_QUARTIER, GEF, PHQ, jess

D = Decimal
BEST = Mix(
    (
        Line(BANK, D(33000), 60),
        Line(GEF.code, D("26400.00"), 60, D("0.80")),
        Line(CAP_QUARTIER.code, D(2000)),
    )
)


def reasons(problem, mix):
    return [breach.reason for breach in broken_rules(problem, mix)]


def keys(problem, mix):
    return {breach.key for breach in broken_rules(problem, mix)}


def test_chez_jess_gets_the_guarantee_at_80_and_the_whole_grant():
    assert best_mixes(jess())[0] == BEST


def test_chez_jess_weighs_what_the_hand_computes():
    figures = figures_of(jess(), BEST)

    assert (figures.bank, figures.house, figures.guaranteed) == (D(33000), D(2000), D(26400))
    assert (figures.uncovered, figures.surety, figures.commission) == (D(6600), D(0), D(660))
    # 33 000 € at 4 % over 60 months: 607.745228 a month, 7 292.94 a year, 3 464.71 of interest.
    assert figures.monthly == D("607.75")
    assert figures.service == D("7292.94")
    assert figures.interest == D("3464.71")
    assert figures.leverage == D("16.5")


def test_chez_jess_has_the_points_of_the_page():
    without = completed(jess(), Mix((Line(BANK, D(35000), 60), Line(GEF.code, D(1), 60, D("0.8")))))

    # 5 × 4 124.71 + 3 × 7 292.94 + 2 × 6 600; 5 × 4 374.70 + 3 × 7 734.94 + 2 × 7 000.
    assert score_of(jess(), BEST) == D("55702.37")
    assert score_of(jess(), without) == D("59078.32")


def test_chez_jess_amounts_are_explained():
    problem = jess()

    assert [why(problem, BEST, line) for line in BEST.lines] == [
        "ce qui reste à financer : 40\u202f000\u00a0€ de besoins, "
        "moins 5\u202f000\u00a0€ d’apport, moins 2\u202f000\u00a0€ des autres lignes du montage",
        "80\u00a0% du prêt bancaire de 33\u202f000\u00a0€",
        "le plafond de «\u00a0Cap Quartier\u00a0» (2\u202f000\u00a0€)",
    ]


def test_a_capped_guarantee_says_its_cap():
    problem = jess(own=D(0), needs=(replace(jess().needs[0], amount=D(82000)),))

    mix = best_mixes(problem)[0]

    assert mix.line(GEF.code).amount == D(50000)
    expected = "le plafond de «\u00a0Garantie Égalité Femmes\u00a0» (50\u202f000\u00a0€)"
    assert why(problem, mix, mix.line(GEF.code)) == expected


def test_outstanding_commitments_leave_less_room():
    problem = jess(options=(replace(GEF, outstanding=D(30000)), CAP_QUARTIER))

    assert best_mixes(problem)[0].line(GEF.code).amount == D(20000)


@pytest.mark.parametrize(("least", "months"), [(60, 60), (72, 84), (96, None)])
def test_a_guarantee_asks_for_a_bank_loan_of_its_shortest_duration(least, months):
    bank = BankTerms(annual_rate=D("0.04"), months=(60, 84))
    problem = jess(options=(replace(GEF, min_months=least),), bank=bank)

    mix = best_mixes(problem)[0]

    covered = mix.line(GEF.code)
    assert (covered.months if covered else None) == months
    if months == 84:
        short = Mix(tuple(replace(line, months=60) for line in mix.lines))
        [breach] = broken_rules(problem, short)
        assert breach.reason == "Cette garantie dure au moins 72\u00a0mois."


@pytest.mark.parametrize(("left", "granted"), [(D("899.99"), D(800)), (D(900), D(900))])
def test_an_envelope_holds_a_grant_to_what_is_left(left, granted):
    grant = replace(CAP_QUARTIER, pots=("anct",))
    problem = jess(options=(GEF, grant), pots=(Pot("anct", "ANCT", left),))

    mix = best_mixes(problem)[0]

    assert mix.line(CAP_QUARTIER.code).amount == granted
    assert mix.line(CAP_QUARTIER.code).draws == {"anct": granted}
    assert "enveloppes" in why(problem, mix, mix.line(CAP_QUARTIER.code))


def test_a_grant_may_draw_on_two_envelopes():
    grant = replace(CAP_QUARTIER, pots=("anct", "ville"))
    pots = (Pot("anct", "ANCT", D(1500)), Pot("ville", "Calais", D(500)))

    mix = best_mixes(jess(options=(GEF, grant), pots=pots))[0]

    assert mix.line(CAP_QUARTIER.code).draws == {"anct": D(1500), "ville": D(500)}


def test_two_envelopes_bring_equal_parts_as_at_the_decision():
    grant = replace(CAP_QUARTIER, pots=("anct", "ville"))
    pots = (Pot("anct", "ANCT", D(24000)), Pot("ville", "Calais", D(10000)))

    mix = best_mixes(jess(options=(GEF, grant), pots=pots))[0]

    assert mix.line(CAP_QUARTIER.code).draws == {"anct": D(1000), "ville": D(1000)}


def test_cap_quartier_never_goes_without_its_guaranteed_loan():
    alone = Mix((Line(BANK, D(33000), 60), Line(CAP_QUARTIER.code, D(2000))))

    assert keys(jess(), alone) == {"coupling"}
    assert keys(jess(firm_kinds=frozenset({"guarantee"})), alone) == set()


@pytest.mark.parametrize(
    ("loan", "quarter", "months", "expected"),
    [
        (D(20000), D(15000), 60, set()),
        (D(20000), D(15000), 36, set()),
        (D(20000), D(15001), 60, {"max:pret_honneur_quartier", "balance"}),
        (D(34001), D(999), 60, {"min:pret_honneur_quartier"}),
        (D("6999.99"), D(14000), 60, {"ratio:pret_honneur_quartier", "balance"}),
        (D(7000), D(14000), 60, {"balance"}),
    ],
)
def test_the_quarter_loan_is_checked_on_and_around_each_threshold(loan, quarter, months, expected):
    problem = jess(options=(replace(GEF, surety="excluded"), PHQ))
    mix = Mix(
        (Line(BANK, loan, 60), Line(GEF.code, D(1), 60, D("0.8")), Line(PHQ.code, quarter, months))
    )

    assert keys(problem, completed(problem, mix)) == expected


def test_the_bank_loan_lasts_at_least_as_long_as_the_quarter_loan():
    problem = jess(options=(GEF, PHQ), bank=BankTerms(annual_rate=D("0.04"), months=(48,)))
    mix = Mix(
        (Line(BANK, D(20000), 48), Line(GEF.code, D(1), 48, D("0.8")), Line(PHQ.code, D(15000), 60))
    )

    assert keys(problem, completed(problem, mix)) == {"as_long"}
    used = [mix.line(PHQ.code) for mix in best_mixes(problem) if mix.line(PHQ.code)]
    assert used
    assert {line.months for line in used} == {36}


@pytest.mark.parametrize(("own", "keeps"), [(D("9999.99"), False), (D(10000), True)])
def test_an_association_contribution_is_matched(own, keeps):
    problem = jess(
        options=(CAA,), own=own, bank=None, needs=(replace(jess().needs[0], amount=own + 10000),)
    )

    assert bool(best_mixes(problem)) is keeps


def test_a_medium_term_loan_matches_a_contribution_from_two_years_on():
    for months, keeps in ((23, False), (24, True), (25, True)):
        problem = jess(
            options=(CAA,), own=D(0), bank=BankTerms(max_amount=D(20000), months=(months,))
        )
        mix = Mix((Line(BANK, D(20000), months), Line(CAA.code, D(20000), 48)))

        assert (keys(problem, mix) == set()) is keeps


@pytest.mark.parametrize(
    ("kind", "matches"), [("loan", True), ("grant", False), ("advance", False)]
)
def test_only_a_loan_to_the_person_matches_a_contribution(kind, matches):
    """20 000 € of contribution ask for 20 000 € beside it: 10 000 € of own money and the rest."""
    beside = Option(code="a_cote", label="À côté", kind=kind, months=(48,), lent_to_person=True)
    problem = jess(options=(CAA, beside), own=D(10000), bank=None)
    mix = Mix((Line(CAA.code, D(20000), 48), Line(beside.code, D(10000), 48)))

    assert (f"match:{CAA.code}" in keys(problem, mix)) is not matches


def test_debt_service_is_held_to_what_the_forecast_carries():
    # 33 000 € over 60 months: 7 292.94 a year; × 1.2 = 8 751.53 of CAF.
    enough, short = Capacity(D("8751.53"), D("1.2")), Capacity(D("8751.51"), D("1.2"))

    assert best_mixes(jess(capacity=enough))[0] == BEST
    assert keys(jess(capacity=short), BEST) == {"service"}
    assert best_mixes(jess(capacity=short)) == []


def test_a_mix_that_the_forecast_cannot_carry_says_by_how_much():
    found = diagnose(jess(capacity=Capacity(D(8000), D("1.2"))))

    by_key = {each.key: each for each in found.alone}
    # 8 000 / 1.2 = 6 666.67 carried; 7 292.94 needed: 626.27, that is 627 whole euros.
    assert by_key["service"].amount == D(627)
    # 6 666.67 / 0.220998 = 30 166.2 of loan: 2 833.8 to find, 2 900 by steps of 100.
    assert by_key["own"].amount == D(2900)
    assert by_key["own"].sentence.startswith("Apporter 2\u202f900\u00a0€ de plus")


def test_a_bank_that_lends_too_little_says_by_how_much():
    found = diagnose(jess(bank=BankTerms(max_amount=D(30000), months=(60,))))

    said = {each.key: each.sentence for each in found.alone}
    assert said["bank_max"] == (
        "Obtenir de la banque 33\u202f000\u00a0€ au lieu de 30\u202f000\u00a0€."
    )
    assert said["max:cap_quartier"] == (
        "Porter le maximum de «\u00a0Cap Quartier\u00a0» de 2\u202f000\u00a0€ à 5\u202f000\u00a0€."
    )


def test_two_guarantees_share_a_loan_up_to_the_sum_that_each_says():
    first = replace(GEF, code="a", stacking_quota_cap=D("0.70"), max_quota=D("0.50"))
    second = replace(GEF, code="b", stacking_quota_cap=D("0.70"), max_quota=D("0.50"))
    problem = jess(options=(first, second))

    def with_quotas(one, other):
        lines = (Line(BANK, D(35000), 60), Line("a", D(1), 60, one), Line("b", D(1), 60, other))
        return completed(problem, Mix(lines))

    assert keys(problem, with_quotas(D("0.50"), D("0.20"))) == set()
    assert keys(problem, with_quotas(D("0.50"), D("0.2001"))) == {"stacking"}
    best = best_mixes(problem)[0]
    assert sum(line.quota for line in best.lines if line.quota) == D("0.70")


def test_two_guarantees_that_say_nothing_do_not_share_a_loan():
    problem = jess(options=(replace(GEF, code="a"), replace(GEF, code="b")))

    assert all(len(mix.lines) <= 2 for mix in best_mixes(problem))


def test_two_guarantees_stay_under_the_ceiling_of_public_guarantees():
    first = replace(GEF, code="a", stacking_quota_cap=D("0.95"), max_quota=D("0.85"))
    second = replace(GEF, code="b", stacking_quota_cap=D("0.95"), max_quota=D("0.50"))
    problem = jess(options=(first, second), guarantee_ceiling=D("0.80"))

    def with_quotas(one, other):
        lines = (Line(BANK, D(35000), 60), Line("a", D(1), 60, one), Line("b", D(1), 60, other))
        return completed(problem, Mix(lines))

    assert keys(problem, with_quotas(D("0.50"), D("0.30"))) == set()
    assert keys(problem, with_quotas(D("0.50"), D("0.3001"))) == {"stacking"}
    # Alone, the first covers 85 %: less is left without guarantee than 80 % stacked would leave.
    best, *others = best_mixes(problem)
    assert {line.code: line.quota for line in best.lines if line.quota} == {"a": D("0.85")}
    both = next(mix for mix in others if {"a", "b"} <= mix.codes)
    assert sum(line.quota for line in both.lines if line.quota) == D("0.80")


def test_what_is_owed_already_lowers_what_the_forecast_carries():
    # 10 000 / 1.2 = 8 333.33 carried; 7 292.94 needed by 33 000 €: 1 040.39 is left at most.
    carried = Capacity(D(10000), D("1.2"), D("1040.39"))
    beyond = Capacity(D(10000), D("1.2"), D("1040.40"))

    assert best_mixes(jess(capacity=carried))[0] == BEST
    assert keys(jess(capacity=beyond), BEST) == {"service"}
    assert figures_of(jess(capacity=carried), BEST).coverage == D(10000) / D("8333.33")


def test_who_owes_more_than_the_forecast_carries_may_still_be_given_a_grant():
    owing = Capacity(D(6000), D("1.2"), D(6000))  # 5 000 carried, 6 000 owed
    grant = replace(CAP_QUARTIER, coupled_kind="", max_amount=D(35000))

    assert owing.room == 0
    assert best_mixes(jess(capacity=owing, options=(grant,)))[0].codes == {grant.code}
    found = {each.key: each for each in diagnose(jess(capacity=owing)).alone}
    # 7 292.94 a year, 7 293 in whole euros: × 1.2 is 8 751.60, and 1 200 to carry what is owed.
    assert found["service"].amount == D(7293)
    assert "9\u202f951,60\u00a0€ de CAF de plus" in found["service"].sentence


def premises(most, **terms):
    """A grant that pays nothing but the premises."""
    return replace(
        CAP_QUARTIER, coupled_kind="", max_amount=D(most), natures=frozenset({"premises"}), **terms
    )


def test_needs_that_two_instruments_may_only_pay_are_paid_once():
    local = (Need("Local", D(6000), "premises"), Need("Stock", D(34000), "stock"))
    options = (GEF, premises(5000, code="city"), premises(4000, code="epci"))
    problem = jess(needs=local, options=options)

    best = best_mixes(problem)[0]

    given = {line.code: line.amount for line in best.lines if line.code in ("city", "epci")}
    assert sum(given.values()) == D(6000)
    both = (Line("city", D(5000)), Line("epci", D("1000.01")))
    mix = completed(problem, Mix((Line(BANK, D("28999.99"), 60), *both)))
    assert keys(problem, mix) == {"needs"}
    assert "Ensemble, " in reasons(problem, mix)[0]


def test_each_euro_finds_a_need_that_it_may_pay():
    # One pays premises, one stock, one either: 3 000 + 2 000 in all, whichever way it is shared.
    wide = frozenset({"premises", "stock"})
    options = (
        premises(9000, code="a"),
        replace(premises(9000, code="b"), natures=frozenset({"stock"})),
        replace(premises(9000, code="c"), natures=wide),
    )
    needs = (
        Need("Local", D(3000), "premises"), Need("Stock", D(2000), "stock"),
        Need("Matériel", D(20000), "equipment"),
    )  # fmt: skip
    problem = jess(needs=needs, options=options)

    shared = {each.codes: each.most for each in problem.shared_needs()}

    assert shared == {("a", "b", "c"): D(5000)}
    assert {problem.wide(o) for o in options} == {D(3000), D(2000), D(5000)}
    money = [m for mix in best_mixes(problem) for m in [mix.bank_amount]]
    assert min(money) == D(15000)


def test_a_guarantee_covers_only_a_loan_for_the_needs_that_it_admits():
    admitted = replace(GEF, natures=frozenset({"equipment"}))  # 30 000 € of the 40 000
    problem = jess(options=(admitted,))
    lines = (Line(BANK, D(35000), 60), Line(GEF.code, D(1), 60, D("0.8")))

    assert keys(problem, completed(problem, Mix(lines))) == {f"share:{GEF.code}"}
    assert all(GEF.code not in mix.codes for mix in best_mixes(problem))
    assert GEF.code in best_mixes(replace(problem, own=D(10000)))[0].codes


def test_a_guarantee_that_limits_nothing_does_not_lower_the_surety_of_another():
    # Both cover the loan: the second admits 20 % of it as surety, whatever the first covers.
    terms = {"stacking_quota_cap": D("0.70"), "max_quota": D("0.50"), "surety": "limited"}
    first = replace(GEF, code="a", **terms)
    second = replace(GEF, code="b", surety_max_share=D("0.2"), **terms)
    loan = replace(PHQ, bank_loan_surety_max_share=D("0.1"))
    problem = jess(options=(first, second, loan))
    lines = (
        Line(BANK, D(20000), 60), Line("a", D(1), 60, D("0.5")), Line("b", D(1), 60, D("0.2")),
        Line(loan.code, D(15000), 60),
    )  # fmt: skip
    mix = completed(problem, Mix(lines))

    assert figures_of(problem, mix).surety == D(4000)
    assert keys(problem, mix) == {"surety"}
    # The solver sees what the hand sees: no mix with a surety of 20 % beside such a loan.
    assert all(not {"b", loan.code} <= found.codes for found in best_mixes(problem))


def test_de_minimis_holds_the_mix():
    grant = replace(CAP_QUARTIER, aid_factor=D(1))

    assert best_mixes(jess(options=(GEF, grant), de_minimis_left=D(1500)))[0].line(
        grant.code
    ).amount == D(1500)


def test_a_loan_already_agreed_is_kept_to_the_cent():
    problem = jess(
        bank=BankTerms(D("12345.67"), D("12345.67"), D("0.04"), (60,)), own=D("25654.33")
    )

    mix = best_mixes(problem)[0]

    assert mix.line(BANK).amount == D("12345.67")
    assert mix.line(GEF.code).amount == D("9876.54")
    assert "déjà accordé" in why(problem, mix, mix.line(BANK))


def test_what_is_firm_may_leave_nothing_to_finance():
    with pytest.raises(NothingToFinance):
        best_mixes(jess(firm=(Resource("Prêt familial", D(35000)),)))


def test_a_typed_mix_that_uses_another_product_is_refused():
    mix = Mix((*BEST.lines, Line("prime_inconnue", D(100))))

    assert reasons(jess(), mix) == ["Cet instrument n’est pas ouvert à ce dossier."]


def test_payment_factors_meet_the_published_schedules():
    assert round(30000 * payment_factor(D("0.035"), 60), 2) == D("545.75")
    assert round(36000 * payment_factor(D("0.02"), 60, 12), 2) == D("781.02")
    assert round(10000 * payment_factor(D(0), 36), 2) == D("277.78")
