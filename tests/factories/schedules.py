"""Schedules worked by hand of 1,200 € at 12 % over three months from 1 April 2026: 1 % a month."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from levier.rules.schedules import (
    DayCount,
    DeferredInterest,
    Method,
    MonthEnd,
    NonWorkingDays,
    Remainder,
    Rounding,
    Stub,
    YearBoundary,
)
from levier.workflows.schedule_choice import Choice, Conventions

READ = {
    "day_count": DayCount, "year_boundary": YearBoundary, "stub": Stub, "month_end": MonthEnd,
    "non_working_days": NonWorkingDays, "rounding": Rounding, "remainder": Remainder,
    "instalment_multiple_of": Decimal,
}  # fmt: skip


@dataclass(frozen=True)
class Worked:
    """A schedule known beforehand: what a form types, and its lines in euros.

    A line is its day of collection, its principal and its interest.
    """

    typed: dict[str, Any]
    lines: tuple[tuple[str, str, str], ...]
    terms: dict[str, Any] = field(default_factory=dict)


MAY, JUNE, JULY = "2026-05-01", "2026-06-01", "2026-07-01"
THIRDS = ("400.00", "400.00", "400.00")


def _monthly(principals, interests, days=(MAY, JUNE, JULY)):
    return tuple(zip(days, principals, interests, strict=True))


WORKED = {
    "annuity": Worked(
        {"method": "annuity"}, _monthly(("396.03", "399.99", "403.98"), ("12.00", "8.04", "4.04"))
    ),
    "constant_principal": Worked(
        {"method": "constant_principal"}, _monthly(THIRDS, ("12.00", "8.00", "4.00"))
    ),
    "in_fine": Worked(
        {"method": "in_fine"}, _monthly(("0", "0", "1200.00"), ("12.00", "12.00", "12.00"))
    ),
    "bullet_simple": Worked(
        {"method": "bullet_simple"}, _monthly(("0", "0", "1200.00"), ("0", "0", "36.00"))
    ),
    "bullet_capitalised": Worked(
        {"method": "bullet_capitalised"}, _monthly(("0", "0", "1200.00"), ("0", "0", "36.36"))
    ),
    "custom_shares": Worked(
        {"method": "custom_shares", "principal_shares": "50 %\n30\n20,0"},
        _monthly(("600.00", "360.00", "240.00"), ("12.00", "6.00", "2.40")),
    ),
    "custom_shares_after_a_deferral": Worked(
        {"method": "custom_shares", "principal_shares": "75 ; 25"},
        _monthly(("0", "900.00", "300.00"), ("12.00", "12.00", "3.00")),
        {"deferral_months": 1},
    ),
    "fixed_instalment": Worked(
        {"method": "fixed_instalment", "fixed_instalment": "500"},
        _monthly(("488.00", "492.88", "219.12"), ("12.00", "7.12", "2.19")),
    ),
    "fixed_instalment_over_before_its_term": Worked(
        {"method": "fixed_instalment", "fixed_instalment": "700"},
        (("2026-05-01", "688.00", "12.00"), ("2026-06-01", "512.00", "5.12")),
    ),
    "quarterly": Worked(
        {"method": "constant_principal", "months_per_period": "3"}, ((JULY, "1200.00", "36.00"),)
    ),
    "every_30_days": Worked(  # 144 € a year × 30 ÷ 365
        {"method": "constant_principal", "months_per_period": "0", "days_per_period": "30"},
        _monthly(THIRDS, ("11.84", "7.89", "3.95"), (MAY, "2026-05-31", "2026-06-30")),
    ),
    "interest_waived": Worked(
        {"method": "constant_principal", "deferred_interest": "waived"},
        _monthly(("0", "600.00", "600.00"), ("0", "12.00", "6.00")),
        {"deferral_months": 1},
    ),
    "interest_collected_after": Worked(
        {"method": "constant_principal", "deferred_interest": "collected_after"},
        _monthly(("0", "600.00", "600.00"), ("0", "24.00", "6.00")),
        {"deferral_months": 1},
    ),
    "interest_capitalised": Worked(
        {"method": "constant_principal", "deferred_interest": "capitalised"},
        _monthly(("-12.00", "606.00", "606.00"), ("12.00", "12.12", "6.06")),
        {"deferral_months": 1},
    ),
    "interest_alone_deferred": Worked(
        {
            "method": "constant_principal", "deferral": "interest",
            "deferred_interest": "collected_after",
        },
        _monthly(THIRDS, ("0", "20.00", "4.00")),
        {"deferral_months": 1},
    ),
    "actual_365": Worked(  # 30, 31 and 30 days
        {"method": "constant_principal", "day_count": "actual/365"},
        _monthly(THIRDS, ("11.84", "8.15", "3.95")),
    ),
    "30_360": Worked(
        {"method": "constant_principal", "day_count": "30/360"},
        _monthly(THIRDS, ("12.00", "8.00", "4.00")),
    ),
    "actual_actual": Worked(
        {"method": "constant_principal", "day_count": "actual/actual", "year_boundary": "dec31"},
        _monthly(THIRDS, ("11.84", "8.15", "3.95")),
    ),
    "broken_days_apart": Worked(  # 14 days of 144 € a year, then whole months
        {"method": "constant_principal", "first_due": "2026-05-15", "stub": "interest_only"},
        (
            ("2026-04-15", "0", "5.52"), ("2026-05-15", "400.00", "12.00"),
            ("2026-06-15", "400.00", "8.00"), ("2026-07-15", "400.00", "4.00"),
        ),
    ),
    "next_working_day": Worked(  # 1 May is a Friday that nobody works, then a week-end
        {"method": "constant_principal", "non_working_days": "next"},
        _monthly(THIRDS, ("12.00", "8.00", "4.00"), ("2026-05-04", JUNE, JULY)),
    ),
    "previous_working_day": Worked(
        {"method": "constant_principal", "non_working_days": "previous"},
        _monthly(THIRDS, ("12.00", "8.00", "4.00"), ("2026-04-30", JUNE, JULY)),
    ),
    "month_ends_rolled": Worked(  # the 31st of June is 1 July
        {
            "method": "constant_principal", "first_due": "2026-05-31",
            "month_end": "first_of_next", "stub": "interest_only",
        },
        (
            # 1 April to 1 May, when the month before the 31st opens: 30 days
            (MAY, "0", "11.84"), ("2026-05-31", "400.00", "12.00"),
            (JULY, "400.00", "8.00"), ("2026-07-31", "400.00", "4.00"),
        ),
    ),
    "remainder_first": Worked(
        {"method": "constant_principal", "remainder": "first"},
        _monthly(("333.34", "333.33", "333.33"), ("10.00", "6.67", "3.33")),
        {"amount": "1000"},
    ),
    "remainder_carried": Worked(
        {"method": "constant_principal", "remainder": "carried"},
        _monthly(("333.33", "333.33", "333.34"), ("10.00", "6.67", "3.33")),
        {"amount": "1000"},
    ),
    "rounded_to_even": Worked(  # 1 % of 1,000.50 € is 10.005 €
        {"method": "in_fine", "rounding": "half_even"}, ((MAY, "1000.50", "10.00"),),
        {"amount": "1000.50", "months": 1},
    ),
    "rounded_up": Worked(
        {"method": "in_fine"}, ((MAY, "1000.50", "10.01"),), {"amount": "1000.50", "months": 1}
    ),
    "whole_euros": Worked(
        {"method": "annuity", "instalment_multiple_of": "1"},
        _monthly(("396.00", "399.96", "404.04"), ("12.00", "8.04", "4.04")),
    ),
}  # fmt: skip


def choice(typed) -> Choice:
    """Return what a form makes of what is typed."""
    first = typed.get("first_due")
    interest = typed.get("deferred_interest")
    shares = typed.get("principal_shares", "").replace("%", "").replace(",", ".")
    return Choice(
        method=Method(typed["method"]),
        months_per_period=int(typed.get("months_per_period", 1)) or 1,
        days_per_period=int(typed["days_per_period"]) if "days_per_period" in typed else None,
        first_due=date.fromisoformat(first) if first else None,
        deferred_interest=DeferredInterest(interest) if interest else None,
        defers_principal=typed.get("deferral") != "interest",
        fixed_instalment=(
            Decimal(typed["fixed_instalment"]) if "fixed_instalment" in typed else None
        ),
        principal_shares=tuple(Decimal(each) for each in shares.replace(";", " ").split()),
        conventions=Conventions(**{
            name: read(typed[name]) for name, read in READ.items() if name in typed
        }),
    )  # fmt: skip
