"""The conditions on the person, the place and the business, one function a code.

Each is a function of the facts and their day. An unknown fact is to check, never no. A condition
that no fact can settle (`manual`) is always to check: somebody must look.
"""

from collections.abc import Callable
from dataclasses import replace

from levier.kernel.dates import whole_years_between
from levier.kernel.french import NBSP, euros, long_date, plural
from levier.rules.eligibility.facts import Facts
from levier.rules.eligibility.findings import (
    PROJECTS,
    TO_APPRAISE,
    UNKNOWN,
    Finding,
    Result,
    answer,
    either,
)
from levier.rules.eligibility.honour_loans import (
    AGE,
    company_age_unless_creation,
    designated_operator,
    not_in_ficp,
)
from levier.rules.eligibility.organisations import (
    association,
    difficulty_shown,
    engaged_project,
    ess,
    ess_employer,
    ess_in_difficulty,
    ess_or_engaged,
    iae_structure,
    losses,
)
from levier.rules.eligibility.person_criteria import iae_eligible
from levier.rules.eligibility.sectors import (
    legal_form_among,
    naf_among,
    naf_outside,
    not_primary_production,
)
from levier.rules.parameters import NoValueInForce, parameter_record

Condition = Callable[[Facts], Finding]

SEXES = {"F": "femme", "M": "homme", "X": "autre"}


def woman(facts: Facts) -> Finding:
    """The project is carried by a woman."""
    sex = facts.person.sex
    result = Result.TO_CHECK if sex == "X" else answer(None if not sex else sex == "F")
    return Finding(result, SEXES.get(sex or "", UNKNOWN), "femme")


def project_among(*wanted: str) -> Condition:
    """The kind of project is one of those wanted."""

    def check(facts: Facts) -> Finding:
        project = facts.business.project
        holds = None if not project else project in wanted
        names = " ou ".join(PROJECTS[code] for code in wanted)
        return Finding(answer(holds), PROJECTS.get(project or "", UNKNOWN), names)

    return check


def job_seeker(facts: Facts) -> Finding:
    """The holder is a job seeker."""
    return Finding(answer(facts.is_job_seeker), _seeking(facts), "demandeur d’emploi")


def job_seeker_or_precarious(facts: Facts) -> Finding:
    """The holder is a job seeker, or in a precarious situation.

    A minimum income makes the situation precarious; otherwise somebody must judge it.
    """
    on_minima = Result.YES if facts.person.minima else Result.TO_CHECK
    result = either(answer(facts.is_job_seeker), on_minima)
    fact = f"{_seeking(facts)}, minima sociaux{NBSP}: {_minima(facts)}"
    return Finding(result, fact, "demandeur d’emploi ou situation précaire")


def minima(facts: Facts) -> Finding:
    """The holder receives a minimum income."""
    known = facts.person.minima
    return Finding(answer(None if known is None else bool(known)), _minima(facts), "RSA, ASS, AAH")


def long_term_unemployed(facts: Facts) -> Finding:
    """The holder has been a job seeker for long."""
    record = parameter_record("employment", "long_term_months", facts.on)
    months = facts.months_registered
    return Finding(
        answer(None if months is None else months >= record.value),
        _seeking(facts),
        f"inscrit depuis {plural(record.value, 'mois', 'mois')} ou plus",
        record.source,
        record.since,
        record.until,
    )


def minima_or_long_term(facts: Facts) -> Finding:
    """The holder receives a minimum income, or has been a job seeker for long."""
    on_minima, long_term = minima(facts), long_term_unemployed(facts)
    return Finding(
        either(on_minima.result, long_term.result),
        f"minima sociaux{NBSP}: {on_minima.fact}, {long_term.fact}",
        f"minima sociaux, ou {long_term.threshold}",
        long_term.source,
        long_term.since,
        long_term.until,
    )


def qpv_place(facts: Facts) -> Finding:
    """The project stands in a QPV."""
    return Finding(_in(facts.business.qpv), _qpv(facts), "lieu du projet en QPV")


def qpv_place_or_home(facts: Facts) -> Finding:
    """The project stands in a QPV, or its holder lives in one."""
    home = facts.person.home_qpv
    fact = f"{_qpv(facts)}, domicile{NBSP}: {_named(home, 'hors QPV')}"
    result = either(_in(facts.business.qpv), _in(home))
    return Finding(result, fact, "lieu du projet ou domicile en QPV")


def zfrr(facts: Facts) -> Finding:
    """The project's commune is in a ZFRR on the day."""
    try:
        record = parameter_record("zoning", "zfrr", facts.on)
    except NoValueInForce:
        return Finding(answer(facts.business.in_zfrr), _zfrr(facts), "commune en ZFRR")
    return Finding(
        answer(facts.business.in_zfrr),
        _zfrr(facts),
        "commune en ZFRR",
        record.source,
        record.since,
        record.until,
    )


def qpv_or_zfrr(facts: Facts) -> Finding:
    """The project stands in a QPV or in a ZFRR."""
    place, rural = qpv_place(facts), zfrr(facts)
    return Finding(
        either(place.result, rural.result),
        f"{place.fact}, {rural.fact}",
        "lieu du projet en QPV ou commune en ZFRR",
    )


def company_under(years: int) -> Condition:
    """The business is younger than so many years; one not created yet is."""

    def check(facts: Facts) -> Finding:
        created = facts.business.created_on
        threshold = f"moins de {plural(years, 'an')}"
        if created is None:
            new = facts.business.project == "creation"
            fact = "pas encore créée" if new else UNKNOWN
            return Finding(Result.YES if new else Result.TO_CHECK, fact, threshold)
        age = whole_years_between(created, facts.on)
        return Finding(answer(age < years), f"créée le {long_date(created)}", threshold)

    return check


