"""The bank's messages: transfers written (pain.001), status and statements read (ISO 20022).

What is written is checked against the official schema that sepaxml carries. What is read is any
version of pain.002 and of camt.053: elements are found by their name, whatever the namespace.
Sources: ISO 20022; EPC, SEPA credit transfer, structured addresses from 15 November 2026.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import sepaxml
from lxml import etree
from sepaxml import SepaTransfer

from levier.banking.errors import BankFileNotUnderstood, PaymentRefused
from levier.kernel.money import ZERO

SCHEMA = "pain.001.001.09"
REJECTED = "RJCT"
# Only a settlement is final: an accepted or processed transfer (ACSP) may still be rejected.
SETTLED_CODES = ("ACSC", "ACCC")
BOOKED = "BOOK"
TOO_MUCH = Decimal(10**11)
PARSER = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
# sepaxml would write « n° » as « ndeg ».
_SPELT = str.maketrans({"°": "o", "’": "'", "«": "", "»": "", "€": "EUR"})


@dataclass(frozen=True, slots=True)
class Transfer:
    """One transfer to write, in euros."""

    reference: str
    name: str
    iban: str
    amount: Decimal
    wording: str
    day: date
    bic: str = ""
    postcode: str = ""
    town: str = ""
    country: str = "FR"


@dataclass(frozen=True, slots=True)
class Status:
    """What is said of one transfer: `code` ACSC, RJCT…, `reason` an ISO code if rejected.

    Only an accounting officer says the day and the amount (euros).
    """

    reference: str
    code: str
    reason: str = ""
    day: date | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class BookedLine:
    """One line of a statement: euros, below zero when the account is debited.

    `reason` is the ISO code of what came back; `batch` names a file handed over, or a part of it;
    `iban` is the account that the statement is about, blank when it names none.
    """

    reference: str
    amount: Decimal
    day: date
    wording: str = ""
    reason: str = ""
    batch: str = ""
    iban: str = ""


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A line that the bank announces without booking it: `state` PDNG, INFO…, blank if unsaid."""

    reference: str
    amount: Decimal
    state: str
    wording: str = ""


@dataclass(frozen=True, slots=True)
class BankMessage:
    """What a file of the bank says, in the order of the file.

    `refused_batches` are the parts of a file (PmtInfId) refused whole, without their transfers.
    """

    kind: str
    message_id: str
    ibans: Sequence[str] = ()
    statuses: Sequence[Status] = ()
    refused_batches: Sequence[Status] = ()
    lines: Sequence[BookedLine] = ()
    waiting: Sequence[WaitingLine] = ()
    group_code: str = ""
    group_reason: str = ""
    original_id: str = ""


def write_transfers(
    *, message_id: str, holder: str, iban: str, bic: str, transfers: Sequence[Transfer]
) -> bytes:
    """Return a pain.001 of these transfers, valid against its official schema.

    Errors: PaymentRefused when a text has no SEPA characters left.
    """
    config = {"name": holder, "IBAN": iban, "batch": True, "currency": "EUR"}
    file = SepaTransfer(config | ({"BIC": bic} if bic else {}), schema=SCHEMA, clean=True)
    file.msg_id = message_id
    file._xml.find(".//MsgId").text = message_id
    for each in transfers:
        file.add_payment(_payment(each))
    content: bytes = file.export(validate=False)
    refuse_invalid(etree.fromstring(content, etree.XMLParser(**PARSER)), SCHEMA)
    return content


def refuse_invalid(document, schema: str) -> None:
    """Refuse a document that its official schema refuses. Errors: PaymentRefused."""
    official = Path(sepaxml.__file__).parent / "schemas" / f"{schema}.xsd"
    checked = etree.XMLSchema(file=str(official))
    if not checked.validate(document):
        said = checked.error_log.last_error
        raise PaymentRefused(reason=f"Le fichier ne suit pas le schéma {schema}\u00a0: {said}.")


def _payment(each: Transfer) -> dict:
    address = {"postcode": each.postcode, "town": each.town, "country": each.country}
    payment = {
        "name": spelt(each.name),
        "IBAN": each.iban,
        "amount": int(each.amount * 100),
        "execution_date": each.day,
        "description": spelt(each.wording),
        "endtoend_id": each.reference,
    }
    if each.bic:
        payment["BIC"] = each.bic
    if each.town:
        payment["address"] = {name: spelt(value) for name, value in address.items() if value}
    return payment


def spelt(text: str) -> str:
    """Return a text as SEPA files want it, before accents go."""
    return " ".join(text.translate(_SPELT).split())


# ── Read ──────────────────────────────────────────────────────────────────────────────────────
def read_message(content: bytes) -> BankMessage:
    """Return what a file of the bank says. Errors: BankFileNotUnderstood."""
    try:
        root = etree.fromstring(content, etree.XMLParser(**PARSER))
    except etree.XMLSyntaxError:
        raise BankFileNotUnderstood(
            reason="Ce fichier n’est pas du XML\u00a0: prenez le compte rendu (pain.002) ou le "
            "relevé (camt.053) tel que la banque le donne."
        ) from None
    name = etree.QName(root).namespace or ""
    if "pain.002" in name:
        return _status(root)
    if "camt.053" in name:
        return _statement(root)
    raise BankFileNotUnderstood(
        reason="Levier lit les comptes rendus pain.002 et les relevés camt.053\u00a0: ce fichier "
        "n’est ni l’un ni l’autre."
    )


