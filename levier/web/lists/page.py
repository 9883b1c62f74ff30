"""One page of a list: what is asked, what is shown, what is exported."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from levier.kernel.errors import DomainError
from levier.kernel.french import NARROW, number, plural
from levier.kernel.text import whole_number
from levier.web.counts import count_up_to
from levier.web.lists.columns import Column
from levier.web.lists.export import file_response
from levier.web.lists.filters import Filter, asked

ROWS = 50
COUNTED = 2_000
TARGET = "liste"
SORT, PAGE, EXPORT = "tri", "page", "export"


class ListPage:
    """The rows a user may see, filtered, sorted and cut in pages; see the package for an example.

    `default_sort` is a column's key, `-` before it for descending: an index must serve it.
    `row_url` gives the address of a row. `noun` is counted (`dossier`, or `canal,canaux`).
    Past COUNTED rows the count is capped (`2 000+`), only columns with `fast_sort` sort, and
    pages stop there: the cost of a page does not grow with the table. The export has no such limit;
    `exported` keeps in it only some of the rows that the page shows, `exported_note` says which.
    """

    def __init__(
        self,
        request: HttpRequest,
        rows: QuerySet,
        *,
        columns: Sequence[Column],
        filters: Sequence[Filter] = (),
        default_sort: str,
        noun: str = "ligne",
        export_name: str = "",
        row_url: Callable[[Any], str] | None = None,
        page_size: int = ROWS,
        empty: str = "",
        exported: Q | None = None,
        exported_note: str = "",
    ) -> None:
        self.request, self.user, self.data = request, request.user, request.GET
        self.columns = list(columns)
        self.filters, self.noun, self.export_name = list(filters), noun, export_name
        self.row_url = row_url or (lambda row: "")
        self.page_size, self.default_sort, self.empty = page_size, default_sort, empty
        self.exported, self.exported_note = exported, exported_note
        self.asked = asked(self.filters, self.data)
        self.all_rows = rows
        self.filtered = self._narrowed(rows)

    def _narrowed(self, rows: QuerySet) -> QuerySet:
        """Apply the filters; a value that is not of the right shape keeps nothing."""
        for each, values in self.asked:
            try:
                rows = each.narrow(rows, values)
            except (ValidationError, ValueError):
                return rows.none()
        return rows

    # What is asked ------------------------------------------------------------------------------

    @cached_property
    def count(self) -> int:
        """How many rows are filtered, up to COUNTED + 1."""
        return count_up_to(self.filtered, COUNTED)

    @property
    def is_capped(self) -> bool:
        """True when there are more rows than counted."""
        return self.count > COUNTED

    @property
    def count_text(self) -> str:
        """`1 dossier`, `61 dossiers`, `2 000+ dossiers`."""
        singular, _, several = self.noun.partition(",")
        if self.is_capped:
            return f"{number(COUNTED)}{NARROW}+ {several or singular + 's'}"
        return plural(self.count, singular, several or None)

    @cached_property
    def sort(self) -> tuple[Column, bool]:
        """The column that sorts, and whether it goes down."""
        wanted = self.data.get(SORT, self.default_sort)
        by_key = {column.key: column for column in self.columns if column.sort}
        column = by_key.get(wanted.removeprefix("-"))
        if column is None or not self._may_sort(column):
            wanted = self.default_sort
            column = by_key[wanted.removeprefix("-")]
        return column, wanted.startswith("-")

    def _may_sort(self, column: Column) -> bool:
        if not column.sort:
            return False
        is_default = column.key == self.default_sort.removeprefix("-")
        return is_default or column.fast_sort or not self.is_capped

    @cached_property
    def ordered(self) -> QuerySet:
        """The filtered rows in the order asked; the key settles ties, so that pages never mix."""
        column, descending = self.sort
        fields = [_turned(field, descending) for field in column.sort]
        return self.filtered.order_by(*fields, "-pk" if descending else "pk")

    @cached_property
    def page_count(self) -> int:
        """How many pages may be opened."""
        return max(1, -(-min(self.count, COUNTED) // self.page_size))

    @cached_property
    def page(self) -> int:
        """The page asked, kept within those there are."""
        wanted = whole_number(self.data.get(PAGE, "")) or 1
        return min(max(wanted, 1), self.page_count)

    # What is shown ------------------------------------------------------------------------------

    @property
    def headings(self) -> list[dict[str, Any]]:
        """The columns of the screen, each with its sort link and its present order."""
        sorting, descending = self.sort
        result = []
        for column in self.columns:
            if not column.on_screen:
                continue
            is_sorting = column.key == sorting.key
            next_sort = f"-{column.key}" if is_sorting and not descending else column.key
            result.append({
                "column": column,
                "url": self.url_with(**{SORT: next_sort}) if self._may_sort(column) else "",
                "order": ("descending" if descending else "ascending") if is_sorting else "",
            })  # fmt: skip
        return result

    @cached_property
    def lines(self) -> list[dict[str, Any]]:
        """The rows of the page with their cells drawn."""
        start = (self.page - 1) * self.page_size
        shown = [column for column in self.columns if column.on_screen]
        lines = []
        for row in self.ordered[start : start + self.page_size]:
            url = self.row_url(row)
            cells = [{"column": c, "html": c.html(row, url)} for c in shown]
            lines.append({"row": row, "url": url, "cells": cells})
        return lines

    @property
    def span(self) -> str:
        """`Lignes 1 à 50 sur 412`."""
        first = (self.page - 1) * self.page_size + 1
        total = f"{number(COUNTED)}{NARROW}+" if self.is_capped else number(self.count)
        return f"Lignes {number(first)} à {number(first + len(self.lines) - 1)} sur {total}"

    @property
    def pages(self) -> list[dict[str, Any]]:
        """The page links: the first, those around, the last; where some are left out, a gap."""
        near = {1, self.page_count, *range(self.page - 2, self.page + 3)}
        numbers = sorted(n for n in near if 1 <= n <= self.page_count)
        return [
            {
                "number": n,
                "url": self.url_with(**{PAGE: n}),
                "is_current": n == self.page,
                "is_after_gap": n - before > 1,
            }
            for before, n in zip([0, *numbers], numbers, strict=False)
        ]

    @property
    def previous_url(self) -> str:
        """The page before, or nothing."""
        return self.url_with(**{PAGE: self.page - 1}) if self.page > 1 else ""

    @property
    def next_url(self) -> str:
        """The page after, or nothing."""
        return self.url_with(**{PAGE: self.page + 1}) if self.page < self.page_count else ""

    @property
    def tags(self) -> list[dict[str, str]]:
        """The filters that are on, each with the address that takes it off."""
        return [
            {
                "label": each.label,
                "said": each.said(values, self.user),
                "url": self.url_without(*each.keys),
            }
            for each, values in self.asked
        ]

    @property
    def fields(self) -> list[dict[str, Any]]:
        """The filter panel: each filter with its present values and its choices."""
        now = {each.key: values for each, values in self.asked}
        return [
            {
                "filter": each,
                "values": now.get(each.key, []),
                "options": [
                    {"value": value, "label": label, "on": value in now.get(each.key, [])}
                    for value, label in each.options(self.user)
                ],
            }
            for each in self.filters
        ]

    # Addresses ----------------------------------------------------------------------------------

    def url_with(self, **changes: Any) -> str:
        """The address of this list with parameters changed; the page starts again unless given."""
        data = self.data.copy()
        for key in (PAGE, EXPORT):
            data.pop(key, None)
        for key, value in changes.items():
            data[key] = str(value)
        query = data.urlencode()
        return f"{self.request.path}?{query}" if query else self.request.path

    def url_without(self, *keys: str) -> str:
        """The address of this list without some parameters."""
        data = self.data.copy()
        for key in (*keys, PAGE, EXPORT):
            data.pop(key, None)
        query = data.urlencode()
        return f"{self.request.path}?{query}" if query else self.request.path

    @property
    def reset_url(self) -> str:
        """The address without any filter, the sort kept."""
        return self.url_without(*(key for each in self.filters for key in each.keys))

    @property
    def export_url(self) -> str:
        """The address of the file."""
        return self.url_with(**{EXPORT: "xlsx"})

    # Answers ------------------------------------------------------------------------------------

    def respond(self, template: str, context: dict[str, Any] | None = None) -> HttpResponse:
        """Answer with the file, the part that htmx replaces, or the whole page."""
        if self.export_name and self.data.get(EXPORT) == "xlsx":
            return self._export()
        values = {"list": self, "today": timezone.localdate(), **(context or {})}
        htmx = self.request.htmx
        if htmx and htmx.target == TARGET and not htmx.history_restore_request:
            return render(self.request, "web/components/list.html", values)
        return render(self.request, template, values)

    def _export(self) -> HttpResponse:
        notes = [
            f"{each.label}\u00a0: {each.said(values, self.user)}" for each, values in self.asked
        ]
        notes += [self.exported_note] if self.exported_note else []
        rows = self.ordered if self.exported is None else self.ordered.filter(self.exported)
        try:
            return file_response(
                self.user,
                rows,
                [column for column in self.columns if column.in_export],
                name=self.export_name,
                filters=notes,
                on=timezone.localdate(),
            )
        except DomainError as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.url_without())


def _turned(field: str, descending: bool) -> str:
    """Return the field in the other direction when the list goes down."""
    if not descending:
        return field
    return field.removeprefix("-") if field.startswith("-") else f"-{field}"
