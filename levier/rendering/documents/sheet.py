"""A small document of any subject."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from levier.rendering.documents.parts import Badge, House, Pair, Signer, Table
from levier.rendering.documents.printing import render_document
from levier.rendering.pdf import Pdf
from levier.rendering.pictures import Picture


@dataclass(frozen=True)
class Section:
    """A part of a sheet: paragraphs, then facts, then a table."""

    title: str
    paragraphs: Sequence[str] = ()
    facts: Sequence[Pair] = ()
    table: Table | None = None


@dataclass(frozen=True)
class SheetData:
    """A small document of any subject: a guarantee, a receipt, a contract.

    `annexes` come after the signatures, on a page of their own.
    """

    title: str
    produced_on: date
    house: House
    sections: Sequence[Section]
    over: str = ""
    lead: str = ""
    badge: Badge | None = None
    figures: Sequence[tuple[str, str, str]] = ()
    notice: str = ""
    signers: Sequence[Signer] = ()
    annexes: Sequence[Section] = ()
    qr: Picture | None = None
    qr_text: str = ""


def render_sheet(data: SheetData) -> Pdf:
    """Return the sheet as a PDF."""
    return render_document("sheet.typ", data)
