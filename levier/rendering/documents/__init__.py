"""What each printed document says, field by field, and the function that prints it.

Amounts, days and shares come as French text (kernel/french.py): a document computes nothing. Blank
fields are left out of the page. A `Meaning` gives a state its shape and colour beside its word.
"""

from levier.rendering.documents.agenda import AgendaData, AgendaLine, render_agenda
from levier.rendering.documents.letter import LetterData, render_letter
from levier.rendering.documents.minutes import (
    Attendance,
    DelegatedDecision,
    InstrumentDecision,
    MinutesData,
    MinutesItem,
    render_minutes,
)
from levier.rendering.documents.minutes_text import (
    fingerprint_of,
    minutes_from,
    minutes_text,
    sealed,
)
from levier.rendering.documents.note import (
    ConditionRead,
    EngagementAxis,
    NoteData,
    Person,
    Plan,
    PlanLine,
    Rating,
    Verdict,
    render_note,
)
from levier.rendering.documents.parts import Badge, Condition, House, Meaning, Pair, Signer, Table
from levier.rendering.documents.printing import render_document
from levier.rendering.documents.sheet import Section, SheetData, render_sheet

__all__ = [
    "AgendaData",
    "AgendaLine",
    "Attendance",
    "Badge",
    "Condition",
    "ConditionRead",
    "DelegatedDecision",
    "EngagementAxis",
    "House",
    "InstrumentDecision",
    "LetterData",
    "Meaning",
    "MinutesData",
    "MinutesItem",
    "NoteData",
    "Pair",
    "Person",
    "Plan",
    "PlanLine",
    "Rating",
    "Section",
    "SheetData",
    "Signer",
    "Table",
    "Verdict",
    "fingerprint_of",
    "minutes_from",
    "minutes_text",
    "render_agenda",
    "render_document",
    "render_letter",
    "render_minutes",
    "render_note",
    "render_sheet",
    "sealed",
]
