"""What a list shows of a row, on the screen and in the file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html

from levier.kernel import french
from levier.rendering.spreadsheets import Kind
from levier.web.badges import badge_of

LONG = 32
RIGHT_KINDS = ("amount", "integer", "decimal", "percent")


@dataclass(frozen=True)
class Column:
    """One column.

    `value`: an attribute path (`case.person.full_name`) or a function of the row.
    `sort`: the database fields that sort it; `fast_sort` says that an index serves that order.
    `unbroken`: a number or a reference, which a narrow screen never cuts at its hyphens.
    `cell`: a template that draws the cell, given `row` and `value`; `state=True` draws the badge.
    `link=True` opens the row (ListPage's `row_url`). `small` is a second line in grey.
    `nature` goes under the heading of an amount (asked, granted…). `export_value` replaces
    `value` in the file; `on_screen` and `in_export` leave a column out of one of them.
    """

    key: str
    label: str
    value: str | Callable[[Any], Any]
    kind: Kind = "text"
    sort: tuple[str, ...] = ()
    fast_sort: bool = False
    cell: str = ""
    small: str | Callable[[Any], Any] = ""
    state: bool = False
    link: bool = False
    unbroken: bool = False
    nature: str = ""
    missing: str = ""
    export_value: str | Callable[[Any], Any] | None = None
    on_screen: bool = True
    in_export: bool = True
    width: int = 18

    @property
    def is_right(self) -> bool:
        """True when its cells align on the right."""
        return self.kind in RIGHT_KINDS

    @property
    def is_long(self) -> bool:
        """True when its text runs on several lines instead of widening the table."""
        return self.kind == "text" and self.width >= LONG

    @property
    def heading(self) -> str:
        """Its heading in a file, with the nature of the amount."""
        return f"{self.label} ({self.nature})" if self.nature else self.label

    def value_of(self, row) -> Any:
        """What the row holds for this column."""
        return read(row, self.value)

    def exported(self, row) -> Any:
        """What the file holds: a real day or number, a word for a state."""
        value = read(row, self.export_value or self.value)
        if self.state and self.export_value is None:
            return badge_of(row)[1]
        return value

    def html(self, row, url: str = "") -> str:
        """The cell as the page shows it."""
        value = self.value_of(row)
        if self.cell:
            return render_to_string(self.cell, {"row": row, "value": value})
        if self.state:
            sense, word = badge_of(row)
            return format_html('<span class="lv-etat {}">{}</span>', sense, word)
        shown = shown_as(value, self.kind)
        if not shown:
            return format_html('<span class="vide">{}</span>', self.missing) if self.missing else ""
        if self.unbroken:
            shown = format_html('<span class="n">{}</span>', shown)
        if self.link and url:
            shown = format_html('<a class="lv-ligne" href="{}">{}</a>', url, shown)
        small = read(row, self.small) if self.small else ""
        if not small or small == value:
            return shown
        return format_html("{}<small>{}</small>", shown, small)


def read(row, path: str | Callable[[Any], Any]) -> Any:
    """Follow an attribute path, and stop at the first blank; call what can be called."""
    if callable(path):
        return path(row)
    value = row
    for name in path.split("."):
        value = getattr(value, name, None)
        if value is None:
            return None
        if callable(value):
            value = value()
    return value


def shown_as(value: Any, kind: str) -> str:
    """Return a value in French, by its kind; nothing for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if kind == "amount":
        return french.euros(Decimal(value))
    if kind == "percent":
        return french.percent(Decimal(value))
    if kind in ("integer", "decimal"):
        return french.number(value)
    if isinstance(value, datetime):
        return french.short_date(value.date())
    if isinstance(value, date):
        return french.short_date(value)
    return str(value)
