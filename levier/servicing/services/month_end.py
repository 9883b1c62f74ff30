"""What fell due by a day, noted for many loans at once: a night, or the end of a month.

Loan by loan, `fall_due` plays every operation again. Most due dates need less: a loan that has
nothing paid in advance, and no difference found by the check, moves by its next lines only. Those
go in batches, through the same rule (`Loan.bring_to`); the others one by one, by `fall_due`. Both
write the same rows under the same keys, so that a night killed anywhere goes on where it stood.
"""

import gc
import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Min

from levier.accounts.many_rows import change_rows
from levier.accounts.models import Organisation
from levier.kernel.errors import DomainError
from levier.rules.servicing.loan import Line, Loan, LoanAccount
from levier.rules.servicing.operations import FellDue
from levier.servicing.models import LoanOperation, RunningLoan, ScheduleLine
from levier.servicing.services.noting import fall_due, fallen_key
from levier.servicing.services.noting_many import Note, write_notes

LOG = logging.getLogger(__name__)
BATCH = 500
READ = (
    "organisation", "is_posted", "opened_on", "outstanding", "arrears", "credit", "next_due_on",
    "written_off_on", "difference", "commitment__number", "commitment__case",
)  # fmt: skip
LINE = tuple(each.name for each in fields(Line))  # the columns of a line bear the same names


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """How many loans had something due and noted, and the keys of those that refused."""

    noted: int
    refused: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class _Fallen:
    """A loan of a batch, what fell due of it, and where it stands afterwards."""

    row: RunningLoan
    operation: FellDue
    rank: int
    after: Loan
    next_due_on: date | None


def note_due_dates(*, on: date, batch: int = BATCH) -> MonthEnd:
    """Note what fell due by a day for every loan; run again, it notes nothing twice.

    Each batch is one transaction. A loan that refuses is left as it was, and stops no other.
    """
    noted, refused = 0, list[UUID]()
    for house in _houses(on):
        for keys in _batches(house, on, batch):
            aside = _aside_of(house, keys, on)
            noted += len(keys) - len(aside)
            for key in aside:
                done = _note_alone(key, on)
                noted += done is True
                refused += [key] if done is None else []
    return MonthEnd(noted, tuple(refused))


def _aside_of(house: Organisation, keys: Sequence[UUID], on: date) -> Sequence[UUID]:
    """Note a batch; return the loans to note one by one: all of them when the batch refuses."""
    try:
        with _collection_put_off():
            return _note_batch(house, keys, on)
    except DomainError as refusal:
        LOG.error("A batch of loans did not fall due: %s", refusal)
        return keys


@contextmanager
def _collection_put_off() -> Iterator[None]:
    """Look for unreachable cycles after a batch, not within it: a fifth of its time went there.

    A batch makes many rows and keeps them all to its end; their number bounds what waits.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _houses(on: date) -> list[Organisation]:
    due = RunningLoan.objects.falling_due_by(on).order_by().values("organisation")
    return list(Organisation.objects.filter(pk__in=due).order_by("pk"))


def _batches(house: Organisation, on: date, size: int) -> Iterator[list[UUID]]:
    """Yield the keys of the loans to note, by batches; read once, or each batch would sort all."""
    rows = RunningLoan.objects.falling_due_by(on).filter(organisation=house).order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), size):
        yield keys[start : start + size]


def _note_alone(key: UUID, on: date) -> bool | None:
    """Note what fell due of one loan: True when something did, None when it refused."""
    try:
        return fall_due(loan=RunningLoan.objects.get(pk=key), on=on) is not None
    except DomainError as refusal:
        LOG.error("Loan %s did not fall due: %s", key, refusal)
        return None


@transaction.atomic
def _note_batch(house: Organisation, keys: Sequence[UUID], on: date) -> list[UUID]:
    """Note the plain loans of a batch in a few queries; return the keys of the others."""
    rows = list(
        RunningLoan.objects.select_for_update(of=("self",))
        .filter(pk__in=keys, next_due_on__lte=on)
        .select_related("commitment")
        .only(*READ)
        .order_by("pk")
    )
    lines = _lines_by_loan(rows, on)
    ranks = dict(
        LoanOperation.objects.filter(loan__in=rows)
        .order_by()
        .values_list("loan")
        .annotate(last=Max("rank"))
    )
    nexts = _next_days(rows, on)
    fallen = [
        found
        for row in rows
        if (found := _plain(row, lines[row.pk], ranks[row.pk], nexts.get(row.pk), on))
    ]
    _write(house, fallen)
    done = {each.row.pk for each in fallen}
    return [row.pk for row in rows if row.pk not in done]


def _lines_by_loan(rows: Sequence[RunningLoan], on: date) -> dict[UUID, list[Line]]:
    """Return the lines of the active versions that fall due now, by loan, in their order."""
    first = min((row.next_due_on for row in rows if row.next_due_on), default=on)
    starts = {row.pk: row.next_due_on for row in rows}
    found: dict[UUID, list[Line]] = defaultdict(list)
    lines = ScheduleLine.objects.filter(
        version__loan__in=rows, version__is_active=True, due_on__range=(first, on)
    )
    # Plain values: a row of each line and of its version would cost more than the rest.
    for loan, *values in lines.order_by("number").values_list("version__loan", *LINE):
        line, start = Line(*values), starts[loan]
        if start is not None and line.due_on >= start:
            found[loan].append(line)
    return found


def _next_days(rows: Sequence[RunningLoan], on: date) -> dict[UUID, date]:
    """Return the day of the first line after `on`, by loan; nothing for a loan without any."""
    later = ScheduleLine.objects.filter(
        version__loan__in=rows, version__is_active=True, due_on__gt=on
    )
    return dict(later.order_by().values_list("version__loan").annotate(next=Min("due_on")))


def _plain(
    row: RunningLoan, lines: Sequence[Line], rank: int, next_due_on: date | None, on: date
) -> _Fallen | None:
    """Return what falls due of a plain loan; None for one that must be played whole."""
    if row.credit or row.difference or not lines or row.written_off_on is not None:
        return None
    operation = FellDue(key=str(fallen_key(row, rank)), on=on)
    loan = Loan(
        opened_on=row.opened_on,
        lines=tuple(lines),
        balances={LoanAccount.LOAN: row.outstanding},
    )
    loan.bring_to(on, operation.key)
    if not loan.dues and not next_due_on:
        return None  # it may close: its whole life says when
    return _Fallen(row, operation, rank + 1, loan, next_due_on)


def _write(house: Organisation, fallen: Sequence[_Fallen]) -> None:
    for each in fallen:
        row, after = each.row, each.after
        row.outstanding = after.outstanding  # more of it when interest joined the principal
        row.next_due_on = each.next_due_on
        row.arrears += after.arrears()
    change_rows([each.row for each in fallen], ["outstanding", "arrears", "next_due_on"])
    notes = [
        Note(
            row=each.row, operation=each.operation, rank=each.rank, entries=each.after.entries,
            outstanding=each.row.outstanding, arrears=each.row.arrears,
        )
        for each in fallen
    ]  # fmt: skip
    write_notes(house, notes, actor=None)
