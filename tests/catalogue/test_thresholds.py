"""Every limit of every version shipped: below, on and above; its first and last days, and beside.

The cases are drawn from the data files themselves: a version added there is tried here.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from levier.catalogue import data_files
from levier.rules.eligibility import BankLoan, Costs, Facts, Person, Result
from levier.rules.eligibility.limits import limits_of, max_amount_of
from levier.rules.eligibility.terms import GUARANTEE, InstrumentTerms
from levier.rules.guarantees import guaranteed_amount

CENT, ONE_DAY = Decimal("0.01"), timedelta(days=1)
NAMES = InstrumentTerms.__dataclass_fields__.keys()


def terms(row, version) -> InstrumentTerms:
    """Return a shipped version as the rules read it; its conditions are tried elsewhere."""
    fields = data_files.version_fields(version)
    known = {name: value for name, value in fields.items() if name in NAMES}
    return InstrumentTerms(
        code=row["code"],
        label=row["label"],
        kind=row["kind"],
        version_from=version["first_day"],
        version_to=version.get("last_day"),
        state="confirmed" if version["status"] == "in_use" else version["status"],
        **(known | {"conditions": ()}),
    )


SHIPPED = [
    pytest.param(terms(row, version), id=f"{row['code']} {version['first_day']}")
    for row in data_files.instruments()
    for version in row["version"]
]


def bounded(low: str, high: str):
    """Return the shipped versions that set one of two bounds, with the bounds."""
    return [
        pytest.param(one, getattr(one, low), getattr(one, high), id=param.id)
        for param in SHIPPED
        for one in param.values
        if getattr(one, low) is not None or getattr(one, high) is not None
    ]


def beside(low, high, step):
    """Yield (value, whether it fits) below, on and above each bound."""
    if low is not None:
        yield from ((low - step, False), (low, True))
        yield low + step, high is None or low + step <= high
    if high is not None:
        yield from ((high, True), (high + step, False))
        yield high - step, low is None or high - step >= low


def result(one: InstrumentTerms, code: str, facts: Facts) -> Result:
    """Return what one limit of a version says of the facts."""
    return next(limit.finding.result for limit in limits_of(one, facts) if limit.code == code)


def born(years: int, on: date) -> Facts:
    return Facts(on=on, person=Person(birth_date=date(on.year - years, 1, 1)))


@pytest.mark.parametrize(("one", "low", "high"), bounded("min_age", "max_age"))
def test_an_age_below_on_and_above(one, low, high):
    for years, fits in beside(low, high, 1):
        found = result(one, "age", born(years, one.version_from.replace(month=6)))

        assert found == (Result.YES if fits else Result.NO), years


@pytest.mark.parametrize(("one", "low", "high"), bounded("min_months", "max_months"))
def test_a_duration_below_on_and_above(one, low, high):
    for months, fits in beside(low, high, 1):
        code, facts = "months", Facts(on=one.version_from, requested_months={one.code: months})
        if one.kind == GUARANTEE:
            code, facts = (
                "loan_months",
                Facts(on=one.version_from, bank_loan=BankLoan(months=months)),
            )

        assert result(one, code, facts) == (Result.YES if fits else Result.NO), months


@pytest.mark.parametrize(("one", "low", "high"), bounded("min_amount", "max_amount"))
def test_an_amount_below_on_and_above(one, low, high):
    for amount, fits in beside(low, high, CENT):
        code, facts = "amount", Facts(on=one.version_from, requested={one.code: amount})
        if one.kind == GUARANTEE:
            code, facts = (
                "loan_amount",
                Facts(on=one.version_from, bank_loan=BankLoan(amount=amount)),
            )

        assert result(one, code, facts) == (Result.YES if fits else Result.NO), amount


@pytest.mark.parametrize(
    ("one", "low", "high"), bounded("min_deferral_months", "max_deferral_months")
)
def test_a_deferral_below_on_and_above(one, low, high):
    for months, fits in beside(low, high, 1):
        facts = Facts(on=one.version_from, requested_deferrals={one.code: months})

        assert result(one, "deferral", facts) == (Result.YES if fits else Result.NO), months


@pytest.mark.parametrize(
    "one", [p for p in SHIPPED if p.values[0].cap_amount and p.values[0].max_quota]
)
def test_a_cap_acts_just_above_the_loan_that_reaches_it(one):
    loan = one.cap_amount / one.max_quota
    step = 1 / one.max_quota  # one euro guaranteed
    for amount, worth, capped in (
        (loan - step, one.cap_amount - 1, False),
        (loan, one.cap_amount, False),
        (loan + step, one.cap_amount, True),
    ):
        found = guaranteed_amount(amount, one.max_quota, one.cap_amount)

        assert (found.amount, found.capped) == (worth, capped)


@pytest.mark.parametrize("one", [p for p in SHIPPED if p.values[0].max_cost_share])
def test_a_share_of_the_cost_below_on_and_above(one):
    cost = Decimal(1000)
    most = cost * one.max_cost_share
    assert max_amount_of(one, Facts(on=one.version_from, costs=Costs(study=cost))) == most
    for amount, found in ((most - CENT, Result.YES), (most, Result.YES), (most + CENT, Result.NO)):
        facts = Facts(on=one.version_from, costs=Costs(study=cost), requested={one.code: amount})

        assert result(one, "cost_share", facts) == found


@pytest.mark.parametrize(
    "one", [p for p in SHIPPED if p.values[0].surety == "limited" and p.values[0].surety_max_share]
)
def test_a_limited_surety_below_on_and_above(one):
    most = one.surety_max_share
    step = Decimal("0.0001")
    for share, found in ((most - step, Result.YES), (most, Result.YES), (most + step, Result.NO)):
        facts = Facts(on=one.version_from, bank_loan=BankLoan(surety_share=share))

        assert result(one, "surety", facts) == found


@pytest.mark.parametrize("one", SHIPPED)
def test_a_version_rules_from_its_first_day_to_its_last(one):
    in_force = one.state != "inactive"
    days = [(one.version_from - ONE_DAY, False), (one.version_from, in_force),
            (one.version_from + ONE_DAY, in_force)]  # fmt: skip
    if one.version_to:
        days += [(one.version_to - ONE_DAY, in_force), (one.version_to, in_force),
                 (one.version_to + ONE_DAY, False)]  # fmt: skip

    assert [one.is_in_force_on(day) for day, _ in days] == [ruled for _, ruled in days]
