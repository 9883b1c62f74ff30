"""The same rules, facts and parameters, written for openfisca-core: a variable a condition.

Written as its documentation shows, and with the same short cuts as ours (a duration reached is a
comparison with one date), so that what differs is the machinery.
"""

from datetime import date

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import ETERNITY, MONTH
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.eligibility.people import CRITERIA, NO, ON, TO_CHECK, YES, People
from levier.kernel.dates import add_months
from levier.rules.eligibility import InstrumentTerms
from levier.rules.parameters.loading import history

PERIOD = f"{ON:%Y-%m}"
NOT_YET, FULL_YES = 2, 3
Person = build_entity(key="person", plural="persons", label="", is_person=True)
INPUTS = {
    "birth": date, "sex": int, "seeker_since": date, "minima": int, "criteria": int,
    "criteria_known": bool, "home_qpv": int, "qpv": int, "zfrr": int, "project": int,
    "loan_cents": int, "loan_months": int,
}  # fmt: skip
LAW = (
    ("iae_criteria", "very_long_term_months"), ("iae_criteria", "long_term_months"),
    ("iae_criteria", "senior_age"), ("iae_criteria", "young_age"),
    ("iae_criteria", "level_2_needed"), ("employment", "long_term_months"),
)  # fmt: skip
BITS = np.array([bits.bit_count() for bits in range(1 << len(CRITERIA))], np.int8)


def system(terms: list[InstrumentTerms]) -> TaxBenefitSystem:
    """Return the tax and benefit system: inputs, law, conditions, a verdict an instrument."""
    built = TaxBenefitSystem([Person])
    built.parameters = ParameterNode("", data=_law())
    for name, kind in INPUTS.items():
        built.add_variable(_variable(name, kind, ETERNITY))
    for name, formula in {**SHARED, **CONDITIONS}.items():
        built.add_variable(_variable(name, int, MONTH, formula))
    for each in terms:
        built.add_variable(_variable(f"verdict_{each.code}", int, MONTH, _verdict(each)))
    return built


def verdicts(built: TaxBenefitSystem, people: People, terms: list[InstrumentTerms]):
    """Return the verdicts of each instrument, by its code."""
    simulation = SimulationBuilder().build_default_simulation(built, count=len(people))
    for name in INPUTS:
        simulation.set_input(name, ETERNITY, getattr(people, name))
    return {each.code: simulation.calculate(f"verdict_{each.code}", PERIOD) for each in terms}


def _variable(name: str, kind: type, period, formula=None) -> type[Variable]:
    body = {"value_type": kind, "entity": Person, "definition_period": period, "label": name}
    if formula is not None:
        body["formula"] = formula
    return type(name, (Variable,), body)


def _law() -> dict:
    """Return the parameters of the law as a tree of dated values."""
    tree: dict = {}
    for file, name in LAW:
        values = {record.since.isoformat(): {"value": record.value}
                  for record in history(file, name)}  # fmt: skip
        tree.setdefault(file, {})[name] = {"values": values}
    return tree


def _day(period, months: int) -> np.datetime64:
    start = period.start
    return np.datetime64(add_months(date(start.year, start.month, start.day), -months), "D")


def _answer(holds, unknown, no: int = NO):
    answers = np.where(holds, YES, no)
    answers[unknown] = TO_CHECK
    return answers


def seeking(person, period):
    since = person("seeker_since", ETERNITY)
    return _answer(since <= _day(period, 0), np.isnat(since))


def women(person, period):
    return np.array([TO_CHECK, YES, NO, TO_CHECK])[person("sex", ETERNITY)]


def creation_or_takeover(person, period):
    return np.array([TO_CHECK, YES, YES, NO])[person("project", ETERNITY)]


def new_or_young_company(person, period):
    return np.array([TO_CHECK, YES, YES, TO_CHECK])[person("project", ETERNITY)]


def job_seeker_or_precarious(person, period):
    on_minima = np.array([1, 1, 2, 2, 2])[person("minima", ETERNITY)]
    return np.maximum(person("seeking", period), on_minima)


def minima_or_long_term(person, period, parameters):
    months = parameters(period).employment.long_term_months
    since = person("seeker_since", ETERNITY)
    on_minima = np.array([1, 0, 2, 2, 2])[person("minima", ETERNITY)]
    return np.maximum(on_minima, _answer(since <= _day(period, months), np.isnat(since)))


def qpv_or_zfrr(person, period):
    return np.maximum(person("qpv", ETERNITY), person("zfrr", ETERNITY))


def qpv_place_or_home(person, period):
    return np.maximum(person("qpv", ETERNITY), person("home_qpv", ETERNITY))


def iae_eligible(person, period, parameters):
    law = parameters(period).iae_criteria
    since, birth = person("seeker_since", ETERNITY), person("birth", ETERNITY)
    known = person("criteria_known", ETERNITY)
    very_long = since <= _day(period, law.very_long_term_months)
    first = (person("minima", ETERNITY) >= 2) | very_long
    second = BITS[person("criteria", ETERNITY)] * known
    second += (since <= _day(period, law.long_term_months)) & ~very_long
    second += birth <= _day(period, 12 * law.senior_age)
    second += ~np.isnat(birth) & ~(birth <= _day(period, 12 * law.young_age))
    second += person("home_qpv", ETERNITY) == YES
    holds = first | (second >= law.level_2_needed)
    return _answer(holds, ~holds & ~known)


SHARED = {"seeking": seeking}
CONDITIONS = {
    function.__name__: function
    for function in (
        women, creation_or_takeover, new_or_young_company, job_seeker_or_precarious,
        minima_or_long_term, qpv_or_zfrr,
        qpv_place_or_home, iae_eligible,
    )
}  # fmt: skip


def _verdict(terms: InstrumentTerms):
    """Return the formula of one instrument's verdict."""
    unsure = TO_CHECK if terms.state != "confirmed" else NO

    def formula(person, period):
        result = np.full(person.count, YES)
        for condition in terms.conditions:
            result = np.minimum(result, person(condition.code, period))
        if terms.min_age is not None or terms.max_age is not None:
            birth = person("birth", ETERNITY)
            within = birth <= _day(period, 12 * (terms.min_age or 0))
            within &= ~(birth <= _day(period, 12 * ((terms.max_age or 199) + 1)))
            result = np.minimum(result, _answer(within, np.isnat(birth), unsure))
        if terms.kind == "guarantee" and (terms.min_months or terms.max_months):
            months = person("loan_months", ETERNITY)
            within = (months >= (terms.min_months or 0)) & (months <= (terms.max_months or 32_000))
            result = np.minimum(result, _answer(within, months < 0, unsure))
        if terms.state == "in_use":
            result = np.minimum(result, TO_CHECK)
        yes = FULL_YES
        if terms.coupled_kind:
            yes = np.where(person("loan_cents", ETERNITY) <= 0, NOT_YET, FULL_YES)
        return np.where(result == YES, yes, result)

    return formula
