"""Loans, contributions and advances: their ranges, durations and deferrals; something granted."""

from levier.exchange.rows import DasessRow, EngagedRow, EssRow
from levier.exchange.year_rows import YearRows
from levier.kernel.french import euros

ADVANCE = "avance_dasess"
SOLIDARITY_LOAN = "pret_solidaire"


def check_financings(year: YearRows) -> None:
    """Hold each financing to the terms of its product on the day of the committee."""
    for row in year.of(EssRow):
        _check_concours(year, row)
    for row in year.of(DasessRow):
        if row.has("advance_amount"):
            _check_range(year, row, "advance_amount", ADVANCE)
            _check_exact_months(year, row)
    for row in year.of(EngagedRow):
        _check_something_granted(year, row)
        if row.has("solidarity_amount"):
            _check_range(year, row, "solidarity_amount", SOLIDARITY_LOAN)


def _check_concours(year: YearRows, row) -> None:
    instrument = year.terms.instrument(row.product)
    if instrument is None:
        return
    name = "loan_amount" if instrument.kind == "guarantee" else "amount"
    if row.was_read(name) and not row.has(name):
        year.fault(row, name, "Le montant de ce concours manque\u00a0: écrivez-le.")
    if row.has("amount") and instrument.kind != "guarantee":
        _check_range(year, row, "amount", row.product)
        _check_longest(year, row)
    if row.has("deferral_months", "months") and row.deferral_months >= row.months:
        year.fault(
            row,
            "deferral_months",
            f"Le différé doit être plus court que la durée, {row.months} mois.",
        )


def _check_range(year: YearRows, row, name: str, product: str) -> None:
    terms = year.terms.on(product, year.decision_day(row))
    amount = getattr(row, name)
    if terms is None:
        return
    if terms.min_amount is not None and amount < terms.min_amount:
        limit = f"{euros(terms.min_amount)} au moins"
    elif terms.max_amount is not None and amount > terms.max_amount:
        limit = f"{euros(terms.max_amount)} au plus"
    else:
        return
    year.fault(row, name, f"Le montant sort des limites du produit, {limit}.")


def _check_longest(year: YearRows, row) -> None:
    terms = year.terms.on(row.product, year.decision_day(row))
    if terms and terms.max_months and row.has("months") and row.months > terms.max_months:
        message = f"La durée dépasse {terms.max_months} mois\u00a0: corrigez-la."
        year.fault(row, "months", message)


def _check_exact_months(year: YearRows, row) -> None:
    terms = year.terms.on(ADVANCE, year.decision_day(row))
    if terms is None or terms.max_months is None or not row.was_read("months"):
        return
    if row.months != terms.max_months:
        year.fault(
            row,
            "months",
            f"Une avance remboursable dure {terms.max_months} mois\u00a0: corrigez la durée.",
        )


def _check_something_granted(year: YearRows, row) -> None:
    both = ("loan_amount", "solidarity_amount")
    if row.was_read(*both) and not any(getattr(row, name) for name in both):
        year.fault(
            row,
            "loan_amount",
            "Ni prêt garanti ni prêt solidaire\u00a0: écrivez au moins l’un des deux montants.",
        )
