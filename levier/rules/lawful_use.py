"""What the money of a public funder may lawfully pay for, on a day.

The texts are in parameters/lawful_uses.toml, by kind of funder and by use. A use of which no text
is known here is neither allowed nor refused: it is to be checked.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from levier.kernel.french import numeric_date
from levier.rules.parameters import NoValueInForce, UnknownParameter, parameter_record

FILE = "lawful_uses"
USES = {
    "business_aid": "aide à une entreprise",
    "business_real_estate": "immobilier d’entreprise",
    "ess_aid": "aide à une structure de l’ESS",
    "social_inclusion": "insertion et action sociale",
    "support": "accompagnement et étude",
}


class Lawfulness(StrEnum):
    """What the law says of a use."""

    ALLOWED = "allowed"
    ON_CONDITION = "on_condition"
    REFUSED = "refused"
    TO_CHECK = "to_check"


@dataclass(frozen=True, slots=True)
class LawfulUse:
    """What the law says: the sentence, its source and its first day; blank when to be checked."""

    verdict: Lawfulness
    text: str = ""
    source: str = ""
    since: date | None = None
    is_confirmed: bool = False


def lawful_use(funder_kind: str, use: str, on: date) -> LawfulUse:
    """Return what the law says on `on` of a use (a key of USES) by a kind of funder."""
    try:
        record = parameter_record(FILE, f"{funder_kind}_{use}", on)
    except (UnknownParameter, NoValueInForce):
        return LawfulUse(Lawfulness.TO_CHECK)
    return LawfulUse(
        verdict=Lawfulness(record.value),
        text=record.label,
        source=record.source,
        since=record.since,
        is_confirmed=record.certainty == "confirmed",
    )


def unlawful_reason(funder_kind: str, use: str, on: date) -> str:
    """Return why a use is refused, with the text and its day, in French; nothing when it is not."""
    found = lawful_use(funder_kind, use, on)
    if found.verdict != Lawfulness.REFUSED or found.since is None:
        return ""
    return f"{found.text} ({found.source} ; depuis le {numeric_date(found.since)})"


def payable_needs(use: str, on: date) -> frozenset[str] | None:
    """Return the natures of need (those of a plan) that money of this use may pay on a day.

    None when no text is known: nothing is then limited. Source: parameters/payable_needs.toml.
    """
    try:
        return frozenset(parameter_record("payable_needs", use, on).value)
    except (UnknownParameter, NoValueInForce):
        return None
