"""The table of a loan that runs, as a paper to hand over and as rows for a spreadsheet."""

from datetime import date
from decimal import Decimal
from typing import Any

from levier.kernel.french import euros, long_date, number, numeric_date, percent
from levier.kernel.money import ZERO
from levier.portfolio.models import Commitment
from levier.rendering import documents as d
from levier.rendering.spreadsheets import Column, Sheet
from levier.rules.servicing.loan import Line, Loan, Way
from levier.servicing.models import RunningLoan
from levier.workflows.letterhead import holder_lines, letterhead

COLUMNS = (
    Column("N°", "integer", 6), Column("Échéance", "date", 12), Column("À payer", "amount", 14),
    Column("Intérêts", "amount", 14), Column("Capital", "amount", 14),
    Column("Reste dû après", "amount", 16), Column("Payé", "amount", 14),
    Column("Reste à payer", "amount", 14),
)  # fmt: skip


def statement_data(row: RunningLoan, loan: Loan, on: date) -> d.SheetData:
    """Return the table of the version in force, with what was paid by a day (euros)."""
    commitment, version = row.commitment, loan.versions[-1]
    return d.SheetData(
        title="Tableau d’amortissement",
        produced_on=on,
        house=letterhead(row.organisation),
        over=f"N° {commitment.number}",
        lead=f"{commitment.instrument}, {', '.join(holder_lines(commitment.case)[:2])}",
        figures=(
            (euros(loan.outstanding, True), "capital restant dû", f"au {long_date(on)}"),
            (euros(loan.arrears(), True), "échu et impayé", ""),
            (euros(_to_come(loan), True), "à venir", _last(loan)),
        ),
        sections=(
            d.Section("Le prêt", facts=_facts(commitment, loan, version.rank, version.since)),
            d.Section("Échéances", paragraphs=("Montants en euros.",), table=_table(loan)),
        ),
    )


def statement_sheet(row: RunningLoan, loan: Loan, on: date) -> Sheet:
    """Return the same table for a spreadsheet: real dates and amounts."""
    version = loan.versions[-1]
    return Sheet(
        name="Échéancier",
        columns=COLUMNS,
        rows=[_cells(loan, line) for line in loan.lines],
        notes=(
            f"{row.commitment.number}, {row.commitment.case.holder_name}, version {version.rank} "
            f"depuis le {numeric_date(version.since)}",
            f"Arrêté au {numeric_date(on)}",
        ),
    )


def paid_of(loan: Loan, line: Line) -> Decimal:
    """Return what was paid of a line, in euros."""
    parts = (p.amount for p in loan.parts if p.number == line.number and p.way == Way.PAID)
    return sum(parts, ZERO)


def _cells(loan: Loan, line: Line) -> list[Any]:
    return [
        line.number, line.due_on, line.total, line.interest, line.principal, line.balance_after,
        paid_of(loan, line), loan.asked_of(line).total,
    ]  # fmt: skip


def _table(loan: Loan) -> d.Table:
    cells = [_cells(loan, line) for line in loan.lines]
    rows = [
        (str(rank), numeric_date(day), *(number(amount, 2) for amount in amounts))
        for rank, day, *amounts in cells
    ]
    sums = [sum((row[at] for row in cells), ZERO) for at in range(2, len(COLUMNS))]
    total, interest, principal, _, paid, left = (number(amount, 2) for amount in sums)
    return d.Table(
        header=[column.label for column in COLUMNS],
        rows=rows,
        aligns=("d", "g", *["d"] * 6),
        widths=(2, 5, 5, 4, 5, 6, 5, 5),
        totals=[("", "Total", total, interest, principal, "", paid, left)],
    )


def _facts(commitment: Commitment, loan: Loan, rank: int, since: date) -> list[d.Pair]:
    terms = loan.terms or loan.ended_terms
    rate = terms.annual_rate if terms else None
    ended = (
        [("Déchu du terme", f"le {long_date(loan.accelerated_on)}, tout est dû")]
        if loan.accelerated_on
        else []
    )
    return [
        ("Versé", f"{euros(loan.drawn, True)}, à partir du {long_date(loan.opened_on or since)}"),
        ("Taux annuel", percent(rate) if rate is not None else "–"),
        ("Version", f"{rank}, depuis le {long_date(since)}"),
        *ended,
        ("Dossier", commitment.case.number),
    ]


def _to_come(loan: Loan) -> Decimal:
    return sum((line.total for line in loan.to_come), ZERO)


def _last(loan: Loan) -> str:
    return f"jusqu’au {long_date(loan.lines[-1].due_on)}" if loan.to_come else "rien n’est à venir"
