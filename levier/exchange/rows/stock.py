"""The four sheets of a stock. Rules and examples: docs/rules/reprise-stock.md."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from levier.banking.errors import PaymentRefused
from levier.banking.services.accounts import checked_bic, checked_iban
from levier.exchange.rows.shared import identifier
from levier.exchange.workbook import cells
from levier.exchange.workbook.columns import Row, column
from levier.exchange.workbook.places import siret
from levier.kernel.french import capitalised
from levier.portfolio.models import Security
from levier.rules.schedules import DeferredInterest, Method
from levier.rules.servicing.collections import reference_fault

METHODS = {
    "Échéances constantes": Method.ANNUITY,
    "Capital constant": Method.CONSTANT_PRINCIPAL,
    "In fine": Method.IN_FINE,
}
PERIODS = {"Mensuelle": 1, "Trimestrielle": 3, "Semestrielle": 6, "Annuelle": 12}
DEFERRED_INTERESTS = {
    "Payés juste après": DeferredInterest.COLLECTED_AFTER,
    "Abandonnés": DeferredInterest.WAIVED,
    "Ajoutés au capital": DeferredInterest.CAPITALISED,
}
SECURITIES = {capitalised(kind.label): kind.value for kind in Security.Kind}


def rum(raw: Any) -> str:
    """The reference of a mandate."""
    typed = cells.as_text(raw)
    fault = reference_fault(typed)
    if fault:
        raise cells.CellFault(fault)
    return typed


def _of_bank(check: Callable[[str, str], str]) -> cells.Parser:
    def parse(raw: Any) -> str:
        try:
            return check(cells.as_text(raw), "")
        except PaymentRefused as refusal:
            raise cells.CellFault(str(refusal)) from None

    return parse


@dataclass(kw_only=True)
class CommitmentRow(Row):
    """What a committee granted: a guarantee on a bank loan, a loan, an advance, a grant."""

    sheet = "Engagements"
    number_column = "N° d’engagement"

    number: str = identifier("N° d’engagement", 24)
    case_number: str = column("N° dossier", cells.text(20), blank="")
    committee: str = column("N° comité", cells.text(14), blank="")
    name: str = column(
        "Structure", cells.name(160), required=True, blank="",
        blank_message="Le nom du bénéficiaire manque\u00a0: écrivez-le.",
    )  # fmt: skip
    siret: str = column("SIRET", siret, blank="")
    product: str = column("Produit", cells.text(120), required=True, blank="")
    carrier: str = column("Porteur du risque", cells.text(120), blank="")
    carrier_number: str = column("N° chez le porteur", cells.text(40), blank="")
    amount: Decimal | None = column("Montant", cells.amount, required=True)
    decided_on: date | None = column("Décidé le", cells.day, required=True)
    set_up_on: date | None = column("Mis en place le", cells.day)
    annual_rate: Decimal | None = column("Taux (%)", cells.rate_in_percent)
    months: int | None = column("Durée (mois)", cells.months)
    deferral_months: int | None = column("Différé (mois)", cells.count)
    deferred_interest: DeferredInterest | None = column(
        "Intérêts du différé", cells.choice(DEFERRED_INTERESTS), may_miss=True
    )
    method: Method | None = column("Méthode", cells.choice(METHODS))
    period: int | None = column("Période", cells.choice(PERIODS))
    first_due: date | None = column("Première échéance", cells.day)
    bank: str = column("Banque", cells.text(120), blank="")
    loan_amount: Decimal | None = column("Prêt bancaire", cells.amount)
    quota: Decimal | None = column("Quotité", cells.share)
    funder: str = column("Financeur", cells.text(120), blank="")
    owed_on: date | None = column("Restant dû le", cells.day)
    owed: Decimal | None = column("Restant dû", cells.amount_or_zero)


@dataclass(kw_only=True)
class OfCommitment(Row):
    """A row that hangs from a commitment of the first sheet."""

    commitment: str = column(
        "N° d’engagement", cells.text(24), required=True, blank="",
        blank_message="Le numéro de l’engagement manque\u00a0: écrivez-le.",
    )  # fmt: skip


@dataclass(kw_only=True)
class PaidRow(OfCommitment):
    """An instalment that the borrower paid."""

    sheet = "Échéances payées"

    on: date | None = column("Date", cells.day, required=True)
    amount: Decimal | None = column("Montant", cells.amount, required=True)


@dataclass(kw_only=True)
class MandateRow(OfCommitment):
    """A mandate of direct debit."""

    sheet = "Mandats"

    rum: str = column("RUM", rum, required=True, blank="")
    debtor: str = column("Titulaire", cells.name(70), required=True, blank="")
    iban: str = column("IBAN", _of_bank(checked_iban), required=True, blank="")
    bic: str = column("BIC", _of_bank(checked_bic), blank="")
    signed_on: date | None = column("Signé le", cells.day, required=True)
    presented_on: date | None = column("Dernière présentation", cells.day)


@dataclass(kw_only=True)
class SecurityRow(OfCommitment):
    """A security taken for a commitment."""

    sheet = "Sûretés"

    kind: str = column("Nature", cells.choice(SECURITIES), required=True, blank="")
    holder: str = column("Donnée par", cells.name(160), blank="")
    amount: Decimal | None = column("Montant", cells.amount)
    dated_on: date | None = column("Datée du", cells.day)


SHEETS: tuple[type[Row], ...] = (CommitmentRow, PaidRow, MandateRow, SecurityRow)
