"""The lines that fill one cell: delays, rates, dates; and the months that give the seasons."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from levier.exchange.forecast_sheet.lines import ForecastLine
from levier.exchange.forecast_sheet.mapping import MONTHS, YEARS
from levier.exchange.plan_sheet.lines import is_nothing
from levier.exchange.workbook.cells import CellFault, as_text
from levier.kernel.text import normalise
from levier.rules.forecast.cells import Cell

SHARE = Decimal("0.0001")
_REGIMES = (("exempt", ("franchise", "exoner", "non assujetti", "sans tva")),
            ("quarterly", ("trimestr",)), ("monthly", ("mensuel", "mois")))  # fmt: skip


def setting_text(line: ForecastLine, cell: Cell) -> str:
    """Return the text of the cell that a line fills; a fault at the line when it says several.

    `30 jours` gives 30; a rate that a spreadsheet holds as a fraction (0,2) gives 20 %.
    """
    cells = [line.raw[name] for name in ("value", *YEARS) if not is_nothing(line.raw.get(name))]
    try:
        said = list(dict.fromkeys(_typed(one, cell) for one in cells))
    except CellFault as fault:
        line.faults["value"] = str(fault)
        return ""
    if len(said) > 1:
        line.faults["value"] = (
            f"Levier n’en garde qu’une valeur, le fichier en donne plusieurs : {', '.join(said)}."
        )
        return ""
    return said[0] if said else ""


def _typed(raw: Any, cell: Cell) -> str:
    if isinstance(raw, date | datetime):
        return f"{raw:%Y-%m-%d}"
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        value = Decimal(str(raw))
        if cell.kind == "percent" and 0 < value < 1:
            value *= 100
        return f"{value.normalize():f}"
    text = as_text(raw)
    if cell.kind == "count":
        return normalise(text).removesuffix("jours").removesuffix("jour").removesuffix("j").strip()
    if cell.code == "general.vat_regime":
        words = normalise(text)
        return next((code for code, stems in _REGIMES if any(s in words for s in stems)), text)
    return text


def season_texts(lines: Sequence[ForecastLine]) -> dict[str, str]:
    """Return the share of each month in the twelve of these lines, in percent; none without them.

    The last month takes what roundings leave, so that the shares make 100.
    """
    months = [line.months for line in lines if line.months]
    if not months:
        return {}
    sums = [sum(values, Decimal(0)) for values in zip(*months, strict=True)]
    total = sum(sums, Decimal(0))
    if total <= 0 or min(sums) < 0:
        for line in lines:
            line.faults[MONTHS[0]] = "Les ventes d’un mois ne peuvent pas être négatives."
        return {}
    shares = [(value / total * 100).quantize(SHARE, ROUND_HALF_UP) for value in sums[:-1]]
    shares.append(100 - sum(shares, Decimal(0)))
    for line in lines:
        line.becomes = line.becomes or "saisons"
    return {f"season.{n}": f"{share.normalize():f}" for n, share in enumerate(shares, 1)}
