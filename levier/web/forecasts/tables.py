"""The statements as tables: rows with their words and formula, figures ready to be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from levier.kernel.french import MINUS, NBSP, SHORT_MONTHS, euros, number, percent
from levier.rules.forecast import Forecast, LowPoint, Ratio, Scenario
from levier.rules.forecast.assumptions import SHOWN_MONTHS
from levier.rules.forecast.months import Rows
from levier.rules.forecast.wording import BALANCE, CASH, INCOME, PLAN, StatementRow, rows_for

YEARS = ("Année 1", "Année 2", "Année 3")
ENDS = ("Ouverture", "Fin d’année 1", "Fin d’année 2", "Fin d’année 3")
VERDICTS = {
    "good": ("bon", "pre"), "watch": ("à surveiller", "ocre"), "poor": ("insuffisant", "brique"),
    "": ("", ""),
}  # fmt: skip


@dataclass(frozen=True)
class TableCell:
    """A figure as it is read; `mark` names what a column or a verdict says of it."""

    text: str
    is_negative: bool = False
    mark: str = ""
    badge: str = ""
    sense: str = ""


@dataclass(frozen=True)
class TableRow:
    """A row of a statement, with the formula that a hover, the focus or a tap shows."""

    key: str
    label: str
    formula: str
    weight: str
    cells: Sequence[TableCell]
    note: str = ""


@dataclass(frozen=True)
class StatementTable:
    """A statement: its title, its column titles, its rows."""

    key: str
    title: str
    columns: Sequence[str]
    rows: Sequence[TableRow]
    note: str = ""


def income_table(f: Forecast) -> StatementTable:
    """Return the forecast income statement, with its intermediate balances."""
    return _table("income", "Compte de résultat prévisionnel", YEARS, INCOME, f.income, f)


def plan_table(f: Forecast) -> StatementTable:
    """Return the financing plan over three years, from the dossier's plan and the forecast."""
    columns = ("Ouverture", *YEARS)
    title = "Plan de financement à trois ans"
    return _table("plan", title, columns, PLAN, f.plan, f, _opening_words(f))


def _opening_words(f: Forecast) -> str:
    """Say whether the opening leaves the cash that the plan meant to keep, and the VAT advanced."""
    reserve = f.assumptions.working_capital + f.assumptions.cash_buffer
    opening, vat = f.opening_cash, -f.balance["vat"][0]
    kept = f"le BFR et la marge de trésorerie inscrits au plan ({euros(reserve)})"
    if opening >= reserve:
        return f"À l’ouverture, il reste {euros(opening)} : {kept} sont là."
    advanced = f", dont {euros(vat)} de TVA à avancer" if vat > 0 else ""
    return (
        f"À l’ouverture, il reste {euros(opening)} : {kept} ne sont pas couverts, il manque "
        f"{euros(reserve - opening)}{advanced}."
    )


def balance_table(f: Forecast) -> StatementTable:
    """Return the balance sheet read from the top: BFR, FRNG, cash."""
    return _table("balance", "Bilan : FRNG, BFR, trésorerie", ENDS, BALANCE, f.balance, f)


def cash_tables(f: Forecast) -> list[StatementTable]:
    """Return the 24 months of the cash plan, one table a year, the lowest month marked."""
    names = month_names(f.assumptions.starts_on)
    tables = []
    for year, start in enumerate(range(0, SHOWN_MONTHS, 12), 1):
        marks = ["bas" if start + n + 1 == f.low_point.month else "" for n in range(12)]
        rows = {code: row[start : start + 12] for code, row in f.cash.items()}
        tables.append(
            _table(f"cash{year}", f"Année {year}", names[start : start + 12], CASH, rows, f,
                   marks=marks)
        )  # fmt: skip
    return tables


def month_names(starts_on: date) -> list[str]:
    """Return the names of the 24 months: `sept. 2024`."""
    found = []
    for rank in range(SHOWN_MONTHS):
        month = starts_on.month - 1 + rank
        found.append(f"{SHORT_MONTHS[month % 12]}{NBSP}{starts_on.year + month // 12}")
    return found


def low_point_words(point: LowPoint, starts_on: date) -> str:
    """Return where cash is the lowest, in a sentence."""
    when = "à l’ouverture" if not point.month else f"fin {month_names(starts_on)[point.month - 1]}"
    return f"{euros(point.amount)} {when}"


