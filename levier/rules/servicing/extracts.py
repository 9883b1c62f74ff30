"""An extract of a bank or a carrier against what the house expects, line by line.

Nothing is written here: each line is told equal, different, unknown or faulty, and somebody
chooses. Conventions and an example: docs/rules/extraits.md.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from levier.kernel.french import NBSP, euros
from levier.kernel.money import ZERO
from levier.kernel.text import normalise

ACCELERATED, INSOLVENCY, UNPAID = "accelerated", "insolvency", "unpaid"
_NONE = ("sans impaye", "aucun impaye", "pas d impaye", "zero impaye", "a jour", "regularise")
_STEMS = (
    (INSOLVENCY, ("liquidation", "redressement", "sauvegarde", "procedure collective")),
    (ACCELERATED, ("decheance", "dechu", "exigible", "contentieux")),
    (UNPAID, ("impaye", "retard", "douteux", "arriere")),
)
COVERS = {
    ACCELERATED: (ACCELERATED, INSOLVENCY),
    INSOLVENCY: (INSOLVENCY,),
    UNPAID: (UNPAID, ACCELERATED, INSOLVENCY),
}
"""An incident already open says as much as the one of the file, or more."""


class Status(StrEnum):
    """What a line of an extract is."""

    EQUAL = "equal"
    DIFFERS = "differs"
    UNKNOWN = "unknown"
    FAULTY = "faulty"


@dataclass(frozen=True, slots=True)
class ExtractLine:
    """A line as it was read, in euros; `row` is that of the spreadsheet, `fault` why it is not."""

    row: int
    number: str
    outstanding: Decimal = ZERO
    day: date | None = None
    unpaid: Decimal = ZERO
    days_late: int = 0
    words: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class KnownGuarantee:
    """A guarantee of the house: its numbers, its loan, its open incidents, why nothing is noted.

    `aliases` are the numbers that its sender gives it, as `number_key` compares them.
    `expected` gives what the house expects to be due on a day, in euros.
    """

    key: str
    number: str
    carrier_number: str
    loan_amount: Decimal
    set_up_on: date | None
    expected: Callable[[date], Decimal]
    incidents: frozenset[str] = frozenset()
    refusal: str = ""
    aliases: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Compared:
    """A line and what it meets; `difference` is the extract less what was expected, in euros."""

    line: ExtractLine
    status: Status
    known: KnownGuarantee | None = None
    expected: Decimal = ZERO
    difference: Decimal = ZERO
    incident: str = ""
    why: str = ""


def incident_of(line: ExtractLine) -> str:
    """Return the incident that a line reports, by its words, its amount unpaid or its delay."""
    words = normalise(line.words)
    if not any(stem in words for stem in _NONE):
        for incident, stems in _STEMS:
            if any(stem in words for stem in stems):
                return incident
    return UNPAID if line.unpaid > 0 or line.days_late > 0 else ""


def number_key(number: str) -> str:
    """Return a number as it is compared: its letters and digits, without the zeros before them."""
    return "".join(normalise(number).split()).lstrip("0")


def compare_extract(
    lines: Sequence[ExtractLine], guarantees: Collection[KnownGuarantee], today: date
) -> list[Compared]:
    """Return each line with what it meets; a second line of one guarantee is faulty."""
    by_number: dict[str, dict[str, KnownGuarantee]] = {}
    for known in guarantees:
        own = {number_key(known.number), number_key(known.carrier_number)}
        for number in filter(None, own | known.aliases):
            by_number.setdefault(number, {})[known.key] = known
    seen: dict[str, int] = {}
    return [_compared(line, by_number, seen, today) for line in lines]


def absent_from(
    compared: Iterable[Compared], guarantees: Iterable[KnownGuarantee]
) -> list[KnownGuarantee]:
    """Return the guarantees that live and that no line of the extract names."""
    named = {one.known.key for one in compared if one.known is not None}
    return [one for one in guarantees if not one.refusal and one.key not in named]


def _compared(
    line: ExtractLine,
    by_number: Mapping[str, Mapping[str, KnownGuarantee]],
    seen: dict[str, int],
    today: date,
) -> Compared:
    found = list(by_number.get(number_key(line.number), {}).values())
    known = found[0] if len(found) == 1 else None
    fault = line.fault or _ambiguity(found)
    if not fault and known is None:
        return Compared(line, Status.UNKNOWN, why="Aucune garantie suivie ici ne porte ce numéro.")
    if not fault and known is not None:
        fault = _fault(line, known, seen.get(known.key), today)
    if known is not None:
        seen.setdefault(known.key, line.row)
    if fault or known is None or line.day is None:
        return Compared(line, Status.FAULTY, known, why=fault)
    expected = known.expected(line.day)
    incident = incident_of(line)
    if incident and known.incidents.intersection(COVERS[incident]):
        incident = ""
    difference = line.outstanding - expected
    status = Status.DIFFERS if difference or incident else Status.EQUAL
    return Compared(line, status, known, expected, difference, incident)


def _ambiguity(found: Sequence[KnownGuarantee]) -> str:
    if len(found) < 2:
        return ""
    names = ", ".join(sorted(one.number for one in found))
    return f"Plusieurs garanties portent ce numéro{NBSP}: {names}. Corrigez celui du porteur."


def _fault(line: ExtractLine, known: KnownGuarantee, before: int | None, today: date) -> str:
    if before is not None:
        return f"La garantie {known.number} est déjà à la ligne {before}\u00a0: gardez-en une."
    if known.refusal:
        return known.refusal
    if line.day is None:
        return "Indiquez la date d’arrêté."
    if line.day > today:
        return f"Le {line.day:%d/%m/%Y} est à venir\u00a0: vérifiez la date d’arrêté."
    if known.set_up_on is None or line.day < known.set_up_on:
        return f"Le {line.day:%d/%m/%Y} précède la mise en place\u00a0: vérifiez la date d’arrêté."
    if not ZERO <= line.outstanding <= known.loan_amount:
        return f"Le capital restant dû va de 0 à {euros(known.loan_amount)}\u00a0: vérifiez-le."
    return ""
