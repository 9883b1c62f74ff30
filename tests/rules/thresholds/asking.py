"""How a case of the law is asked: a question, the facts of a day, the answer known beforehand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from levier.rules.parameters import NoValueInForce, parameter

ONE_DAY = timedelta(days=1)
UNKNOWN = "aucune valeur connue"


@dataclass(frozen=True)
class Case:
    """What is asked of the facts of a day (`facts_on(day)`), and the answer."""

    question: Callable[[Any], Any]
    facts_on: Callable[[date], Any]
    answer: Any


@dataclass(frozen=True)
class Line:
    """The cases of one dated value: from its first day on, the day before, the day after its last.

    The cases of a number lie below, on and above it. `last_day` and `after` are only for a value
    that ends and that nothing follows.
    """

    cases: tuple[Case, ...]
    before: Case
    last_day: date | None = None
    after: Case | None = None


def line(cases, before, last_day=None, after=None) -> Line:
    """Return a line from tuples (question, facts of a day, answer)."""
    return Line(
        tuple(Case(*case) for case in cases), Case(*before), last_day, after and Case(*after)
    )


def asked(question, answers, before, last_day=None, after=None) -> Line:
    """Return a line whose cases all ask the same question."""
    return line(
        [(question, facts_on, answer) for facts_on, answer in answers],
        (question, *before),
        last_day,
        after and (question, *after),
    )


def known(question):
    """Return a question that answers UNKNOWN where the law had no known value."""

    def ask(facts):
        try:
            return question(facts)
        except NoValueInForce:
            return UNKNOWN

    return ask


def value_of(name: str):
    """Return the question of what a value is on a day: for what is shown and never compared."""
    return known(lambda day: parameter(*name.split("."), day))


def the_day(day):
    """Return the day itself, for what is only read."""
    return day
