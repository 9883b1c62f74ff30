"""Minutes as text that is kept: canonical JSON, read back as they were, with its fingerprint."""

import json
from dataclasses import asdict, replace
from datetime import date
from hashlib import sha256
from typing import Any

from levier.rendering.documents.minutes import (
    Attendance,
    DelegatedDecision,
    InstrumentDecision,
    MinutesData,
    MinutesItem,
)
from levier.rendering.documents.parts import Badge, Condition, House, Pair, Signer


def minutes_text(data: MinutesData) -> str:
    """Return what minutes say as canonical JSON: the same content gives the same text.

    The fingerprint is left out: it is the text's own. A logo is no text: TypeError.
    """
    said = asdict(data)
    del said["fingerprint"]
    return json.dumps(
        said, default=_day, ensure_ascii=False, separators=(",", ":"), sort_keys=True
    )  # fmt: skip


def sealed(data: MinutesData) -> MinutesData:
    """Return minutes that print the fingerprint of what they say."""
    return replace(data, fingerprint=fingerprint_of(minutes_text(data)))


def fingerprint_of(text: str) -> str:
    """Return the SHA-256 of a text, as the minutes print it."""
    return sha256(text.encode()).hexdigest()


def minutes_from(text: str) -> MinutesData:
    """Return the minutes that `minutes_text` wrote, with their fingerprint.

    A field born since takes its default. Errors: TypeError for one that exists no more.
    """
    said = json.loads(text)
    read = {
        "produced_on": date.fromisoformat(said["produced_on"]),
        "house": House(**said["house"]),
        "facts": _pairs(said["facts"]),
        "attendance": [Attendance(**_badged(row, "state")) for row in said["attendance"]],
        "items": [_item(row) for row in said["items"]],
        "delegated": [
            DelegatedDecision(**_badged(row, "outcome", "ruling")) for row in said["delegated"]
        ],
        "signers": [Signer(**row) for row in said["signers"]],
        "fingerprint": fingerprint_of(text),
    }
    return MinutesData(**said | read)


def _item(said: dict[str, Any]) -> MinutesItem:
    read = {
        "request": _pairs(said["request"]),
        "votes": _pairs(said["votes"]),
        "decisions": [InstrumentDecision(**_badged(row, "outcome")) for row in said["decisions"]],
        "conditions": [Condition(**row) for row in said["conditions"]],
    }
    return MinutesItem(**said | read)


def _badged(said: dict[str, Any], *names: str) -> dict[str, Any]:
    return said | {name: Badge(**said[name]) for name in names}


def _pairs(said: list[list[str]]) -> list[Pair]:
    return [(label, value) for label, value in said]


def _day(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"Minutes keep texts and days, not {type(value).__name__}.")
