"""A drawing turned into the PNG that a photographer would have sent."""

import typst

from levier.rendering.pdf import FONTS

PIXELS_AN_INCH = 96
PAGE = '#set page(width: auto, height: auto, margin: 0pt)\n#image("drawing.svg", width: {width}pt)'


def png_of(svg: str, width: int) -> bytes:
    """Return an SVG as a PNG `width` points wide, at 96 dots an inch (4/3 of a pixel a point)."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
    files = {"main.typ": PAGE.format(width=width).encode(), "drawing.svg": svg.encode()}
    compiler = typst.Compiler(files, font_paths=fonts)
    return compiler.compile(format="png", ppi=PIXELS_AN_INCH)
