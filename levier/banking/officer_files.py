"""The files of a house under public accounting: its accounting officer pays and collects.

No bank file leaves the house: payment requests and revenue orders go out as CSV (UTF-8,
semicolons, decimal commas), and their state comes back the same way. Format:
docs/rules/comptabilite-publique.md.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256

from levier.banking.errors import BankFileNotUnderstood
from levier.banking.messages import BankMessage, Status, read_number
from levier.banking.models import PaymentOrder, RevenueOrder
from levier.kernel.french import short_date
from levier.kernel.text import normalise

KIND = "retour"
CSV = "text/csv"
REQUEST_HEADINGS = (
    "Demande", "Objet", "Bénéficiaire", "Code postal", "Ville", "Pays", "IBAN", "BIC", "Montant",
    "Libellé", "À payer le", "Compte d’imputation", "Préparée par", "Approuvée par",
)  # fmt: skip
ORDER_HEADINGS = (
    "Titre",
    "Objet",
    "Débiteur",
    "Adresse",
    "Code postal",
    "Ville",
    "Montant",
    "Échéance",
)
CODES = {
    "payee": "ACSC", "paye": "ACSC", "encaissee": "ACSC", "encaisse": "ACSC", "recouvre": "ACSC",
    "rejetee": "RJCT", "rejete": "RJCT", "annule": "RJCT", "annulee": "RJCT", "en cours": "PDNG",
}  # fmt: skip
STATES = "payée, encaissé, rejetée ou en cours"


def request_file(rows: Iterable[PaymentOrder]) -> bytes:
    """Return the payment requests of approved orders."""
    return _written(
        REQUEST_HEADINGS,
        (
            (
                row.number, row.subject_label, row.payee_name, row.payee_postcode, row.payee_town,
                row.payee_country, row.payee_iban, row.payee_bic, _amount(row.amount), row.wording,
                f"{row.wanted_on:%d/%m/%Y}", row.counterpart, row.prepared_by.full_name,
                row.approved_by.full_name if row.approved_by else "",
            )
            for row in rows
        ),
    )  # fmt: skip


def revenue_file(rows: Iterable[RevenueOrder]) -> bytes:
    """Return the revenue orders issued."""
    return _written(
        ORDER_HEADINGS,
        (
            (
                row.number, row.subject_label, row.debtor_name, row.debtor_address,
                row.debtor_postcode, row.debtor_town, _amount(row.amount),
                f"{row.due_on:%d/%m/%Y}",
            )
            for row in rows
        ),
    )  # fmt: skip


def is_officer_file(content: bytes) -> bool:
    """Return whether a file is not XML: what an accounting officer sends back."""
    return not content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def read_officer_file(content: bytes, on: date) -> BankMessage:
    """Return the states that a file gives: columns « numero ; etat ; date ; motif ; montant ».

    The date, the reason and the amount may be blank; a date is not after `on`.
    Errors: BankFileNotUnderstood, with the line.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    except csv.Error:
        raise BankFileNotUnderstood(
            reason="Ce fichier n’est pas un CSV lisible\u00a0: enregistrez-le de nouveau en CSV."
        ) from None
    if not rows:
        raise BankFileNotUnderstood(reason="Ce fichier est vide.")
    heads = [normalise(cell) for cell in rows[0]]
    if "numero" not in heads or "etat" not in heads or "\0" in text:
        raise BankFileNotUnderstood(
            reason="Levier lit un compte rendu pain.002, un relevé camt.053, ou le retour de "
            "l’agent comptable\u00a0: colonnes «\u00a0numero\u00a0» et «\u00a0etat\u00a0», "
            "séparées par des points-virgules."
        )
    statuses = [
        _status(dict(zip(heads, row, strict=False)), rank, on)
        for rank, row in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in row)
    ]
    return BankMessage(
        kind=KIND, message_id=f"RET-{sha256(content).hexdigest()[:20]}", statuses=statuses
    )


def _status(cells: dict[str, str], rank: int, on: date) -> Status:
    said = normalise(cells.get("etat", ""))
    if said not in CODES:
        raise BankFileNotUnderstood(
            reason=f"Ligne {rank}\u00a0: l’état «\u00a0{cells.get('etat', '')}\u00a0» n’est pas "
            f"connu. Indiquez {STATES}."
        )
    return Status(
        reference=cells.get("numero", "").strip(), code=CODES[said],
        reason=cells.get("motif", "").strip(), day=_day(cells.get("date", ""), rank, on),
        amount=_read_amount(cells.get("montant", ""), rank),
    )  # fmt: skip


def _day(text: str, rank: int, on: date) -> date | None:
    if not text.strip():
        return None
    parts = text.strip().split("/")
    iso = "-".join(part.zfill(2) for part in reversed(parts)) if len(parts) == 3 else text.strip()
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        raise BankFileNotUnderstood(
            reason=f"Ligne {rank}\u00a0: «\u00a0{text}\u00a0» n’est pas une date (31/12/2026)."
        ) from None
    if day > on:
        raise BankFileNotUnderstood(
            reason=f"Ligne {rank}\u00a0: la date {short_date(day)} est à venir\u00a0: corrigez-la."
        )
    return day


def _read_amount(text: str, rank: int) -> Decimal | None:
    spelt = "".join(text.split()).replace("€", "").replace(",", ".")
    if not spelt:
        return None
    value = read_number(spelt)
    if value is None:
        raise BankFileNotUnderstood(
            reason=f"Ligne {rank}\u00a0: «\u00a0{text}\u00a0» n’est pas un montant (1 250,00)."
        )
    return value


def _written(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    for row in rows:
        # A cell that a spreadsheet would run as a formula is kept as text.
        writer.writerow([f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell for cell in row])
    return ("\ufeff" + target.getvalue()).encode()


def _amount(value: Decimal) -> str:
    return f"{value:.2f}".replace(".", ",")
