"""The sheet « Ratios » : each ratio as a formula, its own formula in French, its benchmark."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from levier.forecasts.model.book import Book
from levier.forecasts.model.inputs import keys_of
from levier.forecasts.model.yearly import ENDS, Yearly
from levier.kernel.french import number
from levier.rules.forecast import Ratio, ratios_of
from levier.rules.forecast.assumptions import QUASI_EQUITY
from levier.rules.forecast.plan_entries import tranches_of

UNITS = {"euros": "€", "days": "jours", "percent": "fraction", "years": "ans", "times": "fois"}
Formula = Callable[[int], str]


def write_ratios(book: Book, y: Yearly, on: date) -> None:
    """Write the ratios of the rules; a ratio without sense is an empty text."""
    columns = (*ENDS, "Unité", "Repère", "Formule", "Source du repère")
    page = book.page("Ratios", "Ratios, repères en usage à confirmer par la maison", columns)
    page.sheet.set_column(8, 9, 60)
    formulas = _formulas(y)
    for ratio in ratios_of(y.f, on):
        values = ["" if value is None else value for value in ratio.values]
        formula = formulas[ratio.code]
        book.formulas(page, ratio.code, ratio.label, formula, values, style="ratio")
        for rank, text in enumerate(_notes(ratio)):
            page.sheet.write_string(page.rows[ratio.code], 6 + rank, text, book.styles["note"])


def _notes(ratio: Ratio) -> tuple[str, str, str, str]:
    """The unit, the limit, the formula and the source of a ratio."""
    records = [record for record in (ratio.benchmark, ratio.least) if record]
    sign = "≤" if ratio.at_most else "≥"
    limits = " ; insuffisant sous ".join(number(Decimal(one.value)) for one in records)
    return (
        UNITS[ratio.unit],
        f"{sign} {limits}" if records else ratio.note,
        ratio.formula,
        " ; ".join(one.source for one in records),
    )


def _formulas(y: Yearly) -> dict[str, Formula]:
    def b(code: str, n: int) -> str:
        return y.finance.cell(code, n)

    def i(code: str, n: int) -> str:
        return y.income.cell(code, n - 1)

    def turnover(n: int) -> str:
        return f"({i('goods', n)}+{i('production', n)})"

    return {
        **{code: lambda n, c=code: b(c, n) for code in ("frng", "bfr", "cash")},
        "bfr_days": _years(lambda n: divided(f"{b('bfr', n)}*365", turnover(n))),
        "bfr_textbook": _years(lambda n: _textbook(y, n)),
        "autonomy": lambda n: divided(f"({b('equity', n)}+{b('dedicated', n)})", b("total", n)),
        "autonomy_quasi": lambda n: divided(
            f"({b('equity', n)}+{b('dedicated', n)}+{_quasi(y, n)})", b("total", n)),
        "trade_margin_rate": _years(lambda n: divided(i("trade_margin", n), i("goods", n))),
        "value_added_rate": _years(lambda n: divided(i("value_added", n), turnover(n))),
        "ebe_rate": _years(lambda n: divided(i("ebe", n), turnover(n))),
        **_break_even(i, turnover),
        "caf": _years(lambda n: i("caf", n)),
        "rent_weight": _years(lambda n: divided(y.summed("charge1", n - 1), turnover(n))),
        "repayment_years": _years(lambda n: divided(b("loans", n), i("caf", n))),
        "debt_cover": _years(lambda n: divided(i("caf", n), b("plan.repayments", n))),
        **_opening(y),
        "owner_income": _years(lambda n: _monthly(y, n)),
        "cash_days": _years(lambda n: divided(f"{b('cash', n)}*365", "(" + "+".join(
            i(code, n) for code in ("external", "taxes", "wages", "contributions", "goods_cost",
                                    "materials", "interest")) + ")")),
    }  # fmt: skip


def divided(value: str, by: str) -> str:
    """The formula of a ratio to four decimals; empty when the divisor is not above zero."""
    return f'IF({by}>0,ROUND({value}/{by},4),"")'


def _years(formula: Formula) -> Formula:
    return lambda n: formula(n) if n else '""'


def _break_even(i, turnover) -> dict[str, Formula]:
    def margin(n: int) -> str:
        return f"({turnover(n)}-{i('goods_cost', n)}-{i('materials', n)})"

    def needed(n: int) -> str:
        return f"MAX(0,({margin(n)}-{i('current_result', n)})*{turnover(n)}/{margin(n)})"

    def when(n: int, formula: str) -> str:
        return f'IF({turnover(n)}>0,IF({margin(n)}>0,{formula},""),"")'

    return {
        "variable_margin": _years(lambda n: divided(margin(n), turnover(n))),
        "break_even": _years(lambda n: when(n, f"ROUND({needed(n)},2)")),
        "break_even_days": _years(
            lambda n: when(n, f"ROUND({needed(n)}/{turnover(n)}*365,4)")),
        "safety_margin": _years(
            lambda n: when(n, f"ROUND(({turnover(n)}-{needed(n)})/{turnover(n)},4)")),
    }  # fmt: skip


def _monthly(y: Yearly, n: int) -> str:
    """What the owner draws each month; empty when no year has drawings."""
    ever = "+".join(y.summed("drawings", year) for year in range(3))
    return f'IF({ever}=0,"",ROUND({y.summed("drawings", n - 1)}/12,2))'


def _textbook(y: Yearly, n: int) -> str:
    sold, bought = y.summed("invoiced", n - 1), y.summed("billed", n - 1)
    used = y.summed("consumed", n - 1)
    return (
        f"ROUND(({sold}*Jours_clients+{used}*Jours_stock-{bought}*Jours_fournisseurs)/365,2)"
    )  # fmt: skip


def _quasi(y: Yearly, n: int) -> str:
    codes = [tranche.code for tranche in tranches_of(y.sheet.entries, QUASI_EQUITY)]
    return "+".join(y.months.cell(f"left.{code}", 12 * n) for code in codes) or "0"


def _opening(y: Yearly) -> dict[str, Formula]:
    def amounts(side: str, *natures: str) -> str:
        keys = keys_of(y.sheet.entries, side, natures)
        return "(" + ("+".join(y.refs[f"plan.{key}"] for key in keys) or "0") + ")"

    return {
        "own_share": lambda n: '""' if n else divided(
            amounts("resource", "own_cash"), amounts("need")),
        "leverage": lambda n: '""' if n else divided(
            amounts("resource", "bank_loan"), amounts("resource", "solidarity")),
    }  # fmt: skip
