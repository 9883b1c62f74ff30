"""What every kind knows: how to find its objects, to create them, to change them."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from django.db import models

from levier.accounts.models import Organisation, User
from levier.exchange.plan.wishing import Ref, Wish

CHUNK = 500
"""Databases bound the number of parameters of a query."""


@dataclass
class Scene:
    """Where the import writes: the house, who runs it, the day, and what it already found."""

    house: Organisation
    year: int
    on: date
    actor: User | None = None
    known: dict[str, dict[Hashable, Any]] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        """What imported rows say of where they come from."""
        return f"classeur {self.year}"

    def resolve(self, value: Any) -> Any:
        """Return the object that a ref names, None when it is not there; other values as given."""
        if isinstance(value, Ref):
            return self.known.get(value.kind, {}).get(value.key)
        return value


class Kind:
    """A kind of objects. `fill_only` names fields that are never overwritten, or all of them."""

    name: ClassVar[str]
    label: ClassVar[str] = ""
    compared: ClassVar[tuple[str, ...]] = ()
    fill_only: ClassVar[bool] = False
    filled: ClassVar[tuple[str, ...]] = ()
    is_shown: ClassVar[bool] = True

    def find(self, scene: Scene, wishes: dict[Hashable, Wish]) -> dict[Hashable, Any]:
        """Return the objects that the house already has, by key."""
        raise NotImplementedError

    def create(self, scene: Scene, wishes: Sequence[Wish]) -> dict[Hashable, Any]:
        """Write the objects that are missing; return them by key."""
        raise NotImplementedError

    def change(self, scene: Scene, row: Any, wish: Wish, changes: dict[str, Any]) -> None:
        """Write what changed of an object."""
        raise NotImplementedError

    def current(self, row: Any, name: str) -> Any:
        """Return what a field of an object holds: a key for a relation."""
        return getattr(row, row._meta.get_field(name).attname)

    def wanted(self, wish: Wish) -> Iterator[tuple[str, Any]]:
        """Yield the fields to compare, with what the workbook says."""
        for name in self.compared:
            if name in wish.fields:
                yield name, wish.fields[name]


def values_of(scene: Scene, wish: Wish, *left_out: str) -> dict[str, Any]:
    """Return the fields of a wish ready for a model: refs resolved, unknown dates left blank."""
    return {
        name: scene.resolve(value)
        for name, value in wish.fields.items()
        if name not in left_out and not (value is None and name in NEVER_NULL)
    }


NEVER_NULL = ("is_head_office",)


def found_in(
    queryset: models.QuerySet, lookup: str, values: Iterable[Any]
) -> Iterator[models.Model]:
    """Yield the rows whose `lookup` is one of `values`, by chunks that databases accept."""
    listed = list(dict.fromkeys(values))
    for start in range(0, len(listed), CHUNK):
        yield from queryset.filter(**{f"{lookup}__in": listed[start : start + CHUNK]})
