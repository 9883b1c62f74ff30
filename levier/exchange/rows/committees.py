"""The sheet « Comités »: one row a sitting held in the year."""

from dataclasses import dataclass
from datetime import date

from levier.committees.services import workbook_names
from levier.exchange.rows.shared import identifier
from levier.exchange.workbook import cells
from levier.exchange.workbook.columns import Row, column


@dataclass(kw_only=True)
class CommitteeRow(Row):
    """A sitting: its number, day, place, kind, and who was there with their college."""

    sheet = "Comités"
    number_column = "N° comité"

    number: str = identifier("N° comité", 14)
    held_on: date | None = column("Date", cells.day, required=True)
    place: str = column("Lieu", cells.text(120), blank="")
    kind: str = column("Type", cells.choice(workbook_names()), required=True, blank="")
    attendees: str = column("Membres présents", cells.text(4000), blank="")
    present_count: int | None = column("Nb membres présents", cells.count)
