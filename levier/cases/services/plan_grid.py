"""The plan written as a grid: many small changes at once, two people on one plan, nothing lost."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from levier.accounts.models import User
from levier.cases.errors import PlanCellsTaken
from levier.cases.models import Case, FinancingPlan, PlanLine
from levier.cases.plan_changes import (
    AMOUNTS,
    CELLS,
    UNSEEN,
    AddRow,
    MoveRow,
    PlanChange,
    PlanSaved,
    RemoveRow,
    SetCell,
)
from levier.cases.plan_words import natures_of
from levier.cases.services.life import touch
from levier.cases.services.plan import count_revision, locked_plan, with_status_day
from levier.cases.services.plan_aids import count_third_party_aids
from levier.journal.changes import apply_changes
from levier.journal.services import record
from levier.kernel.french import plural

MOST_LINES = 120
LONGEST_LABEL = 120
FINANCIER = (
    "partner", "contact", "status_on", "bank_id", "funder_id", "letter_id", "instrument_id",
    "aid_id",
)  # fmt: skip
FIRST_NATURE = {"need": PlanLine.Nature.OTHER_NEED, "resource": PlanLine.Nature.OTHER_RESOURCE}
GONE = "Cette ligne vient d’être retirée par un collègue."


@transaction.atomic
def save_plan_changes(
    *, case: Case, actor: User, on: date, revision: int, changes: Sequence[PlanChange]
) -> PlanSaved:
    """Write changes read from revision `revision` of the plan; all of them, or none.

    The plan is locked: two saves never cross. A cell that holds neither what its writer had read
    nor what is written now was written by somebody else: nothing of the batch is written.
    A change that makes no sense in its cell is left out and named in the answer. Sending the same
    batch twice changes nothing more. Errors: PlanCellsTaken, with who wrote each cell.
    """
    plan = locked_plan(case, actor, counts=False)
    work = _Work(case, plan, actor, on)
    taken = [cell for one in changes for cell in work.taken_by(one, revision)]
    if taken:
        raise PlanCellsTaken(authors=_authors(taken))
    for change in changes:
        work.apply(change)
    if work.write():
        count_revision(plan, actor)
        touch(case, on)
        count_third_party_aids(case=case, actor=actor)
    return PlanSaved(plan.revision, work.refused)


class _Work:
    """The lines of a plan while a batch is applied to them."""

    def __init__(self, case: Case, plan: FinancingPlan, actor: User, on: date) -> None:
        self.case, self.plan, self.actor, self.on = case, plan, actor, on
        self.lines = {line.pk: line for line in case.plan_lines.order_by("side", "position", "id")}
        self.order = {
            side: [line.pk for line in self.lines.values() if line.side == side]
            for side in PlanLine.Side.values
        }
        self.natures = {side: dict(natures_of(case, side)) for side in PlanLine.Side.values}
        self.refused: dict[tuple[UUID, str], str] = {}
        self.details: dict[UUID, dict[str, list[Any]]] = {}
        self.added: set[UUID] = set()
        self.removed: list[PlanLine] = []

    def taken_by(self, change: PlanChange, revision: int) -> list[SetCell]:
        """Return the cells that a change would overwrite and that somebody else wrote since."""
        if isinstance(change, SetCell):
            return [change] if self._is_taken(change, revision) else []
        line = self.lines.get(change.row) if isinstance(change, RemoveRow) else None
        if line is None or not isinstance(change, RemoveRow):
            return []
        return [
            SetCell(change.row, name, None, was)
            for name, was in change.was.items()
            if getattr(line, name) != was
        ]

    def _is_taken(self, change: SetCell, revision: int) -> bool:
        line = self.lines.get(change.row)
        if line is None:
            return False
        now = getattr(line, change.name)
        if now == change.value:
            return False
        if change.was is UNSEEN:
            return revision != self.plan.revision
        return now != change.was

    def apply(self, change: PlanChange) -> None:
        """Apply one change to the lines in memory."""
        if isinstance(change, SetCell):
            self._set(change)
        elif isinstance(change, AddRow):
            self._add(change)
        elif isinstance(change, RemoveRow):
            self._remove(change.row)
        else:
            self._move(change)

    def _set(self, change: SetCell) -> None:
        line = self.lines.get(change.row)
        fault = GONE if line is None else self._fault(line, change)
        if line is None or fault:
            self.refused[change.row, change.name] = fault
            return
        values = {change.name: change.value}
        came_back = line.pk in self.added and line.status_on is not None
        done = apply_changes(
            line, values if came_back else with_status_day(values, line.status, self.on)
        )
        if done:
            self.details.setdefault(line.pk, {}).update(done)

    def _fault(self, line: PlanLine, change: SetCell) -> str:
        """Return why a value makes no sense in a cell; nothing when it does."""
        if change.name not in CELLS:
            return "Cette cellule ne se remplit pas."
        if change.name in AMOUNTS:
            return "" if change.value >= 0 else "Un montant ne peut pas être négatif."
        if change.name == "nature":
            known = change.value in self.natures[line.side] or change.value == line.nature
            return "" if known else "Choisissez une nature de la liste."
        if change.name == "status":
            known = line.side == "resource" and change.value in PlanLine.Status.values
            return "" if known else "Choisissez un état de la liste."
        if len(change.value) > LONGEST_LABEL:
            return f"Ce libellé est trop long ({LONGEST_LABEL} caractères au plus)."
        return ""

    def _add(self, change: AddRow) -> None:
        if change.row in self.lines:
            return  # sent twice
        if len(self.order[change.side]) >= MOST_LINES:
            self.refused[change.row, "nature"] = f"Un plan a {MOST_LINES} lignes au plus par côté."
            return
        if self._is_of_another(change.row):
            self.refused[change.row, "nature"] = GONE
            return
        past = PlanLine.history.filter(id=change.row, case_id=self.case.pk).order_by(
            "-history_date"
        )
        former = past.first()  # a line that was taken out comes back with its financier
        self.lines[change.row] = PlanLine(
            pk=change.row,
            organisation_id=self.case.organisation_id,
            case=self.case,
            side=change.side,
            nature=FIRST_NATURE[change.side],
            amount=Decimal(0),
            **{name: getattr(former, name) for name in FINANCIER if former is not None},
        )
        self.added.add(change.row)
        self._put(change.row, change.side, change.after)

    def _is_of_another(self, row: UUID) -> bool:
        """Whether a key made by the client is, or was, that of a line of another dossier."""
        tables = (PlanLine.objects.filter(pk=row), PlanLine.history.filter(id=row))
        return any(rows.exclude(case_id=self.case.pk).exists() for rows in tables)

    def _remove(self, row: UUID) -> None:
        line = self.lines.pop(row, None)
        if line is None:
            return
        self.order[line.side].remove(row)
        self.details.pop(row, None)
        if row in self.added:
            self.added.discard(row)
        else:
            self.removed.append(line)

    def _move(self, change: MoveRow) -> None:
        line = self.lines.get(change.row)
        if line is not None:
            self.order[line.side].remove(change.row)
            self._put(change.row, line.side, change.after)

    def _put(self, row: UUID, side: str, after: UUID | None) -> None:
        order = self.order[side]
        if after is None:
            order.insert(0, row)
        elif after in order:
            order.insert(order.index(after) + 1, row)
        else:  # the line it followed is gone
            order.append(row)

    def write(self) -> bool:
        """Write what changed and one line of the journal; tell whether anything did."""
        moved = self._renumber()
        changed = [self.lines[row] for row in self.details if row not in self.added]
        fresh = [self.lines[row] for row in self.added]
        for line in (*fresh, *changed):
            line._history_user = self.actor
            line.save(force_insert=line.pk in self.added)
        for line in self.removed:
            line._history_user = self.actor
            line.delete()
        PlanLine.objects.bulk_update(
            [line for line in moved if line.pk not in self.added], ["position"]
        )
        if not (fresh or changed or self.removed or moved):
            return False
        self._journal(len(fresh), len(changed))
        return True

    def _renumber(self) -> list[PlanLine]:
        moved = []
        for order in self.order.values():
            for rank, row in enumerate(order, 1):
                if self.lines[row].position != rank:
                    self.lines[row].position = rank
                    moved.append(self.lines[row])
        return moved

    def _journal(self, added: int, changed: int) -> None:
        parts = [
            plural(count, f"ligne {done}", f"lignes {done}s")
            for count, done in (
                (added, "ajoutée"),
                (changed, "modifiée"),
                (len(self.removed), "retirée"),
            )
            if count
        ]
        said = ", ".join(parts) or "lignes déplacées"
        detail = {
            f"{self.lines[row]} · {PlanLine._meta.get_field(name).verbose_name}": pair
            for row, fields in self.details.items()
            for name, pair in fields.items()
        }
        detail |= {str(line): [str(line.amount), None] for line in self.removed}
        record(
            "cases.plan_changed",
            actor=self.actor,
            target=self.case,
            case_key=self.case.pk,
            summary=f"Plan : {said}.",
            detail=detail,
        )


def _authors(taken: Iterable[SetCell]) -> dict[tuple[UUID, str], str]:
    """Return who wrote last in each cell, read from the history of the lines."""
    cells = list(taken)
    past: dict[UUID, list[Any]] = {}
    rows = PlanLine.history.filter(id__in={one.row for one in cells})
    for record_ in rows.select_related("history_user").order_by("-history_date", "-history_id"):
        past.setdefault(record_.id, []).append(record_)
    return {(one.row, one.name): _writer(past.get(one.row, []), one.name) for one in cells}


def _writer(records: list[Any], name: str) -> str:
    for later, former in zip(records, [*records[1:], None], strict=True):
        if former is None or getattr(later, name) != getattr(former, name):
            return later.history_user.full_name if later.history_user else ""
    return ""
