"""A problem and its mixes as plain JSON, to be kept as they were, and read again."""

from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from levier.rules.mix.problem import (
    BankTerms,
    Capacity,
    Line,
    Mix,
    Need,
    Option,
    Pot,
    Preferences,
    Problem,
    Resource,
)

_KINDS = {
    each.__name__: each
    for each in (
        BankTerms, Capacity, Line, Mix, Need, Option, Pot, Preferences, Problem, Resource
    )
}  # fmt: skip
_AMOUNT = "€"


def to_json(value: Any) -> Any:
    """Return a problem, a mix or a part of them as JSON; amounts keep every decimal
    that counts: 0.04 and 0.0400 are written alike."""
    if isinstance(value, Decimal):
        return f"{_AMOUNT}{value.normalize():f}"
    if is_dataclass(value) and not isinstance(value, type):
        plain = {each.name: to_json(getattr(value, each.name)) for each in fields(value)}
        return {"is": type(value).__name__, **plain}
    if isinstance(value, frozenset):
        return {"is": "set", "of": sorted(value)}
    if isinstance(value, (tuple, list)):
        return [to_json(each) for each in value]
    if isinstance(value, dict):
        return {key: to_json(each) for key, each in value.items()}
    return value


def from_json(value: Any) -> Any:
    """Return what `to_json` was given. Errors: KeyError for a kind that is not of a mix."""
    if isinstance(value, str) and value.startswith(_AMOUNT):
        return Decimal(value.removeprefix(_AMOUNT))
    if isinstance(value, list):
        return tuple(from_json(each) for each in value)
    if not isinstance(value, dict):
        return value
    plain = {key: from_json(each) for key, each in value.items() if key != "is"}
    kind = value.get("is")
    if kind == "set":
        return frozenset(plain["of"])
    return _KINDS[kind](**plain) if kind else plain
