"""Couplings worked by hand: below, on and above each threshold."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from levier.rules.eligibility import BankLoan, Facts, Result, Verdict
from levier.rules.eligibility.stacking import Ceiling, stacked
from levier.rules.eligibility.verdicts import verdict_of

from .products import terms

D = Decimal
ON = date(2025, 3, 3)
DISTRICT = terms(
    "pret_honneur_quartier",
    "loan",
    min_amount=D(1000),
    max_amount=D(15000),
    min_months=12,
    max_months=60,
    max_deferral_months=24,
    bank_loan_min_ratio=D("0.5"),
    bank_loan_as_long=True,
    bank_loan_surety_max_share=D("0.5"),
    max_share_of_total=D("0.6667"),
    once_per_person=True,
)
ASSOCIATION = terms(
    "contrat_apport_associatif", "contribution", min_amount=D(5000), max_amount=D(30000),
    match_ratio=D(1),
)  # fmt: skip
OLD_GUARANTEE = terms("fgif", "guarantee", max_quota=D("0.7"), stacking_quota_cap=D("0.7"))
ASKED = Facts(
    on=ON,
    bank_loan=BankLoan(amount=D(6000), months=48, surety_share=D("0.5")),
    requested={"pret_honneur_quartier": D(12000)},
    requested_months={"pret_honneur_quartier": 48},
    plan_total=D(18000),
)


def result(product, facts, code):
    return {c.code: c.result for c in verdict_of(product, facts).conditions}.get(code)


def loan(**changes):
    return replace(ASKED, bank_loan=replace(ASKED.bank_loan, **changes))


def test_every_coupling_met_is_a_yes():
    assert verdict_of(DISTRICT, ASKED).verdict is Verdict.YES


@pytest.mark.parametrize("amount", [None, D(0)])
def test_without_a_bank_loan_the_district_loan_waits(amount):
    waiting = verdict_of(DISTRICT, replace(ASKED, bank_loan=BankLoan(amount=amount)))

    assert waiting.verdict is Verdict.NOT_YET
    assert [c.code for c in waiting.reasons] == ["bank_loan"]


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("5999.99", Verdict.NO), ("6000", Verdict.YES), ("6000.01", Verdict.YES)],
)
def test_the_bank_loan_is_at_least_half(amount, expected):
    assert verdict_of(DISTRICT, loan(amount=D(amount))).verdict is expected


@pytest.mark.parametrize(
    ("months", "expected"),
    [(47, Verdict.NO), (48, Verdict.YES), (49, Verdict.YES), (None, Verdict.TO_CHECK)],
)
def test_the_bank_loan_lasts_at_least_as_long(months, expected):
    assert verdict_of(DISTRICT, loan(months=months)).verdict is expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [("0.49", Verdict.YES), ("0.5", Verdict.YES), ("0.51", Verdict.NO), (None, Verdict.TO_CHECK)],
)
def test_the_surety_covers_at_most_half(share, expected):
    facts = loan(surety_share=None if share is None else D(share))

    assert verdict_of(DISTRICT, facts).verdict is expected


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        ("17999.99", Result.NO),  # two thirds of it are 11 999,99
        ("18000", Result.YES),  # exactly two thirds, which 0.6667 stands for
        ("18000.01", Result.YES),
        (None, Result.YES),  # 12 000 of the 18 000 that it makes with its bank loan
    ],
)
def test_the_loan_is_at_most_two_thirds_of_the_plan(total, expected):
    facts = replace(ASKED, plan_total=None if total is None else D(total))

    assert result(DISTRICT, facts, "plan_share") is expected


def test_an_unknown_plan_that_the_bank_loan_does_not_settle_is_to_check():
    facts = replace(loan(amount=D("5999")), plan_total=None)

    assert result(DISTRICT, facts, "plan_share") is Result.TO_CHECK


@pytest.mark.parametrize(
    ("months", "expected"), [(23, Result.YES), (24, Result.YES), (25, Result.NO)]
)
def test_a_deferral_stays_within_its_limit(months, expected):
    facts = replace(ASKED, requested_deferrals={"pret_honneur_quartier": months})

    assert result(DISTRICT, facts, "deferral") is expected


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (None, None),  # nobody looked: nothing is said
        (frozenset(), Result.YES),
        (frozenset({"cap_quartier"}), Result.YES),
        (frozenset({"pret_honneur_quartier"}), Result.NO),
    ],
)
def test_one_per_person(held, expected):
    assert result(DISTRICT, replace(ASKED, held=held), "once_per_person") is expected


@pytest.mark.parametrize(
    ("bank", "plan", "most"),
    [
        ("30000", None, "15000"),  # the product's own ceiling
        ("7500", None, "15000"),
        ("7499.99", None, "14999.98"),
        ("3000", None, "6000"),
        ("7500", "9000", "6000"),  # two thirds of the plan
        ("7500", "10000", "6666.66"),
    ],
)
def test_the_most_that_can_be_asked_follows_the_loan_and_the_plan(bank, plan, most):
    facts = Facts(
        on=ON,
        bank_loan=BankLoan(amount=D(bank), months=60, surety_share=D(0)),
        plan_total=plan and D(plan),
    )
    found = verdict_of(DISTRICT, facts)

    assert (found.verdict, found.max_amount) == (Verdict.YES, D(most))


@pytest.mark.parametrize(("bank", "expected"), [("499.99", Verdict.NO), ("500", Verdict.YES)])
def test_a_loan_too_small_for_the_least_amount_is_a_no(bank, expected):
    facts = Facts(on=ON, bank_loan=BankLoan(amount=D(bank), months=60, surety_share=D(0)))

    assert verdict_of(DISTRICT, facts).verdict is expected


@pytest.mark.parametrize(
    ("matching", "bank", "expected"),
    [
        ("23999.99", None, Verdict.NO),
        ("24000", None, Verdict.YES),
        ("24000.01", None, Verdict.YES),
        (None, "36000", Verdict.YES),  # the bank loan alone suffices
        (None, "20000", Verdict.TO_CHECK),  # it does not, and the rest is unknown
        (None, None, Verdict.TO_CHECK),
    ],
)
def test_an_association_brings_as_much_as_it_asks(matching, bank, expected):
    facts = Facts(
        on=ON,
        requested={"contrat_apport_associatif": D(24000)},
        matching=matching and D(matching),
        bank_loan=BankLoan(amount=bank and D(bank)),
    )

    assert verdict_of(ASSOCIATION, facts).verdict is expected


def test_what_an_association_brings_bounds_what_it_may_ask():
    found = verdict_of(ASSOCIATION, Facts(on=ON, matching=D("12000.50")))

    assert found.max_amount == D("12000.50")


@pytest.mark.parametrize(
    ("own", "other", "expected"),
    [
        ("0.5", "0.19", Verdict.YES),
        ("0.5", "0.20", Verdict.YES),
        ("0.5", "0.21", Verdict.NO),
        (None, "0.69", Verdict.YES),
        (None, "0.70", Verdict.NO),
    ],
)
def test_guarantees_on_one_loan_add_up_to_a_ceiling(own, other, expected):
    quotas = {"autre": D(other)} | ({"fgif": D(own)} if own else {})

    assert verdict_of(OLD_GUARANTEE, Facts(on=ON, guaranteed_loans=(quotas,))).verdict is expected


@pytest.mark.parametrize(
    ("covered", "expected"), [("1", Verdict.YES), ("1.0001", Verdict.NO), ("1.45", Verdict.NO)]
)
def test_guarantees_never_cover_more_than_their_loan(covered, expected):
    plain = terms("gef", "guarantee", max_quota=D("0.8"))

    assert verdict_of(plain, Facts(on=ON, loan_covered={"gef": D(covered)})).verdict is expected


SILENT = terms("gef", "guarantee", max_quota=D("0.8"))


@pytest.mark.parametrize(
    ("own", "other", "cap", "expected"),
    [
        ("0.50", "0.20", "0.70", Result.YES),  # what its version admits, to the last point
        ("0.50", "0.2001", "0.70", Result.NO),
        ("0.70", "0", "0.70", Result.YES),
        ("0.7001", "0", "0.70", Result.NO),  # alone, its own cap holds it all the same
        ("0.60", "0.20", "0.90", Result.YES),  # 80 %: the ceiling of public guarantees
        ("0.60", "0.2001", "0.90", Result.TO_CHECK),  # which nobody confirmed: never no
        ("0.85", "0", "0.90", Result.YES),  # alone, it is not stacked
        ("0.50", "0.20", None, Result.TO_CHECK),  # its version says nothing
        ("0.80", "0.50", None, Result.TO_CHECK),
        ("0.80", "0", None, Result.YES),
    ],
)
def test_guarantees_stacked_on_one_loan(own, other, cap, expected):
    found = stacked(D(own), D(other), cap and D(cap), Ceiling(D("0.80")))

    assert found.result is expected


def test_a_ceiling_that_is_confirmed_says_no():
    law = Ceiling(D("0.80"), is_confirmed=True)

    assert stacked(D("0.5"), D("0.3"), None, law).result is Result.TO_CHECK
    assert stacked(D("0.5"), D("0.3001"), None, law).result is Result.NO
    assert stacked(D("0.5"), D("0.3001"), D("0.9"), law).result is Result.NO


def test_two_guarantees_that_say_nothing_are_to_check_and_one_alone_is_a_yes():
    alone, both = {"gef": D("0.8")}, {"gef": D("0.5"), "autre": D("0.2")}

    assert verdict_of(SILENT, Facts(on=ON, guaranteed_loans=(alone,))).verdict is Verdict.YES
    found = verdict_of(SILENT, Facts(on=ON, guaranteed_loans=(both,)))
    assert found.verdict is Verdict.TO_CHECK
    assert [c.code for c in found.reasons] == ["stacking"]


def test_a_guarantee_not_asked_for_may_take_the_place_of_the_other():
    facts = Facts(on=ON, guaranteed_loans=({"autre": D("0.8")},))

    assert verdict_of(SILENT, facts).verdict is Verdict.YES


def test_guarantees_on_two_loans_are_not_stacked():
    loans = ({"fgif": D("0.5")}, {"autre": D("0.65")})

    assert verdict_of(OLD_GUARANTEE, Facts(on=ON, guaranteed_loans=loans)).verdict is Verdict.YES
    one = ({"fgif": D("0.5"), "autre": D("0.65")},)
    assert verdict_of(OLD_GUARANTEE, Facts(on=ON, guaranteed_loans=one)).verdict is Verdict.NO


def test_another_guarantee_lowers_the_quota_that_is_left():
    facts = Facts(on=ON, guaranteed_loans=({"autre": D("0.25")},))

    assert verdict_of(OLD_GUARANTEE, facts).max_quota == D("0.45")


def test_a_coupling_that_nobody_confirmed_does_not_say_no():
    unsure = replace(DISTRICT, state="in_use")

    assert verdict_of(unsure, loan(amount=D(100))).verdict is Verdict.TO_CHECK


@pytest.mark.parametrize(("beside", "amount", "share"), [
    ("0", "12000.01", "no"), ("0.01", "12000.01", "yes"), ("20000", "15000", "yes"),
])  # fmt: skip
def test_a_loan_that_no_guarantee_covers_counts_beside_the_guaranteed_one(beside, amount, share):
    """6 000 € guaranteed allow 12 000 €; the loan of another bank counts too."""
    facts = replace(ASKED, unguaranteed_loans=D(beside), requested={DISTRICT.code: D(amount)})

    found = {each.code: each.result for each in verdict_of(DISTRICT, facts).conditions}
    assert found["bank_loan_share"] == share


def test_the_duration_of_a_loan_that_no_guarantee_covers_is_not_known():
    short = replace(ASKED, bank_loan=replace(ASKED.bank_loan, months=12))
    beside = replace(short, unguaranteed_loans=D(20000))

    def found(facts):
        return {c.code: c.result for c in verdict_of(DISTRICT, facts).conditions}

    assert found(short)["bank_loan_months"] == "no"
    assert found(beside)["bank_loan_months"] == "to_check"
