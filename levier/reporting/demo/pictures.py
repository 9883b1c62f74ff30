"""A drawing turned into the PNG that a photographer would have sent: opaque, without an alpha."""

from functools import cache
from io import BytesIO

import typst
from PIL import Image

from levier.rendering.pdf import FONTS
from levier.reporting.demo.drawings import DRAWINGS

PIXELS_AN_INCH = 96
PAGE = '#set page(width: auto, height: auto, margin: 0pt)\n#image("drawing.svg", width: {width}pt)'


@cache
def picture_of(drawing: str, width: int) -> bytes:
    """Return a drawing as a PNG `width` points wide (4/3 of a pixel a point)."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
    svg = DRAWINGS[drawing]().encode()
    files = {"main.typ": PAGE.format(width=width).encode(), "drawing.svg": svg}
    drawn = typst.Compiler(files, font_paths=fonts).compile(format="png", ppi=PIXELS_AN_INCH)
    written = BytesIO()
    with Image.open(BytesIO(drawn)) as opened:
        opened.convert("RGB").save(written, "PNG")
    return written.getvalue()
