"""The cover and the agenda of a sitting's pack."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from levier.rendering.documents.parts import House, Pair
from levier.rendering.documents.printing import render_document
from levier.rendering.pdf import Pdf


@dataclass(frozen=True)
class AgendaLine:
    """An agenda item: dossier, request and amount as text, who presents; `page` of the pack."""

    rank: int
    case_number: str
    title: str
    holder: str
    request: str
    amount: str
    presenter: str = ""
    page: str = ""
    withdrawals: str = ""
    begins_at: str = ""


@dataclass(frozen=True)
class AgendaData:
    """The cover and agenda of a sitting's pack."""

    title: str
    produced_on: date
    house: House
    number: str
    committee: str
    facts: Sequence[Pair]
    items: Sequence[AgendaLine]
    figures: Sequence[tuple[str, str, str]] = ()
    members: Sequence[tuple[str, str, str]] = ()
    reminder: str = ""


def render_agenda(data: AgendaData) -> Pdf:
    """Return the cover and the agenda as a PDF."""
    return render_document("agenda.typ", data)
