"""Writes of files: the type checked by the content, the content never changed afterwards."""

from datetime import datetime
from hashlib import sha256
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from levier.accounts.models import Organisation, User
from levier.documents.antivirus import Verdict, scan
from levier.documents.content_types import FileType, type_of
from levier.documents.errors import (
    AlreadyReplaced,
    AntivirusUnreachable,
    EmptyFile,
    FileInfected,
    FileTooBig,
    MisleadingName,
    UnknownFileType,
)
from levier.documents.models import StoredFile
from levier.documents.states import Scan
from levier.journal.services import record
from levier.kernel.french import number
from levier.kernel.keys import uuid7

MEGABYTE = 1_000_000
LIMIT = 20 * MEGABYTE


def store_file(
    *,
    organisation: Organisation,
    actor: User | None,
    name: str,
    content: bytes,
    origin: str = "",
    content_type: str | None = None,
) -> StoredFile:
    """Keep a file as it was received or made, and return its row.

    `content_type` is for files that Levier makes itself; otherwise the content says what it is.
    Errors: EmptyFile, FileTooBig, UnknownFileType, MisleadingName, FileInfected,
    AntivirusUnreachable.
    """
    return _store(organisation, actor, name, content, origin, content_type)


@transaction.atomic
def new_version(
    *, stored_file: StoredFile, actor: User | None, name: str, content: bytes, origin: str = ""
) -> StoredFile:
    """Keep a newer version of a file; the former one stays. Errors: those of `store_file`, and
    AlreadyReplaced if somebody brought a newer version first.
    """
    try:
        with transaction.atomic():
            return _store(stored_file.organisation, actor, name, content, origin, None, stored_file)
    except IntegrityError:
        raise AlreadyReplaced(name=stored_file.name) from None


def content_of(stored_file: StoredFile) -> bytes:
    """Return the bytes of a stored file. Errors: FileInfected."""
    with open_content(stored_file) as file:
        return file.read()


def open_content(stored_file: StoredFile) -> File:
    """Open a stored file to send it: the only way out. Errors: FileInfected."""
    refuse_infected(stored_file)
    return stored_file.content.open("rb")


def refuse_infected(stored_file: StoredFile) -> None:
    """Refuse what the antivirus put aside, the pictures made of it included."""
    if stored_file.scan == Scan.INFECTED:
        raise FileInfected(name=stored_file.name, virus=stored_file.scan_note)


@transaction.atomic
def scan_again(*, stored_file: StoredFile, at: datetime) -> str:
    """Ask the antivirus about a file that it never read; return what is known then."""
    with stored_file.content.open("rb") as file:
        verdict = scan(file.read())
    waiting = (Scan.UNSCANNED, Scan.UNREACHABLE)
    rows = StoredFile.objects.filter(pk=stored_file.pk, scan__in=waiting)
    changed = rows.update(scan=verdict.state, scan_note=verdict.name[:200], scanned_at=at)
    if changed and verdict.state == Scan.INFECTED:
        record(
            "documents.quarantined",
            actor=None,
            target=stored_file,
            summary=f"« {stored_file.name} » est infecté ({verdict.name}) : quarantaine.",
        )
    return verdict.state


def record_download(*, stored_file: StoredFile, actor: User, case_key=None) -> None:
    """Write who took a file out, before it leaves."""
    summary = f"Téléchargement de « {stored_file.name} »."
    _record_read("documents.downloaded", stored_file, actor, summary, case_key)


def record_opening(*, stored_file: StoredFile, actor: User, case_key=None) -> None:
    """Write who opened a file to read it in a page of Levier, once for all of its pages."""
    summary = f"Lecture de « {stored_file.name} »."
    _record_read("documents.opened", stored_file, actor, summary, case_key)


def _record_read(action: str, stored_file: StoredFile, actor: User, summary: str, case_key) -> None:
    record(
        action,
        actor=actor,
        target=stored_file,
        summary=summary,
        case_key=case_key,
        kind="read",
    )


def _store(organisation, actor, name, content, origin, content_type, replaces=None) -> StoredFile:
    clean = PurePath(name.replace("\\", "/")).name.strip()[-200:] or "fichier"
    _check_size(clean, content)
    kind = content_type or _checked_type(clean, content).content_type
    verdict = Verdict(Scan.MADE) if content_type else _scanned(organisation, clean, content)
    stored = StoredFile(
        organisation=organisation,
        name=clean,
        content_type=kind,
        scan=verdict.state,
        scan_note=verdict.name[:200],
        scanned_at=timezone.now() if verdict.state == Scan.CLEAN else None,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        stored_by=actor,
        origin=origin,
        replaces=replaces,
    )
    stored.content.save(clean, ContentFile(content), save=False)
    stored.save(force_insert=True)
    return stored


def _scanned(organisation: Organisation, name: str, content: bytes) -> Verdict:
    """Ask the antivirus. What is infected is put aside, out of reach, before the refusal."""
    verdict = scan(content)
    if verdict.state == Scan.INFECTED:
        default_storage.save(
            f"quarantine/{organisation.pk}/{uuid7()}.infected", ContentFile(content)
        )
        raise FileInfected(name=name, virus=verdict.name)
    if verdict.state == Scan.UNREACHABLE and settings.ANTIVIRUS_UNREACHABLE == "refuse":
        raise AntivirusUnreachable(name=name)
    return verdict


def _check_size(name: str, content: bytes) -> None:
    if not content:
        raise EmptyFile(name=name)
    if len(content) > LIMIT:
        size = number(-(-len(content) // MEGABYTE))
        raise FileTooBig(name=name, size=size, limit=number(LIMIT // MEGABYTE))


def _checked_type(name: str, content: bytes) -> FileType:
    found = type_of(content)
    if found is None:
        raise UnknownFileType(name=name)
    extension = PurePath(name).suffix.lower().lstrip(".")
    if extension not in found.extensions:
        raise MisleadingName(name=name, kind=found.label)
    return found
