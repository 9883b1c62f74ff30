"""Debits of real loans, at each step of their life, for every test."""

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from levier.accounts.models import User
from levier.banking.models import BankFile, Collection, CollectionNotice, HouseAccount, Mandate
from levier.banking.services import Reading
from levier.servicing.models import RunningLoan
from levier.workflows.announce_debits import announcement_of, send_notice
from levier.workflows.collect_loan import (
    propose_collections,
    record_loan_mandate,
    send_collections,
)
from levier.workflows.pay_commitment import settle_bank_file
from tests.factories.accounts import user
from tests.factories.banking import debtor, house_account
from tests.factories.servicing import running_loan

ICS, IBAN = "FR72ZZZ123456", "FR7630001007941234567890185"
SIGNED_ON, DAY, DUE = date(2026, 4, 1), date(2026, 4, 2), date(2026, 5, 1)
HUNDRED = Decimal(100)


def collecting_account(actor: User) -> HouseAccount:
    """Return an account of the house that may collect."""
    return house_account(actor, label="Compte des prêts", iban=IBAN, creditor_id=ICS)


def loan_mandate(loan: RunningLoan, **values) -> Mandate:
    """Return the active mandate of a loan, signed on 1 April 2026."""
    terms = {
        "rum": f"{loan.commitment.number}-1".replace(" ", ""), "debtor": debtor(),
        "signed_on": SIGNED_ON, "actor": user("finance", loan.organisation), "on": DAY,
        "idempotency_key": uuid4(), **values,
    }  # fmt: skip
    return record_loan_mandate(commitment=loan.commitment, **terms)


def planned(loan: RunningLoan, on: date = DAY, actor: User | None = None) -> list[Collection]:
    """Return the debits of the coming due dates of the house, to announce."""
    actor = actor or user("finance", loan.organisation)
    return propose_collections(organisation=loan.organisation, actor=actor, on=on)[0]


def notified(mandate: Mandate, on: date = DAY, key: UUID | None = None) -> CollectionNotice:
    """Return the notice of a mandate, posted."""
    found = announcement_of(mandate, on)
    return send_notice(
        mandate=mandate, shown=found.fingerprint, subject=found.subject, text=found.text,
        actor=user("finance", mandate.organisation), on=on, key=key or uuid4(), by_post=True,
    )  # fmt: skip


def noticed(loan: RunningLoan, **values) -> Collection:
    """Return the first debit of a loan (100 € on 1 May 2026), announced."""
    mandate = loan_mandate(loan, **values)
    row = planned(loan)[0]
    notified(mandate)
    row.refresh_from_db()
    return row


def ready(actor: User) -> tuple[HouseAccount, Collection]:
    """Return an account that collects, and the announced debit of a loan of the house."""
    account = collecting_account(actor)
    return account, noticed(running_loan(user("secretary", actor.organisation)))


def handed(actor: User) -> Collection:
    """Return the debit of a loan, handed over by a director."""
    account, row = ready(actor)
    send(account, row, director=user("director", actor.organisation))
    row.refresh_from_db()
    return row


def send(account: HouseAccount, *rows: Collection, director: User, on: date = DAY) -> BankFile:
    """Hand debits over."""
    return send_collections(account=account, collections=rows, actor=director, on=on)


def answer(actor: User, content: bytes, on: date = DUE) -> Reading:
    """Read a file of the bank."""
    return settle_bank_file(
        organisation=actor.organisation, name="banque.xml", content=content, actor=actor, on=on
    )


def debit_statement(
    *entries: tuple[str, str, str, str], day: date = DUE, name: str, iban: str = IBAN
) -> bytes:
    """Return a camt.053 of (reference, amount, CRDT or DBIT, return code) lines."""
    lines = "".join(
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>'
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt><NtryDtls><TxDtls><Refs>"
        f"<EndToEndId>{reference}</EndToEndId></Refs>"
        + (f"<RtrInf><Rsn><Cd>{code}</Cd></Rsn></RtrInf>" if code else "")
        + "</TxDtls></NtryDtls></Ntry>"
        for reference, amount, side, code in entries
    )
    return _statement(name, lines, iban)


def batch_statement(batch: str, amount: str, *, name: str, day: date = DUE) -> bytes:
    """Return a camt.053 that credits a whole batch in one line, without its debits."""
    return _statement(
        name,
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        f"<Sts>BOOK</Sts><BookgDt><Dt>{day}</Dt></BookgDt><NtryDtls><Btch><PmtInfId>{batch}</PmtInfId></Btch>"
        "</NtryDtls></Ntry>",
    )


def _statement(name: str, lines: str, iban: str = IBAN) -> bytes:
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>{name}</MsgId></GrpHdr><Stmt><Acct><Id><IBAN>{iban}</IBAN></Id></Acct>"
        f"{lines}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def one_of_each(actor: User) -> dict:
    """Return a mandate, a debit announced and an account that collects, by name."""
    account, row = ready(actor)
    return {"mandate": row.mandate, "collection": row, "collecting_account": account}
