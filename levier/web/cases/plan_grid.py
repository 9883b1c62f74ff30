"""The plan as the grid sees it: what each cell shows, and what a post asks, read from its text."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from levier.cases.models import Case, FinancingPlan, PlanLine
from levier.cases.plan_changes import (
    AMOUNTS,
    CELLS,
    UNSEEN,
    AddRow,
    MoveRow,
    PlanChange,
    RemoveRow,
    SetCell,
)
from levier.cases.plan_words import natures_of
from levier.cases.services.readiness import side_of
from levier.kernel.french import number
from levier.kernel.money import CENT
from levier.kernel.text import squeeze
from levier.rules.financing_plan import COLUMNS, columns_of

MOST_CHANGES = 1_000
LARGEST = Decimal(10) ** 11
SIDES = (("need", "Besoins"), ("resource", "Ressources"))
_SPACES = str.maketrans("", "", " \u00a0\u202f\u2007\u2009\t€")
NO_AMOUNT = "Écrivez un montant, par exemple 36 000 ou 36 000,50."


class BadPost(ValueError):
    """The post is not one of the grid's."""


@dataclass(frozen=True)
class PlanPost:
    """What the grid asks: typed changes, and the cells whose text means nothing."""

    revision: int
    changes: list[PlanChange]
    faults: dict[str, str]


def plan_of(case: Case) -> FinancingPlan:
    """Return the plan of a dossier; one never written yet is at revision 0, unsaved."""
    found = FinancingPlan.objects.filter(case=case).select_related("revised_by").first()
    return found or FinancingPlan(case=case, organisation_id=case.organisation_id)


def shown_amount(amount: Decimal) -> str:
    """Return an amount as a cell shows it; nothing for zero."""
    if not amount:
        return ""
    return number(amount, 0 if amount == amount.to_integral_value() else 2)


def shown_sum(amount: Decimal) -> str:
    """Return a sum as a cell shows it, zero included."""
    return shown_amount(amount) or "0"


def sections_of(case: Case, lines: Iterable[PlanLine]) -> list[dict[str, Any]]:
    """Return both sides of the grid, as its template draws them: rows of cells, sums, choices."""
    rows = list(lines)
    values = values_of(rows)
    found = []
    for side, title in SIDES:
        natures = natures_of(case, side)
        words = {**dict(PlanLine.Nature.choices), **dict(natures), **dict(PlanLine.Status.choices)}
        mine = [line for line in rows if line.side == side]
        found.append(
            {
                "key": side,
                "title": title,
                "natures": natures,
                "rows": [
                    {"key": line.pk, "cells": _cells(str(line.pk), side, values, words)}
                    for line in mine
                ],
                "blank": _cells("__row__", side, {"__row__:nature": f"other_{side}"}, words),
                "total": _sums(side, values),
            }
        )
    return found


def balances_of(lines: Iterable[PlanLine]) -> list[dict[str, Any]]:
    """Return the two last rows of the grid: each column's balance, and the cumulative one."""
    values = values_of(lines)
    return [
        {"title": "Solde", "cells": _sums("balance", values)},
        {"title": "Solde cumulé", "cells": _sums("cumulative", values)},
    ]


def document_of(plan: FinancingPlan, lines: list[PlanLine]) -> dict[str, Any]:
    """Return the document that the grid takes: revision, values by cell, rows by section, who."""
    return {
        "revision": plan.revision,
        "who": plan.revised_by.full_name if plan.revised_by else "",
        "values": values_of(lines),
        "rows": {
            side: [str(line.pk) for line in lines if line.side == side] for side, _ in SIDES
        },
    }  # fmt: skip


def values_of(lines: Iterable[PlanLine]) -> dict[str, str]:
    """Return the text of every cell, by its name: `<line>:<field>`, `need:amount`, …"""
    rows = list(lines)
    values: dict[str, str] = {}
    for line in rows:
        for name in CELLS:
            if name != "status" or line.side == PlanLine.Side.RESOURCE:
                held = getattr(line, name)
                shown = shown_amount(held) if name in AMOUNTS else held
                values[f"{line.pk}:{name}"] = shown
        values[f"{line.pk}:total"] = shown_amount(line.amount + sum(line.years))
    return values | _summed(rows)


