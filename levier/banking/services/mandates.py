"""Mandates: recorded once with their evidence, suspended, resumed or revoked with a reason."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from levier.accounts.models import Organisation
from levier.banking.errors import MandateKeyReused, MandateRefused, MandateTransitionNotAllowed
from levier.banking.models import Mandate
from levier.banking.services.accounts import checked_bic, checked_iban
from levier.banking.states import MandateEvent, MandateState, next_mandate_state
from levier.documents.models import StoredFile
from levier.journal.services import record
from levier.kernel.french import short_date
from levier.rules.servicing.collections import reference_fault, signature_fault

ACTS = {
    MandateEvent.SUSPEND: "suspendu",
    MandateEvent.RESUME: "remis en vigueur",
    MandateEvent.REVOKE: "révoqué",
}


@dataclass(frozen=True, slots=True)
class Debtor:
    """Whose account is debited: a name, an account, and where they live (structured)."""

    name: str
    iban: str
    bic: str = ""
    postcode: str = ""
    town: str = ""
    country: str = "FR"


@transaction.atomic
def record_mandate(
    *,
    organisation: Organisation,
    rum: str,
    debtor: Debtor,
    subject: str,
    subject_label: str,
    signed_on: date,
    actor,
    on: date,
    idempotency_key: UUID,
    is_recurrent: bool = True,
    evidence: StoredFile | None = None,
    presented: int = 0,
    last_presented_on: date | None = None,
) -> Mandate:
    """Record a signed mandate; `presented` and its last day are those of a mandate taken over.

    The same key again gives the same mandate. Errors: MandateRefused, at the field, for a false
    or taken reference, no name, a signature to come or before SEPA, false presentations;
    PaymentRefused for a false IBAN or BIC; MandateKeyReused for the same key with another content.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    values = {
        "rum": rum.strip(), "debtor_name": debtor.name.strip()[:70],
        "iban": checked_iban(debtor.iban, "iban"), "bic": checked_bic(debtor.bic, "bic"),
        "subject": subject, "signed_on": signed_on, "is_recurrent": is_recurrent,
    }  # fmt: skip
    rows = Mandate.objects.filter(organisation=organisation)
    known = rows.filter(idempotency_key=idempotency_key).first()
    if known is not None:
        if any(getattr(known, name) != value for name, value in values.items()):
            raise MandateKeyReused(rum=known.rum)
        return known
    _check(values, on, presented, last_presented_on)
    _refuse_taken(rows, values["rum"])
    row = Mandate.objects.create(
        organisation=organisation, subject_label=subject_label[:160],
        postcode=debtor.postcode.strip(), town=debtor.town.strip(),
        country=debtor.country or "FR", presented=presented,
        last_presented_on=last_presented_on, evidence=evidence, recorded_by=actor,
        idempotency_key=idempotency_key, **values,
    )  # fmt: skip
    record(
        "banking.mandate_recorded", actor=actor, target=row,
        summary=f"Mandat {row} enregistré\u00a0: {row.debtor_name}, signé le "
        f"{short_date(signed_on)}, {row.subject_label}.",
    )  # fmt: skip
    return row


def _refuse_taken(rows: QuerySet[Mandate], rum: str) -> None:
    if rows.filter(rum=rum).exists():
        raise MandateRefused(
            field="rum", reason=f"La référence {rum} est déjà celle d’un autre mandat."
        )


def _check(values: dict, on: date, presented: int, last_presented_on: date | None) -> None:
    fault = reference_fault(values["rum"])
    if fault:
        raise MandateRefused(field="rum", reason=fault)
    if not values["debtor_name"]:
        raise MandateRefused(field="name", reason="Indiquez le titulaire du compte débité.")
    if values["signed_on"] > on:
        raise MandateRefused(
            field="signed_on", reason="Ce jour est à venir\u00a0: indiquez celui de la signature."
        )
    too_old = signature_fault(values["signed_on"])
    if too_old:
        raise MandateRefused(field="signed_on", reason=too_old)
    if bool(presented) != (last_presented_on is not None):
        raise MandateRefused(
            field="last_presented_on",
            reason="Un mandat déjà présenté l’a été un jour\u00a0: donnez le nombre et la date.",
        )
    if last_presented_on is not None and not values["signed_on"] <= last_presented_on <= on:
        raise MandateRefused(
            field="last_presented_on",
            reason="La dernière présentation suit la signature, et n’est pas à venir.",
        )


@transaction.atomic
def move_mandate(*, mandate: Mandate, event: str, reason: str, actor) -> Mandate:
    """Suspend, resume or revoke a mandate, with its reason; the second of two people is refused.

    Errors: MandateRefused without a reason; MandateTransitionNotAllowed.
    """
    if not reason.strip():
        raise MandateRefused(field="reason", reason="Dites pourquoi\u00a0: le motif reste écrit.")
    state = next_mandate_state(mandate.state, event, mandate.rum)
    moved = Mandate.objects.filter(pk=mandate.pk, state=mandate.state).update(
        state=state, reason=reason.strip()[:200]
    )
    mandate.refresh_from_db()
    if not moved:
        raise MandateTransitionNotAllowed(rum=mandate.rum, state=MandateState(mandate.state).label)
    record(
        f"banking.mandate_{state}", actor=actor, target=mandate,
        summary=f"Mandat {mandate} {ACTS[MandateEvent(event)]}\u00a0: {mandate.reason}",
    )  # fmt: skip
    return mandate
