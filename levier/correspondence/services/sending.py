"""Handing messages over to the mail server; what it answered is kept, whatever it is."""

from datetime import datetime, timedelta
from email.mime.text import MIMEText
from email.utils import formataddr, make_msgid
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F

from levier.correspondence.filling import cleaned_html
from levier.correspondence.models import OutgoingMessage
from levier.correspondence.states import State, may_pass
from levier.documents.models import StoredFile
from levier.documents.services import content_of
from levier.journal.services import record

MOST_ATTEMPTS = 5
LOST_AFTER = timedelta(hours=1)
LOST = (
    "Le travail s’est arrêté pendant l’envoi : le message est peut-être parti. "
    "Vérifiez auprès du destinataire avant de le renvoyer."
)


def send_queued(*, key: str, at: datetime) -> OutgoingMessage:
    """Hand one message over, if it waits: two workers never send it twice.

    A refusal for ever fails it, with the server's words; a passing one leaves it waiting, until
    the last attempt. Return the message as it is then.
    """
    taken = OutgoingMessage.objects.filter(pk=key, state=State.QUEUED).update(
        state=State.SENDING, attempts=F("attempts") + 1, tried_at=at
    )
    message = OutgoingMessage.objects.select_related("organisation", "case__advisor").get(pk=key)
    if not taken:
        return message
    message_id = make_msgid(domain=settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(">"))
    try:
        email_of(message, message_id).send()
    except (SMTPException, OSError) as error:
        is_last = message.attempts >= MOST_ATTEMPTS or _is_final(error)
        _pass(message, State.FAILED if is_last else State.QUEUED, answer=_said(error))
    else:
        _pass(message, State.SENT, answer="", sent_at=at, message_id=message_id)
    return message


def note_bounce(*, message: OutgoingMessage, answer: str) -> bool:
    """Note that a message that left came back, with the words of the notice. False if it had."""
    return _pass(message, State.BOUNCED, answer=answer)


def fail_lost(*, at: datetime) -> int:
    """Fail the messages whose worker died while sending: nobody knows whether they left."""
    lost = OutgoingMessage.objects.filter(state=State.SENDING, tried_at__lt=at - LOST_AFTER)
    return sum(_pass(message, State.FAILED, answer=LOST) for message in lost)


def email_of(message: OutgoingMessage, message_id: str) -> EmailMultiAlternatives:
    """Return the e-mail of a message: text, cleaned HTML, and its stored files."""
    email = EmailMultiAlternatives(
        subject=message.subject,
        body=message.body,
        to=[formataddr((message.to_name, message.to))],
        reply_to=_reply_to(message),
        headers={"Message-ID": message_id},
    )
    email.attach_alternative(cleaned_html(message.body), "text/html")
    for row in message.attachments.select_related("stored_file"):
        _attach(email, row.stored_file)
    return email


def _attach(email: EmailMultiAlternatives, stored: StoredFile) -> None:
    """Attach a file; an invitation says its method, without which calendars ignore it."""
    content = content_of(stored)
    if not stored.content_type.startswith("text/calendar"):
        email.attach(stored.name, content, stored.content_type.split(";")[0])
        return
    part = MIMEText(content.decode("utf-8"), "calendar", "utf-8")
    part.set_param("method", "CANCEL" if b"METHOD:CANCEL" in content else "REQUEST")
    part.add_header("Content-Disposition", "attachment", filename=stored.name)
    email.attach(part)


def _reply_to(message: OutgoingMessage) -> list[str]:
    """Return where an answer goes: the house's address, marked with the dossier, else a person."""
    inbox, case = settings.MAIL_ADDRESS, message.case
    if inbox and case:
        name, _, domain = inbox.partition("@")
        return [f"{name}+{case.number}@{domain}"]
    if case and case.advisor and not case.advisor.email.endswith(".invalid"):
        return [case.advisor.email]
    return [address for address in (inbox or message.organisation.email,) if address]


def _pass(message: OutgoingMessage, after: str, **values) -> bool:
    """Move a message from the state it is in; false when somebody moved it first."""
    if not may_pass(message.state, after):
        return False
    values["answer"] = values["answer"][:400]
    moved = OutgoingMessage.objects.filter(pk=message.pk, state=message.state).update(
        state=after, **values
    )
    message.refresh_from_db(fields=["state", "answer", "sent_at", "message_id", "attempts"])
    if moved and after in (State.FAILED, State.BOUNCED):
        word = "n’est pas parti" if after == State.FAILED else "est revenu"
        summary = f"Le message « {message.subject} » {word}."
        record("correspondence.failed", actor=None, target=message, summary=summary)
    return bool(moved)


def _is_final(error: Exception) -> bool:
    """True when trying again would change nothing: a permanent code of RFC 5321 (5xx)."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    return isinstance(error, SMTPResponseException) and 500 <= error.smtp_code < 600


def _said(error: Exception) -> str:
    """Return the server's answer in one line, or what kept it from answering."""
    if isinstance(error, SMTPRecipientsRefused):
        parts = [f"{code} {_text(words)}" for code, words in error.recipients.values()]
        return " ; ".join(parts)
    if isinstance(error, SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return f"Serveur injoignable : {error}"


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words
