"""Messages sent and received, for every test."""

from datetime import UTC, datetime
from email.message import EmailMessage

from levier.accounts.models import Organisation, User
from levier.correspondence.models import IssuedLetter
from levier.correspondence.services import queue_message, receive_mail
from levier.documents.services import store_file
from levier.signatures.models import Signature

NOW = datetime(2024, 6, 3, 9, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\n"


def mail(sender="anais@example.org", subject="Bonjour", text="Voici.", **headers) -> EmailMessage:
    """Return an e-mail to the house; headers are given with underscores."""
    message = EmailMessage()
    message["From"], message["To"] = sender, "dossiers@levier.example.org"
    message["Subject"], message["Message-ID"] = subject, "<1@example.org>"
    message["Date"] = "Mon, 03 Jun 2024 10:30:00 +0200"
    for name, value in headers.items():
        del message[name.replace("_", "-")]
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def with_file(message: EmailMessage, name="devis.pdf", content=PDF) -> EmailMessage:
    """Attach a file."""
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message


def one_of_each(house: Organisation, actor: User, case) -> dict:
    """Return a message sent and a message received on a dossier, each with a file."""
    stored = store_file(organisation=house, actor=actor, name="lettre.pdf", content=PDF)
    sent = queue_message(
        organisation=house, actor=actor, key="one", to="anais@example.org", subject="Objet",
        body="Texte", case=case, attachments=[stored],
    )  # fmt: skip
    received = receive_mail(
        organisation=house, raw=with_file(mail()).as_bytes(), at=NOW, case=case
    ).message
    return {
        "issued_letter": IssuedLetter.objects.create(
            organisation=house,
            case=case,
            about="committees.Decision:one",
            letter_key="porteur",
            recipient="Anaïs Delcroix",
            stored_file=stored,
            issued_on=NOW.date(),
            issued_by=actor,
        ),
        "signature": Signature.objects.create(
            organisation=house,
            stored_file=stored,
            role="présidence",
            signer_name="Sacha Morel",
            asked_by=actor,
            backend="levier.signatures.local.LocalBackend",
            sha256=stored.sha256,
        ),
        "message": sent,
        "message_file": sent.attachments.get(),
        "incoming": received,
        "incoming_attachment": received.attachments.get(),
    }
