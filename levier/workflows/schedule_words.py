"""What a contract says of its schedule: how it comes back, its deferral, what is not usual."""

from collections.abc import Iterator
from decimal import Decimal

from levier.kernel.french import NBSP, euros, number
from levier.rules.schedules import (
    DayCount,
    DeferredInterest,
    Method,
    MonthEnd,
    NonWorkingDays,
    Remainder,
    Rounding,
    ScheduleTerms,
    Stub,
    YearBoundary,
)

AT_TERM = "en une fois, au terme"
HOW = {
    Method.ANNUITY: "par échéances constantes",
    Method.CONSTANT_PRINCIPAL: "par parts égales de capital",
    Method.CUSTOM_SHARES: "par parts de capital convenues",
    Method.FIXED_INSTALMENT: "par échéances fixes",
    Method.FLAT: "par échéances égales, intérêts du montant de départ",
    Method.IRREGULAR: "aux dates du tableau",
}
PERIODS = {1: "mensuelles", 3: "trimestrielles", 6: "semestrielles", 12: "annuelles"}
EACH = {1: "chaque mois", 3: "chaque trimestre", 6: "chaque semestre", 12: "chaque année"}
PERIOD_SAID = {1: "mois", 3: "trimestre", 6: "semestre", 12: "an"}
DAYS_OF_YEAR, MONTHS_OF_YEAR = 365, 12
INTEREST = {
    DeferredInterest.COLLECTED_AFTER: "sont payés avec la première échéance qui le suit",
    DeferredInterest.WAIVED: "sont abandonnés",
    DeferredInterest.CAPITALISED: "s’ajoutent au capital",
}
COUNTED = {
    DayCount.THIRTY_360: "en mois de trente jours et en années de 360 jours (30/360)",
    DayCount.ACTUAL_365: "au nombre exact de jours, sur 365 (exact/365)",
    DayCount.ACTUAL_360: "au nombre exact de jours, sur 360 (exact/360)",
    DayCount.ACTUAL_364: "au nombre exact de jours, sur 364 (exact/364)",
    DayCount.ACTUAL_ACTUAL: "au nombre exact de jours, sur ceux de chaque année (exact/exact)",
}


def repaid_said(terms: ScheduleTerms) -> str:
    """Return how principal comes back, as « Il est remboursé … » goes on."""
    if terms.method == Method.IN_FINE or terms.is_bullet:
        return AT_TERM + (_interest_at_term(terms) if terms.annual_rate else "")
    if terms.method == Method.IRREGULAR:
        return HOW[terms.method]
    fixed = terms.fixed_instalment
    amount = f" de {euros(fixed, cents=True)}" if fixed is not None else ""
    return f"{HOW[terms.method]}{amount}, {_every(terms)}"


def _interest_at_term(terms: ScheduleTerms) -> str:
    if terms.method == Method.IN_FINE:
        return f", intérêts payés {_each(terms)}"
    if terms.method == Method.BULLET_CAPITALISED:
        return f", intérêts compris, capitalisés {_each(terms)}"
    return ", intérêts compris"


def schedule_sentences(terms: ScheduleTerms, deferral_months: int) -> tuple[str, ...]:
    """Return what the particular conditions say: the method, the deferral, what is not usual."""
    return (*_of_method(terms), *_of_deferral(terms, deferral_months), *_of_conventions(terms))


def period_of_rate(months: Decimal) -> str:
    """Return the period that the TEG is computed on, given in months: « période d’un mois »."""
    if months in PERIOD_SAID:
        return f"période d’un {PERIOD_SAID[int(months)]}"
    if months == int(months):
        return f"période de {number(months)}{NBSP}mois"
    return f"période de {number(round(months * DAYS_OF_YEAR / MONTHS_OF_YEAR))}{NBSP}jours"


def _every(terms: ScheduleTerms) -> str:
    if terms.days_per_period:
        return _each(terms)
    return PERIODS[terms.months_per_period]


def _each(terms: ScheduleTerms) -> str:
    if terms.days_per_period:
        return f"tous les {number(terms.days_per_period)}{NBSP}jours"
    return EACH[terms.months_per_period]


def _of_method(terms: ScheduleTerms) -> Iterator[str]:
    if terms.method == Method.CUSTOM_SHARES:
        parts = terms.principal_shares[terms.deferred_principal_periods :]
        said = ", ".join(f"{number(part)}{NBSP}%" for part in parts)
        yield f"Parts du capital rendues, échéance après échéance{NBSP}: {said}."
    if terms.method == Method.FIXED_INSTALMENT:
        yield (
            f"L’échéance fixe est demandée jusqu’à ce que tout soit rendu{NBSP}; la dernière "
            "prend le reste."
        )


def _of_deferral(terms: ScheduleTerms, months: int) -> Iterator[str]:
    has_interest = bool(terms.deferred_interest_periods and terms.annual_rate)
    if terms.is_bullet or not (terms.deferred_principal_periods or has_interest):
        return
    during = f"Pendant le différé de {number(months)}{NBSP}mois,"
    if not terms.annual_rate:
        yield f"{during} rien n’est demandé."
    elif not has_interest:
        paid = "les intérêts sont payés à chaque échéance"
        yield f"{during} le capital n’est pas rendu{NBSP}; {paid}."
    else:
        what = "seul le capital est rendu"
        if terms.deferred_principal_periods:
            what = "ni capital ni intérêts ne sont demandés"
        yield f"{during} {what}{NBSP}; les intérêts du différé {INTEREST[terms.deferred_interest]}."


def _of_conventions(terms: ScheduleTerms) -> Iterator[str]:
    if terms.day_count != DayCount.MONTHLY and terms.annual_rate:
        is_eve = terms.day_count == DayCount.ACTUAL_ACTUAL
        is_eve = is_eve and terms.year_boundary == YearBoundary.DEC31
        eve = ", l’année changeant le 31 décembre" if is_eve else ""
        yield f"Les intérêts se comptent {COUNTED[terms.day_count]}{eve}."
    if terms.stub == Stub.INTEREST_ONLY:
        yield (
            "Les intérêts des jours qui précèdent la première période pleine se paient à part, le "
            "jour où elle s’ouvre."
        )
    if terms.month_end == MonthEnd.FIRST_OF_NEXT and not terms.days_per_period:
        yield (
            "Quand un mois n’a pas le jour de l’échéance, elle tombe le premier jour du mois "
            "suivant."
        )
    if terms.non_working_days != NonWorkingDays.NONE:
        side = "suivant" if terms.non_working_days == NonWorkingDays.NEXT else "précédent"
        yield (
            f"L’échéance d’un jour non ouvré est encaissée le jour ouvré {side}{NBSP}; ses "
            "intérêts ne changent pas."
        )
    yield from _of_rounding(terms)


def _of_rounding(terms: ScheduleTerms) -> Iterator[str]:
    if terms.instalment_multiple_of is not None:
        step = euros(terms.instalment_multiple_of, cents=True)
        yield (
            f"L’échéance est arrondie au multiple de {step} le plus proche{NBSP}; la dernière "
            "prend le reste."
        )
    if terms.rounding == Rounding.HALF_EVEN:
        yield "Les montants s’arrondissent au centime, un demi-centime au centime pair."
    if terms.remainder == Remainder.FIRST:
        yield "Ce que laissent les arrondis va à la première échéance qui rend du capital."
    if terms.remainder == Remainder.CARRIED:
        yield "Ce que laissent les arrondis se reporte d’une échéance à l’autre."
