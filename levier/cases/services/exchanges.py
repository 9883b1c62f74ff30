"""Notes, and people referred to another body with their consent."""

from datetime import date

from django.db import transaction

from levier.accounts.models import User
from levier.cases.errors import AlreadyAnswered, TextMissing
from levier.cases.models import Case, Note, Referral
from levier.cases.services.life import touch
from levier.journal.services import record
from levier.people.errors import ConsentMissing
from levier.people.models import Consent, Prescriber


@transaction.atomic
def add_note(*, case: Case, actor: User, on: date, text: str, is_internal: bool = True) -> Note:
    """Write a note; an internal one is never shown to the holder. Errors: TextMissing."""
    if not text.strip():
        raise TextMissing
    note = Note.objects.create(
        organisation_id=case.organisation_id,
        case=case,
        author=actor,
        text=text.strip(),
        is_internal=is_internal,
    )
    touch(case, on)
    who = "interne" if is_internal else "partagée avec le porteur"
    summary = f"Note {who} ajoutée au dossier {case.number}."
    record("cases.note_added", actor=actor, target=note, summary=summary)
    return note


@transaction.atomic
def refer_person(
    *, case: Case, actor: User, on: date, body: Prescriber, consent: Consent | None, reason: str
) -> Referral:
    """Refer the holder to another body. Errors: ConsentMissing, TextMissing.

    The consent must be the holder's own and not withdrawn: without it nothing leaves the house.
    """
    if consent is None or consent.person_id != case.person_id or consent.withdrawn_on:
        raise ConsentMissing
    if not reason.strip():
        raise TextMissing(field="reason")
    referral = Referral.objects.create(
        organisation_id=case.organisation_id,
        case=case,
        body=body,
        consent=consent,
        reason=reason.strip(),
        sent_on=on,
        sent_by=actor,
    )
    touch(case, on)
    summary = f"{case.holder_name} est orienté vers {body}."
    record("cases.person_referred", actor=actor, target=referral, summary=summary)
    return referral


@transaction.atomic
def answer_referral(
    *, referral: Referral, actor: User, on: date, accepted: bool, answer: str = ""
) -> Referral:
    """Write down the body's answer. Errors: AlreadyAnswered (a conditional UPDATE decides)."""
    state = Referral.State.ACCEPTED if accepted else Referral.State.DECLINED
    values = {"state": state, "answer": answer.strip(), "answered_on": on}
    waiting = Referral.objects.filter(pk=referral.pk, state=Referral.State.SENT)
    if not waiting.update(**values):
        raise AlreadyAnswered
    for name, value in values.items():
        setattr(referral, name, value)
    touch(referral.case, on)
    summary = f"{referral.body} répond : orientation {referral.get_state_display()}."
    record("cases.referral_answered", actor=actor, target=referral, summary=summary)
    return referral
