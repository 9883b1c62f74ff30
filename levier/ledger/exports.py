"""Files for the accountant, each a plug-in over the same entries."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date

from levier.accounts.models import Organisation
from levier.kernel.errors import DomainError
from levier.ledger.models import LedgerPosting
from levier.rules.accounting.fec import FecLine, fec_text

JOURNALS = {"OD": "Opérations diverses", "BQ": "Banque", "EN": "Engagements"}
HEADINGS = (
    "Écriture", "Jour", "Journal", "Compte", "Intitulé", "Pièce", "Libellé", "Débit", "Crédit",
)  # fmt: skip


class UnknownExport(DomainError):
    """No plug-in bears that name."""

    message = "Cet export n’existe pas\u00a0: choisissez parmi {names}."


def export(name: str, organisation: Organisation, first_day: date, last_day: date) -> Iterator[str]:
    """Yield the text of a file of the entries between two days, both included.

    Errors: UnknownExport; FecRefused before anything is yielded.
    """
    if name not in EXPORTS:
        raise UnknownExport(names=", ".join(EXPORTS))
    return EXPORTS[name](_lines(organisation, first_day, last_day))


def _lines(organisation: Organisation, first_day: date, last_day: date) -> list[FecLine]:
    """Return the postings in the order of their validation, numbered again from 1 in the period."""
    rows = (
        LedgerPosting.objects.filter(
            organisation=organisation, entry__day__range=(first_day, last_day)
        )
        .select_related("entry", "account")
        .order_by("entry__number", "rank")
    )
    ranks: dict[int, int] = {}
    return [
        FecLine(
            journal_code=row.entry.journal,
            journal_label=JOURNALS.get(row.entry.journal, row.entry.journal),
            entry_number=ranks.setdefault(row.entry.number, len(ranks) + 1),
            entry_date=row.entry.day,
            account=row.account.number,
            account_label=row.account.label,
            piece=row.entry.piece,
            piece_date=row.entry.day,
            label=row.entry.label,
            debit=row.debit,
            credit=row.credit,
            validated_on=row.entry.recorded_at.date(),
        )
        for row in rows
    ]


def _journal_csv(lines: list[FecLine]) -> Iterator[str]:
    """Yield a spreadsheet's text: semicolons, decimal commas, and no cell read as a formula."""
    yield "\ufeff" + _row(HEADINGS)
    for line in lines:
        yield _row(
            (
                str(line.entry_number), f"{line.entry_date:%d/%m/%Y}", line.journal_label,
                line.account, line.account_label, line.piece, line.label,
                f"{line.debit:.2f}".replace(".", ","), f"{line.credit:.2f}".replace(".", ","),
            )
        )  # fmt: skip


def _row(cells) -> str:
    target = io.StringIO()
    safe = [f"'{cell}" if cell[:1] in "=+-@" else cell for cell in cells]
    csv.writer(target, delimiter=";", lineterminator="\r\n").writerow(safe)
    return target.getvalue()


EXPORTS: dict[str, Callable[[list[FecLine]], Iterator[str]]] = {
    "fec": fec_text,
    "journal": _journal_csv,
}
