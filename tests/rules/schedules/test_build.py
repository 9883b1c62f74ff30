"""Schedules worked by hand, and each option on a case where it shows."""

from datetime import date
from decimal import Decimal

import pytest

from levier.rules.schedules import (
    DayCount,
    DeferredInterest,
    Flow,
    InvalidTerms,
    Method,
    MonthEnd,
    NonWorkingDays,
    Remainder,
    ScheduleTerms,
    Stub,
    build_schedule,
)

START = date(2024, 1, 1)


def terms(amount="1200", rate="0.12", method=Method.ANNUITY, periods=12, **options):
    return ScheduleTerms(
        amount=Decimal(amount), annual_rate=Decimal(rate), method=method, periods=periods,
        start=options.pop("start", START), **options,
    )  # fmt: skip


def lines(*args, **options):
    return build_schedule(terms(*args, **options)).instalments


def columns(found):
    return [(str(line.principal), str(line.interest)) for line in found]


@pytest.mark.parametrize(
    ("amount", "rate", "method", "periods", "deferral", "first", "last", "interest"),
    [
        ("30000", "0.035", Method.ANNUITY, 60, 0, "545.75", "545.88", "2745.13"),
        ("36000", "0.02", Method.ANNUITY, 60, 12, "60.00", "781.26", "2209.20"),
        ("24000", "0", Method.CONSTANT_PRINCIPAL, 48, 12, "0.00", "666.55", "0.00"),
        ("10000", "0", Method.ANNUITY, 36, 0, "277.78", "277.70", "0.00"),
    ],
)
def test_the_house_s_own_vectors(amount, rate, method, periods, deferral, first, last, interest):
    schedule = build_schedule(
        terms(amount, rate, method, periods, deferred_principal_periods=deferral)
    )

    assert str(schedule.instalments[0].total) == first
    assert str(schedule.instalments[-1].total) == last
    assert schedule.interest == Decimal(interest)


def test_a_loan_in_fine_pays_its_interest_as_it_runs():
    assert columns(lines(method=Method.IN_FINE, periods=3)) == [
        ("0", "12.00"), ("0", "12.00"), ("1200", "12.00"),
    ]  # fmt: skip


def test_a_single_payment_with_simple_interest():
    *before, last = lines(method=Method.BULLET_SIMPLE, periods=3)
    assert all(line.total == 0 for line in before)
    assert (last.principal, last.interest) == (1200, Decimal("36.00"))


def test_a_fixed_instalment_lasts_as_long_as_it_takes():
    found = lines("1000", "0", Method.FIXED_INSTALMENT, None, fixed_instalment=Decimal(300))
    assert [line.total for line in found] == [300, 300, 300, 100]


def test_a_fixed_instalment_ends_with_what_is_due_and_no_line_follows():
    """1,000 € at 1 % a month, 300 € a line over 12 lines: the fourth pays what is left.

    1000.00 + 10.00 − 300 = 710.00; + 7.10 − 300 = 417.10; + 4.17 − 300 = 121.27; + 1.21 = 122.48.
    """
    found = lines("1000", "0.12", Method.FIXED_INSTALMENT, 12, fixed_instalment=Decimal(300))
    assert [str(line.total) for line in found] == ["300.00", "300.00", "300.00", "122.48"]


def test_a_fixed_instalment_whose_remainder_is_carried_never_goes_below_zero():
    schedule = build_schedule(
        terms(
            "38833.33", "0.1081", Method.FIXED_INSTALMENT, 28, start=date(2028, 7, 6),
            fixed_instalment=Decimal("3884.33"), remainder=Remainder.CARRIED,
        )
    )  # fmt: skip
    assert len(schedule.instalments) == 11
    assert schedule.principal == Decimal("38833.33")
    assert schedule.interest == 10 * Decimal("3884.33") + Decimal("2038.70") - schedule.principal


def test_a_fixed_instalment_waits_for_the_tranche_to_come():
    """600 € are repaid at once; 300 € more leave in the third month and come back after it."""
    tranches = (Flow(START, Decimal(600)), Flow(date(2024, 3, 1), Decimal(300)))
    found = lines(
        "900", "0", Method.FIXED_INSTALMENT, None, fixed_instalment=Decimal(600), tranches=tranches
    )
    assert [line.principal for line in found] == [600, 0, 300]


