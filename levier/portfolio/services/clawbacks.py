"""Clawback of grants: asked with its reason, received in one or several times, or given up."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from levier.accounts.models import User
from levier.catalogue.models import InstrumentKind
from levier.journal.services import record, target_of
from levier.kernel.french import euros, long_date
from levier.kernel.money import ZERO
from levier.ledger.services import post_entry
from levier.portfolio.errors import ClawbackKeyReused, ClawbackRefused
from levier.portfolio.models import Clawback, ClawbackReceipt, Commitment
from levier.portfolio.services.paying import paid_out
from levier.portfolio.states import State
from levier.rules.accounting.entries import Posting

PAID = (State.SET_UP, State.ENDED)
JOURNAL, POSTED_AS = "BQ", "reversement reçu"


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts of the house's chart: the bank, and the charge that the grant was."""

    bank: str
    charge: str


def asked_back(commitment: Commitment) -> Decimal:
    """Return what is asked back of a grant, in euros; what was given up counts for its receipts."""
    total = ZERO
    for row in commitment.clawbacks.prefetch_related("receipts"):
        total += received_of(row) if row.state == Clawback.State.GIVEN_UP else row.amount
    return total


def left_to_ask(commitment: Commitment) -> Decimal:
    """Return what may still be asked back of a grant, in euros: what left, less what is asked."""
    return paid_out(commitment) - asked_back(commitment)


def received_of(clawback: Clawback) -> Decimal:
    """Return what came back of a clawback, in euros."""
    return sum((row.amount for row in clawback.receipts.all()), ZERO)


@transaction.atomic
def ask_back(
    *,
    commitment: Commitment,
    amount: Decimal,
    reason: str,
    decided_by: str,
    asked_on: date,
    today: date,
    actor: User,
    idempotency_key: UUID,
) -> Clawback:
    """Ask some of a paid grant back (euros), by a decision that is named.

    The same key again gives the same row. Errors: ClawbackRefused for anything but a paid grant,
    above what was granted and not asked back yet, without reason or body, for a day out of the
    payment's and today's; ClawbackKeyReused.
    """
    row = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    known = Clawback.objects.filter(
        organisation=row.organisation_id, idempotency_key=idempotency_key
    ).first()
    if known is not None:
        if (known.commitment_id, known.amount, known.asked_on) != (row.pk, amount, asked_on):
            raise ClawbackKeyReused
        return known
    _refuse_asking(row, amount, asked_on, today)
    for field, text in (("reason", reason), ("decided_by", decided_by)):
        if not text.strip():
            raise ClawbackRefused(field=field, reason="Indiquez le motif, et qui a décidé.")
    clawback = Clawback.objects.create(
        organisation_id=row.organisation_id, commitment=row, amount=amount,
        reason=reason.strip()[:300], decided_by=decided_by.strip()[:160], asked_on=asked_on,
        asked_by=actor, idempotency_key=idempotency_key,
    )  # fmt: skip
    record(
        "portfolio.clawback_asked", actor=actor, target=clawback, case_key=row.case_id,
        summary=f"{row.number}\u00a0: {euros(amount, cents=True)} à reverser, {clawback.reason}"
        f" ({clawback.decided_by}).",
    )  # fmt: skip
    return clawback


def _refuse_asking(row: Commitment, amount: Decimal, asked_on: date, today: date) -> None:
    if row.kind != InstrumentKind.GRANT or row.state not in PAID or row.set_up_on is None:
        raise ClawbackRefused(reason="Seule une prime versée se fait reverser.")
    left = left_to_ask(row)
    if not ZERO < amount <= left:
        raise ClawbackRefused(
            field="amount",
            reason=f"Demandez de 0,01\u00a0€ à {euros(left, cents=True)}, versés et pas encore "
            "demandés.",
        )
    if not row.set_up_on <= asked_on <= today:
        raise ClawbackRefused(
            field="asked_on",
            reason=f"La demande va du {long_date(row.set_up_on)}, jour du versement, à "
            "aujourd’hui.",
        )


