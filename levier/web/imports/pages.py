"""What the page of an import shows."""

from typing import Any

from levier.exchange.models import DroppedWorkbook, StockImport, YearImport
from levier.exchange.plan.kinds import KINDS
from levier.jobs.progress import how_far

SHOWN_FAULTS = 300
LABELS = {kind.name: kind.label for kind in KINDS} | {"decision": "décisions"}
STEPS = (
    ("reading", "Lecture"),
    ("preview", "Aperçu"),
    ("writing", "Écriture"),
    ("done", "Importé"),
)


def import_page(row: YearImport) -> dict[str, Any]:
    """Return the state of an import ready for its template."""
    faults = [{**fault, "index": index} for index, fault in enumerate(row.faults)]
    return {
        "row": row,
        "is_at_work": row.state in (YearImport.State.READING, YearImport.State.WRITING),
        "progress": _progress(row),
        "sheets": row.preview.get("sheets", []),
        "objects": _objects(row.preview.get("objects", {})),
        "result": _result(row.preview.get("result")),
        "warnings": row.preview.get("warnings", []),
        "is_empty": row.preview.get("is_empty", False),
        "faults": faults[:SHOWN_FAULTS],
        "faults_by_sheet": _by_sheet(faults[:SHOWN_FAULTS]),
        "fault_count": len(faults),
        "hidden_count": max(0, len(faults) - SHOWN_FAULTS),
        "can_correct": any(fault.get("row") and fault.get("column") for fault in faults),
    }


def stock_page(row: StockImport) -> dict[str, Any]:
    """Return the state of a stock's import ready for its template."""
    conflicts = row.preview.get("conflicts", [])
    return {
        "row": row,
        "is_at_work": row.state in (StockImport.State.READING, StockImport.State.WRITING),
        "progress": _progress(row),
        "sheets": row.preview.get("sheets", []),
        "is_empty": row.preview.get("is_empty", False),
        "set_aside": row.preview.get("set_aside", 0),
        "conflicts": conflicts[:SHOWN_FAULTS],
        "hidden_conflicts": max(0, len(conflicts) - SHOWN_FAULTS),
        "faults": row.faults[:SHOWN_FAULTS],
        "fault_count": len(row.faults),
    }


def _progress(row: DroppedWorkbook) -> int:
    if row.job is None:
        return 0
    job = how_far(row.job)
    if not job.total_count:
        return 0
    return min(100, round(100 * job.done_count / job.total_count))


def _objects(counts: dict[str, int]) -> list[dict[str, Any]]:
    return [{"label": LABELS.get(name, name), "count": count} for name, count in counts.items()]


def _result(result: dict[str, Any] | None) -> dict[str, Any] | None:
    if result is None:
        return None
    return {
        "created": _objects(result["created"]),
        "updated": _objects(result["updated"]),
        "same": sum(result["unchanged"].values()),
    }


def _by_sheet(faults: list[dict[str, Any]]) -> list[dict[str, Any]]:
    sheets: dict[str, list[dict[str, Any]]] = {}
    for fault in faults:
        sheets.setdefault(fault.get("sheet") or "Fichier", []).append(fault)
    return [{"name": name, "faults": found} for name, found in sheets.items()]


def corrected_cells(row: YearImport, posted) -> list[dict[str, Any]]:
    """Return the cells whose value was changed on the grid: fields `cell-0`, `cell-1`…

    Two faults of one cell share it: the value that differs from the file's wins.
    """
    cells: dict[tuple, dict[str, Any]] = {}
    for index, fault in enumerate(row.faults):
        typed = posted.get(f"cell-{index}")
        if typed is None or not fault.get("row") or not fault.get("column"):
            continue
        if typed.strip() == (fault.get("value") or "").strip():
            continue
        place = (fault["sheet"], fault["row"], fault["column"])
        cells[place] = {
            "sheet": place[0],
            "row": place[1],
            "column": place[2],
            "value": typed[:2_000],
        }
    return list(cells.values())
