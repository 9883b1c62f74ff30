"""A workbook being written: sheets of rows known by code, cells with a formula and its value."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

Value = Decimal | int | str | None
FIRST = 2  # columns A (the code, hidden) and B (the label) come before
STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 15, "font_color": "#0B5D59"},
    "section": {"bold": True, "bg_color": "#ECEAE3", "top": 1},
    "head": {"bold": True, "bg_color": "#ECEAE3", "align": "right", "bottom": 1},
    "label": {"text_wrap": True, "valign": "top"},
    "note": {"font_color": "#626B68", "text_wrap": True, "valign": "top"},
    "line": {"num_format": "#,##0.00"},
    "sub": {"num_format": "#,##0.00", "bold": True, "bg_color": "#F1F5F2"},
    "total": {"num_format": "#,##0.00", "bold": True, "bg_color": "#DDECE8", "top": 1},
    "memo": {"num_format": "#,##0.00", "italic": True},
    "ratio": {"num_format": "#,##0.00##"},
    "amount_in": {"num_format": "#,##0.00", "bg_color": "#FFF8E6", "border": 1, "locked": False},
    "plain_in": {"num_format": "0.####", "bg_color": "#FFF8E6", "border": 1, "locked": False},
    "text_in": {"bg_color": "#FFF8E6", "border": 1, "locked": False},
    "date_in": {"num_format": "dd/mm/yyyy", "bg_color": "#FFF8E6", "border": 1, "locked": False},
}


@dataclass
class Page:
    """One sheet: the row of each code, and the next free row."""

    name: str
    sheet: Worksheet
    rows: dict[str, int] = field(default_factory=dict)
    next_row: int = 0

    def cell(self, code: str, column: int, outside: bool = True) -> str:
        """Return the address of a cell: `'Calculs'!D12`, or `D12` from its own sheet."""
        address = f"{xl_col_to_name(FIRST + column)}{self.rows[code] + 1}"
        return f"'{self.name}'!{address}" if outside else address

    def span(self, code: str, first: int, last: int, outside: bool = True) -> str:
        """Return the address of a part of a row."""
        row = self.rows[code] + 1
        start, end = xl_col_to_name(FIRST + first), xl_col_to_name(FIRST + last)
        return f"{self._prefix(outside)}{start}{row}:{end}{row}"

    def _prefix(self, outside: bool) -> str:
        return f"'{self.name}'!" if outside else ""


class Book:
    """The workbook, its formats and its pages by name."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.styles = {name: workbook.add_format(style) for name, style in STYLES.items()}
        self.pages: dict[str, Page] = {}

    def page(self, name: str, title: str, columns: Sequence[str] = (), width: int = 14) -> Page:
        """Add a protected sheet: its title, the titles of its columns, its labels kept in sight."""
        sheet = self.workbook.add_worksheet(name)
        page = self.pages[name] = Page(name, sheet)
        sheet.set_column(0, 0, 4, None, {"hidden": True})
        sheet.set_column(1, 1, 42)
        sheet.set_column(2, 2 + max(8, len(columns)), width)
        sheet.write_string(0, 1, title, self.styles["title"])
        for rank, column in enumerate(columns):
            sheet.write_string(2, FIRST + rank, column, self.styles["head"])
        sheet.freeze_panes(3 if columns else 1, FIRST)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        page.next_row = 3
        return page

    def section(self, page: Page, title: str, columns: Sequence[str] = ()) -> None:
        """Leave a row, then write a title and the titles of the columns under it."""
        page.next_row += 1
        page.sheet.write_string(page.next_row, 1, title, self.styles["section"])
        for rank, column in enumerate(columns):
            page.sheet.write_string(page.next_row, FIRST + rank, column, self.styles["head"])
        page.next_row += 1

    def start(self, page: Page, code: str, label: str, style: str = "label") -> int:
        """Begin a row: its hidden code, its label; return its number."""
        row = page.rows[code] = page.next_row
        page.sheet.write_string(row, 0, code)
        page.sheet.write_string(row, 1, label, self.styles[style])
        page.next_row += 1
        return row

    def formulas(
        self,
        page: Page,
        code: str,
        label: str,
        formula: Callable[[int], str],
        values: Sequence[Value],
        *,
        first: int = 0,
        style: str = "line",
    ) -> None:
        """Write a row of formulas, from column `first` on, each with the value it gives."""
        row = self.start(page, code, label, style if style != "line" else "label")
        for rank, value in enumerate(values):
            text = formula(first + rank)
            known = value if isinstance(value, str) else ("" if value is None else float(value))
            page.sheet.write_formula(
                row, FIRST + first + rank, f"={text}", self.styles[style], known
            )
