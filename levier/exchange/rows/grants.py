"""The sheets of grants: « Primes » to people, « FIDESS » to the hosts of studies."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from levier.exchange.rows.finance import BUSINESS_NAME
from levier.exchange.rows.shared import (
    MISSING_SIRET,
    Decided,
    InCommune,
    OfCommittee,
    OfPerson,
    identifier,
)
from levier.exchange.workbook import cells
from levier.exchange.workbook.columns import column
from levier.exchange.workbook.places import siret

QPV_LINKS = {"Lieu du projet": "place", "Domicile": "home"}


@dataclass(kw_only=True)
class GrantRow(OfPerson, OfCommittee):
    """A grant to a person, awarded or paid in the year."""

    sheet = "Primes"
    number_column = "N° prime"

    number: str = identifier("N° prime", 24)
    product: str = column("Dispositif", cells.text(120), required=True, blank="")
    case_number: str = column("N° dossier lié", cells.text(20), blank="")
    qpv_code: str = column("Code QPV", cells.text(8), blank="")
    qpv_link: str = column("Lien au QPV", cells.choice(QPV_LINKS), blank="")
    funder: str = column("Financeur", cells.text(120), blank="")
    decided_on: date | None = column("Date d'attribution", cells.day, required=True)
    amount: Decimal | None = column("Montant", cells.amount, required=True)
    set_up_on: date | None = column("Date de paiement", cells.day)


@dataclass(kw_only=True)
class StudyRow(InCommune, Decided):
    """A FIDESS study that a committee funded."""

    sheet = "FIDESS"
    number_column = "N° étude"

    number: str = identifier("N° étude")
    name: str = column(
        "Structure porteuse", cells.name(160), required=True, blank="", blank_message=BUSINESS_NAME
    )
    siret: str = column("SIRET", siret, required=True, blank="", blank_message=MISSING_SIRET)
    subject: str = column("Objet de l'étude", cells.text(200), blank="")
    project_holder: str = column("Porteur de projet", cells.name(120), blank="")
    months: int | None = column("Durée (mois)", cells.months)
    cost_amount: Decimal | None = column("Coût de l'étude", cells.amount, required=True)
    amount: Decimal | None = column("Subvention FIDESS", cells.amount, required=True)
    potential_jobs: Decimal | None = column("Potentiel ETP", cells.jobs, required=True)
    started_on: date | None = column("Date de début", cells.day)
