"""Whether a person may follow a path of insertion by economic activity (IAE).

One level 1 criterion is enough; otherwise several of level 2 are needed: fewer in the kinds of
structure that ask less. The criteria declared are completed by those that the facts show: minimum
income, registration, age, district.
"""

from dataclasses import dataclass

from levier.kernel.french import plural
from levier.rules.eligibility.facts import Facts
from levier.rules.eligibility.findings import UNKNOWN, Finding, Result
from levier.rules.parameters import parameter, parameter_record
from levier.rules.parameters.loading import Record, history

FILE = "iae_criteria"
TO_CONFIRM = "in_use"


@dataclass(frozen=True, slots=True)
class CriteriaMet:
    """The labels met by level; `sure` are those of level 2 that a confirmed list holds.

    `unlisted` are codes declared that the lists of the day do not hold.
    """

    level_1: tuple[str, ...]
    level_2: tuple[str, ...]
    sure: int
    unlisted: int


def iae_eligible(facts: Facts) -> Finding:
    """The person meets a level 1 criterion, or enough level 2 ones. To check while unknown.

    A criterion that only a list to be confirmed holds does not suffice: with it, to check. So is a
    criterion declared that the list of the day does not hold, while that list is to be confirmed.
    Errors: NoValueInForce before the first known criteria.
    """
    needed = level_2_needed(facts)
    met = met_by_level(facts)
    found = met.level_1 + met.level_2
    complete = facts.person.iae_criteria is not None
    return Finding(
        _result(met, needed.value, complete),
        ", ".join(found) or ("aucun critère" if complete else UNKNOWN),
        f"un critère de niveau 1 ou {plural(needed.value, 'critère')} de niveau 2",
        needed.source,
        needed.since,
        needed.until,
    )


def level_2_needed(facts: Facts) -> Record:
    """Return how many level 2 criteria the structure's kind asks for. Errors: NoValueInForce."""
    kind = (facts.business.iae_type or "").strip().upper()
    lighter = kind in parameter(FILE, "lighter_structures", facts.on)
    name = "level_2_needed_lighter" if lighter else "level_2_needed"
    return parameter_record(FILE, name, facts.on)


def met_by_level(facts: Facts) -> CriteriaMet:
    """Return what the lists of the day say of the criteria met. Errors: NoValueInForce."""
    level_1 = parameter(FILE, "level_1", facts.on)
    level_2 = parameter_record(FILE, "level_2", facts.on)
    met = criteria_met(facts)
    confirmed = _confirmed(level_2)
    second = [code for code in level_2.value if code in met]
    open_list = level_2.certainty == TO_CONFIRM
    return CriteriaMet(
        level_1=tuple(label for code, label in level_1.items() if code in met),
        level_2=tuple(level_2.value[code] for code in second),
        sure=sum(code in confirmed for code in second),
        unlisted=len(met - level_1.keys() - level_2.value.keys()) if open_list else 0,
    )


def criteria_met(facts: Facts) -> frozenset[str]:
    """Return the codes of the criteria declared, and of those that the facts show.

    Errors: NoValueInForce before the first known criteria.
    """
    declared = {code.strip().lower() for code in facts.person.iae_criteria or ()}
    shown = {facts.person.minima.lower()} if facts.person.minima else set()
    return frozenset(declared | shown | _of_registration(facts) | _of_age(facts) | _of_home(facts))


def _result(met: CriteriaMet, needed: int, complete: bool) -> Result:
    if met.level_1 or met.sure >= needed:
        return Result.YES
    may_be_enough = len(met.level_2) + met.unlisted >= needed
    return Result.NO if complete and not may_be_enough else Result.TO_CHECK


def _confirmed(record: Record) -> frozenset[str]:
    """Return the codes of the last confirmed list, up to this one."""
    lists = [
        each
        for each in history(record.file, record.name)
        if each.since <= record.since and each.certainty != TO_CONFIRM
    ]
    return frozenset(lists[-1].value) if lists else frozenset()


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
