"""The bank accounts of a house, payment orders and the files of the bank, for every test."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

from levier.accounts.models import User
from levier.banking.models import HouseAccount, Mandate, PaymentOrder, RevenueOrder
from levier.banking.services import (
    Claim,
    Debtor,
    Payee,
    approve_order,
    hand_over,
    issue_revenue_orders,
    prepare_order,
    record_mandate,
    set_house_account,
)
from tests.factories.accounts import user

# IBANs of the examples that banks publish: valid, and nobody's.
HOUSE_IBAN, PAYEE_IBAN = "FR76 3000 6000 0112 3456 7890 189", "FR1420041010050500013M02606"
DAY, AT = date(2026, 4, 2), datetime(2026, 4, 2, 9, 0, tzinfo=UTC)


def house_account(actor: User, **values) -> HouseAccount:
    """Return an account of the house."""
    terms = {
        "label": "Compte des fonds", "holder": "Maison de la finance solidaire",
        "iban": HOUSE_IBAN, "bic": "AGRIFRPPXXX", **values,
    }  # fmt: skip
    return set_house_account(organisation=actor.organisation, actor=actor, **terms)


def payee(**values) -> Payee:
    """Return somebody to pay."""
    terms = {
        "name": "Anaïs Delcroix", "iban": PAYEE_IBAN, "postcode": "62300", "town": "Lens",
        **values,
    }  # fmt: skip
    return Payee(**terms)


def order(actor: User, account: HouseAccount | None = None, **values) -> PaymentOrder:
    """Return a prepared order of 1 500 €."""
    terms = {
        "account": account or house_account(actor), "subject": "cases.Case:1",
        "subject_label": "Prime n° 12", "payee": payee(), "amount": Decimal(1500),
        "wording": "Prime « Cap’Jeunes » n° 12", "wanted_on": DAY, "actor": actor,
        "idempotency_key": uuid4(), **values,
    }  # fmt: skip
    return prepare_order(**terms)


def approved(actor: User, account: HouseAccount | None = None, **values) -> PaymentOrder:
    """Return an order that a director other than `actor` approved."""
    row = order(actor, account, **values)
    return approve_order(order=row, actor=user("director", actor.organisation), at=AT)


def debtor(**values) -> Debtor:
    """Return somebody whose account is debited."""
    terms = {
        "name": "Anaïs Delcroix", "iban": PAYEE_IBAN, "postcode": "62300", "town": "Lens",
        **values,
    }  # fmt: skip
    return Debtor(**terms)


def mandate(actor: User, **values) -> Mandate:
    """Return an active recurrent mandate, signed on 1 April 2026."""
    terms = {
        "rum": f"RUM-{uuid4().hex[:12]}", "debtor": debtor(), "subject": "cases.Case:1",
        "subject_label": "Prêt n° 12", "signed_on": date(2026, 4, 1), "actor": actor, "on": DAY,
        "idempotency_key": uuid4(), **values,
    }  # fmt: skip
    return record_mandate(organisation=actor.organisation, **terms)


def one_of_each(actor: User) -> dict:
    """Return an account, a prepared order and a file handed over, of the house, by name."""
    account = house_account(actor)
    file = hand_over(account=account, orders=[approved(actor, account)], actor=actor, on=DAY)
    revenue = revenue_order(actor)
    return {
        "house_account": account, "payment": order(actor, account), "bank_file": file,
        "revenue_order": revenue,
    }  # fmt: skip


def officer_account(actor: User) -> HouseAccount:
    """Return an account that an accounting officer keeps."""
    return house_account(
        actor, label="Compte au Trésor", iban="FR76 1007 1620 0000 0010 0190 327", bic="",
        is_kept_by_officer=True,
    )  # fmt: skip


def revenue_order(actor: User, account: HouseAccount | None = None, **values) -> RevenueOrder:
    """Return a revenue order of 100 €, due on 1 April 2026."""
    terms = {
        "subject": "x:1", "subject_label": "Prêt n° 12, échéance du 1er avril", "due_on": DAY,
        "amount": Decimal(100), "debtor_name": "Atelier du Terril", **values,
    }  # fmt: skip
    file = issue_revenue_orders(
        account=account or officer_account(actor), claims=[Claim(**terms)], actor=actor, on=DAY
    )
    return file.revenue_orders.get()


def officer_answer(*rows: str) -> bytes:
    """Return what an accounting officer sends back: « numero;etat;date;motif;montant »."""
    return "\r\n".join(("numero;etat;date;motif;montant", *rows)).encode()


def status_file(*statuses: tuple[str, str, str], message_id: str = "BQ-1") -> bytes:
    """Return a pain.002 that says (reference, status, reason) of each transfer."""
    lines = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{reference}</OrgnlEndToEndId><TxSts>{code}</TxSts>"
        + (f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn></StsRsnInf>" if reason else "")
        + "</TxInfAndSts>"
        for reference, code, reason in statuses
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>'
        f"<GrpHdr><MsgId>{message_id}</MsgId><CreDtTm>2026-04-03T08:00:00</CreDtTm></GrpHdr>"
        "<OrgnlGrpInfAndSts><OrgnlMsgId>LEV</OrgnlMsgId></OrgnlGrpInfAndSts>"
        f"<OrgnlPmtInfAndSts>{lines}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
    ).encode()


def refused_file(original_id: str, reason: str = "FF01", message_id: str = "BQ-2") -> bytes:
    """Return a pain.002 by which the bank refuses a whole file."""
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>'
        f"<GrpHdr><MsgId>{message_id}</MsgId></GrpHdr><OrgnlGrpInfAndSts>"
        f"<OrgnlMsgId>{original_id}</OrgnlMsgId><GrpSts>RJCT</GrpSts>"
        f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn></StsRsnInf>"
        "</OrgnlGrpInfAndSts></CstmrPmtStsRpt></Document>"
    ).encode()


def refused_batch(original_id: str, batch: str, reason: str = "FF01") -> bytes:
    """Return a pain.002 by which the bank refuses one part of a file, without its transfers."""
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>'
        "<GrpHdr><MsgId>BQ-3</MsgId></GrpHdr><OrgnlGrpInfAndSts>"
        f"<OrgnlMsgId>{original_id}</OrgnlMsgId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>"
        f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{batch}</OrgnlPmtInfId><PmtInfSts>RJCT</PmtInfSts>"
        f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn></StsRsnInf></OrgnlPmtInfAndSts>"
        "</CstmrPmtStsRpt></Document>"
    ).encode()


def statement(*lines: tuple[str, str, str], message_id: str = "REL-1") -> bytes:
    """Return a camt.053 of entries: (reference, amount, DBIT or CRDT), booked on 3 April 2026."""
    return statements([(HOUSE_IBAN, [statement_entry(*line) for line in lines])], message_id)


def statement_entry(
    reference: str, amount: str, side: str, state: str = "<Cd>BOOK</Cd>", returned: str = ""
) -> str:
    """Return one entry, `state` as its version spells it; only a booked one has a booking date."""
    day = "<BookgDt><Dt>2026-04-03</Dt></BookgDt>" if "BOOK" in state else ""
    code = f"<RtrInf><Rsn><Cd>{returned}</Cd></Rsn></RtrInf>" if returned else ""
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts>{state}</Sts>{day}'
        f"<NtryDtls><TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs>{code}</TxDtls>"
        "</NtryDtls></Ntry>"
    )


def statements(parts: Sequence[tuple[str, Sequence[str]]], message_id: str = "REL-1") -> bytes:
    """Return a camt.053 of several statements: (IBAN, entries) of each."""
    content = "".join(
        f"<Stmt><Acct><Id><IBAN>{iban.replace(' ', '')}</IBAN></Id></Acct>{''.join(entries)}</Stmt>"
        for iban, entries in parts
    )
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>{message_id}</MsgId></GrpHdr>{content}</BkToCstmrStmt></Document>"
    ).encode()
