"""Securities: written once, with what they are and who gives them."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from levier.journal.services import record
from levier.kernel.french import euros
from levier.portfolio.errors import SecurityKeyReused
from levier.portfolio.models import Commitment, Security


@transaction.atomic
def record_security(
    *,
    commitment: Commitment,
    kind: str,
    actor,
    idempotency_key: UUID,
    holder: str = "",
    amount: Decimal | None = None,
    dated_on: date | None = None,
) -> Security:
    """Write a security of a commitment (euros); the same key again gives the same one.

    Errors: SecurityKeyReused for the same key with another content.
    """
    Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    values = {
        "commitment_id": commitment.pk, "kind": kind, "holder": holder.strip()[:160],
        "amount": amount, "dated_on": dated_on,
    }  # fmt: skip
    known = Security.objects.filter(
        organisation=commitment.organisation_id, idempotency_key=idempotency_key
    ).first()
    if known is not None:
        if any(getattr(known, name) != value for name, value in values.items()):
            raise SecurityKeyReused
        return known
    row = Security.objects.create(
        organisation_id=commitment.organisation_id, recorded_by=actor,
        idempotency_key=idempotency_key, **values,
    )  # fmt: skip
    said = f", {euros(amount)}" if amount is not None else ""
    record(
        "portfolio.security", actor=actor, target=row, case_key=commitment.case_id,
        summary=f"{commitment.number}\u00a0: sûreté notée, {row}{said}.",
    )  # fmt: skip
    return row
