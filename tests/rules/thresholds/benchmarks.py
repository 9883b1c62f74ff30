"""The benchmarks of a forecast, and the days of the zones."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from levier.rules.eligibility import Business, Facts
from levier.rules.eligibility.conditions import finding_of
from levier.rules.forecast.computing import forecast_of
from levier.rules.forecast.ratios import Ratio, ratios_of
from levier.rules.parameters import parameter_record
from tests.rules.forecast.businesses import shop, three

from .asking import UNKNOWN, asked, known, the_day, value_of

D2000 = date(2000, 1, 1)
GOOD, WATCH, POOR, NO_VERDICT = "good", "watch", "poor", ""
AT_MOST = {"repayment_years_ceiling"}


def _verdict(name):
    @known
    def ask(value_and_day):
        value, on = value_and_day
        record = parameter_record("forecast", name, on)
        ratio = Ratio(
            name, record.label, "", "times", (value,), record, at_most=name in AT_MOST
        )  # fmt: skip
        return ratio.verdict(0)

    return ask


def _value(text):
    return lambda on: (Decimal(text), on)


def _benchmark(name, below, limit, above):
    low, high = (GOOD, WATCH) if name in AT_MOST else (WATCH, GOOD)
    answers = [(_value(below), low), (_value(limit), GOOD), (_value(above), high)]
    return asked(_verdict(name), answers, (_value(limit), UNKNOWN))


FORECAST = {
    (f"forecast.{name}", D2000): _benchmark(name, *values)
    for name, values in {
        "working_capital_floor": ("-0.01", "0", "0.01"),
        "cash_floor": ("-0.01", "0", "0.01"),
        "equity_share_floor": ("0.2499", "0.25", "0.2501"),
        "repayment_years_ceiling": ("3.9999", "4", "4.0001"),
        "debt_cover_floor": ("1.1999", "1.2", "1.2001"),
        "safety_margin_floor": ("0.0999", "0.10", "0.1001"),
        "own_share_floor": ("0.1999", "0.20", "0.2001"),
    }.items()
}


# ── What the owner draws ──────────────────────────────────────────────────────────────────────
def income_verdict(drawn_and_day):
    """Return the verdict on what the owner of a shop draws each month (euros), on a day."""
    monthly, on = drawn_and_day
    drawn = forecast_of(replace(shop(), drawings=three(12 * monthly)))
    return next(r for r in ratios_of(drawn, on) if r.code == "owner_income").verdict(1)


def _income(below, limit, above, verdict_below, verdict_from, before):
    answers = [(_value(below), verdict_below), (_value(limit), verdict_from),
               (_value(above), verdict_from)]  # fmt: skip
    return asked(income_verdict, answers, (_value(before[0]), before[1]))


# What is under the new amount was enough under the former one, the day before.
OWNER_INCOME = {
    ("forecast.owner_income_smic", day): _income(*amounts, WATCH, GOOD, before)
    for day, amounts, before in (
        (date(2023, 1, 1), ("1353.06", "1353.07", "1353.08"), ("1353.07", NO_VERDICT)),
        (date(2023, 5, 1), ("1383.07", "1383.08", "1383.09"), ("1383.07", GOOD)),
        (date(2024, 1, 1), ("1398.68", "1398.69", "1398.70"), ("1398.68", GOOD)),
        (date(2024, 11, 1), ("1426.29", "1426.30", "1426.31"), ("1426.29", GOOD)),
        (date(2026, 1, 1), ("1443.10", "1443.11", "1443.12"), ("1443.10", GOOD)),
    )
} | {
    ("forecast.owner_income_rsa", day): _income(*amounts, POOR, WATCH, (amounts[0], WATCH))
    for day, amounts in (
        (date(2023, 4, 1), ("607.74", "607.75", "607.76")),
        (date(2024, 4, 1), ("635.70", "635.71", "635.72")),
        (date(2025, 4, 1), ("646.51", "646.52", "646.53")),
    )
}


def rural_law(day):
    """Return the law that the rural condition names on a day."""
    return finding_of("zfrr", Facts(on=day, business=Business(in_zfrr=True))).source


ZONING = {
    ("zoning.qpv_2015", date(2015, 1, 1)): asked(
        value_of("zoning.qpv_2015"), [(the_day, "QPV 2015")], (the_day, UNKNOWN),
        date(2023, 12, 31), (the_day, UNKNOWN),
    ),
    ("zoning.qpv_2024", date(2024, 1, 1)): asked(
        value_of("zoning.qpv_2024"), [(the_day, "QPV 2024")], (the_day, UNKNOWN)
    ),
    ("zoning.zfrr", date(2024, 7, 1)): asked(
        rural_law, [(the_day, "Article 44 quindecies A du CGI, arrêté du 19 juin 2024")],
        (the_day, ""),
    ),
    # What becomes of a commune of this list is tried with its layers.
    ("zoning.former_zrr", date(2024, 7, 1)): asked(
        value_of("zoning.former_zrr"), [(the_day, "ancienne ZRR maintenue")], (the_day, UNKNOWN),
        date(2027, 12, 31), (the_day, UNKNOWN),
    ),
}  # fmt: skip
CASES = FORECAST | OWNER_INCOME | ZONING
