"""The sheets of what committees grant: « Garanties TPE », « Projets engagés », « ESS »."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from levier.exchange.rows.shared import (
    PROJECT_KINDS,
    Advised,
    AtAddress,
    Decided,
    InZones,
    OfBusiness,
    OfClient,
    OfCommittee,
    identifier,
)
from levier.exchange.workbook import cells
from levier.exchange.workbook.columns import column

BUSINESS_NAME = "Le nom de la structure manque\u00a0: écrivez-le."
MINIMA = {"RSA": "RSA", "ASS": "ASS", "AAH": "AAH"}


@dataclass(kw_only=True)
class GuaranteeRow(OfClient, AtAddress, InZones, OfBusiness, Advised, OfCommittee):
    """A bank guarantee granted to a very small business."""

    sheet = "Garanties TPE"
    number_column = "N° dossier"

    number: str = identifier("N° dossier")
    situation: str = column("Situation", cells.text(80), blank="")
    months_registered: int | None = column("Inscrit depuis (mois)", cells.count)
    minima: str = column("Minima sociaux", cells.choice(MINIMA), blank="")
    home_qpv_code: str = column("QPV du domicile", cells.text(8), blank="")
    name: str = column(
        "Raison sociale", cells.name(160), required=True, blank="", blank_message=BUSINESS_NAME
    )
    project_kind: str = column(
        "Type de projet", cells.choice(PROJECT_KINDS), required=True, blank=""
    )
    bank: str = column("Banque", cells.text(120), required=True, blank="")
    loan_amount: Decimal | None = column("Montant du prêt", cells.amount, required=True)
    months: int | None = column("Durée (mois)", cells.months, required=True)
    rate: Decimal | None = column("Taux (%)", cells.rate_in_percent)
    product: str = column("Produit de garantie", cells.text(120), required=True, blank="")
    quota: Decimal | None = column("Quotité", cells.share, required=True)
    guaranteed_amount: Decimal | None = column("Montant garanti", cells.amount, required=True)
    jobs_created: Decimal | None = column("Emplois créés", cells.jobs)
    jobs_consolidated: Decimal | None = column("Emplois consolidés", cells.jobs)
    set_up_on: date | None = column("Date de mise en place", cells.day)


@dataclass(kw_only=True)
class EngagedRow(OfClient, AtAddress, InZones, OfBusiness, Advised, Decided):
    """An engaged project: a guaranteed bank loan, a solidarity loan, or both."""

    sheet = "Projets engagés"
    number_column = "N° dossier"

    number: str = identifier("N° dossier")
    name: str = column(
        "Raison sociale", cells.name(160), required=True, blank="", blank_message=BUSINESS_NAME
    )
    project_kind: str = column(
        "Type de projet", cells.choice(PROJECT_KINDS), required=True, blank=""
    )
    axis_employment: bool = column("Axe emploi", cells.yes_or_no, blank=False)
    axis_territory: bool = column("Axe territoire", cells.yes_or_no, blank=False)
    axis_social: bool = column("Axe social", cells.yes_or_no, blank=False)
    axis_environment: bool = column("Axe environnement", cells.yes_or_no, blank=False)
    axis_governance: bool = column("Axe gouvernance", cells.yes_or_no, blank=False)
    bank: str = column("Banque", cells.text(120), blank="")
    loan_amount: Decimal | None = column("Prêt garanti", cells.amount)
    months: int | None = column("Durée (mois)", cells.months)
    rate: Decimal | None = column("Taux (%)", cells.rate_in_percent)
    product: str = column("Produit de garantie", cells.text(120), blank="")
    quota: Decimal | None = column("Quotité", cells.share)
    guaranteed_amount: Decimal | None = column("Montant garanti", cells.amount)
    solidarity_amount: Decimal | None = column("Prêt solidaire", cells.amount)
    solidarity_months: int | None = column("Durée prêt solidaire (mois)", cells.months)
    jobs_created: Decimal | None = column("Emplois créés", cells.jobs)
    jobs_consolidated: Decimal | None = column("Emplois consolidés", cells.jobs)


@dataclass(kw_only=True)
class EssRow(AtAddress, InZones, OfBusiness, Advised, Decided):
    """A concours: one financing or one guarantee for an organisation; a dossier has several."""

    sheet = "ESS"
    number_column = "N° concours"

    number: str = identifier("N° concours", 24)
    case_number: str = identifier("N° dossier")
    name: str = column(
        "Structure", cells.name(160), required=True, blank="", blank_message=BUSINESS_NAME
    )
    iae_type: str = column("Type IAE", cells.text(10), blank="")
    purpose: str = column("Objet", cells.text(160), blank="")
    product: str = column("Concours", cells.text(120), required=True, blank="")
    amount: Decimal | None = column("Montant du concours", cells.amount)
    rate: Decimal | None = column("Taux (%)", cells.rate_in_percent)
    months: int | None = column("Durée (mois)", cells.months, required=True)
    deferral_months: int | None = column("Différé (mois)", cells.count)
    bank: str = column("Banque", cells.text(120), blank="")
    loan_amount: Decimal | None = column("Prêt bancaire garanti", cells.amount)
    quota: Decimal | None = column("Quotité", cells.share)
    guaranteed_amount: Decimal | None = column("Montant garanti", cells.amount)
    jobs_created: Decimal | None = column("ETP créés", cells.jobs)
    jobs_consolidated: Decimal | None = column("ETP consolidés", cells.jobs)
    set_up_on: date | None = column("Date de versement", cells.day)
