"""What a project not created yet may still choose: its activity, its legal form.

Of a business that exists, only what nobody knows is asked for: it is what it is.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from levier.rules.eligibility.condition_kinds import kind_and_value, sentence_of
from levier.rules.eligibility.conditions import finding_of
from levier.rules.eligibility.facts import Facts
from levier.rules.eligibility.findings import Result
from levier.rules.eligibility.proposals.move import Move, Proposer, asked_when, proved
from levier.rules.eligibility.terms import InstrumentTerms

ACTIVITY = ("naf_among", "naf_outside", "not_primary_production")
FORM = ("legal_form_among", "association")
DIVISIONS = tuple(f"{number:02d}" for number in range(96, 0, -1))
"""The divisions of the NAF, services to persons first: where an activity is looked for."""


def is_to_create(facts: Facts) -> bool:
    """Tell whether the business is a creation that does not exist yet on the day."""
    created = facts.business.created_on
    return facts.business.project == "creation" and (created is None or created > facts.on)


def _activity(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    """An activity that every condition on the NAF code admits."""
    codes = _conditions(terms, ACTIVITY)
    listed = tuple(_listed(codes, "naf_among"))
    naf = _first_admitted(facts, "naf", codes, listed or DIVISIONS)
    if naf is None:
        return
    now, changed = facts.business.naf, _with(facts, "naf", naf)
    kinds = " et ".join(_activity_words(code) for code in codes)
    if is_to_create(facts):
        sentence = f"Si le projet choisissait une activité {kinds}{_now(now)}"
        yield Move("naf", sentence, changed, asked_when(not now, "naf"))
    elif not now:
        yield from proved("naf", f"une activité {kinds}", changed)


def _legal_form(terms: InstrumentTerms, facts: Facts) -> Iterator[Move]:
    """A legal form that every condition on it admits."""
    codes = _conditions(terms, FORM)
    listed = _listed(codes, "legal_form_among")
    form = _first_admitted(facts, "legal_form", codes, (*listed, "Association"))
    if form is None:
        return
    now, changed = facts.business.legal_form, _with(facts, "legal_form", form)
    forms = "association" if "association" in codes else " ou ".join(dict.fromkeys(listed))
    if is_to_create(facts):
        sentence = f"Si la structure se créait sous la forme {forms}{_now(now)}"
        yield Move("legal_form", sentence, changed, asked_when(not now, "legal_form"))
    elif not now:
        yield from proved("legal_form", f"la forme juridique {forms} (statuts)", changed)


def _conditions(terms: InstrumentTerms, kinds: tuple[str, ...]) -> list[str]:
    """Return the codes of the terms' conditions of these kinds."""
    return [each.code for each in terms.conditions if each.code.partition(":")[0] in kinds]


def _listed(codes: list[str], kind: str) -> list[str]:
    """Return the values that the conditions of a kind list in their codes."""
    values = [kind_and_value(code)[1] for code in codes if code.partition(":")[0] == kind]
    return [value.strip() for listed in values for value in listed.split(",") if value.strip()]


def _first_admitted(
    facts: Facts, name: str, codes: list[str], candidates: tuple[str, ...]
) -> str | None:
    """Return the first candidate for a fact of the business that every condition admits."""
    for candidate in candidates:
        changed = _with(facts, name, candidate)
        if all(finding_of(code, changed).result is Result.YES for code in codes):
            return candidate
    return None


def _activity_words(code: str) -> str:
    """Return a condition on the activity after « une activité »: « hors des codes NAF 01 »."""
    sentence = sentence_of(code).removeprefix("Activité ")
    return sentence[:1].lower() + sentence[1:]


def _now(value: str | None) -> str:
    return f" ({value} pour l’instant)" if value else ""


def _with(facts: Facts, name: str, value: Any) -> Facts:
    return replace(facts, business=replace(facts.business, **{name: value}))


LISTED: dict[str, Proposer] = {
    "naf_among": _activity,
    "naf_outside": _activity,
    "legal_form_among": _legal_form,
}
"""Proposers of the conditions that carry their list in their code."""
PROPOSERS: dict[str, Proposer] = {
    "not_primary_production": _activity,
    "association": _legal_form,
}
