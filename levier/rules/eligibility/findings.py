"""What a condition answers: yes, no or to check, the fact read, and what was asked of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

UNKNOWN = "non renseigné"
TO_APPRAISE = "à apprécier"
"""How the fact of a condition ends when no fact of the dossier settles it: somebody must look."""
PROJECTS = {"creation": "création", "takeover": "reprise", "development": "développement"}


class Result(StrEnum):
    """The three answers of a condition."""

    YES = "yes"
    NO = "no"
    TO_CHECK = "to_check"


@dataclass(frozen=True, slots=True)
class Finding:
    """An answer, with the fact and the threshold in French.

    `source` and its days are those of the law where the threshold comes from it; otherwise the
    product's terms give them.
    """

    result: Result
    fact: str
    threshold: str
    source: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """A condition that comes from the terms themselves; `is_certain` even when they are not."""

    code: str
    label: str
    finding: Finding
    is_certain: bool = False


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """A condition of a product, answered."""

    code: str
    label: str
    result: Result
    fact: str
    threshold: str
    source: str
    since: date | None
    until: date | None


def answer(holds: bool | None) -> Result:
    """Return yes, no, or to check when nobody knows."""
    if holds is None:
        return Result.TO_CHECK
    return Result.YES if holds else Result.NO


def either(*results: Result) -> Result:
    """Return yes if one is yes, no if all are no, to check otherwise."""
    if Result.YES in results:
        return Result.YES
    return Result.TO_CHECK if Result.TO_CHECK in results else Result.NO


def both(*results: Result) -> Result:
    """Return no if one is no, yes if all are yes, to check otherwise."""
    if Result.NO in results:
        return Result.NO
    return Result.TO_CHECK if Result.TO_CHECK in results else Result.YES
