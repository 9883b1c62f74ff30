"""The turnover at which the current result is zero, and how far the forecast is from it."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from levier.kernel.money import round_euro
from levier.rules.forecast.months import Rows


@dataclass(frozen=True, slots=True)
class BreakEven:
    """`turnover` in euros, `days` of the year to reach it, `safety` and `margin_rate` fractions.

    All None without sales, or when sales earn nothing: no turnover would be enough.
    """

    margin_rate: Decimal | None = None
    turnover: Decimal | None = None
    days: Decimal | None = None
    safety: Decimal | None = None


def break_even(income: Rows, year: int) -> BreakEven:
    """Return the break-even of a year (0 to 2).

    Variable costs are the purchases consumed; fixed charges are all others, less operating
    grants: at `turnover`, the current result is zero.
    """
    sales = income["turnover"][year]
    if sales <= 0:
        return BreakEven()
    margin = sales - income["goods_cost"][year] - income["materials"][year]
    rate = _four(margin / sales)
    if margin <= 0:
        return BreakEven(margin_rate=rate)
    fixed = margin - income["current_result"][year]
    needed = max(Decimal(0), fixed * sales / margin)
    return BreakEven(
        margin_rate=rate,
        turnover=round_euro(needed),
        days=_four(needed / sales * 365),
        safety=_four((sales - needed) / sales),
    )


def _four(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.0001"), ROUND_HALF_UP)
