"""Eligibility of a dossier: facts read from its rows, verdicts, and what is kept of them."""

from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

from django.db import transaction

from levier.accounts.models import User
from levier.cases.models import Case, EligibilityRecord
from levier.cases.services.eligibility_facts import eligibility_facts
from levier.cases.services.life import touch
from levier.catalogue.models import Instrument, InstrumentVersion
from levier.journal.services import record
from levier.kernel.french import plural
from levier.rules.eligibility import (
    ConditionTerm,
    Facts,
    InstrumentTerms,
    InstrumentVerdict,
    evaluate,
    facts_to_json,
    verdicts_to_json,
)

_TERMS = tuple(
    field.name for field in fields(InstrumentTerms) if hasattr(InstrumentVersion, field.name)
)
"""What a version of the catalogue and the rules call by the same name."""
_LISTS = ("conditions", "allowed_months")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One instrument evaluated: its version in force, and the verdict with its conditions."""

    instrument: Instrument
    version: InstrumentVersion
    verdict: InstrumentVerdict


def evaluate_case(
    case: Case,
    on: date,
    granted: frozenset[str] = frozenset(),
    held: frozenset[str] | None = None,
) -> list[Evaluation]:
    """Return the verdict of every instrument of the house in force on `on`. Writes nothing.

    `granted`: the kinds of instruments already granted to the dossier, which coupled ones wait for.
    `held`: the codes of those that its holder was granted elsewhere; None when nobody looked.
    """
    return evaluate_facts(case.organisation_id, eligibility_facts(case, on, granted, held))


def evaluate_facts(organisation_id: UUID, facts: Facts) -> list[Evaluation]:
    """Return the verdict of every instrument of a house on these facts (one query)."""
    versions = list(
        InstrumentVersion.objects.filter(organisation=organisation_id)
        .in_force_on(facts.on)
        .select_related("instrument")
        .order_by("instrument__position", "instrument__label")
    )
    by_code = {version.instrument.code: version for version in versions}
    return [
        Evaluation(by_code[found.instrument].instrument, by_code[found.instrument], found)
        for found in evaluate(facts, [terms_of(version) for version in versions])
    ]


@transaction.atomic
def record_eligibility(
    *,
    case: Case,
    actor: User,
    on: date,
    granted: frozenset[str] = frozenset(),
    held: frozenset[str] | None = None,
    freeze: bool = False,
) -> list[EligibilityRecord]:
    """Keep the verdicts of `on` with the facts read; those that are not frozen give way.

    The journal has a line when a verdict changes, not each time one looks.
    `freeze` keeps them for ever: it is asked on the day of decision.
    """
    read = eligibility_facts(case, on, granted, held)
    evaluations, facts = evaluate_facts(case.organisation_id, read), facts_to_json(read)
    former = case.eligibility_records.filter(is_frozen=False)
    before = dict(former.values_list("version", "verdict"))
    former.delete()
    rows = EligibilityRecord.objects.bulk_create(
        EligibilityRecord(
            organisation_id=case.organisation_id,
            case=case,
            version=each.version,
            on=on,
            verdict=each.verdict.verdict.value,
            facts=facts,
            conditions=verdicts_to_json(on, [each.verdict])["verdicts"][0]["conditions"],
            is_frozen=freeze,
        )
        for each in evaluations
    )
    if not freeze and before == {row.version_id: row.verdict for row in rows}:
        return rows
    touch(case, on)
    yes = sum(row.verdict == "yes" for row in rows)
    word = "figée" if freeze else "évaluée"
    found = plural(yes, "instrument possible", "instruments possibles")
    summary = f"Éligibilité {word} : {found} sur {len(rows)}."
    record(
        "cases.eligibility_recorded", actor=actor, target=case, case_key=case.pk, summary=summary
    )
    return rows


def terms_of(version: InstrumentVersion) -> InstrumentTerms:
    """Return a version of the catalogue as the rules read it."""
    return InstrumentTerms(
        code=version.instrument.code,
        label=version.instrument.label,
        kind=version.instrument.kind,
        version_from=version.first_day,
        version_to=version.last_day,
        state=version.status,
        **{name: getattr(version, name) for name in _TERMS if name not in _LISTS},
        allowed_months=tuple(version.allowed_months),
        conditions=tuple(ConditionTerm(**condition) for condition in version.conditions),
    )
