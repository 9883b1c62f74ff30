"""What the lists of payments, mandates, debits and revenue orders show and ask.

What is paid, debited and ordered reads alike: its number, who, what for, how much, when, its state.
"""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.urls import reverse

from levier.banking.models import Collection, PaymentOrder
from levier.banking.states import CollectionState, MandateState, RevenueState, State
from levier.kernel.french import short_date
from levier.web.lists import ChoiceFilter, Column, DayFilter, NumberFilter, TextFilter


def _number(title: str) -> Column:
    return Column(
        "numero", title, "number", unbroken=True, sort=("number",), fast_sort=True, link=True
    )


def _subject(field: str) -> Column:
    return Column("objet", "Objet", field, width=34)


def _amount(nature: str) -> Column:
    return Column("montant", "Montant", "amount", kind="amount", sort=("amount",), nature=nature)


def _day(code: str, title: str, field: str) -> Column:
    return Column(code, title, field, kind="date", sort=(field,))


def _state(small: str) -> Column:
    return Column("etat", "État", "state", sort=("state",), state=True, small=small)


def _by(code: str, title: str, field: str) -> Column:
    return Column(code, title, f"{field}.full_name", on_screen=False)


PAYMENT_COLUMNS = [
    _number("Paiement"),
    Column("beneficiaire", "Bénéficiaire", "payee_name", sort=("payee_name",), width=24),
    _subject("subject_label"),
    _amount("à payer"),
    _day("jour", "À payer le", "wanted_on"),
    _state("refusal"),
    _day("execute", "Exécuté", "executed_on"),
    Column("compte", "Compte débité", "account.label", width=20),
    _by("prepare", "Préparé par", "prepared_by"),
    _by("approuve", "Approuvé par", "approved_by"),
]
PAYMENT_FILTERS = [
    TextFilter(
        "q", "N°, bénéficiaire, objet", raw_fields=("number", "payee_name", "subject_label")
    ),
    ChoiceFilter("etat", "État", State.choices, field="state"),
    DayFilter("jour", "À payer", field="wanted_on"),
    NumberFilter("montant", "Montant", field="amount"),
]


def payment_url(row) -> str:
    """Where a payment's page is."""
    return reverse("web:payment", args=[row.pk])


MANDATE_COLUMNS = [
    Column("rum", "Mandat", "rum", sort=("rum",), link=True, width=20),
    Column("titulaire", "Titulaire", "debtor_name", sort=("debtor_name",), width=24),
    Column("objet", "Objet", "subject_label", width=34),
    Column("etat", "État", "state", sort=("state",), state=True, small="reason"),
    Column("signe", "Signé le", "signed_on", kind="date", sort=("signed_on",)),
    Column("presente", "Présenté le", "last_presented_on", kind="date",
           sort=("last_presented_on",), missing="jamais"),
    Column("caduc", "Caduc après le", "lapses_on", kind="date"),
]  # fmt: skip
MANDATE_FILTERS = [
    TextFilter("q", "Mandat, titulaire, objet", raw_fields=("rum", "debtor_name", "subject_label")),
    ChoiceFilter("etat", "État", MandateState.choices, field="state"),
    DayFilter("signe", "Signé", field="signed_on"),
]
COLLECTION_COLUMNS = [
    _number("Prélèvement"),
    Column("titulaire", "Titulaire", "mandate.debtor_name", width=24, small="mandate.rum"),
    _subject("mandate.subject_label"),
    _amount("à prélever"),
    _day("echeance", "Échéance", "line_on"),
    _day("jour", "À prélever le", "due_on"),
    Column("sequence", "Séquence", "sequence", on_screen=False),
    _state("return_code"),
    _day("encaisse", "Encaissé le", "booked_on"),
    _by("prepare", "Préparé par", "prepared_by"),
    _by("remis", "Remis par", "handed_by"),
    Column("suite", "Suite", "reason", on_screen=False, width=40),
]
COLLECTION_FILTERS = [
    TextFilter(
        "q", "N°, titulaire, mandat",
        raw_fields=("number", "mandate__debtor_name", "mandate__rum", "mandate__subject_label"),
    ),
    ChoiceFilter("etat", "État", CollectionState.choices, field="state"),
    DayFilter("jour", "À prélever", field="due_on"),
    NumberFilter("montant", "Montant", field="amount"),
]  # fmt: skip


def mandate_url(row) -> str:
    """Where a mandate's page is."""
    return reverse("web:mandate", args=[row.pk])


def collection_url(row) -> str:
    """Where a debit's page is."""
    return reverse("web:collection", args=[row.pk])


REVENUE_COLUMNS = [
    _number("Titre"),
    Column("debiteur", "Débiteur", "debtor_name", sort=("debtor_name",), width=24),
    _subject("subject_label"),
    _amount("à recouvrer"),
    _day("echeance", "Échéance", "due_on"),
    _state("reason"),
    _day("regle", "Recouvré ou annulé", "settled_on"),
]
REVENUE_FILTERS = [
    TextFilter("q", "N°, débiteur, objet", raw_fields=("number", "debtor_name", "subject_label")),
    ChoiceFilter("etat", "État", RevenueState.choices, field="state"),
    DayFilter("echeance", "Échéance", field="due_on"),
]


@dataclass(frozen=True, slots=True)
class ToHandOver:
    """One line to tick before a file is written: what to say of it; `locked_by`: why it stays."""

    key: UUID
    url: str
    number: str
    who: str
    amount: Decimal
    about: str
    locked_by: str = ""


def payment_to_hand_over(row: PaymentOrder) -> ToHandOver:
    """Return the line of an approved payment."""
    about = f"{row.subject_label} · {row.number}, le {short_date(row.wanted_on)}"
    return ToHandOver(row.pk, payment_url(row), row.number, row.payee_name, row.amount, about)


def debit_to_hand_over(row: Collection, user) -> ToHandOver:
    """Return the line of an announced debit; who prepared it does not hand it over."""
    is_mine = row.prepared_by_id == user.pk
    by = "vous" if is_mine else row.prepared_by.full_name
    return ToHandOver(
        row.pk, collection_url(row), row.number, row.mandate.debtor_name, row.amount,
        f"{row.mandate.subject_label} · {row.number}, le {short_date(row.due_on)} · "
        f"préparé par {by}",
        locked_by="une autre personne le remet" if is_mine else "",
    )  # fmt: skip
