"""Files handed over to the bank: approved orders, written once, kept with their fingerprint."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from django.db import transaction

from levier.accounts.models import Organisation
from levier.banking.errors import PaymentRefused
from levier.banking.messages import Transfer, write_transfers
from levier.banking.models import BankFile, HouseAccount, PaymentOrder
from levier.banking.officer_files import CSV, request_file
from levier.banking.services.orders import move_order
from levier.banking.states import Event, State
from levier.documents.services import store_file
from levier.journal.services import record
from levier.kernel.french import euros, plural

XML = "application/xml"


@transaction.atomic
def hand_over(
    *, account: HouseAccount, orders: Iterable[PaymentOrder], actor, on: date
) -> BankFile:
    """Write the transfers of approved orders of one account in one file, and move them on.

    An account that an accounting officer keeps has payment requests instead of a bank file.
    All or nothing: an order that another person moved meanwhile stops the whole file. A day that
    has passed becomes `on`. Errors: PaymentRefused without orders; PaymentTransitionNotAllowed.
    """
    keys = [order.pk for order in orders]
    rows = list(
        PaymentOrder.objects.select_for_update()
        .filter(pk__in=keys, account=account, state=State.APPROVED)
        .order_by("pk")
    )
    if not rows or len(rows) != len(keys):
        raise PaymentRefused(
            reason="Ces paiements ne sont plus tous approuvés sur ce compte\u00a0: "
            "rechargez la page."
        )
    made = _written(account, sorted(rows, key=lambda row: row.number), on)
    message_id, content = made.message_id, made.content
    total = sum((row.amount for row in rows), Decimal(0))
    stored = store_file(
        organisation=account.organisation, actor=actor, name=made.name, content=content,
        origin="virements", content_type=made.content_type,
    )  # fmt: skip
    file = BankFile.objects.create(
        organisation=account.organisation, kind=made.kind, message_id=message_id,
        account=account, stored_file=stored, sha256=sha256(content).hexdigest(), made_on=on,
        line_count=len(rows), total=total, recorded_by=actor,
    )  # fmt: skip
    for row in rows:
        move_order(row, Event.SEND, file=file)
    record(
        "banking.file_made", actor=actor, target=file,
        detail={"orders": [row.number for row in rows]},
        summary=f"Fichier {message_id}\u00a0: {plural(len(rows), 'virement')}, "
        f"{euros(total, cents=True)}, {account}.",
    )  # fmt: skip
    return file


@dataclass(frozen=True, slots=True)
class _Written:
    """A file as it leaves: a SEPA file for a bank, payment requests for an accounting officer."""

    kind: str
    message_id: str
    name: str
    content: bytes
    content_type: str


def _written(account: HouseAccount, rows: Sequence[PaymentOrder], on: date) -> _Written:
    if account.is_kept_by_officer:
        name = next_message_id(account.organisation, BankFile.Kind.REQUESTS, "DP", on)
        content = request_file(rows)
        return _Written(BankFile.Kind.REQUESTS, name, f"Demandes {name}.csv", content, CSV)
    name = next_message_id(account.organisation, BankFile.Kind.TRANSFERS, "LEV", on)
    content = write_transfers(
        message_id=name, holder=account.holder, iban=account.iban, bic=account.bic,
        transfers=[_transfer(row, on) for row in rows],
    )  # fmt: skip
    return _Written(BankFile.Kind.TRANSFERS, name, f"Virements {name}.xml", content, XML)


def _transfer(row: PaymentOrder, on: date) -> Transfer:
    return Transfer(
        reference=row.number, name=row.payee_name, iban=row.payee_iban, amount=row.amount,
        wording=row.wording, day=max(on, row.wanted_on), bic=row.payee_bic,
        postcode=row.payee_postcode, town=row.payee_town, country=row.payee_country,
    )  # fmt: skip


def next_message_id(organisation: Organisation, kind: str, series: str, on: date) -> str:
    """Return the name of the next file of a day; the house's row is locked until the end."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    prefix = f"{series}{on:%Y%m%d}-"
    made = BankFile.objects.filter(
        organisation=organisation, kind=kind, message_id__startswith=prefix
    )
    return f"{prefix}{made.count() + 1:03d}"
