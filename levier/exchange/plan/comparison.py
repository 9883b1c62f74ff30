"""What is new, what changed and what is the same between a workbook and the base."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from levier.exchange.plan.kinds import KINDS
from levier.exchange.plan.kinds.kind import Kind, Scene
from levier.exchange.plan.wishing import BLANK, Ref, Wish, Wishes

Progress = Callable[[int, int, str], None]
"""Told how many steps are done, of how many, and what is going on."""


def silent(done: int, total: int, message: str) -> None:
    """A progress that says nothing."""


@dataclass
class KindPlan:
    """What is to be done for one kind."""

    kind: Kind
    to_create: list[Wish] = field(default_factory=list)
    to_update: list[tuple[Any, Wish, tuple[str, ...]]] = field(default_factory=list)
    unchanged: list[Wish] = field(default_factory=list)


@dataclass
class Plan:
    """What an import would write."""

    scene: Scene
    kinds: list[KindPlan]

    def count(self, what: str) -> dict[str, int]:
        """Return how many objects of each kind are `to_create`, `to_update` or `unchanged`."""
        counts = {
            one.kind.name: len(getattr(one, what))
            for one in self.kinds
            if one.kind.is_shown and getattr(one, what)
        }
        decided = sum(counts.get(name, 0) for name in ("support_decision", "commitment", "grant"))
        return counts | ({"decision": decided} if decided else {})

    @property
    def is_empty(self) -> bool:
        """True when the base already holds everything."""
        return not any(one.to_create or one.to_update for one in self.kinds if one.kind.is_shown)


def compare(scene: Scene, wishes: Wishes, progress: Progress = silent) -> Plan:
    """Compare the wishes with the base; nothing is written."""
    plans = []
    for step, kind in enumerate(KINDS):
        if kind.is_shown:
            progress(step, len(KINDS), f"Comparaison\u00a0: {kind.label}")
        plans.append(_compare_kind(scene, kind, wishes.of(kind.name)))
    return Plan(scene, plans)


def _compare_kind(scene: Scene, kind: Kind, wishes: dict[Hashable, Wish]) -> KindPlan:
    plan = KindPlan(kind)
    scene.known[kind.name] = kind.find(scene, wishes) if wishes else {}
    known = scene.known[kind.name]
    for key, wish in wishes.items():
        row = known.get(key)
        if row is None:
            plan.to_create.append(wish)
            continue
        fields = kind.wanted(wish)
        changed = tuple(
            one for one, value in fields if _differs(scene, kind, row, wish, one, value)
        )
        if changed:
            plan.to_update.append((row, wish, changed))
        else:
            plan.unchanged.append(wish)
    return plan


def _differs(scene: Scene, kind: Kind, row: Any, wish: Wish, name: str, value: Any) -> bool:
    """A blank never erases; what is only filled, or of an earlier year, stays once written."""
    if value in BLANK:
        return False
    current = kind.current(row, name)
    kept = kind.fill_only or wish.is_past or name in kind.filled
    if kept and current not in BLANK and name not in MOVED_BY_YEARS:
        return False
    if isinstance(value, Ref):
        target = scene.resolve(value)
        if target is None:
            return value.kind not in NEVER_CREATED  # it will exist, and be another
        return target.pk != current
    return current != getattr(value, "pk", value)


NEVER_CREATED = ("known_case", "known_journey")
"""Objects that are only looked for: what points at a missing one stays blank."""
MOVED_BY_YEARS = ("is_stub",)
"""What a later workbook may change of an object of an earlier year, whatever it holds."""
