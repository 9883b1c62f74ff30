"""What changed since a year was published: each figure, each row, who and when.

The published figure never moves; the difference is shown beside it.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from levier.accounts.models import Organisation
from levier.reporting.authors import Change, last_changes
from levier.reporting.figures import figures, frozen_year
from levier.reporting.models import FrozenFigure, FrozenItem, FrozenYear
from levier.rules.indicators.definitions import Definition
from levier.rules.indicators.publication import FigureValue

Kind = Literal["added", "removed", "changed"]
KIND_LABELS = {"added": "ajoutée", "removed": "retirée", "changed": "modifiée"}
Line = tuple[str, str | None, Decimal]


@dataclass(frozen=True)
class RowDifference:
    """A row that a figure gained, lost, or counts otherwise than on the day of publication."""

    kind: Kind
    key: str
    label: str
    case_key: str | None
    before: Decimal | None
    after: Decimal | None
    change: Change | None = None

    @property
    def kind_label(self) -> str:
        """The kind of difference, in French."""
        return KIND_LABELS[self.kind]


@dataclass(frozen=True)
class FigureDifference:
    """A figure whose rows are no longer those of the publication."""

    definition: Definition
    published: str
    published_now: str
    exact_before: str
    exact_now: str
    rows: tuple[RowDifference, ...]

    @property
    def gap(self) -> Decimal:
        """Exact value of now minus exact value published, in the figure's unit."""
        return Decimal(self.exact_now or 0) - Decimal(self.exact_before or 0)


def differences(organisation: Organisation, year: int) -> list[FigureDifference]:
    """Return the figures whose rows changed since the publication, with who changed them.

    They come in the report's order. Nothing is returned for a year that is not published.
    """
    frozen = frozen_year(organisation, year)
    if frozen is None:
        return []
    return _with_authors(organisation, frozen, gaps(frozen, figures(organisation, year)))


def gaps(frozen: FrozenYear, values: list[FigureValue]) -> list[FigureDifference]:
    """Return the same differences without their authors; `values` are the figures of now."""
    before = _frozen_lines(frozen)
    now = {v.definition.code: v for v in values}
    found = [
        _difference(row, before.get(row.code, {}), now[row.code])
        for row in frozen.figures.all()
        if row.code in now
    ]
    return [one for one in found if _differs(one)]


def _differs(difference: FigureDifference) -> bool:
    return bool(difference.rows) or difference.exact_before != difference.exact_now


def _frozen_lines(frozen: FrozenYear) -> dict[str, dict[str, Line]]:
    """Return, by figure then by row, what the figures stood on when they were published."""
    found: dict[str, dict[str, Line]] = {}
    rows = FrozenItem.objects.filter(figure__frozen_year=frozen).values_list(
        "figure__code", "key", "label", "case_key", "value"
    )
    for code, key, label, case, value in rows:
        lines = found.setdefault(code, {})
        lines[key] = (label, str(case) if case else None, Decimal(value))
    return found


def _difference(row: FrozenFigure, before: dict[str, Line], now: FigureValue) -> FigureDifference:
    after = {
        str(i.key): (i.label, str(i.case_key) if i.case_key else None, i.value) for i in now.items
    }
    rows = [
        _row_difference(key, before.get(key), after.get(key))
        for key in dict.fromkeys((*before, *after))
        if key not in before or key not in after or before[key][2] != after[key][2]
    ]
    return FigureDifference(
        definition=now.definition,
        published=row.published,
        published_now=now.published_text or "",
        exact_before=row.exact,
        exact_now=now.exact_text or "",
        rows=tuple(rows),
    )


def _row_difference(key: str, before: Line | None, after: Line | None) -> RowDifference:
    kind: Kind = "added" if before is None else "removed" if after is None else "changed"
    label, case, _ = after or before or ("", None, Decimal(0))
    return RowDifference(
        kind=kind,
        key=key,
        label=label,
        case_key=case,
        before=before[2] if before else None,
        after=after[2] if after else None,
    )


def _with_authors(
    organisation: Organisation, frozen: FrozenYear, found: list[FigureDifference]
) -> list[FigureDifference]:
    rows = {row.key: row.case_key for one in found for row in one.rows}
    if not rows:
        return found
    changes = last_changes(organisation, rows.items(), frozen.published_at)
    return [
        replace(one, rows=tuple(replace(r, change=changes.get(r.key)) for r in one.rows))
        for one in found
    ]
