"""The page added after a signed document."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from levier.rendering.documents.parts import House, Pair
from levier.rendering.documents.printing import render_document
from levier.rendering.pdf import Pdf
from levier.rendering.pictures import Picture


@dataclass(frozen=True)
class SignaturePage:
    """Who signed what, how and when; `drawing` is the signature drawn or brought, if there is."""

    title: str
    produced_on: date
    house: House
    document: str
    paragraphs: Sequence[str]
    facts: Sequence[Pair]
    proof: str
    drawing: Picture | None = None


def render_signature_page(data: SignaturePage) -> Pdf:
    """Return the page as a PDF. Errors: PictureNotRead."""
    return render_document("signature.typ", data)
