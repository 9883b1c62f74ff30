"""Direct debits written (pain.008), each batch under a name that statements give back.

Checked against the official schema that sepaxml carries. Sources: ISO 20022; EPC, SEPA Core direct
debit, structured addresses from 15 November 2026.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lxml import etree
from sepaxml import SepaDD

from levier.banking.messages import PARSER, refuse_invalid, spelt

SCHEMA = "pain.008.001.08"
INSTRUMENT = "CORE"


@dataclass(frozen=True, slots=True)
class Creditor:
    """Who collects, under which creditor identifier (ICS), on which account."""

    name: str
    iban: str
    bic: str
    creditor_id: str


@dataclass(frozen=True, slots=True)
class Debit:
    """One debit to write, in euros, with its mandate."""

    reference: str
    rum: str
    signed_on: date
    sequence: str
    name: str
    iban: str
    amount: Decimal
    wording: str
    day: date
    bic: str = ""
    postcode: str = ""
    town: str = ""
    country: str = "FR"


def batches_of(message_id: str, debits: Sequence[Debit]) -> dict[str, str]:
    """Return the batch of each debit by its reference: one a sequence and day, in their order."""
    kinds = list(dict.fromkeys((each.sequence, each.day) for each in debits))
    return {
        each.reference: f"{message_id}-{kinds.index((each.sequence, each.day)) + 1}"
        for each in debits
    }


def write_debits(*, message_id: str, creditor: Creditor, debits: Sequence[Debit]) -> bytes:
    """Return a pain.008 of these debits, valid against its official schema.

    Errors: PaymentRefused when a text has no SEPA characters left.
    """
    config = {
        "name": spelt(creditor.name), "IBAN": creditor.iban, "batch": True, "currency": "EUR",
        "creditor_id": creditor.creditor_id, "instrument": INSTRUMENT,
    }  # fmt: skip
    config |= {"BIC": creditor.bic} if creditor.bic else {}
    file = SepaDD(config, schema=SCHEMA, clean=True)
    file.msg_id = message_id
    file._xml.find(".//MsgId").text = message_id
    for each in debits:
        file.add_payment(_payment(each))
    document = etree.fromstring(file.export(validate=False), etree.XMLParser(**PARSER))
    names = dict.fromkeys(batches_of(message_id, debits).values())
    for node, name in zip(document.findall(".//{*}PmtInfId"), names, strict=True):
        node.text = name
    refuse_invalid(document, SCHEMA)
    return etree.tostring(document, xml_declaration=True, encoding="UTF-8")


def _payment(each: Debit) -> dict:
    address = {"postcode": each.postcode, "town": each.town, "country": each.country}
    payment = {
        "name": spelt(each.name),
        "IBAN": each.iban,
        "amount": int(each.amount * 100),
        "type": each.sequence,
        "collection_date": each.day,
        "mandate_id": each.rum,
        "mandate_date": each.signed_on,
        "description": spelt(each.wording),
        "endtoend_id": each.reference,
    }
    if each.bic:
        payment["BIC"] = each.bic
    if each.town:
        payment["address"] = {name: spelt(value) for name, value in address.items() if value}
    return payment
