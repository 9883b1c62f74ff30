"""Reads the parameter files, checks them, and finds the value in force on a day."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from levier.kernel.errors import DomainError
from levier.kernel.french import numeric_date

FOLDER = Path(__file__).parent
CERTAINTIES = ("confirmed", "in_use")


class NoValueInForce(DomainError):
    """The parameter had no known value yet on that day."""

    message = "Aucune valeur de « {label} » n’est connue au {day}."


class UnknownParameter(LookupError):
    """A fault of the code: no such file, or no such name in it."""


class InvalidParameterFile(ValueError):
    """A fault of a parameter file: something is missing or its days are out of order."""


@dataclass(frozen=True, slots=True)
class Record:
    """One value of a parameter, with its days.

    `until` is its last day, None while nothing follows. `certainty` is `confirmed` (the source
    says it) or `in_use` (the house applies it, the source does not settle it).
    """

    file: str
    name: str
    label: str
    unit: str
    value: Any
    since: date
    until: date | None
    source: str
    certainty: str


def parameter(file: str, name: str, on: date) -> Any:
    """Return the value of `name` in parameters/`file`.toml in force on `on`.

    Errors: NoValueInForce before its first day or after its last; UnknownParameter.
    """
    return parameter_record(file, name, on).value


def parameter_record(file: str, name: str, on: date) -> Record:
    """Return the value in force on `on` with its label, unit, source and days.

    Errors: as `parameter`.
    """
    records = history(file, name)
    for record in reversed(records):
        if record.since <= on and (record.until is None or on <= record.until):
            return record
    raise NoValueInForce(label=records[0].label, day=numeric_date(on), file=file, name=name)


def history(file: str, name: str) -> tuple[Record, ...]:
    """Return every known value of a parameter, the oldest first. Errors: UnknownParameter."""
    try:
        return _load(file)[name]
    except (KeyError, FileNotFoundError) as missing:
        raise UnknownParameter(f"{file}.{name}") from missing


def read(file: str, text: str) -> dict[str, tuple[Record, ...]]:
    """Return the parameters of a TOML text, checked. Errors: InvalidParameterFile."""
    tables = tomllib.loads(text, parse_float=Decimal)
    return {name: _records(file, name, table) for name, table in tables.items()}


@cache
def _load(file: str) -> dict[str, tuple[Record, ...]]:
    return read(file, (FOLDER / f"{file}.toml").read_text(encoding="utf-8"))


def _records(file: str, name: str, table: dict[str, Any]) -> tuple[Record, ...]:
    where = f"{file}.{name}"
    values = table.get("values") or []
    if not table.get("label") or "unit" not in table or not values:
        raise InvalidParameterFile(f"{where} needs a label, a unit and at least one value.")
    records: list[Record] = []
    for rank, entry in enumerate(values):
        _check(where, entry, records[-1].since if records else None)
        following = values[rank + 1].get("from") if rank + 1 < len(values) else None
        last_day = entry.get("to") or (following - timedelta(days=1) if following else None)
        certainty = entry.get("certainty", "confirmed")
        records.append(
            Record(file, name, table["label"], table["unit"], entry["value"], entry["from"],
                   last_day, entry["source"], certainty)
        )  # fmt: skip
    return tuple(records)


def _check(where: str, entry: dict[str, Any], previous: date | None) -> None:
    """Refuse an entry without its day, value or source, or out of order."""
    missing = [key for key in ("from", "value", "source") if entry.get(key) in (None, "")]
    if missing:
        raise InvalidParameterFile(f"{where} lacks {', '.join(missing)}.")
    if not isinstance(entry["from"], date):
        raise InvalidParameterFile(f"{where}: `from` must be a date.")
    if previous is not None and entry["from"] <= previous:
        raise InvalidParameterFile(f"{where}: the values must go from the oldest to the newest.")
    if entry.get("certainty", "confirmed") not in CERTAINTIES:
        raise InvalidParameterFile(f"{where}: certainty is one of {', '.join(CERTAINTIES)}.")
