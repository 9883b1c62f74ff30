"""Attestations: the list as it was printed, then the day it was signed."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from levier.documents.models import StoredFile
from levier.journal import services as journal
from levier.kernel.french import long_date
from levier.state_aid.errors import StateAidRefused
from levier.state_aid.models import Attestation, Undertaking


@transaction.atomic
def keep_attestation(
    *, undertaking: Undertaking, on: date, total: Decimal, document: StoredFile, actor
) -> Attestation:
    """Keep an attestation as it was printed: its day, its total (euros) and the file."""
    row = Attestation.objects.create(
        organisation_id=undertaking.organisation_id,
        undertaking=undertaking,
        on=on,
        total=total,
        document=document,
    )
    journal.record(
        "state_aid.attestation",
        actor=actor,
        target=row,
        summary=f"Attestation de minimis établie pour {undertaking} au {long_date(on)}.",
    )
    return row


@transaction.atomic
def sign_attestation(
    *, attestation: Attestation, signed_on: date, actor, document: StoredFile | None = None
) -> Attestation:
    """Keep the day an attestation was signed, and the signed file when there is one.

    Errors: StateAidRefused when it is signed already, or before it was made.
    """
    row = Attestation.objects.select_for_update(of=("self",)).get(pk=attestation.pk)
    if row.signed_on is not None:
        raise StateAidRefused(reason=f"Attestation déjà signée le {long_date(row.signed_on)}.")
    if signed_on < row.on:
        raise StateAidRefused(
            field="signed_on", reason="La signature ne peut pas précéder l’attestation."
        )
    row.signed_on, row.signed_document = signed_on, document
    row.save(update_fields=["signed_on", "signed_document"])
    journal.record(
        "state_aid.attestation_signed",
        actor=actor,
        target=row,
        summary=f"{row} signée le {long_date(signed_on)}.",
    )
    return row
