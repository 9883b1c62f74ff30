"""What becomes of the forecast under the shocks that a committee asks about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from levier.kernel.french import NBSP
from levier.kernel.money import round_euro
from levier.rules.forecast.assumptions import Assumptions
from levier.rules.forecast.computing import Forecast, forecast_of


@dataclass(frozen=True, slots=True)
class Scenario:
    """One case: what changes, in French, and the whole forecast then."""

    code: str
    label: str
    forecast: Forecast


def sensitivity_of(base: Forecast) -> Sequence[Scenario]:
    """Return the forecast as entered, then at −10 % and −20 % of sales, then paid 30 days later.

    Purchases follow sales; fixed charges, grants and loans stay.
    """
    a = base.assumptions
    return (
        Scenario("base", "Comme prévu", base),
        Scenario("sales_10", f"Ventes −10{NBSP}%", forecast_of(with_sales(a, Decimal("0.9")))),
        Scenario("sales_20", f"Ventes −20{NBSP}%", forecast_of(with_sales(a, Decimal("0.8")))),
        Scenario(
            "customers_30",
            "Clients +30 jours",
            forecast_of(replace(a, customer_days=a.customer_days + 30)),
        ),
    )


def with_sales(a: Assumptions, factor: Decimal) -> Assumptions:
    """Return the assumptions with all sales times `factor`, rounded half up to the cent."""
    sales = []
    for sale in a.sales:
        first, second, third = (round_euro(amount * factor) for amount in sale.amounts)
        sales.append(replace(sale, amounts=(first, second, third)))
    return replace(a, sales=tuple(sales))
