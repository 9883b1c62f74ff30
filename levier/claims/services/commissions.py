"""The commission of a guarantee: due once at its set-up, received in one or several payments."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from levier.claims.errors import ClaimKeyReused, ClaimRefused
from levier.claims.models import CommissionReceipt
from levier.claims.services.money import JOURNAL, Accounts, entry_key, refuse_unnamed
from levier.journal.services import record, target_of
from levier.kernel.french import euros, long_date
from levier.kernel.money import ZERO
from levier.ledger.services import post_entry
from levier.portfolio.models import Commitment
from levier.rules.accounting.entries import Posting


@dataclass(frozen=True, slots=True)
class Commission:
    """What is due on a day, by the terms in force at the decision, and what was received; euros."""

    due: Decimal
    received: Decimal

    @property
    def left(self) -> Decimal:
        """What is still to receive."""
        return self.due - self.received


def commission_of(commitment: Commitment, on: date) -> Commission:
    """Return the commission of a guarantee on a day: due from its set-up on."""
    is_due = commitment.set_up_on is not None and commitment.set_up_on <= on
    due = commitment.guarantee.commission_amount or ZERO
    rows = commitment.commission_receipts.filter(received_on__lte=on)
    return Commission(due if is_due else ZERO, sum((row.amount for row in rows), ZERO))


@transaction.atomic
def note_commission(
    *,
    commitment: Commitment,
    amount: Decimal,
    received_on: date,
    today: date,
    actor,
    idempotency_key: UUID,
    accounts: Accounts | None = None,
    is_posted_elsewhere: bool = False,
) -> CommissionReceipt:
    """Note what was received of a commission (euros), never more than what is left.

    Posted in the same transaction for a guarantee that the house carries itself, when its accounts
    (income, bank) are named; what an accounting officer collected, he posts. The same key again
    gives the same receipt. Errors: ClaimKeyReused; ClaimRefused before the set-up, on a day to
    come, or beyond what is due; those of the ledger.
    """
    rows = Commitment.objects.select_for_update(of=("self",))
    row = rows.select_related("guarantee", "carrier").get(pk=commitment.pk)
    known = CommissionReceipt.objects.filter(
        organisation=row.organisation_id, idempotency_key=idempotency_key
    ).first()
    if known is not None:
        if (known.commitment_id, known.amount, known.received_on) != (row.pk, amount, received_on):
            raise ClaimKeyReused
        return known
    if row.set_up_on is None or not row.set_up_on <= received_on <= today:
        raise ClaimRefused(
            field="received_on",
            reason="La commission se reçoit entre la mise en place et aujourd’hui.",
        )
    left = commission_of(row, today).left
    if not ZERO < amount <= left:
        raise ClaimRefused(
            field="amount", reason=f"Il reste {euros(left, cents=True)} de commission à recevoir."
        )
    receipt = CommissionReceipt.objects.create(
        organisation_id=row.organisation_id, commitment=row, amount=amount,
        received_on=received_on, recorded_by=actor, idempotency_key=idempotency_key,
    )  # fmt: skip
    if not is_posted_elsewhere:
        _post(receipt, accounts, actor)
    record(
        "claims.commission", actor=actor, target=row, case_key=row.case_id,
        summary=f"{row.number}\u00a0: {euros(amount, cents=True)} de commission reçus le "
        f"{long_date(received_on)}.",
    )  # fmt: skip
    return receipt


def _post(receipt: CommissionReceipt, accounts: Accounts | None, actor) -> None:
    row = receipt.commitment
    refuse_unnamed(row, accounts)
    if accounts is None:
        return
    post_entry(
        organisation=row.organisation, actor=actor, key=entry_key(receipt.pk),
        day=receipt.received_on, journal=JOURNAL, label=f"{row.number}, commission",
        piece=row.number, about=target_of(row),
        postings=[
            Posting(accounts.bank, debit=receipt.amount),
            Posting(accounts.charge, credit=receipt.amount),
        ],
    )  # fmt: skip