def test_a_fixed_instalment_below_the_interest_is_refused():
    with pytest.raises(InvalidTerms, match="ne rembourse jamais"):
        lines("1200", "0.12", Method.FIXED_INSTALMENT, None, fixed_instalment=Decimal("12.00"))


@pytest.mark.parametrize(
    ("treatment", "expected"),
    [
        (DeferredInterest.WAIVED, [("0", "0"), ("600.00", "12.00"), ("600.00", "6.00")]),
        (DeferredInterest.COLLECTED_AFTER, [("0", "0"), ("600.00", "24.00"), ("600.00", "6.00")]),
        (
            DeferredInterest.CAPITALISED,
            [("-12.00", "12.00"), ("606.00", "12.12"), ("606.00", "6.06")],
        ),
    ],
)
def test_deferred_interest_is_waived_collected_or_capitalised(treatment, expected):
    found = lines(
        method=Method.CONSTANT_PRINCIPAL, periods=3, deferred_principal_periods=1,
        deferred_interest_periods=1, deferred_interest=treatment,
    )  # fmt: skip
    assert columns(found) == expected
    assert sum(line.principal for line in found) == 1200


def test_the_remainder_goes_first_or_last():
    last = lines("100", "0", Method.CONSTANT_PRINCIPAL, 3)
    first = lines("100", "0", Method.CONSTANT_PRINCIPAL, 3, remainder=Remainder.FIRST)
    assert [str(line.principal) for line in last] == ["33.33", "33.33", "33.34"]
    assert [str(line.principal) for line in first] == ["33.34", "33.33", "33.33"]


def test_a_currency_without_cents():
    found = lines("1000", "0", Method.CONSTANT_PRINCIPAL, 3, quantum=Decimal(1))
    assert [str(line.principal) for line in found] == ["333", "333", "334"]


def test_due_dates_come_from_the_anchor_and_never_drift():
    found = lines("400", "0", periods=4, start=date(2025, 1, 31))
    assert [line.due_on.isoformat() for line in found] == [
        "2025-02-28", "2025-03-31", "2025-04-30", "2025-05-31",
    ]  # fmt: skip
    rolled = lines("200", "0", periods=2, start=date(2025, 1, 31), month_end=MonthEnd.FIRST_OF_NEXT)
    assert [line.due_on for line in rolled] == [date(2025, 3, 1), date(2025, 3, 31)]


def test_a_period_of_days():
    found = lines("1460", "0.10", Method.IN_FINE, 2, days_per_period=30)
    assert [line.due_on for line in found] == [date(2024, 1, 31), date(2024, 3, 1)]
    assert found[0].interest == Decimal("12.00")  # 1,460 × 10 % × 30 / 365


def test_a_collection_moves_to_a_working_day_and_the_contract_does_not():
    may_day = {"start": date(2024, 4, 1), "periods": 1, "method": Method.IN_FINE}
    (line,) = lines(non_working_days=NonWorkingDays.NEXT, **may_day)
    assert (line.due_on, line.contractual_on) == (date(2024, 5, 2), date(2024, 5, 1))
    (line,) = lines(non_working_days=NonWorkingDays.PREVIOUS, **may_day)
    assert line.due_on == date(2024, 4, 30)
    assert line.interest == Decimal("12.00")


def test_a_broken_first_period_counts_its_days_over_365():
    late = date(2024, 2, 16)
    (prorated,) = lines(method=Method.IN_FINE, periods=1, first_due=late)
    assert prorated.interest == Decimal("17.92")  # 12.00 + 1,200 × 12 % × 15 / 365
    stub, first = lines(method=Method.IN_FINE, periods=1, first_due=late, stub=Stub.INTEREST_ONLY)
    assert (stub.rank, stub.interest, stub.due_on) == (0, Decimal("5.92"), date(2024, 1, 16))
    assert first.interest == Decimal("12.00")
    (short,) = lines(method=Method.IN_FINE, periods=1, first_due=date(2024, 1, 11))
    assert short.interest == Decimal("3.95")  # 10 days


