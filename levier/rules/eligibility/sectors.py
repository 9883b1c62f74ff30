"""The conditions on the activity (NAF code) and on the legal form."""

from collections.abc import Callable, Iterable

from levier.kernel.text import normalise
from levier.rules.eligibility.facts import Facts
from levier.rules.eligibility.findings import UNKNOWN, Finding, Result, answer
from levier.rules.parameters import parameter, parameter_record


def not_primary_production(facts: Facts) -> Finding:
    """The activity is not one that the general de minimis regulation leaves out.

    Services to agriculture and hunting are to check. Errors: NoValueInForce.
    """
    record = parameter_record("sectors", "primary_production", facts.on)
    code = facts.business.naf
    if not code:
        result = Result.TO_CHECK
    elif _is_under(code, record.value):
        result = Result.NO
    elif _is_under(code, parameter("sectors", "primary_services", facts.on)):
        result = Result.TO_CHECK
    else:
        # A division alone (« 01 ») may hold groups that are left out.
        covers = any(_digits(group).startswith(_digits(code)) for group in record.value)
        result = Result.TO_CHECK if covers else Result.YES
    threshold = "hors production agricole primaire, pêche et aquaculture"
    return Finding(
        result, code or UNKNOWN, threshold, record.source, record.since, record.until
    )  # fmt: skip


def naf_among(codes: list[str]) -> Callable[[Facts], Finding]:
    """The activity is under one of these NAF codes (divisions, groups, classes)."""

    def check(facts: Facts) -> Finding:
        known = facts.business.naf
        holds = _is_under(known, codes) if known else None
        return Finding(answer(holds), known or UNKNOWN, f"NAF {', '.join(codes)}")

    return check


def naf_outside(codes: list[str]) -> Callable[[Facts], Finding]:
    """The activity is under none of these NAF codes."""

    def check(facts: Facts) -> Finding:
        known = facts.business.naf
        holds = not _is_under(known, codes) if known else None
        return Finding(answer(holds), known or UNKNOWN, f"hors NAF {', '.join(codes)}")

    return check


def legal_form_among(forms: list[str]) -> Callable[[Facts], Finding]:
    """The legal form is one of these, by one of its words (« association », « scic »)."""
    wanted = [normalise(form) for form in forms]

    def check(facts: Facts) -> Finding:
        known = facts.business.legal_form
        words = f" {normalise(known or '')} "
        holds = any(f" {form} " in words for form in wanted) if known else None
        return Finding(answer(holds), known or UNKNOWN, " ou ".join(forms))

    return check


def _is_under(code: str, groups: Iterable[str]) -> bool:
    return any(_digits(code).startswith(_digits(group)) for group in groups)


def _digits(code: str) -> str:
    """Return a NAF code without its points: `81.30Z` and `8130z` are one."""
    return "".join(char for char in code.upper() if char.isalnum())
