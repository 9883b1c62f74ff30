"""Pictures given to documents: what kind they are, and how they are made fit to print."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from levier.rendering.errors import PictureNotRead

LONGEST_SIDE = 2000  # pixels: a full A4 width at 240 dots an inch
DOTS = 240  # an inch
MOST_PIXELS = 60_000_000
STARTS = ((b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpg"), (b"RIFF", "webp"))
SVG_START = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?(?:<\?xml.*?\?>|<!--.*?-->|<!DOCTYPE.*?>|\s)*<svg\b", re.S
)


@dataclass(frozen=True)
class Picture:
    """A picture and what it shows, said to who cannot see it (empty when it only decorates)."""

    content: bytes
    alt: str = ""

    @property
    def extension(self) -> str:
        """`svg`, `png`, `jpg` or `webp`, read from the bytes. Errors: PictureNotRead."""
        for start, extension in STARTS:
            if self.content.startswith(start):
                return extension
        if SVG_START.match(self.content[:4000]):
            return "svg"
        raise PictureNotRead()


def print_ready(content: bytes, longest_side: int = LONGEST_SIDE) -> bytes:
    """Return a photograph or a logo upright, no larger than paper needs, without what it tells.

    The camera's data (place, day, device) is left out. A picture with transparency becomes PNG,
    any other JPEG. Errors: PictureNotRead when it is no picture, or a monstrous one.
    """
    try:
        with Image.open(BytesIO(content)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise PictureNotRead()
            picture = ImageOps.exif_transpose(opened)
            picture.thumbnail((longest_side, longest_side))
            clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
            written = BytesIO()
            if clear:
                picture.convert("RGBA").save(written, "PNG", optimize=True)
            else:
                picture.convert("RGB").save(written, "JPEG", quality=88)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, ValueError) as error:
        raise PictureNotRead() from error
    return written.getvalue()


def bind_photos(photos: Sequence[bytes]) -> bytes:
    """Return the photographs of one paper as one PDF, a page each, upright, in order.

    Errors: PictureNotRead when one is no picture, or a monstrous one.
    """
    pages = [Image.open(BytesIO(print_ready(photo))).convert("RGB") for photo in photos]
    written = BytesIO()
    pages[0].save(
        written, "PDF", save_all=True, append_images=pages[1:], resolution=DOTS, quality=85
    )
    return written.getvalue()
