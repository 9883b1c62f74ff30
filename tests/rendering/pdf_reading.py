"""What tests read in a PDF: its tags, its marks, its text."""

from collections.abc import Iterator
from io import BytesIO

import pikepdf


def opened(content: bytes) -> pikepdf.Pdf:
    """Open a PDF held in memory."""
    return pikepdf.open(BytesIO(content))


def elements(node: object) -> Iterator[pikepdf.Object]:
    """Yield every structure element under `node`, in reading order."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from elements(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node.K)


def tags(content: bytes) -> list[str]:
    """Return the names of the tags of a PDF, in reading order."""
    with opened(content) as pdf:
        return [str(element.S)[1:] for element in elements(pdf.Root.StructTreeRoot)]


def alternatives(content: bytes) -> list[str]:
    """Return what the pictures of a PDF say to who cannot see them."""
    with opened(content) as pdf:
        found = elements(pdf.Root.StructTreeRoot)
        return [str(element.Alt) for element in found if "/Alt" in element]


def text_of(content: bytes) -> str:
    """Return the text of a PDF, read through the fonts' own maps, without its line breaks."""
    with opened(content) as pdf:
        return "".join(_page_text(page) for page in pdf.pages)


def _page_text(page: pikepdf.Page) -> str:
    maps = {name: _to_unicode(font) for name, font in page.Resources.get("/Font", {}).items()}
    said, current = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            current = maps[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            parts = operands[0] if str(operator) == "TJ" else [operands[0]]
            for part in parts:
                if isinstance(part, pikepdf.String):
                    codes = bytes(part)
                    said += [current.get(codes[i : i + 2], "") for i in range(0, len(codes), 2)]
    return "".join(said)


def _to_unicode(font: pikepdf.Object) -> dict[bytes, str]:
    known: dict[bytes, str] = {}
    inside = ""
    for line in font.ToUnicode.read_bytes().decode("ascii").splitlines():
        words = line.split()
        if words and words[-1] in ("beginbfchar", "beginbfrange"):
            inside = words[-1]
        elif line.startswith("end"):
            inside = ""
        elif inside == "beginbfchar":
            code, text = (bytes.fromhex(word.strip("<>")) for word in words)
            known[code] = text.decode("utf-16-be")
    return known
