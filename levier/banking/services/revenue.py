"""Revenue orders: issued in one file for the accounting officer, settled by what comes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from django.db import transaction

from levier.accounts.models import Organisation, User
from levier.banking.errors import PaymentRefused
from levier.banking.messages import Status
from levier.banking.models import BankFile, HouseAccount, RevenueOrder
from levier.banking.officer_files import CSV, revenue_file
from levier.banking.services.files import next_message_id
from levier.banking.services.numbering import next_rank
from levier.banking.services.reading import Reading, said
from levier.banking.states import RevenueState
from levier.documents.services import store_file
from levier.journal.services import record
from levier.kernel.french import euros, plural, short_date
from levier.kernel.keys import uuid7
from levier.kernel.money import ZERO

SERIES = "TR"
SETTLED, REJECTED = "ACSC", "RJCT"


@dataclass(frozen=True, slots=True)
class Claim:
    """What is owed on a day: its subject as text, euros, and the debtor."""

    subject: str
    subject_label: str
    due_on: date
    amount: Decimal
    debtor_name: str
    debtor_address: str = ""
    debtor_postcode: str = ""
    debtor_town: str = ""


@transaction.atomic
def issue_revenue_orders(
    *, account: HouseAccount, claims: Sequence[Claim], actor: User, on: date
) -> BankFile:
    """Issue an order for each claim that no order waits for, in one file. All or nothing.

    Two people at once issue each once: the second finds nothing left. Errors: PaymentRefused for
    an account that the house keeps itself, or when nothing is left to order.
    """
    organisation = account.organisation
    if not account.is_kept_by_officer:
        raise PaymentRefused(reason="Ce compte n’est pas tenu par un agent comptable.")
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    known = set(
        RevenueOrder.objects.filter(
            organisation=organisation, state=RevenueState.ISSUED
        ).values_list("subject", "due_on")
    )
    fresh = [each for each in claims if (each.subject, each.due_on) not in known]
    if not fresh:
        raise PaymentRefused(reason="Chaque échéance tombée a déjà son titre de recette.")
    file_key = uuid7()
    rows = _rows(account, fresh, actor, on, file_key)
    message_id = next_message_id(organisation, BankFile.Kind.REVENUE, "TIT", on)
    content = revenue_file(rows)
    total = sum((row.amount for row in rows), ZERO)
    stored = store_file(
        organisation=organisation, actor=actor, name=f"Titres {message_id}.csv", content=content,
        origin="titres de recettes", content_type=CSV,
    )  # fmt: skip
    file = BankFile.objects.create(
        id=file_key, organisation=organisation, kind=BankFile.Kind.REVENUE, message_id=message_id,
        account=account, stored_file=stored, sha256=sha256(content).hexdigest(), made_on=on,
        line_count=len(rows), total=total, recorded_by=actor,
    )  # fmt: skip
    RevenueOrder.objects.bulk_create(rows)
    record(
        "banking.revenue_issued", actor=actor, target=file,
        detail={"orders": [row.number for row in rows]},
        summary=f"Fichier {message_id}\u00a0: {plural(len(rows), 'titre')} de recette, "
        f"{euros(total, cents=True)}.",
    )  # fmt: skip
    return file


def _rows(account, claims, actor, on: date, file_key) -> list[RevenueOrder]:
    prefix = f"{SERIES}-{on.year}-"
    rows = RevenueOrder.objects.filter(organisation=account.organisation_id)
    return [
        RevenueOrder(
            organisation=account.organisation, number=f"{prefix}{rank:04d}", account=account,
            subject=each.subject, subject_label=each.subject_label[:160], due_on=each.due_on,
            amount=each.amount, debtor_name=each.debtor_name[:160],
            debtor_address=each.debtor_address[:200], debtor_postcode=each.debtor_postcode,
            debtor_town=each.debtor_town[:80], file_id=file_key, issued_by=actor,
        )
        for rank, each in enumerate(claims, start=next_rank(rows, prefix))
    ]  # fmt: skip


@transaction.atomic
def cancel_revenue_order(*, order: RevenueOrder, reason: str, actor: User, on: date) -> None:
    """Cancel an order not collected, with a reason: its due date may be ordered again.

    Errors: PaymentRefused without a reason, or for an order already settled.
    """
    if not reason.strip():
        raise PaymentRefused(field="reason", reason="Indiquez le motif de l’annulation.")
    row = RevenueOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    if row.state != RevenueState.ISSUED:
        raise PaymentRefused(reason=f"Le titre {row} est « {row.get_state_display()} ».")
    _settle(row, RevenueState.CANCELLED, on, reason)
    record(
        "banking.revenue_cancelled", actor=actor, target=row,
        summary=f"Titre {row} annulé\u00a0: {row.reason}",
    )  # fmt: skip


def read_revenue(reading: Reading, each: Status, row: RevenueOrder, on: date) -> None:
    """Settle an order by what the officer says of it; it only moves forward."""
    if row.state != RevenueState.ISSUED:
        reading.list_line(row.number, said(row), f"déjà {row.get_state_display()}")
    elif each.code == REJECTED:
        _settle(row, RevenueState.CANCELLED, each.day or on, each.reason or "sans motif")
        reading.list_line(row.number, said(row), f"annulé ({row.reason})", "brique")
    elif each.code != SETTLED:
        reading.list_line(row.number, said(row), "en cours de recouvrement")
    elif each.amount not in (None, row.amount):
        amount = euros(each.amount or ZERO, cents=True)
        reading.list_line(row.number, amount, f"montant différent\u00a0: {said(row)} attendus")
    else:
        _settle(row, RevenueState.COLLECTED, each.day or on, "")
        reading.collected.append(row)
        outcome = f"recouvré le {short_date(each.day or on)}"
        reading.list_line(row.number, said(row), outcome, "pre")


def _settle(row: RevenueOrder, state: str, on: date, reason: str) -> None:
    row.state, row.settled_on, row.reason = state, on, reason.strip()[:200]
    row.save(update_fields=["state", "settled_on", "reason"])
