"""A file read in the page: its pages one under the other, each drawn when it comes into view."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from levier.documents.models import StoredFile
from levier.documents.services import record_opening
from levier.kernel.errors import DomainError
from levier.rendering.pdf_pages import PageSize

OPENED = "opened_files"
MOST_REMEMBERED = 100
NO_PAGE = 404


@dataclass(frozen=True, slots=True)
class Page:
    """One page in the reader: its number, where its picture is, how large it is."""

    number: int
    url: str
    size: PageSize


def pages_of(sizes: Sequence[PageSize], url_of: Callable[[int], str]) -> list[Page]:
    """Return the pages of a reader; `url_of` gives the address of each picture."""
    return [Page(number, url_of(number), size) for number, size in enumerate(sizes, start=1)]


def open_file(request: HttpRequest, stored: StoredFile, case_key=None) -> None:
    """Journal that this user opens a file; its pages are then read without another line."""
    record_opening(stored_file=stored, actor=request.user, case_key=case_key)
    known = [key for key in request.session.get(OPENED, []) if key != str(stored.pk)]
    request.session[OPENED] = [*known, str(stored.pk)][-MOST_REMEMBERED:]


def open_once(request: HttpRequest, stored: StoredFile, case_key=None) -> None:
    """Journal a page asked for without its reader, as an opening: no page is read unseen."""
    if str(stored.pk) not in request.session.get(OPENED, []):
        open_file(request, stored, case_key)


def picture_answer(read: Callable[[], tuple[bytes, str]]) -> HttpResponse:
    """Answer the picture of a page; a refusal gives its sentence, and no picture."""
    try:
        content, kind = read()
    except DomainError as refusal:
        return HttpResponse(str(refusal), status=NO_PAGE, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(content, content_type=kind)
    answer["Cache-Control"] = "private, no-store"  # who loses the right has no copy to go back to
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
