"""From lines to the cells of a forecast: which cell each one fills, and what it refuses."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from levier.exchange.forecast_sheet.lines import ForecastLine
from levier.exchange.forecast_sheet.mapping import YEARS
from levier.exchange.forecast_sheet.settings import season_texts, setting_text
from levier.exchange.forecast_sheet.targets import (
    COSTS,
    DEDICATED_USE,
    GRANT,
    OWN_CHARGE,
    SALES,
    SEASON,
    TARGETS,
)
from levier.forecasts.sheets import CaseSheet
from levier.kernel.errors import DomainError
from levier.kernel.french import NBSP, number
from levier.kernel.money import ZERO
from levier.kernel.text import normalise
from levier.rules.forecast.cells import CHARGES, GRANTS, NATURES, YEAR_ROWS
from levier.rules.forecast.cells import SALES as SALE_ROWS
from levier.rules.forecast.entry import canonical, shown

BELOW_ZERO = (
    "Un montant négatif n’entre pas ici : si le fichier écrit les charges en négatif, dites-le "
    "au-dessus de l’aperçu."
)
RENT = "charge.1"
PERCENT = Decimal("0.0001")
Years = list[Decimal | None]


@dataclass
class Placing:
    """What lines give: `texts` by cell of the forecast; the rows of the forecast they filled."""

    sheet: CaseSheet
    years: Sequence[int]
    texts: dict[str, str] = field(default_factory=dict)
    rows: set[str] = field(default_factory=set)

    def write(self, row: str, amounts: Years, lines: Sequence[ForecastLine]) -> None:
        """Put the amounts of the years that the file holds in a row; zero leaves a cell blank."""
        self.rows.add(row)
        for rank in self.years:
            value = amounts[rank] or ZERO
            cell = self.sheet.cells[f"{row}.year{rank + 1}"]
            if value < cell.minimum:
                for line in lines:
                    line.faults[YEARS[rank]] = BELOW_ZERO
                continue
            self.put(cell.code, f"{value:f}" if value else "", lines)

    def put(self, code: str, text: str, lines: Sequence[ForecastLine]) -> None:
        """Put a text in a cell; what the cell refuses is said at these lines."""
        try:
            self.texts[code] = canonical(self.sheet.cells[code], text)
        except DomainError as refusal:
            for line in lines:
                line.faults["target"] = str(refusal)


def placed(lines: Sequence[ForecastLine], sheet: CaseSheet, years: Sequence[int]) -> Placing:
    """Return the texts that lines put in the cells of a forecast; faults are said at the lines.

    A line goes to the row that bears its words already, else to a free one. Lines of one row are
    summed. Purchases become the share of the sales of their nature, year by year.
    """
    found = Placing(sheet, years)
    live = [line for line in lines if not line.faults and not line.is_ignored]
    own = {line.key for line in live if _goes_alone(line, sheet)}
    taken = {line.target for line in live if line.key not in own}
    # The last rows of charges are the least used: their usual words are taken first.
    for prefix, ranks, word in (
        ("sale", range(1, SALE_ROWS + 1), "ventes"),
        ("charge", (*range(CHARGES - 1, 0, -1), CHARGES), "charges externes"),
        ("grant", range(1, GRANTS + 1), "subventions"),
    ):
        mine = [line for line in live if line.key in own and line.target.startswith(prefix)]
        _in_own_rows(found, mine, [f"{prefix}.{rank}" for rank in ranks], word, taken)
    if not any(line.faults for line in lines if line.target in SALES):
        _purchases(found, live)
    _summed(found, [line for line in live if line.key not in own])
    for line in live:
        if line.target.startswith("general."):
            text = setting_text(line, sheet.cells[line.target])
            if text:
                found.put(line.target, text, [line])
                kept = found.texts.get(line.target, "")
                line.becomes = f"retenu : {shown(sheet.cells[line.target], kept)}"
    seasons = [line for line in live if line.target == SEASON]
    found.texts |= season_texts(seasons or [line for line in live if line.target in SALES])
    return found


def _goes_alone(line: ForecastLine, sheet: CaseSheet) -> bool:
    """Whether a line has a row of its own: so does a charge whose row was given other words.

    The first charge stays the rent, whatever it is called: ratios read it.
    """
    if line.target in SALES or line.target in (OWN_CHARGE, GRANT):
        return True
    words = normalise(sheet.texts.get(f"{line.target}.label", ""))
    is_charge = line.target.startswith("charge.") and line.target != RENT
    return is_charge and words not in ("", normalise(TARGETS[line.target].label))


def _in_own_rows(
    found: Placing,
    lines: Sequence[ForecastLine],
    rows: Sequence[str],
    word: str,
    taken: set[str],
) -> None:
    """Give each line a row of its own, first to those whose words are in the forecast already."""
    places: dict[str, str] = {}
    for fits in (_bears, _is_free):
        for line in lines:
            open_rows = [row for row in rows if row not in taken]
            row = next((row for row in open_rows if fits(found.sheet, row, line.label)), "")
            if row and line.key not in places:
                places[line.key] = row
                taken.add(row)
    for line in lines:
        row = places.get(line.key, "")
        if not row:
            line.faults["target"] = f"Le prévisionnel tient {len(rows)} lignes de {word}, pas plus."
            continue
        found.put(f"{row}.label", line.label, [line])
        if line.target in SALES:
            found.put(f"{row}.nature", SALES[line.target], [line])
        found.write(row, line.years, [line])
        line.becomes = row


def _bears(sheet: CaseSheet, row: str, label: str) -> bool:
    return normalise(sheet.texts.get(f"{row}.label", "")) == normalise(label)


def _is_free(sheet: CaseSheet, row: str, label: str) -> bool:
    """Whether a row takes any label: it is without words nor amounts, and is not the rent."""
    held = (f"{row}.{name}" for name in ("label", "year1", "year2", "year3"))
    return row != RENT and not any(sheet.texts.get(code) for code in held)


def _purchases(found: Placing, lines: Sequence[ForecastLine]) -> None:
    """Turn purchases into the share of the sales of their nature, or of all sales without any."""
    sales = [line for line in lines if line.target in SALES and line.becomes]
    for target, nature in COSTS.items():
        costs = [line for line in lines if line.target == target]
        if not costs:
            continue
        mine = [sale for sale in sales if SALES[sale.target] == nature]
        if not mine and any(line.target in COSTS and line.target != target for line in lines):
            _refuse(costs, f"Des achats sans ventes de la même nature ({NATURES[nature].lower()}).")
            continue
        _share(found, costs, mine or sales)


def _share(found: Placing, costs: Sequence[ForecastLine], sales: Sequence[ForecastLine]) -> None:
    bought, sold = _total(costs), _total(sales)
    rates: dict[int, Decimal] = {}
    for rank in found.years:
        if not sold[rank]:
            if bought[rank]:
                _refuse(costs, f"Des achats sans ventes en année {rank + 1}.")
                return
            continue
        rate = (bought[rank] / sold[rank] * 100).quantize(PERCENT, ROUND_HALF_UP)
        if not 0 <= rate <= 100:
            _refuse(costs, f"Les achats font {number(rate, 1)}{NBSP}% des ventes en année "
                           f"{rank + 1} : de 0 à 100{NBSP}% sont admis.")  # fmt: skip
            return
        rates[rank] = rate
    for sale in sales:
        _put_rates(found, sale.becomes, rates, costs)
    said = " ; ".join(f"{number(rate)}{NBSP}%" for rate in dict.fromkeys(rates.values()))
    for line in costs:
        line.becomes = f"{said} des ventes"


def _put_rates(
    found: Placing, row: str, rates: dict[int, Decimal], lines: Sequence[ForecastLine]
) -> None:
    """Write the share of each year, blank where it is that of the year before.

    A year that the file does not hold keeps the share of its sales.
    """
    held = found.sheet.texts
    before = now = Decimal(held.get(f"{row}.cost") or 0)
    for rank, name in enumerate(("cost", "cost2", "cost3")):
        code = f"{row}.{name}"
        now = Decimal(held[code]) if held.get(code) else now
        is_kept = rank not in found.years and bool(held.get(f"{row}.year{rank + 1}"))
        wanted = now if is_kept else rates.get(rank)
        if wanted is None:
            before = now if held.get(code) else before
            continue
        found.put(code, "" if rank and wanted == before else f"{wanted:f}", lines)
        before = wanted


def _summed(found: Placing, lines: Sequence[ForecastLine]) -> None:
    """Sum the lines that go to a row of the forecast which has its own name."""
    named: dict[str, list[ForecastLine]] = {}
    for line in lines:
        row = "dedicated" if line.target == DEDICATED_USE else line.target
        if row in YEAR_ROWS or row.startswith("charge."):
            named.setdefault(row, []).append(line)
    for row, mine in named.items():
        used = _total([line for line in mine if line.target == DEDICATED_USE])
        rest = _total([line for line in mine if line.target != DEDICATED_USE])
        found.write(row, [a - b for a, b in zip(rest, used, strict=True)], mine)
        for line in mine:
            line.becomes = row


def _total(lines: Sequence[ForecastLine]) -> list[Decimal]:
    return [sum((line.years[rank] or ZERO for line in lines), ZERO) for rank in range(3)]


def _refuse(lines: Sequence[ForecastLine], why: str) -> None:
    for line in lines:
        line.faults["target"] = f"{why} Choisissez une charge, ou laissez la ligne de côté."


def emptied(found: Placing) -> dict[str, str]:
    """Return blanks for the rows of the forecast that the file does not speak of.

    A file of one or two years empties those only, and leaves the words of the row.
    """
    rows = left_rows(found.sheet, found.rows)
    years = {f"{row}.year{rank + 1}" for row in rows for rank in found.years}
    return {
        code: ""
        for code, text in found.sheet.texts.items()
        if text and (code in years or (len(found.years) == 3 and _row_of(code) in rows))
    }


def _row_of(code: str) -> str:
    return code.rpartition(".")[0]


def left_rows(sheet: CaseSheet, filled: set[str]) -> list[str]:
    """Return the rows of sales, charges, staff and grants that hold amounts and stay as they are.

    The resources and the drawings that only the forecast has are among them.
    """
    rows = [
        *(f"sale.{n}" for n in range(1, SALE_ROWS + 1)),
        *(f"charge.{n}" for n in range(1, CHARGES + 1)),
        *YEAR_ROWS,
        *(f"grant.{n}" for n in range(1, GRANTS + 1)),
    ]
    return [
        row
        for row in rows
        if row not in filled and any(sheet.texts.get(f"{row}.year{year}") for year in (1, 2, 3))
    ]


def row_words(sheet: CaseSheet, row: str) -> str:
    """Return how a person knows a row of the forecast: its own words when it has some."""
    own = sheet.texts.get(f"{row}.label") or ""
    cell = sheet.cells.get(f"{row}.label")
    if cell is not None and cell.default:
        return own or cell.default
    said = sheet.cells[f"{row}.year1"].label.rpartition(",")[0]
    return f"{said} ({own})" if own else said
