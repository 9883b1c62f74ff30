"""The number that identifies a row is used once; a campaign's name and a beneficiary too."""

from levier.exchange.rows import (
    SHEETS,
    AccesPlusRow,
    BeneficiaryRow,
    BrsaRow,
    CampaignRow,
    DasessRow,
    DlaRow,
    EngagedRow,
    EssRow,
    GuaranteeRow,
    StudyRow,
)
from levier.exchange.year_rows import YearRows
from levier.kernel.text import normalise

CASE_SHEETS = (
    GuaranteeRow, EngagedRow, DasessRow, DlaRow, BrsaRow, AccesPlusRow, StudyRow, CampaignRow,
)  # fmt: skip
"""Sheets whose number is that of a dossier: one dossier, one sheet."""


def check_numbers(year: YearRows) -> None:
    """The later of two rows with the same number is at fault; the first one is good."""
    for row_class in SHEETS:
        if row_class.number_column:
            _once(year, row_class, "number", "Ce numéro est déjà celui de la ligne {line}")
    _once(year, CampaignRow, "name", "Ce nom est déjà celui de la campagne de la ligne {line}")
    _one_sheet_a_case(year)
    _one_organisation_a_case(year)
    _one_line_a_beneficiary(year)


def _once(year: YearRows, row_class, name: str, message: str) -> None:
    first: dict[str, int] = {}
    for row in year.of(row_class):
        if not row.has(name):
            continue
        line = first.setdefault(normalise(getattr(row, name)), row.line)
        if line != row.line:
            year.fault(row, name, message.format(line=line) + "\u00a0: corrigez-le.")


def _one_sheet_a_case(year: YearRows) -> None:
    sheets: dict[str, str] = {row.case_number: EssRow.sheet for row in year.of(EssRow)}
    for row_class in CASE_SHEETS:
        for row in year.of(row_class):
            if not row.has("number"):
                continue
            sheet = sheets.setdefault(row.number, row.sheet)
            if sheet != row.sheet:
                year.fault(
                    row,
                    "number",
                    f"Ce numéro est déjà celui d’un dossier de la feuille «\u00a0{sheet}\u00a0».",
                )


def _one_organisation_a_case(year: YearRows) -> None:
    sirets: dict[str, str] = {}
    for row in year.of(EssRow):
        if not row.has("case_number", "siret"):
            continue
        if sirets.setdefault(row.case_number, row.siret) != row.siret:
            year.fault(
                row,
                "case_number",
                "Ce dossier est déjà celui d’une autre structure\u00a0: corrigez son numéro "
                "ou le SIRET.",
            )


def _one_line_a_beneficiary(year: YearRows) -> None:
    seen: dict[tuple[str, str], int] = {}
    for row in year.of(BeneficiaryRow):
        if not row.has("engagement", "siret"):
            continue
        line = seen.setdefault((row.engagement, row.siret), row.line)
        if line != row.line:
            year.fault(
                row,
                "siret",
                f"Cette structure est déjà dans cet engagement, ligne {line}\u00a0: "
                "supprimez une des deux lignes.",
            )
