"""The FTE of an organisation is the same wherever it stands: the later row is at fault."""

from decimal import Decimal

from levier.exchange.rows import BeneficiaryRow, DasessRow, EssRow
from levier.exchange.year_rows import YearRows
from levier.kernel.french import number
from levier.kernel.money import ZERO


def check_jobs(year: YearRows) -> None:
    """Compare « ESS », then « DASESS », then « DLA bénéficiaires »."""
    known: dict[str, tuple[Decimal, str]] = {}
    for siret, fte in _of_concours(year).items():
        known[siret] = (fte, EssRow.sheet)
    for row_class, name in ((DasessRow, "jobs_saved"), (BeneficiaryRow, "fte")):
        for row in year.of(row_class):
            if not row.has("siret") or not row.has(name):
                continue
            fte, sheet = known.setdefault(row.siret, (getattr(row, name), row.sheet))
            if getattr(row, name) != fte:
                year.fault(
                    row,
                    name,
                    f"Cette structure a {number(fte)} ETP sur la feuille "
                    f"«\u00a0{sheet}\u00a0»\u00a0: corrigez l’un des deux nombres.",
                )


def _of_concours(year: YearRows) -> dict[str, Decimal]:
    """The FTE of each organisation of « ESS »; an organisation with a faulty cell is left out."""
    found: dict[str, Decimal] = {}
    spoiled: set[str] = set()
    for row in year.of(EssRow):
        if not row.has("siret"):
            continue
        if not row.was_read("jobs_created", "jobs_consolidated"):
            spoiled.add(row.siret)
        jobs = (row.jobs_created or ZERO) + (row.jobs_consolidated or ZERO)
        if row.jobs_created is not None or row.jobs_consolidated is not None:
            found.setdefault(row.siret, jobs)
    return {siret: fte for siret, fte in found.items() if siret not in spoiled}
