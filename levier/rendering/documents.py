"""What each printed document says, field by field, and the function that prints it.

Amounts, days and shares come as French text (kernel/french.py): a document computes nothing. Blank
fields are left out of the page. A `Meaning` gives a state its shape and colour beside its word.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from levier.rendering.pdf import Pdf, render_pdf
from levier.rendering.pictures import Picture
from levier.rendering.typography import typeset

Meaning = Literal["pre", "ocre", "brique", "mer", "bruyere", "opale", "neutre"]
Pair = tuple[str, str]


@dataclass(frozen=True)
class House:
    """The house that writes: name, address lines, legal line, its logo if it has one."""

    name: str
    lines: Sequence[str] = ()
    legal: str = ""
    logo: Picture | None = None


@dataclass(frozen=True)
class Badge:
    """A state: the word, and what it means."""

    word: str
    meaning: Meaning = "neutre"


@dataclass(frozen=True)
class Signer:
    """Who signs under a line, in what quality; `note` replaces « Date et signature »."""

    name: str
    quality: str = ""
    note: str = "Date et signature"


@dataclass(frozen=True)
class Table:
    """A table: one letter a column in `aligns` (g left, d right, c centre), totals in bold.

    `widths` shares the page among the columns (3, 1, 1); without it, amounts take what they need.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    aligns: Sequence[str] = ()
    totals: Sequence[Sequence[str]] = ()
    widths: Sequence[int] = ()


@dataclass(frozen=True)
class Condition:
    """What must be done before the decision takes effect: by whom or when, in `due`."""

    text: str
    due: str = ""


# ── Letters ───────────────────────────────────────────────────────────────────────────────────
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


# ── Minutes ───────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Attendance:
    """A member's presence at a sitting; `movements` says arrivals and departures."""

    name: str
    quality: str
    college: str
    state: Badge
    movements: str = ""


@dataclass(frozen=True)
class InstrumentDecision:
    """What was decided on one instrument of an agenda item."""

    instrument: str
    outcome: Badge
    amount: str = ""
    terms: str = ""
    validity: str = ""


@dataclass(frozen=True)
class MinutesItem:
    """One agenda item as the minutes tell it. `withdrawals` are whole sentences."""

    rank: int
    case_number: str
    title: str
    holder: str
    request: Sequence[Pair]
    presenter: str = ""
    debate: str = ""
    withdrawals: Sequence[str] = ()
    quorum: str = ""
    quorum_met: bool = True
    votes: Sequence[Pair] = ()
    votes_detail: str = ""
    decisions: Sequence[InstrumentDecision] = ()
    reasons: str = ""
    conditions: Sequence[Condition] = ()


@dataclass(frozen=True)
class MinutesData:
    """The minutes of a sitting, or an extract when `extract_of` names whom it is for.

    `fingerprint` is printed on the last page; `rectifies` names the minutes that these correct.
    """

    title: str
    produced_on: date
    house: House
    number: str
    committee: str
    facts: Sequence[Pair]
    attendance: Sequence[Attendance]
    items: Sequence[MinutesItem]
    opening: str = ""
    other_matters: str = ""
    signers: Sequence[Signer] = ()
    fingerprint: str = ""
    rectifies: str = ""
    extract_of: str = ""


def render_minutes(data: MinutesData) -> Pdf:
    """Return the minutes as a PDF."""
    return render_document("minutes.typ", data)


# ── Notes ─────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class PlanLine:
    """A line of a financing plan; `share` is its part of the greater total, for the drawing."""

    label: str
    amount: str
    share: Decimal
    note: str = ""
    state: Badge | None = None


@dataclass(frozen=True)
class Plan:
    """Needs and resources; `tilt` is 0 when they balance, 1 when resources weigh more, else -1."""

    needs: Sequence[PlanLine]
    resources: Sequence[PlanLine]
    needs_total: str
    resources_total: str
    gap: str = ""
    tilt: int = 0
    comment: str = ""


@dataclass(frozen=True)
class Rating:
    """One of the five dimensions of the analysis: zero (not rated) to four steps, and why."""

    dimension: str
    step: int
    comment: str = ""


@dataclass(frozen=True)
class EngagementAxis:
    """One of the five engagement axes, and the proofs shown."""

    axis: str
    proofs: Sequence[str]


@dataclass(frozen=True)
class ConditionRead:
    """A condition of an instrument: what it asks, the fact read, the answer, the source."""

    label: str
    answer: Badge
    fact: str = ""
    source: str = ""


@dataclass(frozen=True)
class Verdict:
    """What an instrument answers to the dossier, with its conditions."""

    instrument: str
    answer: Badge
    amount: str = ""
    reason: str = ""
    conditions: Sequence[ConditionRead] = ()


@dataclass(frozen=True)
class Person:
    """Somebody of the project, and what the committee may know of them."""

    name: str
    role: str = ""
    facts: Sequence[Pair] = ()
    story: str = ""


@dataclass(frozen=True)
class NoteData:
    """The adviser's note on a dossier: instruction for the committee, or an expertise."""

    title: str
    produced_on: date
    house: House
    kind: str
    case_number: str
    headline: str
    identity: Sequence[Pair]
    amounts: Sequence[tuple[str, str, str]]
    project: str
    adviser: str
    opinion: str
    opinion_badge: Badge | None = None
    people: Sequence[Person] = ()
    market: str = ""
    plan: Plan | None = None
    forecast: Table | None = None
    forecast_comment: str = ""
    bank_terms: Sequence[Pair] = ()
    ratings: Sequence[Rating] = ()
    risks: Sequence[Pair] = ()
    watch_points: Sequence[str] = ()
    axes: Sequence[EngagementAxis] = ()
    jobs: Table | None = None
    verdicts: Sequence[Verdict] = ()
    pieces: Sequence[tuple[str, Badge, str]] = ()
    confidential: str = ""


def render_note(data: NoteData) -> Pdf:
    """Return the note as a PDF."""
    return render_document("note.typ", data)


# ── Agenda ────────────────────────────────────────────────────────────────────────────────────
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


# ── Sheets ────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Section:
    """A part of a sheet: paragraphs, then facts, then a table."""

    title: str
    paragraphs: Sequence[str] = ()
    facts: Sequence[Pair] = ()
    table: Table | None = None


@dataclass(frozen=True)
class SheetData:
    """A small document of any subject: a guarantee, a receipt, a proof of deposit."""

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
    qr: Picture | None = None
    qr_text: str = ""


def render_sheet(data: SheetData) -> Pdf:
    """Return the sheet as a PDF."""
    return render_document("sheet.typ", data)


# ── From fields to the template ───────────────────────────────────────────────────────────────
def render_document(template: str, data: Any) -> Pdf:
    """Return the PDF of a dataclass whose pictures, at any depth, are `Picture` values.

    A template finds a picture as `(name:, alt:)`. Texts get their French spaces on the way
    (typography.typeset). Errors: PictureNotRead.
    """
    files: dict[str, bytes] = {}
    return render_pdf(template, _plain(data, files), files)


def _plain(value: Any, files: dict[str, bytes]) -> Any:
    """Return `value` as JSON holds it, its pictures put aside in `files`."""
    if isinstance(value, Picture):
        name = f"picture-{len(files) + 1}.{value.extension}"
        files[name] = value.content
        return {"name": name, "alt": value.alt}
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name), files) for field in fields(value)}
    if isinstance(value, dict):
        return {key: _plain(item, files) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, files) for item in value]
    if isinstance(value, str):
        return typeset(value)
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value
