"""Whether a person may follow a path of insertion by economic activity (IAE).

One level 1 criterion is enough; otherwise several of level 2 are needed. The criteria declared
are completed by those that the facts show: minimum income, registration, age, district.
"""

from levier.kernel.french import plural
from levier.rules.eligibility.facts import Facts
from levier.rules.eligibility.findings import UNKNOWN, Finding, Result
from levier.rules.parameters import parameter, parameter_record

FILE = "iae_criteria"


def iae_eligible(facts: Facts) -> Finding:
    """The person meets a level 1 criterion, or enough level 2 ones. To check while unknown.

    Errors: NoValueInForce before the first known criteria.
    """
    needed = parameter_record(FILE, "level_2_needed", facts.on)
    level_1 = parameter(FILE, "level_1", facts.on)
    level_2 = parameter(FILE, "level_2", facts.on)
    met = criteria_met(facts)
    first = [label for code, label in level_1.items() if code in met]
    second = [label for code, label in level_2.items() if code in met]
    holds = bool(first) or len(second) >= needed.value
    complete = facts.person.iae_criteria is not None
    result = Result.YES if holds else Result.NO if complete else Result.TO_CHECK
    return Finding(
        result,
        ", ".join(first + second) or ("aucun critère" if complete else UNKNOWN),
        f"un critère de niveau 1 ou {plural(needed.value, 'critère')} de niveau 2",
        needed.source,
        needed.since,
        needed.until,
    )


def criteria_met(facts: Facts) -> frozenset[str]:
    """Return the codes of the criteria declared, and of those that the facts show.

    Errors: NoValueInForce before the first known criteria.
    """
    declared = {code.strip().lower() for code in facts.person.iae_criteria or ()}
    shown = {facts.person.minima.lower()} if facts.person.minima else set()
    return frozenset(declared | shown | _of_registration(facts) | _of_age(facts) | _of_home(facts))


def _of_registration(facts: Facts) -> set[str]:
    months = facts.months_registered
    if months is None:
        return set()
    if months >= parameter(FILE, "very_long_term_months", facts.on):
        return {"detld"}
    return {"deld"} if months >= parameter(FILE, "long_term_months", facts.on) else set()


def _of_age(facts: Facts) -> set[str]:
    age = facts.age
    if age is None:
        return set()
    if age >= parameter(FILE, "senior_age", facts.on):
        return {"senior"}
    return {"jeune"} if age < parameter(FILE, "young_age", facts.on) else set()


def _of_home(facts: Facts) -> set[str]:
    return {"resident_qpv"} if facts.person.home_qpv else set()
