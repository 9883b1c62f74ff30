"""The nightly check: each loan played again, compared with its rows and with the ledger."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from django.db import transaction

from levier.kernel.errors import DomainError
from levier.kernel.french import numeric_date
from levier.ledger.models import LedgerEntry
from levier.rules.servicing.loan import Loan
from levier.servicing.models import Clearing, RunningLoan, ScheduleVersion
from levier.servicing.services.keeping import line_fields, part_fields, summary_of
from levier.servicing.services.noting import entry_key
from levier.servicing.services.playing import loan_on

BATCH = 500


def check_loans(*, on: date) -> int:
    """Check every loan not yet checked on a day; return how many differ from their operations.

    A loan that differs, or cannot be read, is noted with its first difference and never stops the
    others. Killed in the middle, it goes on from there; run again, it checks nothing twice.
    """
    found, last = 0, None
    while True:
        rows = RunningLoan.objects.exclude(checked_on=on).order_by("pk")
        if last is not None:
            rows = rows.filter(pk__gt=last)
        batch = list(rows.select_related("commitment")[:BATCH])
        if not batch:
            return found
        for loan in batch:
            found += bool(_check(loan, on))
        last = batch[-1].pk


@transaction.atomic
def _check(loan: RunningLoan, on: date) -> str:
    locked = RunningLoan.objects.select_for_update(of=("self",)).get(pk=loan.pk)
    difference = first_difference_of(locked)
    locked.difference, locked.checked_on = difference[:300], on
    locked.save(update_fields=["difference", "checked_on"])
    return difference


def first_difference_of(row: RunningLoan) -> str:
    """Return, in French, the first thing that does not hold in a loan; empty when all does."""
    try:
        loan = loan_on(row)
        return next(_differences(row, loan), "")
    except DomainError as refusal:
        return f"Ses opérations ne se rejouent pas\u00a0: {refusal}"


def _differences(row: RunningLoan, loan: Loan) -> Iterator[str]:
    yield from _of_lines(row, loan)
    yield from _of_clearings(row, loan)
    for name, wanted in summary_of(loan).items():
        if getattr(row, name) != wanted:
            label = RunningLoan._meta.get_field(name).verbose_name
            yield f"{label}\u00a0: {_both(wanted, getattr(row, name))}"
    if row.is_posted:
        yield from _of_entries(row, loan)


def _of_lines(row: RunningLoan, loan: Loan) -> Iterator[str]:
    active = ScheduleVersion.objects.filter(loan=row, is_active=True).first()
    if active is None or active.rank != len(loan.versions):
        yield f"La version {len(loan.versions)} de l’échéancier n’est pas celle en vigueur."
        return
    kept = list(active.lines.order_by("number"))
    if len(kept) != len(loan.lines):
        yield f"L’échéancier a {len(loan.lines)} lignes par les opérations, {len(kept)} en base."
        return
    for line, found in zip(loan.lines, kept, strict=True):
        for name, wanted in line_fields(loan, line).items():
            if getattr(found, name) != wanted:
                where = f"Échéance {line.number} du {numeric_date(line.due_on)}, {name}"
                yield f"{where}\u00a0: {_both(wanted, getattr(found, name))}"


def _of_clearings(row: RunningLoan, loan: Loan) -> Iterator[str]:
    kept = Clearing.objects.filter(loan=row).order_by("rank").select_related("operation")
    for rank, (part, found) in enumerate(zip_longest(loan.parts, kept), start=1):
        if part is None or found is None or part.by != str(found.operation.key) or any(
            getattr(found, name) != wanted for name, wanted in part_fields(part).items()
        ):  # fmt: skip
            yield f"L’imputation {rank} n’est pas celle que donnent les opérations."


def _of_entries(row: RunningLoan, loan: Loan) -> Iterator[str]:
    """Compare the amounts of each entry: the accounts of its day may have been others."""
    wanted = {entry_key(entry): entry for entry in loan.entries}
    rows = LedgerEntry.objects.filter(organisation=row.organisation_id, key__in=wanted)
    kept = {entry.key: entry for entry in rows.prefetch_related("postings")}
    for key, entry in wanted.items():
        found = kept.get(key)
        if found is None:
            yield f"L’écriture «\u00a0{entry.label}\u00a0» du {numeric_date(entry.day)} manque."
        elif _amounts(found.postings.all()) != _amounts(entry.postings):
            yield f"L’écriture {found.number} n’a pas les montants que donnent les opérations."


def _amounts(postings: Iterable[Any]) -> list[tuple[Decimal, Decimal]]:
    return sorted((posting.debit, posting.credit) for posting in postings)


def _both(wanted: Any, found: Any) -> str:
    return f"{_shown(wanted)} par les opérations, {_shown(found)} en base."


def _shown(value: Any) -> str:
    return "rien" if value in (None, "") else str(value)
