"""What several documents share: the house that writes, states, tables, signers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from levier.rendering.pictures import Picture

Meaning = Literal["pre", "ocre", "brique", "mer", "bruyere", "opale", "neutre"]
Pair = tuple[str, str]


@dataclass(frozen=True)
class House:
    """The house that writes: name, address lines, legal line, its logo if it has one."""

    name: str
    lines: Sequence[str] = ()
    legal: str = ""
    logo: Picture | None = None


@dataclass(frozen=True)
class Badge:
    """A state: the word, and what it means."""

    word: str
    meaning: Meaning = "neutre"


@dataclass(frozen=True)
class Signer:
    """Who signs under a line, in what quality; `note` replaces « Date et signature »."""

    name: str
    quality: str = ""
    note: str = "Date et signature"


@dataclass(frozen=True)
class Table:
    """A table: one letter a column in `aligns` (g left, d right, c centre), totals in bold.

    `widths` shares the page among the columns (3, 1, 1); without it, amounts take what they need.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    aligns: Sequence[str] = ()
    totals: Sequence[Sequence[str]] = ()
    widths: Sequence[int] = ()


@dataclass(frozen=True)
class Condition:
    """What must be done before the decision takes effect: by whom or when, in `due`."""

    text: str
    due: str = ""
