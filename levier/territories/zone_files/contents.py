"""What a reader hands over: the rows of a file, where they hold, and what to beware of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from levier.territories.register import departments

NATIONAL_FROM = 80
"""A file that names this many departments is the national one: it covers them all."""


@dataclass(frozen=True, slots=True)
class QpvRow:
    """A priority district; `shape` is its polygon in WKB, longitude first."""

    code: str
    name: str
    communes: tuple[str, ...]
    epci_siren: str
    shape: bytes
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class StatusRow:
    """A commune and its class."""

    commune_code: str
    status: str
    label: str


@dataclass(frozen=True, slots=True)
class ContourRow:
    """The contour of a commune in WKB, longitude first."""

    commune_code: str
    department: str
    epci_siren: str
    shape: bytes


@dataclass(frozen=True, slots=True)
class Contents:
    """The rows of one kind that a file holds, with the generation they make.

    `not_classed` counts the communes that the file names without classing them.
    """

    kind: str
    generation: str
    first_day: date
    last_day: date | None
    source: str
    departments: tuple[str, ...]
    rows: Sequence[QpvRow | StatusRow | ContourRow]
    warnings: tuple[str, ...] = ()
    not_classed: int = 0


@dataclass(frozen=True, slots=True)
class ZoneFile:
    """A file without fault: its contents, its name and the fingerprint that recognises it."""

    contents: Contents
    name: str
    sha256: str
    licence: str = field(default="Licence Ouverte 2.0")


def coverage(named: Iterable[str]) -> tuple[str, ...]:
    """Return the departments that a file naming these ones covers."""
    found = set(named)
    return tuple(sorted(departments() if len(found) >= NATIONAL_FROM else found))
