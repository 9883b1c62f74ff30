"""A dossier's forecast over three years: statements, cash, ratios, and what if sales fall.

`forecast_of(assumptions)` gives every statement; `ratios_of` reads it against the benchmarks in
force on a day; `sensitivity_of` computes it again under the usual shocks. Formulas and sources:
docs/rules/previsionnel.md and docs/rules/ratios.md.
"""

from levier.rules.forecast.assumptions import Assumptions, Kind
from levier.rules.forecast.computing import Forecast, LowPoint, forecast_of
from levier.rules.forecast.ratios import Ratio, ratios_of
from levier.rules.forecast.sensitivity import Scenario, sensitivity_of

__all__ = [
    "Assumptions",
    "Forecast",
    "Kind",
    "LowPoint",
    "Ratio",
    "Scenario",
    "forecast_of",
    "ratios_of",
    "sensitivity_of",
]
