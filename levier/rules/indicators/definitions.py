"""What each figure counts, in French, and how it is rounded: parameters/figures.toml."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent.parent / "parameters" / "figures.toml"
ROUNDINGS = ("exact", "truncated", "rounded")
AMOUNTS = (
    "demandé", "proposé", "accordé", "mis en place ou versé", "encours", "appelé", "récupéré",
)  # fmt: skip


class InvalidDefinition(ValueError):
    """A fault of figures.toml."""


@dataclass(frozen=True, slots=True)
class Definition:
    """The definition of one figure.

    `step` is None for an exact figure. `amount` says which of the seven amounts is summed, and
    is empty when the figure is not an amount. `is_quotient`: a ratio or a mean.
    """

    code: str
    label: str
    unit: str
    rounding: str
    step: Decimal | None
    chapter: str
    definition: str
    formula: str
    amount: str
    is_quotient: bool


class UnknownFigure(LookupError):
    """No figure has this code."""


@cache
def definitions() -> dict[str, Definition]:
    """Return every definition by code, in the order of the report."""
    return read(FILE.read_text(encoding="utf-8"))


def definition_of(code: str) -> Definition:
    """Return the definition of one figure. Errors: UnknownFigure."""
    try:
        return definitions()[code]
    except KeyError as missing:
        raise UnknownFigure(code) from missing


def read(text: str) -> dict[str, Definition]:
    """Return the definitions of a TOML text, checked. Errors: InvalidDefinition."""
    tables = tomllib.loads(text, parse_float=Decimal)["figure"]
    found: dict[str, Definition] = {}
    for table in tables:
        definition = _definition(table)
        if definition.code in found:
            raise InvalidDefinition(f"{definition.code} is defined twice.")
        found[definition.code] = definition
    return found


def _definition(table: dict[str, Any]) -> Definition:
    code = table.get("code", "?")
    rounding = table.get("rounding")
    if rounding not in ROUNDINGS:
        raise InvalidDefinition(f"{code}: rounding is one of {', '.join(ROUNDINGS)}.")
    if (rounding == "exact") is ("step" in table):
        raise InvalidDefinition(f"{code}: a step goes with a rounding, and only with one.")
    if table.get("amount", "") not in ("", *AMOUNTS):
        raise InvalidDefinition(f"{code}: amount is one of {', '.join(AMOUNTS)}.")
    texts = {
        key: table.get(key, "") for key in ("label", "unit", "chapter", "definition", "formula")
    }
    empty = [key for key, text in texts.items() if not text]
    if empty:
        raise InvalidDefinition(f"{code} lacks {', '.join(empty)}.")
    step = Decimal(table["step"]) if "step" in table else None
    return Definition(
        code=code,
        rounding=rounding,
        step=step,
        amount=table.get("amount", ""),
        is_quotient=bool(table.get("quotient", False)),
        **texts,
    )