def registered_for(least: int) -> Condition:
    """The holder has been a job seeker for at least so many months."""

    def check(facts: Facts) -> Finding:
        months = facts.months_registered
        holds = None if months is None else months >= least
        threshold = f"inscrit depuis {plural(least, 'mois', 'mois')} ou plus"
        return Finding(answer(holds), _seeking(facts), threshold)

    return check


def plan_under(limit: int) -> Condition:
    """The financing plan is under so many euros."""

    def check(facts: Facts) -> Finding:
        total = facts.plan_total
        known = UNKNOWN if total is None else euros(total)
        holds = None if total is None else total < limit
        return Finding(answer(holds), f"plan{NBSP}: {known}", f"moins de {euros(limit)}")

    return check


def company_age_to_settle(facts: Facts) -> Finding:
    """The business is under three years old; from three to five, the published sheets disagree."""
    young, younger = company_under(5)(facts), company_under(3)(facts)
    result = Result.TO_CHECK if younger.result != young.result else younger.result
    threshold = "moins de 3 ans ; de 3 à 5 ans, les fiches publiées diffèrent"
    return Finding(result, young.fact, threshold.replace(" ;", f"{NBSP};"))


def new_or_young_company(facts: Facts) -> Finding:
    """A creation, a takeover, or a business in development that is young enough."""
    new, young = project_among("creation", "takeover")(facts), company_age_to_settle(facts)
    if new.result is Result.YES:
        return replace(new, threshold=f"{new.threshold}, ou {young.threshold}")
    return Finding(
        young.result if facts.business.project else either(young.result, new.result),
        f"{new.fact}, {young.fact}",
        f"{new.threshold}, ou {young.threshold}",
    )


def manual(facts: Facts) -> Finding:
    """Something that no fact settles: somebody must look."""
    return Finding(Result.TO_CHECK, TO_APPRAISE, "")


CONDITIONS: dict[str, Condition] = {
    "women": woman,
    "woman": woman,
    "creation": project_among("creation"),
    "takeover": project_among("takeover"),
    "development": project_among("development"),
    "creation_or_takeover": project_among("creation", "takeover"),
    "job_seeker": job_seeker,
    "job_seeker_or_precarious": job_seeker_or_precarious,
    "minima": minima,
    "long_term_unemployed": long_term_unemployed,
    "minima_or_long_term": minima_or_long_term,
    "qpv_place": qpv_place,
    "qpv_place_or_home": qpv_place_or_home,
    "zfrr": zfrr,
    "qpv_or_zfrr": qpv_or_zfrr,
    "company_under_3_years": company_under(3),
    "company_under_5_years": company_under(5),
    "company_under_3_or_5_years": company_age_to_settle,
    "new_or_young_company": new_or_young_company,
    AGE: company_age_unless_creation,
    "not_in_ficp": not_in_ficp,
    "designated_operator": designated_operator,
    "not_primary_production": not_primary_production,
    "iae_eligible": iae_eligible,
    "iae_structure": iae_structure,
    "ess": ess,
    "association": association,
    "ess_or_engaged": ess_or_engaged,
    "engaged_project": engaged_project,
    "ess_employer": ess_employer,
    "difficulty_shown": difficulty_shown,
    "ess_in_difficulty": ess_in_difficulty,
    "loss_in_last_3_years": losses,
}
LISTED: dict[str, Callable[[list[str]], Condition]] = {
    "naf_among": naf_among,
    "naf_outside": naf_outside,
    "legal_form_among": legal_form_among,
}
"""Conditions that carry their list in their code: `naf_among:47,56`."""


COUNTED: dict[str, Callable[[int], Condition]] = {
    "company_under": company_under,
    "registered_for": registered_for,
    "plan_under": plan_under,
}
"""Conditions that carry their threshold in their code, in years, months or euros."""


def condition_named(code: str) -> Condition | None:
    """Return the rule of a condition's code, None when no rule knows it."""
    name, _, values = code.partition(":")
    if name in COUNTED and values.isascii() and values.isdigit() and int(values):
        return COUNTED[name](int(values))
    listed = [value.strip() for value in values.split(",") if value.strip()]
    if name in LISTED and listed:
        return LISTED[name](listed)
    return CONDITIONS.get(code)


def finding_of(code: str, facts: Facts) -> Finding:
    """Return what the facts say of one condition.

    To check: a condition that no rule knows, or a law that had no known value on the day.
    """
    try:
        return (condition_named(code) or manual)(facts)
    except NoValueInForce as unknown:
        return Finding(Result.TO_CHECK, str(unknown), "")


def _in(zone: str | None) -> Result:
    return answer(None if zone is None else bool(zone))


def _named(zone: str | None, absent: str) -> str:
    return UNKNOWN if zone is None else zone or absent


def _qpv(facts: Facts) -> str:
    return f"lieu du projet{NBSP}: {_named(facts.business.qpv, 'hors QPV')}"


def _zfrr(facts: Facts) -> str:
    known = {True: "en ZFRR", False: "hors ZFRR"}
    return f"commune{NBSP}: {known.get(facts.business.in_zfrr, UNKNOWN)}"  # type: ignore[arg-type]


def _minima(facts: Facts) -> str:
    return _named(facts.person.minima, "aucun")


def _seeking(facts: Facts) -> str:
    """Return what is known of the holder's registration, in French."""
    if facts.is_job_seeker is None:
        return f"inscription à France Travail{NBSP}: {UNKNOWN}"
    if not facts.is_job_seeker:
        return "pas demandeur d’emploi"
    months = facts.months_registered
    known = UNKNOWN if months is None else plural(months, "mois", "mois")
    return f"demandeur d’emploi, inscrit depuis{NBSP}: {known}"
