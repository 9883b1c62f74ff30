"""What a person agreed to: recorded before anything leaves, withdrawn without being erased."""

from datetime import date

from django.db import transaction

from levier.accounts.models import User
from levier.journal.services import record
from levier.people.models import Consent, Person


@transaction.atomic
def record_consent(
    *, person: Person, actor: User, purpose: str, means: str, on: date, detail: str = ""
) -> Consent:
    """Write down that the person agreed, on that day and by that means (« de vive voix »…)."""
    consent = Consent.objects.create(
        organisation_id=person.organisation_id,
        person=person,
        purpose=purpose,
        detail=detail,
        given_on=on,
        means=means,
    )
    summary = f"{person.full_name} consent : {consent.get_purpose_display()} ({means})."
    record("people.consent_given", actor=actor, target=consent, summary=summary)
    return consent


@transaction.atomic
def withdraw_consent(*, consent: Consent, actor: User, on: date) -> Consent:
    """End a consent; what was sent before stays written. Doing it twice changes nothing."""
    if consent.withdrawn_on is None:
        consent.withdrawn_on = on
        consent.save(update_fields=["withdrawn_on"])
        summary = f"{consent.person.full_name} retire son consentement."
        record("people.consent_withdrawn", actor=actor, target=consent, summary=summary)
    return consent
