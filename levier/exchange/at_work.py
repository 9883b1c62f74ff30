"""What the imports that a page follows do alike: one at a time in a house, settled or given up."""

from collections.abc import Callable, Sequence
from typing import Any

from levier.accounts.models import Organisation
from levier.exchange.errors import AlreadyImporting, ImportOver
from levier.exchange.models import DroppedWorkbook, StockImport, YearImport
from levier.jobs.progress import report_from_within

Import = YearImport | StockImport
State = DroppedWorkbook.State
AT_WORK = (State.READING, State.WRITING)
OPEN = (State.PREVIEW, State.FAULTY)
BROKEN = "L’import s’est arrêté sur une erreur imprévue. Rien n’est écrit\u00a0: recommencez."


def refuse_if_at_work(kind: type[Import], house: Organisation) -> None:
    """Lock the house, and refuse while one of its imports is read or written.

    Errors: AlreadyImporting.
    """
    Organisation.objects.select_for_update().get(pk=house.pk)
    if kind.objects.filter(organisation=house, state__in=AT_WORK).exists():
        raise AlreadyImporting


def lock(row: Import) -> None:
    """Read an import again, locked until the end of the transaction."""
    row.refresh_from_db(from_queryset=type(row).objects.select_for_update())


def drop(row: Import) -> None:
    """Give an import up, unless it is over. Errors: ImportOver."""
    still = _among(row, (*AT_WORK, *OPEN))
    is_dropped = still.update(state=State.DROPPED)
    row.refresh_from_db(fields=["state"])
    if not is_dropped:
        raise ImportOver(state=row.get_state_display())


def settle(row: Import, state: str, **values: Any) -> bool:
    """Write the outcome; return False when somebody gave the import up meanwhile."""
    return bool(_among(row, AT_WORK).update(state=state, **values))


def progress_of(row: Import) -> Callable[[int, int, str], None]:
    """Return what reports how far an import is, seen while its one transaction is open."""

    def progress(done: int, total: int, message: str) -> None:
        report_from_within(job=row.job, done=done, total=total, message=message)

    return progress


def _among(row: Import, states: Sequence[str]):
    return type(row).objects.filter(pk=row.pk, state__in=states)
