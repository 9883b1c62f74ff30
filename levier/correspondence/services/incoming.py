"""E-mails that reach the house: filed once, on the dossier recognised, else in « À classer »."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from textwrap import shorten
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from levier.accounts.models import Organisation, User
from levier.cases.models import Case, FundingRequest, Piece
from levier.cases.querysets import IN_PROGRESS
from levier.cases.services import receive_piece
from levier.correspondence.errors import AlreadyFiled, NotAMail, PieceNotAsked
from levier.correspondence.models import IncomingAttachment, IncomingMessage, OutgoingMessage
from levier.correspondence.reading import ReadMail, read_mail
from levier.correspondence.services.sending import note_bounce
from levier.documents.services import store_file
from levier.journal.services import record
from levier.kernel.errors import DomainError
from levier.people.models import Bank, Person, Prescriber, Structure

Found = IncomingMessage.Found
_NUMBER = re.compile(r"[0-9A-Za-z]+(?:-[0-9A-Za-z]+)+")
ORIGIN = "reçu par courriel"
MOST_KNOWN_AS = IncomingMessage._meta.get_field("sender_known_as").max_length


@dataclass(frozen=True, slots=True)
class Received:
    """What became of an e-mail; `is_new` is false for one known already."""

    message: IncomingMessage | None
    is_new: bool = True
    bounced: OutgoingMessage | None = None


@dataclass(frozen=True, slots=True)
class _Sender:
    """Who wrote, as the house knows them, and the dossiers they may be writing about."""

    known_as: str = ""
    cases: tuple[Case, ...] = ()


def receive_mail(
    *,
    organisation: Organisation,
    raw: bytes,
    at: datetime,
    actor: User | None = None,
    case: Case | None = None,
) -> Received:
    """Keep an e-mail, its files and its original, on its dossier if one is recognised.

    Recognised by a number in the subject, by the address it was sent to, then by its sender when
    they have one dossier in progress. `case` is the dossier on which it was dropped. The same
    Message-ID is kept once. A delivery notice marks our own message as come back.
    Errors: NotAMail.
    """
    mail = read_mail(raw)
    if mail is None:
        raise NotAMail
    known = IncomingMessage.objects.filter(
        organisation=organisation, message_id=mail.message_id
    ).first()
    if known:
        return Received(known, is_new=False)
    bounced = _note_bounce(organisation, mail)
    if bounced:
        return Received(None, bounced=bounced)
    try:
        with transaction.atomic():
            return Received(_keep(organisation, mail, raw, at, actor, case))
    except IntegrityError:  # the same message by two roads at once
        row = IncomingMessage.objects.get(organisation=organisation, message_id=mail.message_id)
        return Received(row, is_new=False)


@transaction.atomic
def file_message(*, message: IncomingMessage, case: Case, actor: User) -> IncomingMessage:
    """File a waiting message on a dossier. Errors: AlreadyFiled (a conditional UPDATE decides)."""
    waiting = IncomingMessage.objects.filter(pk=message.pk, case=None)
    if not waiting.update(case=case, found_by=Found.HAND, set_aside_on=None):
        raise AlreadyFiled
    message.refresh_from_db()
    summary = f"Message de {message.sender} classé au dossier {case.number}."
    record("correspondence.filed", actor=actor, target=message, summary=summary, case_key=case.pk)
    return message


@transaction.atomic
def set_aside(*, message: IncomingMessage, actor: User, on: date) -> IncomingMessage:
    """Take a message that concerns no dossier out of « À classer ». Errors: AlreadyFiled."""
    waiting = IncomingMessage.objects.filter(pk=message.pk, case=None, set_aside_on=None)
    if not waiting.update(set_aside_on=on):
        raise AlreadyFiled
    message.refresh_from_db()
    summary = f"Message de {message.sender} écarté."
    record("correspondence.set_aside", actor=actor, target=message, summary=summary)
    return message


@transaction.atomic
def put_on_piece(
    *, attachment: IncomingAttachment, piece_key: UUID, actor: User, on: date
) -> Piece:
    """Put a file received by e-mail on a piece of the same dossier. Errors: PieceNotAsked."""
    piece = (
        Piece.objects.select_for_update(of=("self",))
        .select_related("kind", "case")
        .filter(pk=piece_key, case=attachment.message.case_id)
        .exclude(status=Piece.Status.CHECKED)
        .first()
    )
    if piece is None:
        raise PieceNotAsked
    attachment.piece = piece
    attachment.save(update_fields=["piece"])
    return receive_piece(piece=piece, actor=actor, on=on, stored_file=attachment.stored_file)


def _keep(organisation, mail: ReadMail, raw: bytes, at, actor, case) -> IncomingMessage:
    sender = _sender(organisation, mail.sender)
    found, found_by = (case, Found.HAND) if case else _recognised(organisation, mail, sender)
    original = store_file(
        organisation=organisation, actor=actor, name="message.eml", content=raw, origin=ORIGIN,
        content_type="message/rfc822",
    )  # fmt: skip
    message = IncomingMessage.objects.create(
        organisation=organisation, message_id=mail.message_id, sender=mail.sender,
        sender_name=mail.sender_name, sender_known_as=sender.known_as,
        forwarded_by=mail.forwarded_by, subject=mail.subject, text=mail.text, html=mail.html,
        written_at=mail.written_at or at, case=found, found_by=found_by, original=original,
        brought_by=actor,
    )  # fmt: skip
    message.refused_files = _keep_files(message, mail, actor)
    message.save(update_fields=["refused_files"])
    place = f"au dossier {found.number}" if found else "dans « À classer »"
    summary = f"Courriel de {mail.sender} reçu {place}."
    record("correspondence.received", actor=actor, target=message, summary=summary)
    return message


def _keep_files(message: IncomingMessage, mail: ReadMail, actor) -> list[dict[str, str]]:
    """Keep the files that pass the checks; return the others, each with its refusal."""
    refused = []
    for rank, file in enumerate(mail.attached):
        try:
            stored = store_file(
                organisation=message.organisation, actor=actor, name=file.name,
                content=file.content, origin=ORIGIN,
            )  # fmt: skip
        except DomainError as refusal:
            refused.append({"name": file.name[:200], "why": str(refusal)})
            continue
        IncomingAttachment.objects.create(
            organisation=message.organisation, message=message, stored_file=stored, rank=rank
        )
    return refused


def _recognised(organisation, mail: ReadMail, sender: _Sender) -> tuple[Case | None, str]:
    for text, how in ((mail.subject, Found.NUMBER), (_marks(mail), Found.ADDRESS)):
        numbers = {number.upper() for number in _NUMBER.findall(text)}
        rows = list(Case.objects.filter(organisation=organisation, number__in=numbers)[:2])
        if len(rows) == 1:
            return rows[0], how
    if len(sender.cases) == 1:
        return sender.cases[0], Found.SENDER
    return None, ""


def _marks(mail: ReadMail) -> str:
    """Return what stands after the plus of the addresses: `dossiers+2024-0042@…`."""
    locals_ = [address.partition("@")[0] for address in mail.recipients]
    return " ".join(local.partition("+")[2] for local in locals_)


def _sender(organisation: Organisation, address: str) -> _Sender:
    """Return who has this address in the registers of the house, and their dossiers in progress.

    An address may have several holders (a couple, a person and their business): all are named,
    and the dossiers are those of all of them.
    """
    mine = {"organisation": organisation, "email__iexact": address}
    persons = list(Person.objects.filter(merged_into=None, **mine))
    structures = list(Structure.objects.filter(merged_into=None, **mine))
    banks = list(Bank.objects.filter(**mine))
    prescribers = list(Prescriber.objects.filter(**mine))
    known = [f"{row.full_name}, porteur de projet" for row in persons]
    known += [f"{row}, structure" for row in structures]
    known += [f"{row}, banque" for row in banks]
    known += [f"{row}, organisme" for row in prescribers]
    if not known:
        colleague = User.objects.filter(**mine).first()
        return _Sender(f"{colleague.full_name}, équipe") if colleague else _Sender()
    theirs = Q(person__in=persons) | Q(structure__in=structures) | Q(prescriber__in=prescribers)
    theirs |= Q(pk__in=FundingRequest.objects.filter(bank__in=banks).values("case"))
    cases = Case.objects.filter(theirs, state__in=IN_PROGRESS, is_stub=False)
    return _Sender(shorten(" · ".join(known), MOST_KNOWN_AS, placeholder="…"), tuple(cases[:2]))


def _note_bounce(organisation: Organisation, mail: ReadMail) -> OutgoingMessage | None:
    if not mail.bounced_id:
        return None
    sent = OutgoingMessage.objects.filter(
        organisation=organisation, message_id=mail.bounced_id
    ).first()
    if sent:
        note_bounce(message=sent, answer=" ".join(mail.text.split())[:400] or mail.subject)
    return sent
