"""What the page shows of a workbook before it is written: sheet by sheet, and fault by fault."""

from collections.abc import Iterable
from typing import Any

from levier.exchange.errors import YearRefused
from levier.exchange.plan.comparison import Plan
from levier.exchange.rows import SHEETS, BrsaRow
from levier.exchange.workbook.columns import Row
from levier.exchange.workbook.faults import Fault
from levier.exchange.year_rows import YearRows

NAMES = ("number", "engagement", "name", "first_name", "last_name", "campaign")


def preview_of_plan(plan: Plan) -> dict[str, Any]:
    """Return, sheet by sheet, how many lines are new, changed or the same; and the objects."""
    lines: dict[tuple[str, int], str] = {}
    for one in plan.kinds:
        if not one.kind.is_shown:
            continue
        for wish in one.unchanged:
            lines.setdefault((wish.sheet, wish.line), "same")
        for _, wish, _ in one.to_update:
            if lines.get((wish.sheet, wish.line)) != "create":
                lines[wish.sheet, wish.line] = "update"
        for wish in one.to_create:
            lines[wish.sheet, wish.line] = "create"
    sheets = [_count_of(row_class.sheet, lines) for row_class in SHEETS]
    return {"sheets": sheets, "objects": plan.count("to_create"), "is_empty": plan.is_empty}


def _count_of(sheet: str, lines: dict[tuple[str, int], str]) -> dict[str, Any]:
    states = [state for (name, _), state in lines.items() if name == sheet]
    return {
        "sheet": sheet,
        "create": states.count("create"),
        "update": states.count("update"),
        "same": states.count("same"),
        "faulty": 0,
    }


def preview_of_faults(refusal: YearRefused) -> dict[str, Any]:
    """Return, sheet by sheet, how many lines are at fault, of how many."""
    sheets = []
    for row_class in SHEETS:
        found = [fault for fault in refusal.faults if fault.sheet == row_class.sheet]
        sheets.append(
            {
                "sheet": row_class.sheet,
                "read": len(refusal.rows.of(row_class)) if refusal.rows else 0,
                "faulty": len({fault.row for fault in found}),
            }
        )
    return {"sheets": sheets}


def with_context(faults: Iterable[Fault], rows: YearRows | None) -> list[dict[str, Any]]:
    """Return the faults with the names of their line, so that a reader finds it."""
    lines: dict[tuple[str, int], Row] = {}
    if rows is not None:
        lines = {
            (row_class.sheet, row.line): row for row_class in SHEETS for row in rows.of(row_class)
        }
    return [
        fault.as_json() | {"context": _context(lines.get((fault.sheet or "", fault.row or 0)))}
        for fault in faults
    ]


def _context(row: Row | None) -> str:
    if row is None:
        return ""
    names = NAMES[:1] if isinstance(row, BrsaRow) else NAMES  # a social file: its number alone
    said = [str(getattr(row, name, "") or "") for name in names]
    return " · ".join(part for part in said if part)[:160]
