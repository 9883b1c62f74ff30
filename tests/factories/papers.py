"""Small real files: a PDF of blank pages, a picture of one colour."""

from io import BytesIO

import pikepdf
from PIL import Image


def pdf_of(pages: int = 1, *, password: str = "", size: tuple[int, int] = (595, 842)) -> bytes:
    """Return a PDF of so many blank pages, A4 unless said."""
    made, written = pikepdf.new(), BytesIO()
    for _ in range(pages):
        made.add_blank_page(page_size=size)
    locked = pikepdf.Encryption(owner=password, user=password) if password else None
    made.save(written, encryption=locked or False, static_id=not password)
    return written.getvalue()


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), colour: str = "navy") -> bytes:
    """Return a picture of one colour."""
    written = BytesIO()
    Image.new("RGB", size, colour).save(written, kind)
    return written.getvalue()
