"""The sheets of campaigns: « Propulsons », « Contributions »."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from levier.exchange.rows.shared import (
    MISSING_ADVISOR,
    MISSING_FIRST_NAME,
    MISSING_NAME,
    MISSING_SIRET,
    InCommune,
    identifier,
)
from levier.exchange.workbook import cells
from levier.exchange.workbook.columns import Row, column
from levier.exchange.workbook.places import siret


@dataclass(kw_only=True)
class CampaignRow(InCommune):
    """A crowdfunding campaign."""

    sheet = "Propulsons"
    number_column = "N° campagne"

    number: str = identifier("N° campagne")
    name: str = column(
        "Campagne", cells.name(120), required=True, blank="", blank_message=MISSING_NAME
    )
    holder_name: str = column(
        "Porteur", cells.name(120), required=True, blank="", blank_message=MISSING_NAME
    )
    siret: str = column("SIRET", siret, required=True, blank="", blank_message=MISSING_SIRET)
    holder_status: str = column("Statut", cells.text(40), blank="")
    advisor: str = column(
        "Conseiller", cells.text(10), required=True, blank="", blank_message=MISSING_ADVISOR
    )
    starts_on: date | None = column("Date de début", cells.day, required=True)
    ends_on: date | None = column("Date de fin", cells.day, required=True)
    target_amount: Decimal | None = column("Objectif", cells.amount, required=True)
    collected_amount: Decimal | None = column("Collecté", cells.amount_or_zero)
    contributor_count: int | None = column("Nb contributeurs", cells.count)


@dataclass(kw_only=True)
class PledgeRow(Row):
    """A gift to a campaign."""

    sheet = "Contributions"
    number_column = "N° contribution"

    number: str = identifier("N° contribution")
    campaign: str = column(
        "Campagne",
        cells.text(120),
        required=True,
        blank="",
        blank_message="La campagne manque\u00a0: écrivez son nom.",
    )
    given_on: date | None = column("Date", cells.day, required=True)
    last_name: str = column(
        "Nom", cells.name(80), required=True, blank="", blank_message=MISSING_NAME
    )
    first_name: str = column(
        "Prénom", cells.name(80), required=True, blank="", blank_message=MISSING_FIRST_NAME
    )
    email: str = column("E-mail", cells.text(254), blank="")
    amount: Decimal | None = column("Montant", cells.amount, required=True)
    reward: str = column("Contrepartie", cells.text(120), blank="")
    is_anonymous: bool = column("Anonyme", cells.yes_or_no, blank=False)