def ratio_rows(ratios: Sequence[Ratio]) -> list[TableRow]:
    """Return the ratios as rows: value, verdict, formula, benchmark and its source."""
    return [
        TableRow(ratio.code, ratio.label, ratio.formula, "line",
                 [_ratio_cell(ratio, rank) for rank in range(4)], _benchmark(ratio))
        for ratio in ratios
    ]  # fmt: skip


def ratio_text(ratio: Ratio, rank: int) -> str:
    """Return the value of a ratio with its unit; a dash when it has no sense."""
    return _with_unit(ratio.values[rank], ratio.unit)


def scenario_table(scenarios: Sequence[Scenario]) -> StatementTable:
    """Return what becomes of the main figures in each scenario, side by side."""
    lines = (
        ("Chiffre d’affaires, année 1", lambda f: f.income["turnover"][0], ""),
        ("EBE, année 1", lambda f: f.income["ebe"][0], ""),
        ("Résultat net, année 1", lambda f: f.income["net_result"][0], ""),
        ("CAF, année 1", lambda f: f.income["caf"][0], ""),
        ("Point bas de trésorerie sur 24 mois", lambda f: f.low_point.amount, "sub"),
        ("Trésorerie, fin d’année 1", lambda f: f.balance["cash"][1], ""),
        ("Trésorerie, fin d’année 2", lambda f: f.balance["cash"][2], ""),
        ("Trésorerie, fin d’année 3", lambda f: f.balance["cash"][3], "total"),
    )
    rows = [
        TableRow(f"s{rank}", label, "", weight, [_cell(read(s.forecast)) for s in scenarios])
        for rank, (label, read, weight) in enumerate(lines)
    ]
    return StatementTable("scenarios", "Sensibilité", [s.label for s in scenarios], rows)


def scenario_months(scenarios: Sequence[Scenario]) -> StatementTable:
    """Return the cash of each scenario at the end of each of the 24 months, as the chart does."""
    names = month_names(scenarios[0].forecast.assumptions.starts_on)
    rows = [
        TableRow(s.code, s.label, "", "line",
                 [_cell(value) for value in s.forecast.cash["closing"][:SHOWN_MONTHS]])
        for s in scenarios
    ]  # fmt: skip
    return StatementTable("scenario_months", "Trésorerie en fin de mois", names, rows)


def _table(
    key: str,
    title: str,
    columns: Sequence[str],
    words: Sequence[StatementRow],
    rows: Rows,
    f: Forecast,
    note: str = "",
    marks: Sequence[str] = (),
) -> StatementTable:
    kind = f.assumptions.kind
    return StatementTable(key, title, columns, [
        TableRow(f"{key}-{word.code}", word.label_for(kind), word.formula, word.weight,
                 [_cell(value, marks[n] if marks else "")
                  for n, value in enumerate(rows[word.code])])
        for word in rows_for(words, kind)
        if word.weight != "line" or any(rows[word.code])
    ], note)  # fmt: skip


def _cell(value: Decimal, mark: str = "") -> TableCell:
    text = number(value, 0)
    shown = "0" if text == f"{MINUS}0" else text
    return TableCell(shown, shown.startswith(MINUS), mark)


def _ratio_cell(ratio: Ratio, rank: int) -> TableCell:
    word, sense = VERDICTS[ratio.verdict(rank)]
    text = ratio_text(ratio, rank)
    return TableCell(text, text.startswith(MINUS), badge=word, sense=sense)


def _with_unit(value: Decimal | None, unit: str) -> str:
    if value is None:
        return "—"
    if unit == "euros":
        return euros(value.quantize(Decimal(1)) if abs(value) >= 1 else value)
    if unit == "percent":
        return percent(value, 1)
    words = {"days": f"{NBSP}jours", "years": f"{NBSP}ans", "times": ""}
    places = {"days": 0, "years": 1, "times": 2}[unit]
    return f"{number(value, places)}{words[unit]}"


def _benchmark(ratio: Ratio) -> str:
    record, least = ratio.benchmark, ratio.least
    if record is None:
        return ratio.note
    sign = "au plus" if ratio.at_most else "au moins"
    said = f"{sign} {_limit(Decimal(record.value), ratio.unit)}. {record.source}."
    if least is None:
        return said
    poor = _limit(Decimal(least.value), ratio.unit)
    return f"{said} Insuffisant sous {poor}. {least.source}."


def _limit(value: Decimal, unit: str) -> str:
    if unit == "percent":
        return percent(value)
    return f"{number(value)}{NBSP}ans" if unit == "years" else _with_unit(value, unit)
