"""The sheets about the house itself: « Agences », « Équipe »."""

from dataclasses import dataclass

from levier.exchange.rows.shared import (
    MISSING_FIRST_NAME,
    MISSING_NAME,
    AtAddress,
    identifier,
)
from levier.exchange.workbook import cells
from levier.exchange.workbook.columns import Row, column


@dataclass(kw_only=True)
class OfficeRow(AtAddress):
    """An office of the house."""

    sheet = "Agences"
    number_column = "Agence"

    number: str = identifier("Agence", 80)
    phone: str = column("Téléphone", cells.text(20), blank="")
    is_head_office: bool = column("Siège", cells.yes_or_no, blank=False)


@dataclass(kw_only=True)
class StaffRow(Row):
    """Somebody of the staff."""

    sheet = "Équipe"
    number_column = "Code"

    number: str = identifier("Code", 10)
    last_name: str = column(
        "Nom", cells.name(60), required=True, blank="", blank_message=MISSING_NAME
    )
    first_name: str = column(
        "Prénom", cells.name(60), required=True, blank="", blank_message=MISSING_FIRST_NAME
    )
    position: str = column("Fonction", cells.text(80), blank="")
    team: str = column("Pôle", cells.text(60), blank="")
    office: str = column("Agence", cells.text(80), blank="")
    area: str = column("Secteur", cells.text(80), blank="")
    email: str = column("E-mail", cells.text(254), blank="")
    phone: str = column("Téléphone", cells.text(20), blank="")
    case_count: int | None = column("Portefeuille (dossiers)", cells.count)
