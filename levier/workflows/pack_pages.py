"""The pack of a sitting read on screen, page by page, each page under the right of its dossier.

The agenda is made for its reader and for the dossiers open to them; a note is kept once for
everybody, and its pages are asked through its point. Who withdraws loses both at once.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from levier.committees.models import AgendaItem, Sitting
from levier.rendering.errors import NoSuchPage
from levier.rendering.pdf_pages import PageSize, outline_of
from levier.workflows.paper_pages import forget_pages, kept_page
from levier.workflows.sitting_documents import pack_parts

ROOT = "packs"


@dataclass(frozen=True, slots=True)
class KeptPart:
    """A part of the pack, ready to be read: its pages, and the fingerprint that they bear."""

    title: str
    item: AgendaItem | None
    fingerprint: str
    pages: tuple[PageSize, ...]


def open_pack(sitting: Sitting, user, on: date) -> list[KeptPart]:
    """Make the pack of this user as it stands, and keep its parts to be read page by page.

    Errors: SittingRefused when no dossier is open to them.
    """
    kept = []
    for part in pack_parts(sitting, user, on):
        folder = _note_folder(part.item) if part.item else _agenda_folder(sitting, user)
        fingerprint = _keep(sitting.organisation_id, folder, part.content)
        kept.append(KeptPart(part.title, part.item, fingerprint, outline_of(part.content).pages))
    return kept


def agenda_page(sitting: Sitting, user, fingerprint: str, number: int) -> bytes:
    """Return a page of the agenda made for this user, if the dossiers it names are still theirs.

    Errors: NoSuchPage.
    """
    return _page(sitting.organisation_id, _agenda_folder(sitting, user), fingerprint, number)


def note_page(item: AgendaItem, fingerprint: str, number: int) -> bytes:
    """Return a page of the note of a point: the caller made sure that its dossier may be read.

    Errors: NoSuchPage, also when the note was made anew since.
    """
    return _page(item.organisation_id, _note_folder(item), fingerprint, number)


def forget_packs(*, before: date) -> int:
    """Delete the packs kept of the sittings held before a day, pages included; return how many."""
    with suppress(FileNotFoundError):
        names = default_storage.listdir(ROOT)[0]
        old = Sitting.objects.filter(pk__in=names, held_on__lt=before)
        keys = list(old.values_list("organisation_id", "pk"))
        for house, key in keys:
            _delete(house, f"{ROOT}/{key}")
        return len(keys)
    return 0


def _delete(house, folder: str) -> None:
    folders, files = default_storage.listdir(folder)
    for name in files:
        forget_pages(house, name.removesuffix(".pdf"))
        default_storage.delete(f"{folder}/{name}")
    for name in folders:
        _delete(house, f"{folder}/{name}")
    default_storage.delete(folder)


def _keep(house, folder: str, content: bytes) -> str:
    """Keep the only version of a part, and return its fingerprint."""
    fingerprint = sha256(content).hexdigest()
    name = f"{fingerprint}.pdf"
    known: list[str] = []
    with suppress(FileNotFoundError):
        known = default_storage.listdir(folder)[1]
    for former in known:
        if former != name:
            default_storage.delete(f"{folder}/{former}")
            forget_pages(house, former.removesuffix(".pdf"))
    if name not in known:
        default_storage.save(f"{folder}/{name}", ContentFile(content))
    return fingerprint


def _page(house, folder: str, fingerprint: str, number: int) -> bytes:
    path = f"{folder}/{fingerprint}.pdf"
    if not fingerprint.isalnum() or not default_storage.exists(path):
        raise NoSuchPage(number=number)

    def read() -> bytes:
        with default_storage.open(path) as kept:
            return kept.read()

    return kept_page(house, fingerprint, number, read)


def _note_folder(item: AgendaItem) -> str:
    return f"{ROOT}/{item.sitting_id}/{item.pk}"


def _agenda_folder(sitting: Sitting, user) -> str:
    """Return where the agenda of this user lies, for the very points open to them now."""
    points = sitting.items.visible_to(user).order_by("pk").values_list("pk", flat=True)
    named = sha256(" ".join(str(key) for key in points).encode()).hexdigest()[:32]
    return f"{ROOT}/{sitting.pk}/agenda/{user.pk}/{named}"
