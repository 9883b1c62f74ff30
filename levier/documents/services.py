"""Writes of files: the type checked by the content, the content never changed afterwards."""

from hashlib import sha256
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from levier.accounts.models import Organisation, User
from levier.documents.content_types import FileType, type_of
from levier.documents.errors import (
    AlreadyReplaced,
    EmptyFile,
    FileTooBig,
    MisleadingName,
    UnknownFileType,
)
from levier.documents.models import StoredFile
from levier.journal.services import record
from levier.kernel.french import number

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
    Errors: EmptyFile, FileTooBig, UnknownFileType, MisleadingName.
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
    """Return the bytes of a stored file."""
    with stored_file.content.open("rb") as file:
        return file.read()


def record_download(*, stored_file: StoredFile, actor: User, case_key=None) -> None:
    """Write who took a file out, before it leaves."""
    record(
        "documents.downloaded",
        actor=actor,
        target=stored_file,
        summary=f"Téléchargement de « {stored_file.name} ».",
        case_key=case_key,
        kind="read",
    )


def _store(organisation, actor, name, content, origin, content_type, replaces=None) -> StoredFile:
    clean = PurePath(name.replace("\\", "/")).name.strip()[-200:] or "fichier"
    _check_size(clean, content)
    stored = StoredFile(
        organisation=organisation,
        name=clean,
        content_type=content_type or _checked_type(clean, content).content_type,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        stored_by=actor,
        origin=origin,
        replaces=replaces,
    )
    stored.content.save(clean, ContentFile(content), save=False)
    stored.save(force_insert=True)
    return stored


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
