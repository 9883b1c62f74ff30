"""What the annual report says, block by block, as its template lays it out (report.typ).

Texts are French sentences already written, pictures are `Picture` values. Each block says its
`type`; a chapter sets blocks in a wide column, in a narrow one beside it, or across the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from levier.rendering.documents import House
from levier.rendering.pictures import Picture

Accent = Literal["opale", "ambre", "tuile", "mer", "bruyere", "pre"]
Nodes = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Figure:
    """A key figure: number, unit, what it counts; `code` is its line in the annex."""

    value: str
    unit: str
    label: str
    note: str = ""
    code: str = ""


@dataclass(frozen=True)
class Text:
    """A passage under its own heading; `nodes` come from markup.py."""

    nodes: Nodes
    title: str = ""
    type: str = "text"


@dataclass(frozen=True)
class Chart:
    """A chart and what it says in words."""

    picture: Picture
    title: str
    source: str = ""
    type: str = "chart"


@dataclass(frozen=True)
class TableBlock:
    """A table; `aligns` is one letter a column (g, d, c), `widths` shares the page (3, 1, 1)."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    aligns: Sequence[str] = ()
    widths: Sequence[int] = ()
    totals: Sequence[Sequence[str]] = ()
    source: str = ""
    type: str = "table"


@dataclass(frozen=True)
class Pairs:
    """A short list of (label, value) under hairlines, as in a margin."""

    title: str
    rows: Sequence[tuple[str, str]]
    source: str = ""
    type: str = "pairs"


@dataclass(frozen=True)
class Shares:
    """Bars drawn by the page itself: (label, value written, share of the track, accent)."""

    title: str
    rows: Sequence[tuple[str, str, float, str]]
    source: str = ""
    type: str = "shares"


@dataclass(frozen=True)
class Band:
    """Key figures in the middle of a chapter, under a title of their own."""

    title: str
    lead: str
    figures: Sequence[Figure]
    type: str = "band"


@dataclass(frozen=True)
class HouseBlock:
    """A block that the house wrote: editorial, portrait or partner."""

    kind: Literal["editorial", "portrait", "partner"]
    title: str
    nodes: Nodes
    picture: Picture | None = None
    credit: str = ""
    link: str = ""
    qr: Picture | None = None
    type: str = "house"


@dataclass(frozen=True)
class Chapter:
    """A chapter on its own pages."""

    code: str
    over: str
    title: str
    lead: str
    accent: Accent
    figures: Sequence[Figure] = ()
    main: Sequence[Any] = ()
    aside: Sequence[Any] = ()
    across: Sequence[Any] = ()


@dataclass(frozen=True)
class Opening:
    """The pages before the chapters: editorial, then the figures of the year."""

    editorials: Sequence[HouseBlock]
    figures: Sequence[Figure]
    sentence: str
    months: Chart | None = None


@dataclass(frozen=True)
class Definition:
    """A figure in the annex: what it counts, exact and published, on how many rows."""

    code: str
    label: str
    chapter: str
    published: str
    exact: str
    rows: str
    definition: str
    formula: str
    rounding: str


@dataclass(frozen=True)
class Annex:
    """Where the figures come from, and why the parts do not always add up to the whole."""

    sources: Sequence[str]
    definitions: Sequence[Definition]
    decompositions: Sequence[TableBlock]
    decomposition_notes: Sequence[str]


@dataclass(frozen=True)
class Report:
    """The whole report. `status` says whether the figures are frozen, and since when."""

    title: str
    year: int
    produced_on: date
    house: House
    status: str
    opening: Opening
    chapters: Sequence[Chapter]
    annex: Annex
    offices: Sequence[tuple[str, str]] = field(default=())
    credits: Sequence[str] = field(default=())
