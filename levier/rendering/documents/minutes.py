"""The minutes of a sitting, and their extracts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from levier.rendering.documents.parts import Badge, Condition, House, Pair, Signer
from levier.rendering.documents.printing import render_document
from levier.rendering.pdf import Pdf


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
    """One agenda item as the minutes tell it. `withdrawals` are whole sentences.

    `key` tells which point it is, for its extract; it is not printed.
    """

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
    key: str = ""


@dataclass(frozen=True)
class DelegatedDecision:
    """A decision taken by delegation, and what the committee said of it."""

    number: str
    taken: str
    case: str
    instrument: str
    outcome: Badge
    ruling: Badge
    amount: str = ""
    text: str = ""
    reason: str = ""


@dataclass(frozen=True)
class MinutesData:
    """The minutes of a sitting, or an extract when `extract_of` names whom it is for.

    `fingerprint` is printed on the last page; `rectifies` names the minutes that these correct,
    and `correction` says what was wrong and what is to be read. `notices` are the sentences with
    which an extract must be read: the minutes that rectified it, how its content was kept.
    """

    title: str
    produced_on: date
    house: House
    number: str
    committee: str
    facts: Sequence[Pair]
    attendance: Sequence[Attendance]
    items: Sequence[MinutesItem]
    delegated: Sequence[DelegatedDecision] = ()
    attendance_title: str = "Présences"
    opening: str = ""
    other_matters: str = ""
    signers: Sequence[Signer] = ()
    fingerprint: str = ""
    rectifies: str = ""
    correction: str = ""
    notices: Sequence[str] = ()
    extract_of: str = ""


def render_minutes(data: MinutesData) -> Pdf:
    """Return the minutes as a PDF."""
    return render_document("minutes.typ", data)
