"""A letter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from levier.rendering.documents.parts import Condition, House, Pair, Signer
from levier.rendering.documents.printing import render_document
from levier.rendering.pdf import Pdf
from levier.rendering.pictures import Picture


@dataclass(frozen=True)
class LetterData:
    """A letter on one or two pages, its address placed for a window envelope.

    `terms` is the table of what was decided; `funder_logo` stands at the right of the head, with
    `funder_line` (« Avec le soutien de… ») at the foot of the text.
    """

    title: str
    produced_on: date
    house: House
    recipient: Sequence[str]
    place_and_day: str
    subject: str
    greeting: str
    paragraphs: Sequence[str]
    closing: str
    signatory: Signer
    references: Sequence[Pair] = ()
    terms: Sequence[Pair] = ()
    terms_title: str = ""
    conditions: Sequence[Condition] = ()
    conditions_title: str = ""
    after: Sequence[str] = ()
    signature: Picture | None = None
    enclosures: Sequence[str] = ()
    copies: Sequence[str] = ()
    funder_logo: Picture | None = None
    funder_line: str = ""


def render_letter(data: LetterData) -> Pdf:
    """Return the letter as a PDF."""
    return render_document("letter.typ", data)
