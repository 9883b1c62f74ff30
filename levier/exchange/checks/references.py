"""What a row names on another sheet or in the catalogue: adviser, office, product, dossier."""

from collections.abc import Iterable

from levier.exchange.rows import (
    AccesPlusRow,
    BeneficiaryRow,
    BrsaRow,
    CampaignRow,
    CommitteeRow,
    DasessRow,
    DlaRow,
    EngagedRow,
    EngineeringRow,
    EssRow,
    GrantRow,
    GuaranteeRow,
    OfficeRow,
    PledgeRow,
    StaffRow,
    StudyRow,
)
from levier.exchange.rows.shared import Advised
from levier.exchange.schemes import scheme_of
from levier.exchange.workbook.columns import Row
from levier.exchange.year_rows import YearRows, year_of_number
from levier.kernel.text import normalise

ADVISED = (GuaranteeRow, EngagedRow, EssRow, DasessRow, DlaRow, BrsaRow, AccesPlusRow, CampaignRow)
PRODUCTS = {
    GuaranteeRow: ("guarantee",),
    EngagedRow: ("guarantee",),
    EssRow: ("guarantee", "loan", "contribution"),
    DasessRow: ("guarantee",),
    GrantRow: ("grant",),
}
LINKED = (GuaranteeRow, EngagedRow, AccesPlusRow)
REFERENCED = (DlaRow, DasessRow, StudyRow)


def check_references(year: YearRows) -> None:
    """Every name that a row gives must be known; a number of an earlier year is accepted."""
    _check_staff(year)
    _check_offices(year)
    _check_products(year)
    _check_schemes(year)
    _check_campaigns(year)
    _check_engagements(year)
    _check_linked_cases(year)


def _check_staff(year: YearRows) -> None:
    if not year.knows(StaffRow):
        return
    codes = {normalise(row.number) for row in year.of(StaffRow)}
    for row_class in ADVISED:
        for row in year.of(row_class):
            if row.has("advisor") and normalise(row.advisor) not in codes:
                year.fault(
                    row,
                    "advisor",
                    "Conseiller inconnu\u00a0: corrigez le code, ou ajoutez cette personne à la "
                    "feuille «\u00a0Équipe\u00a0».",
                )


def _check_offices(year: YearRows) -> None:
    if not year.knows(OfficeRow):
        return
    names = {normalise(row.number) for row in year.of(OfficeRow)}
    rows = [(row, "office") for row in year.every(Advised)]
    rows += [(row, "office") for row in year.of(StaffRow)]
    rows += [(row, "place") for row in year.of(CommitteeRow)]
    for row, name in rows:
        if row.has(name) and normalise(getattr(row, name)) not in names:
            year.fault(
                row,
                name,
                "Agence inconnue\u00a0: corrigez le nom, ou ajoutez-la à la feuille "
                "«\u00a0Agences\u00a0».",
            )


def _check_products(year: YearRows) -> None:
    for row_class, kinds in PRODUCTS.items():
        for row in year.of(row_class):
            if not row.has("product"):
                continue
            instrument = year.terms.instrument(row.product)
            if instrument is None or instrument.kind not in kinds:
                year.fault(row, "product", _unknown_product(row_class))
            elif (
                year.decision_day(row)
                and year.terms.on(row.product, year.decision_day(row)) is None
            ):
                year.fault(
                    row,
                    "product",
                    "Ce produit n’existait pas le jour du comité\u00a0: corrigez-le.",
                )


def _unknown_product(row_class: type[Row]) -> str:
    if row_class is GrantRow:
        return "Dispositif inconnu\u00a0: corrigez son nom, ou ajoutez-le au catalogue."
    return "Produit inconnu\u00a0: corrigez son nom, ou ajoutez-le au catalogue."


def _check_schemes(year: YearRows) -> None:
    for row in year.of(EngineeringRow):
        if row.has("scheme") and scheme_of(row.scheme) is None:
            year.fault(row, "scheme", "Dispositif inconnu\u00a0: corrigez son nom.")


def _check_campaigns(year: YearRows) -> None:
    if not year.knows(CampaignRow, "name"):
        return
    names = {normalise(row.name) for row in year.of(CampaignRow)}
    for row in year.of(PledgeRow):
        if row.has("campaign") and normalise(row.campaign) not in names:
            year.fault(
                row,
                "campaign",
                "Campagne inconnue\u00a0: corrigez le nom, ou ajoutez-la à la feuille "
                "«\u00a0Propulsons\u00a0».",
            )


def _check_engagements(year: YearRows) -> None:
    for row in year.of(BeneficiaryRow):
        if row.has("engagement"):
            _check_number(
                year,
                row,
                "engagement",
                (DlaRow,),
                "Engagement inconnu\u00a0: corrigez le numéro, ou ajoutez-le à la feuille "
                "«\u00a0DLA\u00a0».",
            )
    for row in year.of(EngineeringRow):
        if row.has("reference", "scheme") and scheme_of(row.scheme) in {"dla", "dasess", "fidess"}:
            _check_number(
                year,
                row,
                "reference",
                REFERENCED,
                "Dossier inconnu\u00a0: corrigez la référence.",
            )


def _check_linked_cases(year: YearRows) -> None:
    for row in year.of(GrantRow):
        if row.has("case_number"):
            _check_number(
                year,
                row,
                "case_number",
                LINKED,
                "Dossier inconnu\u00a0: corrigez le numéro, ou ajoutez ce dossier à sa feuille.",
            )


def _check_number(
    year: YearRows, row: Row, name: str, sheets: Iterable[type[Row]], message: str
) -> None:
    """Add a fault when no sheet has this number, unless it is of an earlier year."""
    number = getattr(row, name)
    if not all(year.knows(one) for one in sheets):
        return
    if any(number == other.number for one in sheets for other in year.of(one)):
        return
    said = year_of_number(number)
    if said is None or said >= year.year:
        year.fault(row, name, message)
