from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from levier.rules.eligibility import (
    BankLoan,
    Business,
    Costs,
    Facts,
    Person,
    Result,
    UnknownInstrument,
    Verdict,
    evaluate,
)

from .products import ACCES_PLUS, ALL, CAP_QUARTIER, EMPLOYMENT, FIDESS, LOAN, TERRITORIES, WOMEN

ON = date(2024, 6, 1)
D = Decimal
ALICE = Facts(
    on=ON,
    person=Person(sex="F", job_seeker_since=date(2023, 4, 1), birth_date=date(1990, 6, 2)),
    business=Business(project="creation", qpv="QN06201M"),
    bank_loan=BankLoan(amount=D("36000"), months=60),
)


def verdict(facts, terms):
    return evaluate(facts, [terms])[0]


def test_a_woman_who_creates_and_looks_for_work_may_have_her_guarantee():
    found = verdict(ALICE, WOMEN)

    assert (found.verdict, found.max_amount, found.max_quota) == (Verdict.YES, 50000, D("0.80"))
    assert found.reasons == ()


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (replace(ALICE, person=replace(ALICE.person, sex="M")), Verdict.NO),
        (replace(ALICE, person=replace(ALICE.person, sex=None)), Verdict.TO_CHECK),
        (replace(ALICE, business=Business(project="development")), Verdict.NO),
        (replace(ALICE, bank_loan=BankLoan()), Verdict.TO_CHECK),
        (Facts(on=ON), Verdict.TO_CHECK),
    ],
)
def test_one_no_is_a_no_and_an_unknown_fact_is_to_check(facts, expected):
    assert verdict(facts, WOMEN).verdict == expected


def test_a_no_says_which_condition_and_why():
    found = verdict(replace(ALICE, person=replace(ALICE.person, sex="M")), WOMEN)

    reason = found.reasons[0]
    assert (reason.code, reason.result, reason.fact, reason.threshold) == (
        "women", Result.NO, "homme", "femme",
    )  # fmt: skip
    assert (reason.source, reason.since, reason.until) == (
        "Fiche du produit", date(2018, 1, 1), None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("months", "expected"), [(83, Verdict.YES), (84, Verdict.YES), (85, Verdict.NO)]
)
def test_a_guaranteed_loan_lasts_at_most_what_the_terms_say(months, expected):
    facts = replace(ALICE, bank_loan=BankLoan(amount=D("36000"), months=months))

    assert verdict(facts, WOMEN).verdict == expected


def test_terms_in_use_are_to_check_even_when_everything_else_fits():
    found = verdict(ALICE, EMPLOYMENT)

    assert found.verdict == Verdict.TO_CHECK
    assert [c.code for c in found.reasons] == ["terms_confirmed"]


def test_a_limit_that_nobody_confirmed_does_not_say_no():
    facts = replace(ALICE, bank_loan=BankLoan(amount=D("36000"), months=96))
    found = verdict(facts, EMPLOYMENT)

    assert found.verdict == Verdict.TO_CHECK
    assert {c.code: c.result for c in found.reasons}["loan_months"] == Result.TO_CHECK


def test_a_grant_waits_for_its_guaranteed_loan():
    waiting = verdict(replace(ALICE, bank_loan=BankLoan()), CAP_QUARTIER)

    assert (waiting.verdict, waiting.max_amount) == (Verdict.NOT_YET, 2000)
    assert verdict(ALICE, CAP_QUARTIER).verdict == Verdict.YES


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [(frozenset(), Verdict.NOT_YET), (frozenset({"loan"}), Verdict.NOT_YET),
     (frozenset({"guarantee"}), Verdict.YES)],
)  # fmt: skip
def test_what_the_dossier_was_granted_decides_the_coupling(kinds, expected):
    assert verdict(replace(ALICE, coupled_kinds=kinds), CAP_QUARTIER).verdict == expected


@pytest.mark.parametrize(
    ("qpv", "expected"), [("", Verdict.NO), (None, Verdict.TO_CHECK), ("QN06201M", Verdict.NOT_YET)]
)
def test_not_yet_is_said_only_when_nothing_else_is_missing(qpv, expected):
    facts = Facts(on=ON, person=Person(home_qpv=""), business=Business(qpv=qpv))

    assert verdict(facts, CAP_QUARTIER).verdict == expected


@pytest.mark.parametrize(
    ("project", "quota"), [("creation", "0.80"), ("takeover", "0.80"), ("development", "0.60")]
)
def test_the_quota_follows_the_kind_of_project(project, quota):
    facts = replace(ALICE, business=replace(ALICE.business, project=project))

    assert verdict(facts, TERRITORIES).max_quota == D(quota)


