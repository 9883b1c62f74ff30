"""The forecast as a committee's note sums it up: main figures, ratios, lowest cash."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from levier.cases.models import Case
from levier.forecasts.sheets import case_sheet
from levier.kernel.french import MONTHS, NBSP, euros, number, percent, plural
from levier.rendering import documents as d
from levier.rules.forecast import Forecast, Ratio, ratios_of, sensitivity_of
from levier.rules.forecast.wording import INCOME

_FIGURES = ("goods", "production", "value_added", "ebe", "operating_result", "net_result", "caf")
_MARKS = {"watch": " (à surveiller)", "poor": " (insuffisant)"}
_RATIOS = (
    "bfr", "break_even", "break_even_days", "safety_margin", "autonomy", "autonomy_quasi",
    "repayment_years", "debt_cover", "owner_income", "cash_days",
)  # fmt: skip


def forecast_summary(case: Case, on: date) -> tuple[d.Table | None, str]:
    """Return the table and the comment of a dossier's forecast; none when it has no forecast."""
    sheet = case_sheet(case)
    if not sheet.is_filled:
        return None, ""
    f = sheet.forecast
    rows = [*_figures(f), *_ratio_rows(ratios_of(f, on))]
    cash = ("Trésorerie en fin d’année", *(_euros(v) for v in f.balance["cash"][1:]))
    header = ("En euros", "Année 1", "Année 2", "Année 3")
    return d.Table(header, rows, ("g", "d", "d", "d"), (cash,)), _comment(f)


def _figures(f: Forecast) -> list[Sequence[str]]:
    words = {word.code: word for word in INCOME}
    return [
        (words[code].label_for(f.assumptions.kind), *(_euros(v) for v in f.income[code]))
        for code in _FIGURES
        if any(f.income[code])
    ]


def _ratio_rows(ratios: Sequence[Ratio]) -> list[Sequence[str]]:
    found = {ratio.code: ratio for ratio in ratios}
    return [
        (found[code].label, *(_ratio(found[code], rank) for rank in (1, 2, 3)))
        for code in _RATIOS
        if code in found
    ]


def _ratio(ratio: Ratio, rank: int) -> str:
    value = ratio.values[rank]
    if value is None:
        return "—"
    mark = _MARKS.get(ratio.verdict(rank), "")
    if ratio.unit == "euros":
        return _euros(value) + mark
    if ratio.unit == "percent":
        return percent(value, 1) + mark
    if ratio.unit == "days":
        return plural(int(value.quantize(Decimal(1))), "jour") + mark
    return number(value, 1) + (f"{NBSP}ans" if ratio.unit == "years" else "") + mark


def _comment(f: Forecast) -> str:
    """Say where cash is the lowest, and what sales 10 and 20 % lower, or paid later, make of it."""
    point, starts = f.low_point, f.assumptions.starts_on
    month = starts.month - 1 + point.month - 1
    when = (
        f"fin {MONTHS[month % 12]} {starts.year + month // 12}" if point.month else "à l’ouverture"
    )
    said = [f"Point bas de trésorerie sur 24 mois{NBSP}: {_euros(point.amount)} {when}"]
    if point.buffer:
        said[0] += f", pour une marge de {_euros(point.buffer)} inscrite au plan"
    others = [
        f"{scenario.label.lower()}, {_euros(scenario.forecast.low_point.amount)}"
        for scenario in sensitivity_of(f)[1:]
    ]
    return f"{said[0]}. Sensibilité du point bas{NBSP}: {' ; '.join(others)}. Les repères des " \
        "ratios sont des usages."  # fmt: skip


def _euros(value: Decimal) -> str:
    return euros(value, cents=False)
