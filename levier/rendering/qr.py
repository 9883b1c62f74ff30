"""QR codes as SVG, for papers that come back and pages that one opens with a phone."""

from io import BytesIO

import segno


def qr_svg(text: str) -> str:
    """Return `text` as a QR code: an SVG without fixed size, which the page or the paper scales.

    Error correction M (15 %), a quiet zone of four modules. Errors: ValueError when empty.
    """
    if not text:
        raise ValueError("A QR code needs a text.")
    written = BytesIO()
    segno.make(text, error="m", micro=False).save(
        written, kind="svg", xmldecl=False, svgclass=None, lineclass=None, omitsize=True, border=4
    )
    return written.getvalue().decode("utf-8").strip()
