"""A file read inside a page of Levier: its pages drawn once, kept in the private storage."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from levier.documents.content_types import PDF, TEXT, type_of
from levier.documents.models import StoredFile
from levier.documents.services import content_of, refuse_infected
from levier.kernel.errors import DomainError
from levier.rendering.errors import NoSuchPage
from levier.rendering.pdf_pages import Outline, draw_page, outline_of

WEBP = "image/webp"
PICTURES = ("image/png", "image/jpeg", WEBP)
LONGEST_TEXT = 200_000
NOT_SHOWN = "Ce type de document ne s’affiche pas ici : téléchargez-le pour l’ouvrir."


class Kind(Enum):
    """How a file is shown."""

    PAGES = "pages"
    PICTURE = "picture"
    TEXT = "text"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader shows of a file: pages, one picture, a text; or why it shows nothing."""

    kind: Kind
    outline: Outline | None = None
    text: str = ""
    why: str = ""


def reading_of(stored: StoredFile) -> Reading:
    """Return what can be shown of a file, told by its content. Never raises a refusal."""
    try:
        content = content_of(stored)
        found = type_of(content)
        if found == PDF:
            return Reading(Kind.PAGES, outline_of(content))
    except DomainError as refusal:
        return Reading(Kind.NOTHING, why=str(refusal))
    if found and found.content_type in PICTURES:
        return Reading(Kind.PICTURE)
    if found == TEXT:
        return Reading(Kind.TEXT, text=content.decode("utf-8", "replace")[:LONGEST_TEXT])
    return Reading(Kind.NOTHING, why=NOT_SHOWN)


def page_of(stored: StoredFile, number: int) -> tuple[bytes, str]:
    """Return a page of a stored file, and its type: a page drawn, or the picture itself.

    What the antivirus says is asked before anything is read, the pages kept included.
    Errors: FileInfected, PdfUnreadable, NoSuchPage.
    """
    refuse_infected(stored)
    if stored.content_type == PDF.content_type:
        house = stored.organisation_id
        page = kept_page(house, stored.sha256, number, lambda: content_of(stored))
        return page, WEBP
    content = content_of(stored)
    found = type_of(content)
    if number != 1 or found is None or found.content_type not in PICTURES:
        raise NoSuchPage(number=number)
    return content, found.content_type


def kept_page(house, sha256: str, number: int, read: Callable[[], bytes]) -> bytes:
    """Return a page of a PDF from the private storage, else draw it and keep it.

    `read` gives the PDF, and is called only if the page was never drawn.
    Errors: PdfUnreadable, NoSuchPage.
    """
    path = f"{_folder(house, sha256)}/{number}.webp"
    with suppress(FileNotFoundError), default_storage.open(path) as kept:
        return kept.read()
    page = draw_page(read(), number)
    if (written := default_storage.save(path, ContentFile(page))) != path:
        default_storage.delete(written)  # somebody drew it meanwhile
    return page


def forget_pages(house, sha256: str) -> None:
    """Delete the pages kept of a content."""
    folder = _folder(house, sha256)
    with suppress(FileNotFoundError):
        for name in default_storage.listdir(folder)[1]:
            default_storage.delete(f"{folder}/{name}")


def _folder(house, sha256: str) -> str:
    return f"pages/{house}/{sha256}"
