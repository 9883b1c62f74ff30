"""Undertakings and their links, the ledger of aids, attestations, reference rates."""

from levier.state_aid.services.attestations import keep_attestation, sign_attestation
from levier.state_aid.services.ledger import (
    NewAid,
    PlanResource,
    check_before_payment,
    declare_aid,
    grant_aid,
    lines_of_commitment,
    reverse_aid,
)
from levier.state_aid.services.past import PastAid, take_over_aids
from levier.state_aid.services.planned import planned_lines, settle_planned_aids
from levier.state_aid.services.rates import base_rate_on, register_reference_rate
from levier.state_aid.services.situation import (
    Situation,
    aids_counted,
    lines_counted_twice,
    situation_on,
)
from levier.state_aid.services.undertakings import (
    describe_undertaking,
    end_link,
    group_of,
    known_undertaking,
    link_undertakings,
    register_undertaking,
    undertaking_of,
)

__all__ = [
    "NewAid",
    "PastAid",
    "PlanResource",
    "Situation",
    "aids_counted",
    "base_rate_on",
    "check_before_payment",
    "declare_aid",
    "describe_undertaking",
    "end_link",
    "grant_aid",
    "group_of",
    "keep_attestation",
    "known_undertaking",
    "lines_counted_twice",
    "lines_of_commitment",
    "link_undertakings",
    "planned_lines",
    "register_reference_rate",
    "register_undertaking",
    "reverse_aid",
    "settle_planned_aids",
    "sign_attestation",
    "situation_on",
    "take_over_aids",
    "undertaking_of",
]
