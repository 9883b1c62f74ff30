"""The conditions on the organisation: social economy, insertion, engagement, difficulty."""

from levier.kernel.dates import whole_years_between
from levier.kernel.french import NBSP, long_date, number, plural
from levier.kernel.text import normalise
from levier.rules.eligibility.facts import Facts
from levier.rules.eligibility.findings import UNKNOWN, Finding, Result, answer, both, either
from levier.rules.parameters import parameter_record


def ess(facts: Facts) -> Finding:
    """The organisation belongs to the social economy, by its legal form or by its articles.

    Another legal form may belong to it too, by its articles: only `ess` says no.
    """
    record = parameter_record("ess", "legal_forms", facts.on)
    by_law = _has_form(facts, record.value)
    known = facts.business.ess
    result = Result.YES if by_law and known is None else answer(known)
    fact = {True: "entité de l’ESS", False: "hors de l’ESS"}.get(known, _form(facts))  # type: ignore[arg-type]
    return Finding(result, fact, "entité de l’ESS", record.source, record.since, record.until)


def association(facts: Facts) -> Finding:
    """The organisation is an association."""
    record = parameter_record("ess", "association_forms", facts.on)
    holds = _has_form(facts, record.value) if facts.business.legal_form else None
    return Finding(
        answer(holds), _form(facts), "association", record.source, record.since, record.until
    )


def iae_structure(facts: Facts) -> Finding:
    """The organisation is a structure of insertion by economic activity."""
    record = parameter_record("iae_criteria", "structures", facts.on)
    known = facts.business.iae_type
    holds = None if known is None else known.strip().upper() in record.value
    return Finding(
        answer(holds),
        UNKNOWN if known is None else known or "hors IAE",
        ", ".join(record.value),
        record.source,
        record.since,
        record.until,
    )


def engaged_project(facts: Facts) -> Finding:
    """At least one engagement axis of the project is proved."""
    axes = facts.business.engagement_axes
    fact = UNKNOWN if axes is None else plural(axes, "axe d’engagement", "axes d’engagement")
    return Finding(answer(None if axes is None else axes > 0), fact, "au moins un axe d’engagement")


def ess_or_engaged(facts: Facts) -> Finding:
    """The organisation belongs to the social economy, or its project is engaged."""
    social, engaged = ess(facts), engaged_project(facts)
    return Finding(
        either(social.result, engaged.result),
        f"{social.fact}, {engaged.fact}",
        f"{social.threshold}, ou {engaged.threshold}",
    )


def losses(facts: Facts) -> Finding:
    """At least one of the last three years ended with a loss."""
    count = facts.business.losses_last_3_years
    fact = (
        UNKNOWN
        if count is None
        else plural(count, "exercice déficitaire", "exercices déficitaires")
    )
    return Finding(answer(None if count is None else count > 0), fact, "une perte en trois ans")


def ess_employer(facts: Facts) -> Finding:
    """An organisation of the social economy, over a year old, with staff."""
    social = ess(facts)
    return Finding(
        both(social.result, _over_a_year_old(facts), _has_staff(facts)),
        f"{social.fact}, {_since(facts)}, effectif{NBSP}: {_staff(facts)}",
        "ESS, plus d’un an, au moins un salarié",
    )


def difficulty_shown(facts: Facts) -> Finding:
    """A loss in three years, or a difficulty that no loss shows.

    The published sheets join them by « et/ou »: one is enough. Without a loss, a fall of equity or
    a funding lost is to check until somebody appreciated it.
    """
    lost = losses(facts)
    return Finding(
        either(lost.result, answer(facts.business.difficulty_shown)),
        f"{lost.fact}, {_other_difficulty(facts)}",
        f"{lost.threshold}, un financement ou un marché stratégique perdu, "
        "ou des fonds propres en forte baisse",
    )


def ess_in_difficulty(facts: Facts) -> Finding:
    """An organisation of the social economy, over a year old, with staff, in difficulty."""
    employer, difficulty = ess_employer(facts), difficulty_shown(facts)
    return Finding(
        both(employer.result, difficulty.result),
        f"{employer.fact}, {difficulty.fact}",
        f"{employer.threshold}, {difficulty.threshold}",
    )


def _other_difficulty(facts: Facts) -> str:
    said = {True: "oui", False: "non"}.get(facts.business.difficulty_shown, UNKNOWN)  # type: ignore[arg-type]
    return f"financement perdu ou fonds propres en forte baisse{NBSP}: {said}"


def _since(facts: Facts) -> str:
    created = facts.business.created_on
    return f"création{NBSP}: {UNKNOWN}" if created is None else f"créée le {long_date(created)}"


def _staff(facts: Facts) -> str:
    fte = facts.business.fte
    return UNKNOWN if fte is None else f"{number(fte)}{NBSP}ETP"


def _over_a_year_old(facts: Facts) -> Result:
    created = facts.business.created_on
    return answer(None if created is None else whole_years_between(created, facts.on) >= 1)


def _has_staff(facts: Facts) -> Result:
    fte = facts.business.fte
    return answer(None if fte is None else fte > 0)


def _has_form(facts: Facts, forms: list[str]) -> bool:
    words = normalise(facts.business.legal_form or "").split()
    return any(form in words or f"{form}s" in words for form in forms)


def _form(facts: Facts) -> str:
    return facts.business.legal_form or UNKNOWN