@pytest.mark.parametrize(
    ("basis", "interest"),
    [
        (DayCount.MONTHLY, "12.00"),
        (DayCount.THIRTY_360, "12.00"),
        (DayCount.ACTUAL_365, "12.23"),
        (DayCount.ACTUAL_360, "12.40"),
        (DayCount.ACTUAL_364, "12.26"),
        (DayCount.ACTUAL_ACTUAL, "12.20"),
    ],
)
def test_january_2024_in_every_basis(basis, interest):
    """1,200 € at 12 % for the 31 days of January of a leap year."""
    assert lines(method=Method.IN_FINE, periods=1, day_count=basis)[0].interest == Decimal(interest)


def test_a_tranche_on_a_due_date_bears_interest_from_that_day():
    tranches = (Flow(START, Decimal(600)), Flow(date(2024, 2, 1), Decimal(600)))
    found = lines(method=Method.CONSTANT_PRINCIPAL, periods=4, tranches=tranches)
    assert columns(found) == [
        ("150.00", "6.00"), ("350.00", "10.50"), ("350.00", "7.00"), ("350.00", "3.50"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"amount": "0"}, "supérieur à zéro"),
        ({"rate": "-0.01"}, "négatif"),
        ({"periods": None}, "nombre d’échéances"),
        ({"periods": 0}, "de 1 à 1\u202f200"),
        ({"periods": 1201}, "de 1 à 1\u202f200"),
        ({"deferred_principal_periods": 12}, "plus court que la durée"),
        ({"deferred_interest_periods": 13}, "ne peut pas dépasser"),
        ({"first_due": START}, "après le déblocage"),
        ({"tranches": (Flow(START, Decimal(1)),)}, "somme des tranches"),
        ({"tranches": (Flow(date(2023, 12, 31), Decimal(1200)),)}, "précéder"),
        ({"tranches": (Flow(date(2025, 1, 1), Decimal(1200)),)}, "après la dernière"),
        ({"method": Method.CUSTOM_SHARES}, "une part du capital par échéance"),
        ({"method": Method.FIXED_INSTALMENT}, "échéance fixe"),
        ({"instalment_multiple_of": Decimal("0.005")}, "nombre entier d’unités de la monnaie"),
        (
            {"quantum": Decimal(1), "instalment_multiple_of": Decimal("0.05")},
            "nombre entier d’unités de la monnaie",
        ),
        ({"amount": "100.50", "quantum": Decimal(1)}, "arrondissez-les"),
        (
            {"method": Method.CONSTANT_PRINCIPAL, "instalment_multiple_of": Decimal(1)},
            "échéances constantes",
        ),
    ],
)
def test_terms_that_make_no_schedule_are_refused(options, sentence):
    with pytest.raises(InvalidTerms, match=sentence):
        lines(**options)


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "100.505"}, "amount"),
        ({"method": Method.FIXED_INSTALMENT}, "fixed_instalment"),
        (
            {"method": Method.FIXED_INSTALMENT, "fixed_instalment": Decimal("9.999")},
            "fixed_instalment",
        ),
        (
            {"method": Method.FIXED_INSTALMENT, "fixed_instalment": Decimal(1), "periods": None},
            "fixed_instalment",
        ),
        (
            {"method": Method.CUSTOM_SHARES, "principal_shares": (Decimal(99),), "periods": 1},
            "principal_shares",
        ),
        ({"instalment_multiple_of": Decimal(-1)}, "instalment_multiple_of"),
        ({"days_per_period": -1}, "days_per_period"),
        ({"months_per_period": 0}, "months_per_period"),
        ({"first_due": START}, "first_due"),
        (
            {"method": Method.BULLET_SIMPLE, "deferred_interest_periods": 1},
            "deferred_interest",
        ),
    ],
)
def test_a_fault_names_its_field(options, field):
    with pytest.raises(InvalidTerms) as refused:
        lines(**options)
    assert [fault.field for fault in refused.value.faults] == [field]
    assert refused.value.field == field
    assert refused.value.errors == (str(refused.value),)


def test_several_faults_name_each_its_field_and_the_refusal_none():
    with pytest.raises(InvalidTerms) as refused:
        lines(amount="0", first_due=START)
    assert [fault.field for fault in refused.value.faults] == ["amount", "first_due"]
    assert refused.value.field is None
