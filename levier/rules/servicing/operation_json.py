"""Operations as they are kept: a kind, a day, and facts in JSON, read back as they were."""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import NoneType
from typing import Any, get_args, get_type_hints

from levier.kernel.errors import DomainError
from levier.rules.schedules import DeferredInterest, ScheduleTerms
from levier.rules.schedules.contract import terms_from_json, terms_to_json
from levier.rules.schedules.terms import MOST_PERIODS
from levier.rules.servicing.operations import KINDS, Operation, Treatment

Reader = Callable[[Any], Any]
# As `facts_of` writes them: no exponent, no NaN, and no more euros than a column holds.
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,40})?")
_NAMES = {kind: name for name, kind in KINDS.items()}


class UnreadableOperation(DomainError):
    """What was kept is no operation."""

    message = "L’opération «\u00a0{key}\u00a0» ne se lit pas\u00a0: {reason}"


def kind_of(operation: Operation) -> str:
    """Return the name of an operation's kind."""
    return _NAMES[type(operation)]


def facts_of(operation: Operation) -> dict[str, Any]:
    """Return what an operation says beside its key and its day, as JSON."""
    return {
        field.name: _plain(getattr(operation, field.name))
        for field in fields(operation)
        if field.name not in ("key", "on")
    }


def operation_of(kind: str, key: str, on: date, facts: Any) -> Operation:
    """Return the operation that was kept so.

    Errors: UnreadableOperation, and no other, whatever `facts` holds: one loan kept badly stops no
    work on the others.
    """
    made = KINDS.get(kind)
    if made is None:
        raise UnreadableOperation(key=key, reason=f"genre «\u00a0{kind}\u00a0» inconnu.")
    if not isinstance(facts, Mapping):
        raise UnreadableOperation(key=key, reason="ses faits ne sont pas un objet.")
    readers, needed = _READERS[made], _NEEDED[made]
    for name in (*facts, *needed):
        if name not in readers:
            raise UnreadableOperation(key=key, reason=f"fait «\u00a0{name}\u00a0» inconnu.")
        if name not in facts:
            raise UnreadableOperation(key=key, reason=f"le fait «\u00a0{name}\u00a0» manque.")
    return made(key=key, on=on, **{name: _read(readers, key, name, facts[name]) for name in facts})


def _plain(value: Any) -> Any:
    if isinstance(value, ScheduleTerms):
        return terms_to_json(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def _read(readers: Mapping[str, Reader], key: str, name: str, kept: Any) -> Any:
    try:
        return readers[name](kept)
    except (ValueError, DomainError) as fault:
        reason = f"fait «\u00a0{name}\u00a0», {fault}"
        raise UnreadableOperation(key=key, reason=reason) from fault


def _decimal(kept: Any) -> Decimal:
    if type(kept) is int:  # an empty sum is kept as a whole number, which is exact
        kept = str(kept)
    if not isinstance(kept, str) or not _PLAIN_NUMBER.fullmatch(kept):
        raise ValueError(f"«\u00a0{kept}\u00a0» n’est pas un nombre.")
    return Decimal(kept)


def _count(kept: Any) -> int:
    if type(kept) is not int or abs(kept) > MOST_PERIODS:
        raise ValueError(f"«\u00a0{kept}\u00a0» n’est pas un nombre d’échéances.")
    return kept


def _day(kept: Any) -> date:
    try:
        return date.fromisoformat(kept)
    except (TypeError, ValueError):
        raise ValueError(f"«\u00a0{kept}\u00a0» n’est pas un jour.") from None


def _typed(kind: type) -> Reader:
    def read(kept: Any) -> Any:
        if type(kept) is not kind:
            raise ValueError(f"«\u00a0{kept}\u00a0» n’est pas ce qui est attendu.")
        return kept

    return read


def _word(choices: type[StrEnum]) -> Reader:
    def read(kept: Any) -> StrEnum:
        if kept not in list(choices):
            raise ValueError(f"«\u00a0{kept}\u00a0» n’est pas un mot connu.")
        return choices(kept)

    return read


def _unless_none(reader: Reader) -> Reader:
    return lambda kept: None if kept is None else reader(kept)


_BY_TYPE: dict[Any, Reader] = {
    ScheduleTerms: terms_from_json,
    Decimal: _decimal,
    int: _count,
    bool: _typed(bool),
    str: _typed(str),
    date: _day,
    Treatment: _word(Treatment),
    DeferredInterest: _word(DeferredInterest),
}


def _reader_of(hint: Any) -> Reader:
    """Return what reads a field of this type, `X` or `X | None`."""
    wanted = [each for each in get_args(hint) or (hint,) if each is not NoneType]
    reader = _BY_TYPE[wanted[0]]
    return _unless_none(reader) if NoneType in get_args(hint) else reader


_READERS: dict[type[Operation], dict[str, Reader]] = {
    kind: {
        name: _reader_of(hint)
        for name, hint in get_type_hints(kind).items()
        if name not in ("key", "on")
    }
    for kind in KINDS.values()
}
_NEEDED: dict[type[Operation], list[str]] = {
    kind: [
        field.name
        for field in fields(kind)
        if field.name in _READERS[kind] and field.default is MISSING
    ]
    for kind in KINDS.values()
}