@transaction.atomic
def note_clawback_receipt(
    *,
    clawback: Clawback,
    amount: Decimal,
    received_on: date,
    today: date,
    actor: User,
    idempotency_key: UUID,
    accounts: Accounts | None = None,
) -> ClawbackReceipt:
    """Note what came back (euros); the last cent settles the clawback.

    Posted in the same transaction (bank to the debit, charge to the credit) when the accounts are
    named. The same key again gives the same row. Errors: ClawbackRefused when nothing is awaited,
    above what is, or for a day out of the request's and today's; those of the ledger.
    """
    row = Clawback.objects.select_for_update(of=("self",)).get(pk=clawback.pk)
    known = ClawbackReceipt.objects.filter(
        organisation=row.organisation_id, idempotency_key=idempotency_key
    ).first()
    if known is not None:
        if (known.clawback_id, known.amount, known.received_on) != (row.pk, amount, received_on):
            raise ClawbackKeyReused
        return known
    left = _refuse_receipt(row, amount, received_on, today)
    commitment = row.commitment
    posts_in = accounts if commitment.carrier.is_house else None
    receipt = ClawbackReceipt.objects.create(
        organisation_id=row.organisation_id, clawback=row, amount=amount,
        received_on=received_on, recorded_by=actor, idempotency_key=idempotency_key,
        is_posted=posts_in is not None,
    )  # fmt: skip
    if amount == left:
        _end(row, Clawback.State.SETTLED, received_on, "")
    if posts_in is not None:
        _post(receipt, posts_in, actor)
    record(
        "portfolio.clawback_received", actor=actor, target=row, case_key=commitment.case_id,
        summary=f"{commitment.number}\u00a0: {euros(amount, cents=True)} reversés le "
        f"{long_date(received_on)}, reste {euros(left - amount, cents=True)}.",
    )  # fmt: skip
    return receipt


def _refuse_receipt(row: Clawback, amount: Decimal, on: date, today: date) -> Decimal:
    if row.state != Clawback.State.ASKED:
        raise ClawbackRefused(reason=f"Ce reversement est déjà « {row.get_state_display()} ».")
    left = row.amount - received_of(row)
    if not ZERO < amount <= left:
        raise ClawbackRefused(
            field="amount", reason=f"Il reste {euros(left, cents=True)} à recevoir."
        )
    if not row.asked_on <= on <= today:
        raise ClawbackRefused(
            field="received_on",
            reason=f"La date va du {long_date(row.asked_on)}, jour de la demande, à aujourd’hui.",
        )
    return left


@transaction.atomic
def give_up_clawback(*, clawback: Clawback, reason: str, on: date, actor: User) -> Clawback:
    """Stop asking for what is left, with the reason. Errors: ClawbackRefused."""
    row = Clawback.objects.select_for_update(of=("self",)).get(pk=clawback.pk)
    if row.state != Clawback.State.ASKED:
        raise ClawbackRefused(reason=f"Ce reversement est déjà « {row.get_state_display()} ».")
    if not reason.strip():
        raise ClawbackRefused(field="reason", reason="Indiquez pourquoi, et qui l’a décidé.")
    _end(row, Clawback.State.GIVEN_UP, on, reason)
    record(
        "portfolio.clawback_given_up", actor=actor, target=row, case_key=row.commitment.case_id,
        summary=f"{row.commitment.number}\u00a0: reversement abandonné, {row.end_reason}",
    )  # fmt: skip
    return row


def _end(row: Clawback, state: str, on: date, reason: str) -> None:
    row.state, row.ended_on, row.end_reason = state, on, reason.strip()[:300]
    row.save(update_fields=["state", "ended_on", "end_reason"])


def entry_key(receipt_key: UUID) -> str:
    """Return the key under which the ledger keeps the entry of what came back."""
    return f"clawback:{receipt_key}"


def _post(receipt: ClawbackReceipt, accounts: Accounts, actor: User) -> None:
    commitment = receipt.clawback.commitment
    post_entry(
        organisation=receipt.organisation, actor=actor, key=entry_key(receipt.pk),
        day=receipt.received_on, journal=JOURNAL, label=f"{commitment.number}, {POSTED_AS}",
        piece=commitment.number, about=target_of(commitment),
        postings=[
            Posting(accounts.bank, debit=receipt.amount),
            Posting(accounts.charge, credit=receipt.amount),
        ],
    )  # fmt: skip
