"""Which instruments a dossier may ask for, and why: a verdict and its conditions, on a day.

`facts` is what is known (what is not known is never false), `terms` what a product asks,
`conditions` and `limits` how each condition is answered, `verdicts` what follows, `contract` the
JSON that goes in and out.
"""

from levier.rules.eligibility.contract import (
    InvalidFacts,
    facts_from_json,
    facts_to_json,
    verdicts_to_json,
)
from levier.rules.eligibility.facts import BankLoan, Business, Costs, Facts, Person
from levier.rules.eligibility.findings import ConditionResult, Result
from levier.rules.eligibility.terms import ConditionTerm, InstrumentTerms
from levier.rules.eligibility.verdicts import (
    InstrumentVerdict,
    UnknownInstrument,
    Verdict,
    evaluate,
    verdict_of,
)

__all__ = [
    "BankLoan",
    "Business",
    "ConditionResult",
    "ConditionTerm",
    "Costs",
    "Facts",
    "InstrumentTerms",
    "InstrumentVerdict",
    "InvalidFacts",
    "Person",
    "Result",
    "UnknownInstrument",
    "Verdict",
    "evaluate",
    "facts_from_json",
    "facts_to_json",
    "verdict_of",
    "verdicts_to_json",
]
