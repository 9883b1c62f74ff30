"""Every limit of every version shipped: below, on and above; its first and last days, and beside.

The cases are drawn from the data files themselves: a version added there is tried here.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from levier.catalogue import data_files
from levier.catalogue.models import Instrument, InstrumentVersion
from levier.portfolio.terms import term_faults
from levier.rules.eligibility import BankLoan, Costs, Facts, Person, Result
from levier.rules.eligibility.couplings import exact_share
from levier.rules.eligibility.limits import limits_of, max_amount_of
from levier.rules.eligibility.terms import GUARANTEE, InstrumentTerms
from levier.rules.guarantees import guaranteed_amount

CENT, ONE_DAY = Decimal("0.01"), timedelta(days=1)
TRIED = {
    "max_quota", "max_quota_development", "cap_amount", "min_amount", "max_amount",
    "max_cost_share", "min_months", "max_months", "allowed_months", "min_age", "max_age",
    "min_deferral_months", "max_deferral_months", "bank_loan_min_ratio", "bank_loan_as_long",
    "bank_loan_surety_max_share", "max_share_of_total", "match_ratio", "stacking_quota_cap",
}  # fmt: skip
NOT_A_THRESHOLD = {
    "annual_rate", "commission_rate", "cap_counts_outstanding", "once_per_person",
    "lent_to_person", "condition",
}  # fmt: skip
"""Rates are applied, not reached; the rest says yes or no. Conditions are tried on their own."""
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
        **(known | {"conditions": (), "allowed_months": tuple(known.get("allowed_months", ()))}),
    )


SHIPPED = [
    pytest.param(terms(row, version), id=f"{row['code']} {version['first_day']}")
    for row in data_files.instruments()
    for version in row["version"]
]


def setting(name: str):
    """Return the shipped versions that set a term; it fails when none does."""
    found = [param for param in SHIPPED if getattr(param.values[0], name)]
    assert found, name
    return found


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


@pytest.mark.parametrize(
    ("one", "low", "high"),
    [p for p in bounded("min_months", "max_months") if not p.values[0].allowed_months],
)
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


@pytest.mark.parametrize("one", [p for p in setting("cap_amount") if p.values[0].max_quota])
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


@pytest.mark.parametrize("one", setting("max_cost_share"))
def test_a_share_of_the_cost_below_on_and_above(one):
    cost = Decimal(1000)
    most = cost * one.max_cost_share
    assert max_amount_of(one, Facts(on=one.version_from, costs=Costs(study=cost))) == most
    for amount, found in ((most - CENT, Result.YES), (most, Result.YES), (most + CENT, Result.NO)):
        facts = Facts(on=one.version_from, costs=Costs(study=cost), requested={one.code: amount})

        assert result(one, "cost_share", facts) == found


@pytest.mark.parametrize("one", setting("allowed_months"))
def test_only_the_durations_listed_are_admitted(one):
    for listed in one.allowed_months:
        for months in (listed - 1, listed, listed + 1):
            facts = Facts(on=one.version_from, requested_months={one.code: months})
            fits = months in one.allowed_months

            assert result(one, "months", facts) == (Result.YES if fits else Result.NO), months


@pytest.mark.parametrize("one", [p for p in SHIPPED if p.values[0].surety == "limited"])
def test_a_limited_surety_whose_limit_nobody_published_is_to_check(one):
    assert one.surety_max_share is None
    for share, found in ((Decimal(0), Result.YES), (Decimal("0.0001"), Result.TO_CHECK)):
        facts = Facts(on=one.version_from, bank_loan=BankLoan(surety_share=share))

        assert result(one, "surety", facts) == found


@pytest.mark.parametrize("one", [p for p in SHIPPED if p.values[0].surety == "excluded"])
def test_an_excluded_surety_is_none_at_all(one):
    for share, found in ((Decimal(0), Result.YES), (Decimal("0.0001"), Result.NO)):
        facts = Facts(on=one.version_from, bank_loan=BankLoan(surety_share=share))

        assert result(one, "surety", facts) == found


@pytest.mark.parametrize("one", setting("bank_loan_min_ratio"))
def test_the_bank_loan_beside_below_on_and_above_its_share(one):
    amount = Decimal(10_000)
    least = amount * one.bank_loan_min_ratio
    for loan, found in ((least - CENT, Result.NO), (least, Result.YES), (least + CENT, Result.YES)):
        facts = Facts(
            on=one.version_from, requested={one.code: amount}, bank_loan=BankLoan(amount=loan)
        )

        assert result(one, "bank_loan_share", facts) == found, loan


@pytest.mark.parametrize("one", setting("bank_loan_as_long"))
def test_the_bank_loan_beside_shorter_as_long_and_longer(one):
    asked = one.max_months
    for months, found in ((asked - 1, Result.NO), (asked, Result.YES), (asked + 1, Result.YES)):
        loan = BankLoan(amount=Decimal(10_000), months=months)
        facts = Facts(on=one.version_from, requested_months={one.code: asked}, bank_loan=loan)

        assert result(one, "bank_loan_months", facts) == found, months


@pytest.mark.parametrize("one", setting("bank_loan_surety_max_share"))
def test_the_surety_on_the_bank_loan_beside_below_on_and_above(one):
    most, step = one.bank_loan_surety_max_share, Decimal("0.0001")
    for share, found in ((most - step, Result.YES), (most, Result.YES), (most + step, Result.NO)):
        loan = BankLoan(amount=Decimal(10_000), surety_share=share)

        assert result(one, "bank_loan_surety", Facts(on=one.version_from, bank_loan=loan)) == found


@pytest.mark.parametrize("one", setting("max_share_of_total"))
def test_a_share_of_the_plan_below_on_and_above(one):
    total, most = Decimal(15_000), Decimal(10_000)  # two thirds, which the catalogue rounds
    assert exact_share(one.max_share_of_total) * 15_000 == 10_000
    for amount, found in ((most - CENT, Result.YES), (most, Result.YES), (most + CENT, Result.NO)):
        facts = Facts(on=one.version_from, requested={one.code: amount}, plan_total=total)

        assert result(one, "plan_share", facts) == found, amount


@pytest.mark.parametrize("one", setting("match_ratio"))
def test_the_matching_money_below_on_and_above(one):
    amount = Decimal(10_000)
    least = amount * one.match_ratio
    for known, found in (
        (least - CENT, Result.NO),
        (least, Result.YES),
        (least + CENT, Result.YES),
    ):
        facts = Facts(on=one.version_from, requested={one.code: amount}, matching=known)

        assert result(one, "match", facts) == found, known


@pytest.mark.parametrize("one", setting("stacking_quota_cap"))
def test_the_quotas_stacked_on_a_loan_below_on_and_above(one):
    own, step = Decimal("0.50"), Decimal("0.0001")
    left = one.stacking_quota_cap - own
    for other, found in ((left - step, Result.YES), (left, Result.YES), (left + step, Result.NO)):
        loans = ({one.code: own, "autre": other},)
        facts = Facts(on=one.version_from, guaranteed_loans=loans)

        assert result(one, "stacking", facts) == found, other


@pytest.mark.parametrize("one", setting("max_quota"))
@pytest.mark.parametrize("project", ["creation", "development"])
def test_a_quota_below_on_and_above(one, project):
    most = one.max_quota
    if project == "development" and one.max_quota_development is not None:
        most = one.max_quota_development
    version = InstrumentVersion(
        instrument=Instrument(label=one.label), max_quota=one.max_quota,
        max_quota_development=one.max_quota_development,
    )  # fmt: skip
    step = Decimal("0.0001")
    for quota, faults in ((most - step, 0), (most, 0), (most + step, 1)):
        found = term_faults(version, amount=CENT, quota=quota, project_kind=project)

        assert len(found) == faults, quota


def test_no_threshold_of_the_files_is_left_untried():
    known = {
        name
        for row in data_files.instruments()
        for version in row["version"]
        for name, value in version.items()
        if isinstance(value, int | Decimal | list) and not isinstance(value, date)
    }

    assert known - NOT_A_THRESHOLD == TRIED


@pytest.mark.parametrize("one", SHIPPED)
def test_a_version_rules_from_its_first_day_to_its_last(one):
    in_force = one.state != "inactive"
    days = [(one.version_from - ONE_DAY, False), (one.version_from, in_force),
            (one.version_from + ONE_DAY, in_force)]  # fmt: skip
    if one.version_to:
        days += [(one.version_to - ONE_DAY, in_force), (one.version_to, in_force),
                 (one.version_to + ONE_DAY, False)]  # fmt: skip

    assert [one.is_in_force_on(day) for day, _ in days] == [ruled for _, ruled in days]
