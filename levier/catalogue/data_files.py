"""The catalogue as reviewed data files (data/*.toml), before it becomes rows of a house."""

import tomllib
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"
INSTRUMENT_FILES = ("guarantees", "financings", "grants")
AMOUNTS = ("cap_amount", "min_amount", "max_amount")
SHARES = (
    "max_quota", "max_quota_development", "max_cost_share", "annual_rate", "commission_rate",
    "surety_max_share", "amendment_tolerance_share", "bank_loan_min_ratio",
    "bank_loan_surety_max_share", "max_share_of_total", "stacking_quota_cap", "match_ratio",
)  # fmt: skip


@lru_cache(maxsize=1)
def carriers() -> list[dict[str, Any]]:
    """Return the carriers: code, name (with `{house}` where the house's own name goes)."""
    return _read("carriers")["carrier"]


@lru_cache(maxsize=1)
def piece_kinds() -> list[dict[str, Any]]:
    """Return the kinds of pieces: code, label, validity in months."""
    return _read("pieces")["piece"]


@lru_cache(maxsize=1)
def instruments() -> list[dict[str, Any]]:
    """Return the instruments, in the order of the screens, each with its `version` list."""
    return [row for name in INSTRUMENT_FILES for row in _read(name)["instrument"]]


def version_fields(row: dict[str, Any]) -> dict[str, Any]:
    """Return one version of a data file as fields of `InstrumentVersion`."""
    fields = {name: value for name, value in row.items() if name != "condition"}
    for name in (*AMOUNTS, *SHARES):
        if name in fields:
            fields[name] = Decimal(fields[name])
    fields["conditions"] = row.get("condition", [])
    return fields


def _read(name: str) -> dict[str, Any]:
    text = (DATA / f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text, parse_float=Decimal)