def test_a_quota_that_an_unknown_project_decides_is_not_given():
    facts = replace(ALICE, business=Business(qpv="QN06201M"))

    assert verdict(facts, TERRITORIES).max_quota is None
    assert verdict(facts, WOMEN).max_quota == D("0.80")


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (date(2006, 6, 2), Verdict.NO),  # 17
        (date(2006, 6, 1), Verdict.YES),  # 18 today
        (date(1993, 6, 2), Verdict.YES),  # still 30
        (date(1993, 6, 1), Verdict.NO),  # 31 today
    ],
)
def test_an_age_is_counted_in_whole_years_on_the_day(born, expected):
    facts = Facts(on=ON, person=Person(birth_date=born, minima="RSA"))

    assert verdict(facts, ACCES_PLUS).verdict == expected


@pytest.mark.parametrize(
    ("cost", "amount"), [("40000", "28000.00"), ("42857.14", "30000.00"), ("43500", "30000")]
)
def test_a_study_is_paid_for_seventy_percent_up_to_the_ceiling(cost, amount):
    found = verdict(Facts(on=ON, costs=Costs(study=D(cost))), FIDESS)

    assert (found.verdict, found.max_amount) == (Verdict.YES, D(amount))


def test_a_study_of_unknown_cost_is_to_check():
    assert verdict(Facts(on=ON), FIDESS).verdict == Verdict.TO_CHECK


def test_a_study_grant_above_its_share_is_refused():
    facts = Facts(on=ON, costs=Costs(study=D("10000")), requested={"fidess": D("7000.01")})

    assert verdict(facts, FIDESS).verdict == Verdict.NO


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("4999.99", Verdict.NO), ("5000", Verdict.YES), ("500000", Verdict.YES),
     ("500000.01", Verdict.NO)],
)  # fmt: skip
def test_an_amount_asked_for_stays_within_its_range(amount, expected):
    facts = Facts(
        on=ON,
        business=Business(ess=True),
        requested={"pret_participatif": D(amount)},
        requested_months={"pret_participatif": 60},
    )

    assert verdict(facts, LOAN).verdict == expected


@pytest.mark.parametrize(
    ("share", "expected"), [("0", Verdict.YES), ("0.01", Verdict.NO), (None, Verdict.YES)]
)
def test_a_surety_that_the_product_excludes_is_refused_once_known(share, expected):
    loan = BankLoan(amount=D("1"), months=60, surety_share=None if share is None else D(share))

    assert verdict(replace(ALICE, bank_loan=loan), WOMEN).verdict == expected


def test_a_limited_surety_without_a_known_limit_is_to_check():
    terms = replace(WOMEN, surety="limited")
    loan = BankLoan(amount=D("1"), months=60, surety_share=D("0.5"))
    facts = replace(ALICE, bank_loan=loan)

    assert verdict(facts, terms).verdict == Verdict.TO_CHECK
    assert verdict(facts, replace(terms, surety_max_share=D("0.5"))).verdict == Verdict.YES


def test_all_the_instruments_in_force_are_evaluated_when_none_is_named():
    assert [v.instrument for v in evaluate(ALICE, ALL)] == [t.code for t in ALL]


def test_only_the_instruments_named_are_evaluated():
    facts = replace(ALICE, instruments=("fidess", "acces_plus"))

    assert [v.instrument for v in evaluate(facts, ALL)] == ["acces_plus", "fidess"]


def test_an_instrument_without_terms_on_the_day_is_refused():
    facts = replace(ALICE, instruments=("fgif",))

    with pytest.raises(UnknownInstrument, match="«\u00a0fgif\u00a0»"):
        evaluate(facts, ALL)


@pytest.mark.parametrize(
    ("day", "quota"),
    [(date(2017, 12, 31), "0.70"), (date(2018, 1, 1), "0.80"), (date(2024, 6, 1), "0.80")],
)
def test_the_version_of_the_day_is_the_one_that_counts(day, quota):
    old = replace(
        WOMEN,
        version_from=date(2015, 7, 1),
        version_to=date(2017, 12, 31),
        max_quota=D("0.70"),
    )

    found = evaluate(replace(ALICE, on=day), [old, WOMEN])

    assert [v.max_quota for v in found] == [D(quota)]


def test_an_inactive_version_is_never_in_force():
    assert evaluate(ALICE, [replace(WOMEN, state="inactive")]) == []
