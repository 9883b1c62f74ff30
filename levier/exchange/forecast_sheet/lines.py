"""From the cells of a workbook to the lines of a forecast, one a label, whatever its sheets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from levier.exchange.forecast_sheet.mapping import MONTHS, YEARS, ForecastMap
from levier.exchange.forecast_sheet.targets import CHECK, IGNORE, TARGETS, Target
from levier.exchange.forecast_sheet.vocabulary import (
    ALL_OF,
    TURNOVER,
    split_account,
    target_of,
)
from levier.exchange.plan_sheet.lines import bare_amount, is_nothing
from levier.exchange.plan_sheet.mapping import is_figure, sheet_named, words_in
from levier.exchange.workbook.cells import CellFault, decimal
from levier.exchange.workbook.reading import Grid
from levier.kernel.money import round_euro
from levier.kernel.text import normalise, squeeze

LONGEST_LABEL = 80
TO_CHOOSE = "Dites ce que devient cette ligne, ou laissez-la de côté."
NO_FIGURE = "sans montant"
UNKNOWN_SETTING = "hypothèse que Levier ne connaît pas"
ONLY_MONTHS = "des mois seuls ne disent que des saisons"
_ALONE = {TURNOVER: "sale_production", "all.external": "charge.14", "all.staff": "wages"}
_WHOLE = {TURNOVER: f"{CHECK}turnover"}


@dataclass(slots=True)
class ForecastLine:
    """One label of the workbook, with the cells it has in each sheet.

    `key` names it in the mapping that is remembered; `places` say where it stands; `raw` holds
    its cells by role, `amounts` what they mean, in euros. `becomes` says where it goes.
    """

    key: str
    label: str
    places: list[str]
    raw: dict[str, Any] = field(default_factory=dict)
    target: str = ""
    amounts: dict[str, Decimal] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    account: str = ""
    becomes: str = ""
    why: str = ""

    @property
    def kind(self) -> Target | None:
        """What the line becomes, None while nobody said it."""
        return TARGETS.get(self.target)

    @property
    def is_ignored(self) -> bool:
        """Whether nothing of the line enters the forecast, by choice or for want of amounts."""
        return self.target == IGNORE

    @property
    def has_figures(self) -> bool:
        """Whether the file says something there: a line of zeros says nothing."""
        return self.why != NO_FIGURE

    @property
    def is_aside(self) -> bool:
        """Whether the line is left aside for what it holds, nobody having said so."""
        return self.why in (NO_FIGURE, ONLY_MONTHS, UNKNOWN_SETTING)

    @property
    def years(self) -> list[Decimal | None]:
        """The amounts of the three years, None for one that the file does not hold."""
        return [self.amounts.get(name) for name in YEARS]

    @property
    def months(self) -> list[Decimal]:
        """The amounts of the twelve months; none when the file does not hold them."""
        found = [self.amounts[name] for name in MONTHS if name in self.amounts]
        return found if len(found) == len(MONTHS) else []


def read_forecast(
    grids: Sequence[Grid], mapping: ForecastMap, edits: Mapping[str, Mapping[str, str]]
) -> list[ForecastLine]:
    """Return the lines of a workbook with what each becomes; its faults, in French, by cell.

    `edits` replaces cells, by the key of a line then the role. A title without any figure is no
    line. Only cached values are read: nothing is computed.
    """
    lines = _gathered(grids, mapping)
    for line in lines:
        line.raw |= edits.get(line.key, {})
        line.target = mapping.rows.get(line.key, "")
    _choose(lines)
    for line in lines:
        _understand(line, mapping)
    return lines


def _gathered(grids: Sequence[Grid], mapping: ForecastMap) -> list[ForecastLine]:
    found: dict[str, ForecastLine] = {}
    for part in mapping.parts:
        grid = sheet_named(grids, part.sheet)
        for row, cells in enumerate(grid.lines[part.header :], part.header + 1):
            raw = {
                role: cells[place]
                for role, place in part.columns.items()
                if place < len(cells) and not is_nothing(cells[place])
            }
            _put(found, raw, f"{grid.name}, ligne {row}")
    return list(found.values())


def _put(found: dict[str, ForecastLine], raw: dict[str, Any], place: str) -> None:
    """Add the cells of a row to the line of its label, else begin a line."""
    label = squeeze(words_in(raw.pop("label", "")))[:LONGEST_LABEL]
    account = words_in(raw.pop("account", ""))
    if not raw or (not label and not any(map(is_figure, raw.values()))):
        return
    if not account:
        account, label = split_account(label)
    base = key = normalise(label) or normalise(place)
    rank = 1
    while key in found and raw.keys() & found[key].raw.keys():
        rank += 1
        key = f"{base} ({rank})"
    line = found.setdefault(key, ForecastLine(key, label, [], account=account))
    line.places.append(place)
    line.raw |= raw
    if not label:
        line.faults["label"] = "Donnez un libellé à cette ligne dans le fichier."


def _choose(lines: list[ForecastLine]) -> None:
    """Propose what each line becomes; a line that sums others waits for the others."""
    for line in lines:
        if not line.target:
            line.target = target_of(line.label, line.account)
            line.why = "ligne de total" if line.target == IGNORE else ""
    for line in lines:
        if line.target not in ALL_OF:
            continue
        parts = ALL_OF[line.target]
        if any(one.target.startswith(parts) and _has_figures(one) for one in lines):
            line.target = _WHOLE.get(line.target, IGNORE)
            line.why = "somme d’autres lignes"
        elif line.target == TURNOVER and any(one.target == "cost_goods" for one in lines):
            line.target = "sale_goods"
        else:
            line.target = _ALONE[line.target]


def _has_figures(line: ForecastLine) -> bool:
    return any(is_figure(line.raw.get(name)) for name in YEARS)


def _understand(line: ForecastLine, mapping: ForecastMap) -> None:
    kind = line.kind
    if kind is not None and kind.takes == "value":
        return
    for name in (*YEARS, *MONTHS):
        cell = line.raw.get(name)
        if is_nothing(cell):
            if name in YEARS and YEARS.index(name) in mapping.years:
                line.amounts[name] = Decimal(0)
            continue
        try:
            value = round_euro(decimal(bare_amount(cell)) * mapping.unit)
        except CellFault as fault:
            line.faults[name] = str(fault)
            continue
        line.amounts[name] = -value if mapping.is_negative and kind and kind.is_charge else value
    _judge(line)


def _judge(line: ForecastLine) -> None:
    """Say why a line does not enter, or what it waits for."""
    kind = line.kind
    if line.target == IGNORE:
        line.faults.clear()
    elif not line.raw.keys() & {*YEARS, *MONTHS}:
        _judge_setting(line)
    elif not line.faults and not any(line.amounts.values()):
        line.target, line.why = IGNORE, NO_FIGURE
    elif not line.raw.keys() & set(YEARS) and (kind is None or kind.takes == "years"):
        line.faults.clear()
        line.target, line.why = IGNORE, ONLY_MONTHS
    elif kind is None:
        line.faults["target"] = TO_CHOOSE
    else:
        _judge_amounts(line, kind)


def _judge_amounts(line: ForecastLine, kind: Target) -> None:
    """Keep the faults of the cells that a line needs for what it becomes."""
    if kind.takes == "nothing":
        line.faults.clear()  # what only serves to compare stops nothing
    elif kind.takes == "months" and not line.months:
        line.faults["target"] = "Les saisons se lisent dans douze colonnes de mois."
    elif kind.takes == "years":
        line.faults = {name: why for name, why in line.faults.items() if name not in MONTHS}


def _judge_setting(line: ForecastLine) -> None:
    """A line of one value is an assumption; one that Levier does not know is left, and shown."""
    if line.kind is None:
        line.target, line.why = IGNORE, UNKNOWN_SETTING
    elif line.kind.takes != "nothing":
        line.faults["target"] = "Cette ligne ne porte pas de montant par année."