def _status(root) -> BankMessage:
    statuses = [
        Status(_text(tx, "OrgnlEndToEndId"), _text(tx, "TxSts"), _reason(tx))
        for tx in _all(root, "TxInfAndSts")
    ]
    refused = [
        Status(_text(part, "OrgnlPmtInfId"), REJECTED, _reason(part))
        for part in _all(root, "OrgnlPmtInfAndSts")
        if _text(part, "PmtInfSts") == REJECTED and not _all(part, "TxInfAndSts")
    ]
    group = next(iter(_all(root, "OrgnlGrpInfAndSts")), root)
    return BankMessage(
        kind="pain.002",
        message_id=_message_id(root),
        statuses=statuses,
        refused_batches=refused,
        group_code=_text(group, "GrpSts"),
        group_reason=_reason(group) if _text(group, "GrpSts") else "",
        original_id=_text(group, "OrgnlMsgId"),
    )


def references_of(content: bytes, batch: str) -> list[str]:
    """Return the references of the transfers of one part (PmtInfId) of a file handed over."""
    root = etree.fromstring(content, etree.XMLParser(**PARSER))
    return [
        _text(transfer, "EndToEndId")
        for part in _all(root, "PmtInf")
        if batch and _text(part, "PmtInfId") == batch
        for transfer in _all(part, "CdtTrfTxInf")
    ]


def _statement(root) -> BankMessage:
    """Return the lines of every account of the message, those not booked apart."""
    statements = _all(root, "Stmt")
    if not statements:
        raise BankFileNotUnderstood(reason="Ce relevé est vide\u00a0: aucun compte n’y est.")
    ibans: list[str] = []
    lines: list[BookedLine] = []
    waiting: list[WaitingLine] = []
    for statement in statements:
        account = statement.find("{*}Acct")
        iban = _text(account, "IBAN").replace(" ", "") if account is not None else ""
        ibans.append(iban)
        for entry in _all(statement, "Ntry"):
            state = _entry_state(entry)
            if state == BOOKED:
                lines += _booked(entry, iban)
            else:
                waiting += _waiting(entry, state)
    return BankMessage(
        kind="camt.053", message_id=_message_id(root), ibans=ibans, lines=lines, waiting=waiting
    )


def _entry_state(entry) -> str:
    """Return the state of an entry: a code, or since version 8 a code inside an element."""
    state = entry.find("{*}Sts")
    if state is None:
        return ""
    said = state.findtext("{*}Cd") or state.findtext("{*}Prtry") or state.text or ""
    return str(said).strip()


def _booked(entry, iban: str) -> list[BookedLine]:
    day = _day(next(iter(_all(entry, "BookgDt")), entry))
    return [
        BookedLine(
            reference=_text(each, "EndToEndId"),
            amount=amount,
            day=day,
            wording=_text(each, "Ustrd"),
            reason=_return_code(each),
            batch=_text(each, "PmtInfId") or _text(entry, "PmtInfId"),
            iban=iban,
        )
        for each, amount in _transactions(entry)
    ]


def _waiting(entry, state: str) -> list[WaitingLine]:
    """Return what an entry announces; it may have no date yet."""
    return [
        WaitingLine(_text(each, "EndToEndId"), amount, state, _text(each, "Ustrd"))
        for each, amount in _transactions(entry)
    ]


def _transactions(entry) -> list[tuple]:
    """Return a node and its amount a transaction when the entry is detailed, else the entry."""
    sign = -1 if _text(entry, "CdtDbtInd") == "DBIT" else 1
    details = _all(entry, "TxDtls") or [entry]
    whole = _amount(_text(entry, "Amt"))
    return [
        (each, sign * (_amount(_text(each, "Amt")) or whole if len(details) > 1 else whole))
        for each in details
    ]


def _message_id(root) -> str:
    found = _text(root, "MsgId")
    if not found:
        raise BankFileNotUnderstood(reason="Ce fichier n’a pas d’identifiant de message (MsgId).")
    return found[:35]


def _all(node, name: str) -> list:
    return node.findall(f".//{{*}}{name}")


def _text(node, name: str) -> str:
    found = node.find(f".//{{*}}{name}")
    return (found.text or "").strip() if found is not None else ""


def _reason(node) -> str:
    """Return the ISO code of a refusal, nothing when the bank gives none."""
    found = node.find(".//{*}StsRsnInf/{*}Rsn/{*}Cd")
    return (found.text or "").strip() if found is not None else ""


def _return_code(node) -> str:
    """Return the ISO code with which a debit came back, nothing for any other line."""
    found = node.find(".//{*}RtrInf/{*}Rsn/{*}Cd")
    return (found.text or "").strip() if found is not None else ""


def read_number(text: str) -> Decimal | None:
    """Return an amount as a file spells it, None when it is not one that a house can hold."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < TOO_MUCH else None


def _amount(text: str) -> Decimal:
    value = read_number(text) if text else ZERO
    if value is None:
        raise BankFileNotUnderstood(reason=f"« {text} » n’est pas un montant.")
    return value


def _day(node) -> date:
    text = _text(node, "Dt") or _text(node, "DtTm")
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise BankFileNotUnderstood(
            reason=f"Une ligne du relevé n’a pas de date lisible (« {text} »)."
        ) from None
