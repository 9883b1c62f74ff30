"""The adviser's note on a dossier."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from levier.rendering.documents.parts import Badge, House, Pair, Table
from levier.rendering.documents.printing import render_document
from levier.rendering.pdf import Pdf


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
