"""What the grid of the plan asks: plain values, read from what was typed, not written yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

CELLS = ("nature", "label", "status", "amount", "year_1", "year_2", "year_3")
AMOUNTS = ("amount", "year_1", "year_2", "year_3")
UNSEEN: Any = object()
"""For `was`: the sender does not say what it had read."""


@dataclass(frozen=True, slots=True)
class SetCell:
    """Put `value` in a cell that held `was` when it was read (UNSEEN when it does not say)."""

    row: UUID
    name: str
    value: Any
    was: Any = UNSEEN


@dataclass(frozen=True, slots=True)
class AddRow:
    """Add a line on one side, after another one of it (first when None)."""

    row: UUID
    side: str
    after: UUID | None = None


@dataclass(frozen=True, slots=True)
class RemoveRow:
    """Take a line out, unless a cell of it no longer holds what `was` says was read."""

    row: UUID
    was: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MoveRow:
    """Put a line after another one of its side (first when None)."""

    row: UUID
    after: UUID | None = None


PlanChange = SetCell | AddRow | RemoveRow | MoveRow


@dataclass(slots=True)
class PlanSaved:
    """What was accepted: the revision of the plan now, and the cells refused, each with why."""

    revision: int
    refused: dict[tuple[UUID, str], str] = field(default_factory=dict)
