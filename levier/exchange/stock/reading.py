"""A stock's workbook as typed rows, with every fault that its rows show by themselves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from levier.exchange.rows.stock import (
    SHEETS,
    CommitmentRow,
    MandateRow,
    OfCommitment,
    PaidRow,
    SecurityRow,
)
from levier.exchange.workbook.columns import Row, title_of
from levier.exchange.workbook.faults import Fault, Faults, shown
from levier.exchange.workbook.reading import Workbook, read_rows
from levier.exchange.year_rows import Terms
from levier.kernel.text import normalise
from levier.rules.servicing.collections import signature_fault

SERVED = ("loan", "contribution", "advance")


@dataclass(kw_only=True)
class StockRows:
    """The rows of every sheet, the faults found so far, and what the house knows."""

    terms: Terms
    funders: Mapping[str, Any]
    today: date
    faults: Faults
    rows: dict[type[Row], list[Any]]

    def of(self, row_class: type[Row]) -> list[Any]:
        """Return the rows of a sheet."""
        return self.rows[row_class]

    def fault(self, row: Row, name: str, message: str) -> None:
        """Add a fault on a field of a row, with the cell as it stands in the sheet."""
        value = shown(row.raw.get(name))
        self.faults.add(Fault(message, row.sheet, row.line, title_of(type(row), name), value))

    def hanging(self, row_class: type[OfCommitment]) -> dict[str, list[Any]]:
        """Return the rows of a sheet by the number of their commitment."""
        found: dict[str, list[Any]] = {}
        for row in self.of(row_class):
            found.setdefault(row.commitment, []).append(row)
        return found


def read_stock(
    content: bytes,
    *,
    terms: Terms,
    funders: Mapping[str, Any],
    today: date,
) -> StockRows:
    """Read and check every sheet; what is wrong is in `faults`. Errors: UnreadableWorkbook."""
    workbook = Workbook(content)
    faults = Faults()
    stock = StockRows(
        terms=terms, funders=funders, today=today, faults=faults,
        rows={one: read_rows(workbook, one, faults) for one in SHEETS},
    )  # fmt: skip
    seen: dict[str, int] = {}
    for row in stock.of(CommitmentRow):
        _once(stock, row, "number", seen)
        _check_party(stock, row)
        _check_days(stock, row)
        _check_owed(stock, row)
        _check_terms(stock, row)
    _check_hanging(stock)
    return stock


def _once(stock: StockRows, row: Any, name: str, seen: dict[str, int]) -> None:
    value = getattr(row, name)
    if not row.has(name):
        return
    first = seen.setdefault(value, row.line)
    if first != row.line:
        stock.fault(row, name, f"Ce numéro est déjà celui de la ligne {first}\u00a0: corrigez-le.")


def _check_party(stock: StockRows, row: CommitmentRow) -> None:
    instrument = stock.terms.instrument(row.product) if row.has("product") else None
    if row.has("product") and instrument is None:
        stock.fault(row, "product", "Produit inconnu du catalogue\u00a0: corrigez son nom.")
    if row.has("carrier") and instrument is not None:
        carrier = instrument.carrier
        if normalise(row.carrier) not in {normalise(carrier.code), normalise(carrier.name)}:
            stock.fault(
                row, "carrier", f"Ce produit est porté par «\u00a0{carrier}\u00a0»\u00a0: corrigez."
            )
    if row.has("funder") and normalise(row.funder) not in stock.funders:
        stock.fault(row, "funder", "Financeur inconnu\u00a0: créez-le, ou corrigez son nom.")
    if not row.has("case_number") and row.has("number") and len(row.number) > 20:
        stock.fault(row, "case_number", "Le numéro du dossier manque\u00a0: écrivez-le.")


def _check_days(stock: StockRows, row: CommitmentRow) -> None:
    for name in ("decided_on", "set_up_on", "owed_on"):
        if row.has(name) and getattr(row, name) > stock.today:
            stock.fault(row, name, "Ce jour est à venir\u00a0: corrigez-le.")
    if row.has("decided_on", "set_up_on") and row.set_up_on < row.decided_on:
        stock.fault(row, "set_up_on", "La mise en place précède la décision\u00a0: corrigez.")
    if row.has("set_up_on", "first_due") and row.first_due <= row.set_up_on:
        stock.fault(row, "first_due", "La première échéance vient après la mise en place.")


def _check_owed(stock: StockRows, row: CommitmentRow) -> None:
    if row.was_read("owed", "owed_on") and (row.owed is None) != (row.owed_on is None):
        name = "owed" if row.owed is None else "owed_on"
        stock.fault(row, name, "Un restant dû a un montant et un jour\u00a0: complétez-les.")
    if row.has("owed_on") and row.was_read("set_up_on"):
        if row.set_up_on is None:
            stock.fault(row, "owed_on", "Rien n’est dû avant la mise en place\u00a0: datez-la.")
        elif row.owed_on < row.set_up_on:
            stock.fault(row, "owed_on", "Ce jour précède la mise en place\u00a0: corrigez-le.")


def _check_terms(stock: StockRows, row: CommitmentRow) -> None:
    instrument = stock.terms.instrument(row.product) if row.has("product") else None
    if instrument is None:
        return
    if instrument.kind == "guarantee":
        _missing(stock, row, "bank", "loan_amount", "quota", "months")
        if row.has("amount", "loan_amount") and row.amount > row.loan_amount:
            stock.fault(row, "amount", "La garantie dépasse le prêt garanti\u00a0: corrigez-la.")
    if instrument.kind in SERVED and row.has("set_up_on"):
        _missing(stock, row, "months")
    months, deferral = row.months or 0, row.deferral_months or 0
    if row.has("months") and deferral >= months:
        stock.fault(row, "deferral_months", f"Le différé est plus court que {months} mois.")
    if row.has("deferred_interest"):
        _check_deferred_interest(stock, row, instrument.kind)
    step = row.period or 1
    if row.has("months", "period") and (months % step or deferral % step):
        stock.fault(
            row, "period",
            f"{months} mois, dont {deferral} de différé, ne se divisent pas ainsi\u00a0: "
            "corrigez la période.",
        )  # fmt: skip


def _check_deferred_interest(stock: StockRows, row: CommitmentRow, kind: str) -> None:
    if kind not in SERVED:
        stock.fault(
            row, "deferred_interest",
            "Seul un prêt, un apport ou une avance s’échelonne ici\u00a0: videz la cellule.",
        )  # fmt: skip
    elif row.was_read("deferral_months") and not row.deferral_months:
        stock.fault(row, "deferral_months", "Ce différé n’a pas de durée\u00a0: écrivez-la.")


def _missing(stock: StockRows, row: CommitmentRow, *names: str) -> None:
    for name in names:
        if row.was_read(name) and not row.has(name):
            stock.fault(row, name, "La cellule est vide\u00a0: complétez-la.")


def _check_hanging(stock: StockRows) -> None:
    known = {row.number: row for row in stock.of(CommitmentRow)}
    is_complete = all("number" not in row.unread for row in stock.of(CommitmentRow)) and known
    for row_class in (PaidRow, MandateRow, SecurityRow):
        for row in stock.of(row_class):
            if row.has("commitment") and row.commitment not in known and is_complete:
                stock.fault(
                    row, "commitment",
                    "Cet engagement n’est pas dans la feuille «\u00a0Engagements\u00a0».",
                )  # fmt: skip
    for row in stock.of(PaidRow):
        _check_paid(stock, row, known.get(row.commitment))
    references: dict[str, int] = {}
    for row in stock.of(MandateRow):
        _once(stock, row, "rum", references)
        _check_mandate(stock, row)
    _not_to_come(stock, stock.of(SecurityRow), "dated_on")


def _check_paid(stock: StockRows, row: PaidRow, commitment: CommitmentRow | None) -> None:
    if commitment is None:
        return
    instrument = stock.terms.instrument(commitment.product)
    if instrument is not None and instrument.kind not in SERVED:
        stock.fault(row, "commitment", "Seuls un prêt, un apport ou une avance se remboursent ici.")
        return
    if commitment.was_read("set_up_on") and commitment.set_up_on is None:
        stock.fault(row, "commitment", "Cet engagement n’est pas mis en place\u00a0: datez-le.")
    elif commitment.has("set_up_on") and row.has("on") and row.on < commitment.set_up_on:
        stock.fault(row, "on", "Cette échéance précède la mise en place\u00a0: corrigez-la.")
    _not_to_come(stock, [row], "on")


def _check_mandate(stock: StockRows, row: MandateRow) -> None:
    _not_to_come(stock, [row], "signed_on")
    _not_to_come(stock, [row], "presented_on")
    too_old = signature_fault(row.signed_on) if row.has("signed_on") else None
    if too_old:
        stock.fault(row, "signed_on", too_old)
    if row.has("signed_on", "presented_on") and row.presented_on < row.signed_on:
        stock.fault(row, "presented_on", "La présentation suit la signature\u00a0: corrigez-la.")


def _not_to_come(stock: StockRows, rows: Iterable[Any], name: str) -> None:
    for row in rows:
        if row.has(name) and getattr(row, name) > stock.today:
            stock.fault(row, name, "Ce jour est à venir\u00a0: corrigez-le.")
