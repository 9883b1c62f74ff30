"""The pages of a PDF as pictures, for those who read it inside a page of Levier.

pdfium is not made for several threads: one document is held at a time in a process.
"""

from dataclasses import dataclass
from io import BytesIO
from math import ceil
from threading import Lock

import pypdfium2 as pdfium

from levier.rendering.errors import NoSuchPage, PdfUnreadable

WIDTH = 1400
TALLEST = 4 * WIDTH  # a receipt a metre long stays a picture, not a flood of memory
MOST_PAGES = 300
QUALITY = 82
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True)
class PageSize:
    """How large the picture of a page is, in pixels."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Outline:
    """What a reader needs before any page: their sizes, and the bookmarks with their pages."""

    pages: tuple[PageSize, ...]
    bookmarks: tuple[tuple[str, int], ...]
    page_count: int


def outline_of(content: bytes) -> Outline:
    """Return the sizes of the first pages of a PDF (300 at most), and its bookmarks.

    Errors: PdfUnreadable when it is damaged, or locked by a password.
    """
    with _ONE_AT_A_TIME, _opened(content) as pdf:
        count = len(pdf)
        sizes = tuple(_size(pdf.get_page_size(n))[1] for n in range(min(count, MOST_PAGES)))
        return Outline(sizes, tuple(_bookmarks(pdf)), count)


def draw_page(content: bytes, number: int) -> bytes:
    """Return a page, counted from 1, as a WebP picture.

    Errors: PdfUnreadable; NoSuchPage.
    """
    with _ONE_AT_A_TIME, _opened(content) as pdf:
        if not 1 <= number <= min(len(pdf), MOST_PAGES):
            raise NoSuchPage(number=number)
        scale, _ = _size(pdf.get_page_size(number - 1))
        try:
            picture = pdf[number - 1].render(scale=scale).to_pil()
        except pdfium.PdfiumError as error:
            raise PdfUnreadable from error
    written = BytesIO()
    picture.convert("RGB").save(written, "WEBP", quality=QUALITY, method=2)
    return written.getvalue()


def _opened(content: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        raise PdfUnreadable from error


def _size(points: tuple[float, float]) -> tuple[float, PageSize]:
    """Return the scale of a page and its size in pixels: as wide as the reader, never too tall."""
    width, height = (max(side, 1.0) for side in points)
    scale = min(WIDTH / width, TALLEST / height)
    return scale, PageSize(ceil(width * scale), ceil(height * scale))


def _bookmarks(pdf: pdfium.PdfDocument):
    for entry in pdf.get_toc(max_depth=1):
        target = entry.get_dest()
        page = target.get_index() if target else None
        if page is not None:
            yield entry.get_title(), page + 1
