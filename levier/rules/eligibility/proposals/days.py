"""The day when an age, a registration or an activity is old enough."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from levier.kernel.dates import add_months, whole_months_between
from levier.kernel.french import long_date, plural
from levier.rules.eligibility.facts import Facts
from levier.rules.eligibility.findings import Result
from levier.rules.eligibility.organisations import ess
from levier.rules.eligibility.person_criteria import FILE as IAE
from levier.rules.eligibility.person_criteria import level_2_needed
from levier.rules.eligibility.proposals.choices import is_to_create
from levier.rules.eligibility.proposals.move import (
    Move,
    Proposer,
    at,
    proved,
)
from levier.rules.eligibility.proposals.proofs import belongs_to_ess, loss, minima
from levier.rules.eligibility.terms import InstrumentTerms
from levier.rules.parameters import NoValueInForce, parameter


def _age(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    """The day when the least age is reached; an age passed never comes back."""
    born, age = facts.person.birth_date, facts.age
    if born is None:
        yield from proved("birth_date", "l’âge demandé (pièce d’identité)", _of_age(terms, facts))
    elif age is not None and terms.min_age is not None and age < terms.min_age:
        day = add_months(born, 12 * terms.min_age)
        day = day if (day.month, day.day) >= (born.month, born.day) else date(day.year, 3, 1)
        reached = plural(terms.min_age, "an")
        yield Move("day", f"À partir du {long_date(day)}, à {reached}", at(facts, day))


def _long_term(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    """The day when the registration is long, or a piece that says since when."""
    yield from _registered_for(facts, parameter("employment", "long_term_months", facts.on))


def _registered_for(facts: Facts, months: int) -> Iterator[Move]:
    since, known = facts.person.job_seeker_since, facts.months_registered
    count = plural(months, "mois", "mois")
    if not facts.is_job_seeker or known is None:
        if facts.is_job_seeker is not False:
            person = replace(facts.person, is_job_seeker=True, months_registered=months)
            what = f"une inscription à France Travail depuis {count} ou plus"
            yield from proved("registration", what, replace(facts, person=person))
        return
    if known >= months:
        return
    if facts.person.months_registered is None and since is not None:
        day = _month_reached(since, months)
    else:
        day = add_months(facts.on, months - known)
    sentence = f"À partir du {long_date(day)}, après {count} d’inscription à France Travail"
    yield Move("day", sentence, at(facts, day))


def _month_reached(since: date, months: int) -> date:
    """Return the first day with so many whole months since `since`."""
    day = add_months(since, months)
    if whole_months_between(since, day) >= months:
        return day
    return add_months(date(day.year, day.month, 1), 1)


def _minima_or_long_term(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    yield from minima(terms, facts)
    yield from _long_term(terms, facts)


def _difficulty(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    """What shows the difficulty, staff or the first year of activity."""
    if _is_to_come(facts):
        return
    yield from _first_year(facts)
    yield from _social(terms, facts)
    yield from _shown(terms, facts)
    yield from _staff(facts)


def _employer(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    """What shows staff, the first year of activity or the social economy."""
    if _is_to_come(facts):
        return
    yield from _first_year(facts)
    yield from _social(terms, facts)
    yield from _staff(facts)


def _is_to_come(facts: Facts) -> bool:
    """Tell what does not exist yet: nothing shows a year of activity of it, on no day known."""
    return facts.business.created_on is None and is_to_create(facts)


def _first_year(facts: Facts) -> Iterator[Move]:
    business = facts.business
    created = business.created_on
    if created is not None and add_months(created, 12) > facts.on:
        day = add_months(created, 12)
        day = day if whole_months_between(created, day) >= 12 else date(day.year, 3, 1)
        yield Move("day", f"À partir du {long_date(day)}, après un an d’activité", at(facts, day))
    elif created is None:
        shown = replace(facts, business=replace(business, created_on=add_months(facts.on, -12)))
        yield from proved("created_on", "un an d’activité ou plus (extrait du registre)", shown)


def _social(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    if ess(facts).result is not Result.YES:
        yield from belongs_to_ess(terms, facts)


def _shown(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    """A loss; without any, a funding lost or a fall of equity shows the difficulty too."""
    yield from loss(terms, facts)
    business = facts.business
    if business.losses_last_3_years == 0 and business.difficulty_shown is None:
        shown = replace(facts, business=replace(business, difficulty_shown=True))
        what = (
            "un financement ou un marché stratégique perdu, ou une forte baisse des fonds propres"
        )
        yield from proved("difficulty", what, shown)


def _staff(facts: Facts) -> Iterator[Move]:
    """At least one employee: a piece while nobody knows, somebody to hire when there is none."""
    business = facts.business
    if business.fte is not None and business.fte > 0:
        return
    employing = replace(facts, business=replace(business, fte=Decimal(1)))
    if business.fte is None:
        yield from proved("fte", "au moins un salarié (déclaration sociale)", employing)
    else:
        yield Move("fte", "Si la structure embauchait au moins un salarié", employing)


def _of_age(terms: InstrumentTerms, facts: Facts) -> Facts:
    """Return the facts of somebody of the least age admitted, or the greatest."""
    age = terms.min_age if terms.min_age is not None else terms.max_age or 0
    born = add_months(facts.on, -12 * age)
    return replace(facts, person=replace(facts.person, birth_date=born))


def _iae(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    """Criteria to prove while nobody declared them, or the day when a registration is very long."""
    try:
        needed = level_2_needed(facts).value
        very_long = parameter(IAE, "very_long_term_months", facts.on)
        codes = parameter(IAE, "level_2", facts.on)
    except NoValueInForce:
        return
    if facts.person.iae_criteria is None:
        enough = frozenset(list(codes)[:needed])
        person = replace(facts.person, iae_criteria=enough)
        what = f"un critère de niveau 1, ou {plural(needed, 'critère')} de niveau 2"
        yield from proved("iae_criteria", what, replace(facts, person=person))
    if facts.is_job_seeker and facts.months_registered is not None:
        yield from _registered_for(facts, very_long)


def registered_for(months: int) -> Proposer:
    """Return the proposer of a registration as long as the condition's threshold."""

    def propose(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
        yield from _registered_for(facts, months)

    return propose


PROPOSERS: dict[str, Proposer] = {
    "age": _age,
    "long_term_unemployed": _long_term,
    "minima_or_long_term": _minima_or_long_term,
    "iae_eligible": _iae,
    "ess_employer": _employer,
    "difficulty_shown": _shown,
    "ess_in_difficulty": _difficulty,
}
