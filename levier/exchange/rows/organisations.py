"""The sheets about organisations: « DASESS », « DLA », « DLA bénéficiaires », « Ingénierie »."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from levier.exchange.rows.finance import BUSINESS_NAME
from levier.exchange.rows.shared import (
    MISSING_ADVISOR,
    MISSING_SIRET,
    AtAddress,
    Decided,
    InCommune,
    OfBusiness,
    identifier,
)
from levier.exchange.workbook import cells
from levier.exchange.workbook.columns import Row, column
from levier.exchange.workbook.places import siret

DLA_KINDS = {"Individuel": "individual", "Collectif": "collective"}


@dataclass(kw_only=True)
class DasessRow(AtAddress, OfBusiness, Decided):
    """An organisation in difficulty: support, a repayable advance or a guarantee where granted."""

    sheet = "DASESS"
    number_column = "N° dossier"

    number: str = identifier("N° dossier")
    advisor: str = column(
        "Conseiller", cells.text(10), required=True, blank="", blank_message=MISSING_ADVISOR
    )
    name: str = column(
        "Structure", cells.name(160), required=True, blank="", blank_message=BUSINESS_NAME
    )
    difficulty: str = column("Origine des difficultés", cells.text(120), blank="")
    jobs_saved: Decimal | None = column("ETP sauvés", cells.jobs, required=True)
    advance_amount: Decimal | None = column("Avance remboursable", cells.amount)
    rate: Decimal | None = column("Taux (%)", cells.rate_in_percent)
    months: int | None = column("Durée (mois)", cells.months)
    set_up_on: date | None = column("Date de versement", cells.day)
    bank: str = column("Banque", cells.text(120), blank="")
    loan_amount: Decimal | None = column("Prêt bancaire garanti", cells.amount)
    product: str = column("Produit de garantie", cells.text(120), blank="")
    quota: Decimal | None = column("Quotité", cells.share)
    guaranteed_amount: Decimal | None = column("Montant garanti", cells.amount)
    provider: str = column("Consultant", cells.text(120), blank="")
    situation: str = column("Situation en fin d'année", cells.text(80), blank="")


@dataclass(kw_only=True)
class DlaRow(Row):
    """An engagement of the DLA, for one organisation or several."""

    sheet = "DLA"
    number_column = "N° engagement"

    number: str = identifier("N° engagement")
    kind: str = column("Type", cells.choice(DLA_KINDS), required=True, blank="")
    title: str = column("Intitulé", cells.text(200), blank="")
    topic: str = column("Thématique", cells.text(80), blank="")
    advisor: str = column(
        "Conseiller", cells.text(10), required=True, blank="", blank_message=MISSING_ADVISOR
    )
    started_on: date | None = column("Date de début", cells.day, required=True)
    ended_on: date | None = column("Date de fin", cells.day)
    provider: str = column("Prestataire", cells.text(120), blank="")
    days: Decimal | None = column("Jours", cells.jobs)
    cost_amount: Decimal | None = column("Coût du prestataire", cells.amount)


@dataclass(kw_only=True)
class BeneficiaryRow(InCommune):
    """An organisation of a DLA engagement."""

    sheet = "DLA bénéficiaires"

    engagement: str = column(
        "N° engagement",
        cells.text(20),
        required=True,
        blank="",
        blank_message="L’engagement manque\u00a0: écrivez son numéro.",
    )
    name: str = column(
        "Structure", cells.name(160), required=True, blank="", blank_message=BUSINESS_NAME
    )
    siret: str = column("SIRET", siret, required=True, blank="", blank_message=MISSING_SIRET)
    legal_form: str = column("Forme juridique", cells.text(60), blank="")
    fte: Decimal | None = column("ETP", cells.jobs, required=True)


@dataclass(kw_only=True)
class EngineeringRow(Row):
    """A payment of consultant or study cost."""

    sheet = "Ingénierie"
    number_column = "N° ligne"

    number: str = identifier("N° ligne")
    scheme: str = column("Dispositif", cells.text(120), required=True, blank="")
    reference: str = column("Référence", cells.text(30), blank="")
    name: str = column("Structure", cells.name(160), blank="")
    siret: str = column("SIRET", siret, blank="")
    provider: str = column("Prestataire", cells.text(120), blank="")
    purpose: str = column("Objet", cells.text(160), blank="")
    amount: Decimal | None = column("Montant", cells.amount, required=True)
    invoiced_on: date | None = column("Date de facture", cells.day)
    paid_on: date | None = column("Date de paiement", cells.day)
