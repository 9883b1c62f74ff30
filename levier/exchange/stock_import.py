"""`levier import-stock`: the live stock of a house, opened once, completed at each import."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from levier.accounts.models import Organisation, User
from levier.exchange.errors import StockRefused
from levier.exchange.opening_house import equip_house, importer_of, open_default_house
from levier.exchange.plan.comparison import Progress, silent
from levier.exchange.rows.stock import SHEETS, CommitmentRow, MandateRow, PaidRow, SecurityRow
from levier.exchange.stock.comparing import compare_stock
from levier.exchange.stock.plans import CommitmentPlan, Conflict
from levier.exchange.stock.reading import StockRows, read_stock
from levier.exchange.stock.writing import BATCH, Writer
from levier.exchange.terms import terms_of
from levier.exchange.workbook.archive import UnreadableWorkbook
from levier.exchange.workbook.faults import Fault
from levier.funds.services import funders_by_name
from levier.journal.services import record

NAMES = {
    CommitmentRow.sheet: "commitment", PaidRow.sheet: "payment",
    MandateRow.sheet: "mandate", SecurityRow.sheet: "security",
}  # fmt: skip
Counts = dict[str, int]
READ, COMPARED, WHOLE = 5, 15, 100  # how far the import is after each step, in per cent


@dataclass(frozen=True)
class StockResult:
    """What an import wrote, or would write, by sheet; its conflicts were left as they are."""

    created: Counts
    updated: Counts
    unchanged: Counts
    conflicts: tuple[Conflict, ...] = ()
    set_aside: int = 0
    """Commitments with a conflict."""

    @property
    def is_empty(self) -> bool:
        """True when nothing is to be written."""
        return not self.created and not self.updated

    def as_json(self) -> dict[str, Any]:
        """Return the result: the keys of the year's import, and the conflicts."""
        return {
            "errors": [],
            "created": _named(self.created),
            "updated": _named(self.updated),
            "unchanged": _named(self.unchanged),
            "conflicts": [one.as_json() for one in self.conflicts],
        }


@dataclass
class _Tally:
    created: Counts = field(default_factory=dict)
    updated: Counts = field(default_factory=dict)
    unchanged: Counts = field(default_factory=dict)

    def add(self, counts: Counts, sheet: str, count: int) -> None:
        if count:
            counts[sheet] = counts.get(sheet, 0) + count


def import_stock(
    *,
    content: bytes,
    house: Organisation | None,
    on: date,
    actor: User | None = None,
    dry_run: bool = False,
    progress: Progress = silent,
) -> StockResult:
    """Import a stock into a house; `house` is None on an empty base, which gets one.

    One transaction, the house locked: a second import waits, then finds everything there. A fault
    refuses everything; a conflict leaves its commitment as it is, and the others are written.
    Without `actor`, the technical account of the house signs. Errors: StockRefused.
    """
    with transaction.atomic():
        house = _locked(house) if house else open_default_house()
        signer = actor or importer_of(house)
        equip_house(house=house, actor=signer, on=on)
        progress(0, WHOLE, "Lecture du classeur")
        stock = _read(content, house, on)
        plans = _compared(stock, house, _share(progress, READ, COMPARED))
        _refuse_faults(stock)
        result = _result(plans)
        if dry_run:
            transaction.set_rollback(True)
        elif not result.is_empty:
            wanted = [plan for plan in plans if not plan.conflicts]
            writer = Writer(house, signer, on, dict(stock.funders))
            writer.write(wanted, _share(progress, COMPARED, WHOLE))
            _journal(house, signer, result)
    return result


def _share(progress: Progress, first: int, last: int) -> Progress:
    """Return a progress that goes from one percentage of the whole import to another."""

    def report(done: int, total: int, message: str) -> None:
        progress(first + (last - first) * done // max(total, 1), WHOLE, message)

    return report


def _compared(stock: StockRows, house: Organisation, progress: Progress) -> list[CommitmentPlan]:
    plans: list[CommitmentPlan] = []
    total = len(stock.of(CommitmentRow))
    for plan in compare_stock(stock, house):
        if len(plans) % BATCH == 0:
            progress(len(plans), total, "Comparaison avec Levier")
        plans.append(plan)
    return plans


def _locked(house: Organisation) -> Organisation:
    return Organisation.objects.select_for_update().get(pk=house.pk)


def _read(content: bytes, house: Organisation, on: date) -> StockRows:
    try:
        stock = read_stock(content, terms=terms_of(house), funders=funders_by_name(house), today=on)
    except UnreadableWorkbook as refusal:
        raise StockRefused([Fault(str(refusal))]) from refusal
    _refuse_faults(stock)
    return stock


def _refuse_faults(stock: StockRows) -> None:
    if len(stock.faults):
        raise StockRefused(stock.faults.sorted([one.sheet for one in SHEETS]))


def _result(plans: Sequence[CommitmentPlan]) -> StockResult:
    tally = _Tally()
    for plan in plans:
        for sheet, count in plan.same.items():
            tally.add(tally.unchanged, sheet, count)
        if plan.conflicts:
            continue
        is_new = plan.known is None
        changes = tally.created if is_new else tally.updated
        if is_new or plan.completes:
            tally.add(changes, CommitmentRow.sheet, 1)
        tally.add(tally.created, PaidRow.sheet, len(plan.loan.payments) if plan.loan else 0)
        tally.add(tally.created, MandateRow.sheet, len(plan.mandates))
        tally.add(tally.created, SecurityRow.sheet, len(plan.securities))
    return StockResult(
        created=tally.created,
        updated=tally.updated,
        unchanged=tally.unchanged,
        conflicts=tuple(one for plan in plans for one in plan.conflicts),
        set_aside=sum(1 for plan in plans if plan.conflicts),
    )


def _journal(house: Organisation, actor: User, result: StockResult) -> None:
    record(
        "exchange.stock_imported",
        actor=actor,
        target=house,
        summary="Stock des engagements importé.",
        detail={
            "created": _named(result.created),
            "updated": _named(result.updated),
            "set_aside": result.set_aside,
        },
    )


def _named(counts: Counts) -> Counts:
    return {NAMES[sheet]: count for sheet, count in counts.items()}
