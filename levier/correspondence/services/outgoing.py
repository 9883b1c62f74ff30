"""Asking for a message: written with what it follows, sent once the transaction is kept."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction

from levier.accounts.models import Organisation, User
from levier.cases.models import Case
from levier.correspondence.errors import AddressMissing, KeyReused, NotResendable, WordsMissing
from levier.correspondence.models import MessageAttachment, OutgoingMessage, Purpose
from levier.correspondence.states import State
from levier.documents.models import StoredFile
from levier.journal.services import record, target_of

WAITING = (State.QUEUED, State.SENDING)


@transaction.atomic
def queue_message(
    *,
    organisation: Organisation,
    actor: User | None,
    key: str,
    to: str,
    subject: str,
    body: str,
    to_name: str = "",
    kind: str = Purpose.FREE,
    case: Case | None = None,
    about: models.Model | None = None,
    attachments: Sequence[StoredFile] = (),
    resends: OutgoingMessage | None = None,
) -> OutgoingMessage:
    """Ask for one message to one person; it leaves once the caller's transaction is committed.

    `key` names the request within the house: asked twice, it gives the message of the first time.
    `body` is markdown, sent as text and as cleaned HTML. `about` is what it concerns when that is
    no dossier (a sitting). Errors: AddressMissing, WordsMissing, KeyReused.
    """
    address = _checked_address(to)
    subject = " ".join(subject.split())[:200]
    if not subject or not body.strip():
        raise WordsMissing(field="body" if subject else "subject")
    values = {
        "kind": kind,
        "to": address,
        "to_name": to_name.strip()[:160],
        "subject": subject,
        "body": body.strip(),
        "case": case,
        "about": target_of(about) if about is not None else "",
        "asked_by": actor,
        "resends": resends,
    }
    message, created = OutgoingMessage.objects.get_or_create(
        organisation=organisation, key=key, defaults=values
    )
    if not created:
        if (message.to, message.subject) != (address, subject):
            raise KeyReused
        return message
    _attach(message, attachments)
    summary = f"Message « {subject} » demandé pour {message.to_name or address}."
    record("correspondence.queued", actor=actor, target=message, summary=summary)
    transaction.on_commit(lambda: _enqueue(message))
    return message


def resend_message(
    *, message: OutgoingMessage, actor: User, key: str, to: str = ""
) -> OutgoingMessage:
    """Ask for the same message again, to another address if one is given.

    Errors: NotResendable while nobody knows whether it left; those of `queue_message`.
    """
    if message.state in WAITING:
        raise NotResendable
    files = message.attachments.select_related("stored_file")
    return queue_message(
        organisation=message.organisation, actor=actor, key=key, to=to or message.to,
        to_name=message.to_name, subject=message.subject, body=message.body, kind=message.kind,
        case=message.case, attachments=[row.stored_file for row in files], resends=message,
    )  # fmt: skip


def _attach(message: OutgoingMessage, files: Sequence[StoredFile]) -> None:
    MessageAttachment.objects.bulk_create(
        MessageAttachment(
            organisation_id=message.organisation_id, message=message, stored_file=file, rank=rank
        )
        for rank, file in enumerate(files)
    )


def _enqueue(message: OutgoingMessage) -> None:
    from levier.correspondence.tasks import send_message

    send_message.enqueue(str(message.pk))


def _checked_address(to: str) -> str:
    address = to.strip()
    try:
        validate_email(address)
    except ValidationError:
        raise AddressMissing(address=address[:80]) from None
    return address
