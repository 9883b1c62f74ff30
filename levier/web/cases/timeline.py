"""The thread of a dossier: who, when, what, from what to what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist

from levier.cases.models import Case
from levier.journal.models import Entry
from levier.kernel.french import euros, number, numeric_date, percent

SENSES = (
    ("cases.moved", "opale"),
    ("cases.opened", "opale"),
    ("cases.piece", "pre"),
    ("cases.note", "bruyere"),
    ("cases.access", "bruyere"),
    ("cases.request", "ocre"),
    ("cases.plan", "ocre"),
    ("committees", "opale"),
    ("portfolio", "pre"),
    ("read", "neutre"),
    ("documents.downloaded", "neutre"),
    ("documents.opened", "neutre"),
)
UNSEEN = ("state", "geocoding")
BLANK = "vide"
LONGEST = 140


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what happened, the fields that changed, who, when, and its colour."""

    summary: str
    changes: list[tuple[str, str, str]]
    who: str
    at: datetime
    sense: str
    reason: str


def lines_of(entries: Iterable[Entry]) -> list[Line]:
    """Return the lines of these entries (their actors already loaded)."""
    return [
        Line(
            summary=entry.summary,
            changes=_changes(entry),
            who=entry.actor.full_name if entry.actor else "Levier",
            at=entry.at,
            sense=_sense(entry.action),
            reason=str(entry.detail.get("reason") or ""),
        )
        for entry in entries
    ]


def _changes(entry: Entry) -> list[tuple[str, str, str]]:
    """Return each field changed with its value before and after; a step is in the summary."""
    pairs = ((name, pair) for name, pair in entry.detail.items() if _is_pair(pair))
    return [
        (_label(name), _text(name, before), _text(name, after))
        for name, (before, after) in pairs
        if name not in UNSEEN
    ]


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2


def _label(name: str) -> str:
    if name in OTHER_LABELS:
        return OTHER_LABELS[name]
    try:
        field = Case._meta.get_field(name)
    except FieldDoesNotExist:
        return name.replace("_", " ")
    return str(getattr(field, "verbose_name", name))


FORMATS = {
    **dict.fromkeys(("amount", "loan_amount", "asked_amount", "surety_amount"), euros),
    **dict.fromkeys(("quota", "annual_rate"), percent),
    **dict.fromkeys(("jobs_created", "jobs_consolidated", "staff_fte"), number),
}
OTHER_LABELS = {
    "rating": "note", "comment": "commentaire", "proof": "preuve", "amount": "montant",
    "loan_amount": "prêt", "quota": "quotité", "months": "durée (mois)", "bank": "banque",
    "annual_rate": "taux", "status": "état", "label": "libellé", "partner": "partenaire",
    "text": "texte", "answer": "réponse", "pieces": "pièces", "asked_amount": "montant demandé",
    "deferral_months": "différé (mois)", "surety_amount": "caution", "securities": "sûretés",
    "nature": "nature", "instrument": "instrument", "purpose": "objet",
}  # fmt: skip


def _text(name: str, value: Any) -> str:
    if value in (None, "", []):
        return BLANK
    if name in FORMATS:
        return FORMATS[name](Decimal(value))
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    text = str(value)
    if len(text) == 10 and text[4] == text[7] == "-":
        return numeric_date(datetime.fromisoformat(text))
    return f"{text[:LONGEST]}…" if len(text) > LONGEST else text


def _sense(action: str) -> str:
    return next((sense for start, sense in SENSES if action.startswith(start)), "mer")
