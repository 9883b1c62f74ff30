"""The charts of a forecast; each stands beside the table that holds its figures."""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from levier.rendering.chart_options import bars, line
from levier.rendering.charts import chart_svg
from levier.rules.forecast import Forecast, Scenario
from levier.rules.forecast.assumptions import SHOWN_MONTHS
from levier.web.forecasts.tables import YEARS, month_names

WIDE, HALF, HEIGHT = 1080, 520, 240


def cash_chart(f: Forecast) -> SafeString:
    """Draw the cash at the end of each of the 24 months, and the plan's cash buffer."""
    series: dict[str, Sequence[Any]] = {"Trésorerie": f.cash["closing"][:SHOWN_MONTHS]}
    if f.assumptions.cash_buffer:
        series["Marge du plan"] = [f.assumptions.cash_buffer] * SHOWN_MONTHS
    return _drawn(_by_month(f, series, "Trésorerie en fin de mois"), WIDE)


def scenarios_chart(scenarios: Sequence[Scenario]) -> SafeString:
    """Draw the cash of each scenario over 24 months."""
    series = {s.label: s.forecast.cash["closing"][:SHOWN_MONTHS] for s in scenarios}
    title = "Trésorerie selon le scénario"
    return _drawn(_by_month(scenarios[0].forecast, series, title), WIDE)


def income_charts(f: Forecast) -> list[tuple[str, SafeString]]:
    """Draw turnover and net result by year, each with its title."""
    return [
        (title, _drawn(bars(YEARS, f.income[code], title=title, unit="short_euros"), HALF))
        for code, title in (("turnover", "Chiffre d’affaires"), ("net_result", "Résultat net"))
    ]


def _by_month(f: Forecast, series, title: str) -> dict[str, Any]:
    names = [name.split("\u00a0")[0] for name in month_names(f.assumptions.starts_on)]
    return line(names, series, title=title, unit="short_euros")


def _drawn(option: dict[str, Any], width: int) -> SafeString:
    # The SVG is drawn by the server from figures and fixed words, without script nor style.
    return mark_safe(chart_svg(option, width, HEIGHT, "screen"))
