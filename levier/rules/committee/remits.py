"""What a committee may decide: the lines of its remit, against what a dossier asks for."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from levier.kernel.french import euros


@dataclass(frozen=True, slots=True)
class Remit:
    """One line; an empty field names everything. Euros: `over` is excluded, `up_to` included."""

    track: str = ""
    kind: str = ""
    product: Hashable | None = None
    over: Decimal | None = None
    up_to: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of a dossier: its product, its kind, what it engages (None: not priced yet)."""

    product: Hashable
    kind: str
    name: str
    amount: Decimal | None = None


def remit_for(track: str, asked: Asked, remits: Sequence[Remit]) -> Remit | None:
    """Return the line that governs a request: the most precise on its product, then its track."""
    found = [
        row
        for row in remits
        if row.track in ("", track)
        and row.product in (None, asked.product)
        and row.kind in ("", asked.kind)
    ]
    return max(
        found, key=lambda row: (row.product is not None, bool(row.kind), bool(row.track)),
        default=None,
    )  # fmt: skip


def remit_faults(
    track: str,
    asked: Sequence[Asked],
    remits: Sequence[Remit] | None,
    *,
    track_name: str,
    committee: str,
    has_floors: bool = True,
) -> list[str]:
    """Return why a committee may not decide a dossier, in French; nothing when it may.

    `remits` are the lines in force: None when the house has set nothing, and it decides everything;
    empty when those it set are over, and it decides nothing. The requests under one line are added
    up: a request cut in two passes no ceiling. What is not priced yet is judged on its track and
    product alone. Without `has_floors` a smaller amount passes: the dossier is there.
    """
    if remits is None:
        return []
    if not remits:
        return [f"« {committee} » ne décide rien ce jour-là : ses attributions sont fermées."]
    if not any(row.track in ("", track) for row in remits):
        return [f"« {committee} » ne décide pas la filière « {track_name} »."]
    found: list[str] = []
    by_line: dict[Remit, list[Asked]] = {}
    for one in asked:
        line = remit_for(track, one, remits)
        if line is None:
            found.append(f"« {committee} » ne décide pas « {one.name} », filière « {track_name} ».")
        else:
            by_line.setdefault(line, []).append(one)
    for line, together in by_line.items():
        found += _amount_faults(line, together, committee, has_floors)
    return found


def _amount_faults(
    line: Remit, asked: Sequence[Asked], committee: str, has_floors: bool
) -> list[str]:
    total = sum((one.amount for one in asked if one.amount is not None), Decimal(0))
    names = " et ".join(dict.fromkeys(f"« {one.name} »" for one in asked))
    if line.up_to is not None and total > line.up_to:
        return [
            f"« {committee} » décide jusqu’à {_said(line.up_to)} pour {names}, "
            f"et ce dossier en engage {_said(total)}."
        ]
    is_priced = all(one.amount is not None for one in asked)
    if has_floors and is_priced and line.over is not None and total <= line.over:
        return [
            f"« {committee} » ne décide {names} qu’au-dessus de {_said(line.over)}, "
            f"et ce dossier en engage {_said(total)}."
        ]
    return []


def _said(amount: Decimal) -> str:
    return euros(amount, cents=bool(amount % 1))
