"""Asking for a signature, giving it once, verifying it."""

from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from levier.accounts.models import User
from levier.documents.models import StoredFile
from levier.documents.services import content_of, store_file
from levier.journal.services import record
from levier.kernel.text import normalise
from levier.rendering.errors import PictureNotRead
from levier.signatures.backends import Document, Mark, Verdict, backend_in_use, backend_named
from levier.signatures.errors import (
    AlreadySigned,
    ConsentMissing,
    DocumentChanged,
    DrawingMissing,
    NameMissing,
    NotAPdf,
)
from levier.signatures.models import Method, Signature
from levier.signatures.states import State

PDF = "application/pdf"


@transaction.atomic
def request_signature(
    *, stored_file: StoredFile, signer_name: str, role: str, actor: User, signer: User | None = None
) -> Signature:
    """Ask somebody to sign a stored PDF in a role; asked again, it is the same request.

    `signer` is their account, when only they may sign. Errors: NotAPdf.
    """
    if stored_file.content_type != PDF:
        raise NotAPdf(name=stored_file.name)
    rows = Signature.objects.filter(stored_file=stored_file, role=role)
    known = rows.exclude(state=State.CANCELLED).first()
    if known:
        return known
    backend = backend_in_use()
    document = Document(
        stored_file.name, content_of(stored_file), stored_file.sha256, str(stored_file.organisation)
    )
    reference = backend.request(document, signer_name, role)
    try:
        with transaction.atomic():
            row = Signature.objects.create(
                organisation_id=stored_file.organisation_id, stored_file=stored_file, role=role,
                signer_name=signer_name, signer=signer, asked_by=actor,
                backend=settings.SIGNATURE_BACKEND, reference=reference, sha256=stored_file.sha256,
            )  # fmt: skip
    except IntegrityError:
        return rows.exclude(state=State.CANCELLED).get()
    summary = f"Signature de « {stored_file.name} » demandée à {signer_name} ({role})."
    record("signatures.asked", actor=actor, target=row, summary=summary)
    return row


@transaction.atomic
def sign(
    *,
    signature: Signature,
    actor: User,
    at: datetime,
    method: str,
    has_consented: bool,
    drawing: bytes = b"",
    typed_name: str = "",
) -> Signature:
    """Sign: the original stays as it is, its signed copy is kept beside it.

    The second of two people who sign at once is refused (a conditional UPDATE decides).
    Errors: ConsentMissing, NameMissing, DrawingMissing, AlreadySigned, DocumentChanged.
    """
    _check(signature, method, has_consented, drawing, typed_name)
    taken = Signature.objects.filter(pk=signature.pk, state=State.ASKED)
    values = {"state": State.SIGNED, "method": method, "signed_at": at, "given_by": actor}
    if not taken.update(**values):
        raise AlreadySigned
    signature.refresh_from_db()
    document = _document(signature)
    if sha256(document.content).hexdigest() != signature.sha256:
        raise DocumentChanged
    paris = timezone.localtime(at)
    mark = Mark(method, signature.signer_name, signature.role, paris, drawing)
    try:
        content = backend_named(signature.backend).sign(document, mark, signature.reference)
    except PictureNotRead as error:
        raise DrawingMissing from error
    name = f"{document.name.removesuffix('.pdf')} signé.pdf"
    signature.signed_file = _kept(signature, actor, name, content, PDF)
    if drawing:
        signature.image = _kept(signature, actor, "signature.png", drawing, "image/png")
    signature.save(update_fields=["signed_file", "image"])
    summary = f"« {document.name} » signé par {signature.signer_name}, {signature.role}."
    detail = {"sha256": [None, signature.sha256], "method": [None, method]}
    record("signatures.signed", actor=actor, target=signature, summary=summary, detail=detail)
    return signature


def verify(signature: Signature) -> Verdict:
    """Say whether a signature holds: the stored bytes of both files are read again."""
    if signature.state != State.SIGNED or signature.signed_file is None:
        return Verdict(False, "Ce document n’est pas encore signé.")
    signed = content_of(signature.signed_file)
    if sha256(signed).hexdigest() != signature.signed_file.sha256:
        return Verdict(False, "La copie signée a changé depuis la signature.")
    backend = backend_named(signature.backend)
    return backend.verify(_document(signature), signed, signature.reference)


def _check(signature, method: str, has_consented: bool, drawing: bytes, typed_name: str) -> None:
    if not has_consented:
        raise ConsentMissing
    if method == Method.TYPED and normalise(typed_name) != normalise(signature.signer_name):
        raise NameMissing(name=signature.signer_name)
    if method in (Method.DRAWN, Method.UPLOADED) and not drawing:
        raise DrawingMissing


def _document(signature: Signature) -> Document:
    stored = signature.stored_file
    return Document(stored.name, content_of(stored), signature.sha256, str(signature.organisation))


def _kept(signature: Signature, actor: User, name: str, content: bytes, kind: str) -> StoredFile:
    return store_file(
        organisation=signature.organisation, actor=actor, name=name, content=content,
        origin="signature", content_type=kind,
    )  # fmt: skip