def _summed(lines: list[PlanLine]) -> dict[str, str]:
    columns = columns_of(side_of(lines, "need"), side_of(lines, "resource"))
    found: dict[str, str] = {}
    for name, column in zip(AMOUNTS, columns, strict=True):
        found[f"need:{name}"] = shown_sum(column.needs)
        found[f"resource:{name}"] = shown_sum(column.resources)
        found[f"balance:{name}"] = shown_sum(column.balance)
        found[f"cumulative:{name}"] = shown_sum(column.cumulative)
    for key in ("needs", "resources", "balance"):
        total = sum(getattr(column, key) for column in columns)
        found[f"{key.removesuffix('s')}:total"] = shown_sum(total)
    return found


def _cells(
    row: str, side: str, values: Mapping[str, str], words: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return the cells of one line, in the order of the columns; empty where there is none."""
    kinds = {"nature": "choice", "label": "text", "status": "choice"}
    cells: list[dict[str, Any]] = []
    for name in (*CELLS, "total"):
        if name == "status" and side == PlanLine.Side.NEED:
            cells.append({})
            continue
        key = f"{row}:{name}"
        first = PlanLine.Status.TO_ASK if name == "status" else ""
        value = values.get(key, first)
        cells.append(
            {
                "key": key,
                "kind": kinds.get(name, "amount"),
                "value": value,
                "word": words.get(value, value),
                "is_sum": name == "total",
                "is_head": name == "nature",
            }
        )
    return cells


def _sums(row: str, values: Mapping[str, str]) -> list[dict[str, Any]]:
    keys = [f"{row}:{name}" for name in (*AMOUNTS, "total")]
    return [{"key": key, "value": values[key]} if key in values else {} for key in keys]


def column_titles() -> list[str]:
    """Return the heads of the columns."""
    return ["Nature", "Libellé", "État", *COLUMNS, "Total"]


def read_post(body: bytes) -> PlanPost:
    """Read what the grid posts. Errors: BadPost when it is not a post of the grid."""
    try:
        data = json.loads(body)
        revision, asked = int(data["revision"]), list(data["changes"])
        if len(asked) > MOST_CHANGES:
            raise BadPost
        post = PlanPost(revision, [], {})
        for one in asked:
            _read_change(post, one)
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise BadPost from fault
    return post


def _read_change(post: PlanPost, one: Mapping[str, Any]) -> None:
    if "cell" in one:
        _read_cell(post, one)
    elif "add" in one:
        side = one["section"]
        if side not in PlanLine.Side.values:
            raise BadPost
        post.changes.append(AddRow(UUID(one["add"]), side, _row(one.get("after"))))
    elif "remove" in one:
        post.changes.append(RemoveRow(UUID(one["remove"]), _seen(one.get("was") or {})))
    else:
        post.changes.append(MoveRow(UUID(one["move"]), _row(one.get("after"))))


def _seen(cells: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was read in the cells of a line, by field; what means nothing is left out."""
    found = {}
    for cell, text in cells.items():
        name = cell.partition(":")[2]
        with suppress(InvalidOperation):
            if name in CELLS:
                found[name] = meant(name, str(text))
    return found


def _read_cell(post: PlanPost, one: Mapping[str, Any]) -> None:
    cell, text = str(one["cell"]), str(one["value"])
    row, _, name = cell.partition(":")
    key = UUID(row)
    if name not in CELLS:
        raise BadPost
    try:
        value = meant(name, text)
    except InvalidOperation:
        post.faults[cell] = NO_AMOUNT
        return
    was = UNSEEN
    if one.get("was") is not None:
        try:
            was = meant(name, str(one["was"]))
        except InvalidOperation:
            was = UNSEEN
    post.changes.append(SetCell(key, name, value, was))


def meant(name: str, text: str) -> Any:
    """Return what a text means in a cell: euros, else squeezed text. Errors: InvalidOperation."""
    if name not in AMOUNTS:
        return squeeze(text)
    bare = text.translate(_SPACES).replace("\u2212", "-").replace(",", ".")
    if not bare:
        return Decimal(0)
    amount = Decimal(bare)
    if not amount.is_finite() or amount != amount.quantize(CENT) or abs(amount) >= LARGEST:
        raise InvalidOperation
    return amount


def _row(text: Any) -> UUID | None:
    return UUID(str(text)) if text else None
