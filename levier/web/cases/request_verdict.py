"""What eligibility says of the instrument asked for, while its terms are typed. Writes nothing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from levier.cases.models import Case, FundingRequest
from levier.cases.services.eligibility import evaluate_facts
from levier.cases.services.eligibility_facts import eligibility_facts
from levier.portfolio.services.holdings import codes_held
from levier.rules.eligibility import UnknownInstrument
from levier.web.cases.dossier import load
from levier.web.cases.reevaluation import granted_kinds
from levier.web.cases.verdicts import ShownVerdict, live_verdicts

TYPED = (
    "loan_amount", "months", "deferral_months", "quota", "surety_amount", "amount", "asked_amount",
)  # fmt: skip


def verdict_of_request(
    case: Case, data: Mapping[str, Any], on: date, editing: Any = None
) -> ShownVerdict | None:
    """Return the verdict of the instrument typed; None without one in force.

    `data`: the terms typed so far, by field of the request; `editing`: the key of the row changed.
    """
    instrument = data.get("instrument")
    if instrument is None:
        return None
    load(case, "eligibility_records", "plan_lines", "axes")
    typed = FundingRequest(
        case=case,
        organisation_id=case.organisation_id,
        instrument=instrument,
        **{name: data.get(name) for name in TYPED},
    )
    others = [
        r for r in case.requests.all() if r.pk != editing and r.instrument_id != instrument.pk
    ]
    facts = eligibility_facts(
        case, on, granted_kinds(case), codes_held(case), asked=[*others, typed]
    )
    facts = replace(facts, instruments=(instrument.code,))
    try:
        [shown] = live_verdicts(case, facts, evaluate_facts(case.organisation_id, facts))
    except UnknownInstrument:
        return None
    return shown
