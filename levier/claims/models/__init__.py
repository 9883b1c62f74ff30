"""Tables of guarantees that live: their events, calls, lines of endowment, accounts."""

from levier.claims.models.accounts import AccountOfGuarantees
from levier.claims.models.calls import (
    PAPERS,
    Call,
    CallPayment,
    CommissionReceipt,
    GuaranteeEvent,
    GuaranteePaper,
    Recovery,
)
from levier.claims.models.endowments import (
    Backing,
    CounterGuarantee,
    Endowment,
    EndowmentMultiplier,
)

__all__ = [
    "PAPERS",
    "AccountOfGuarantees",
    "Backing",
    "Call",
    "CallPayment",
    "CommissionReceipt",
    "CounterGuarantee",
    "Endowment",
    "EndowmentMultiplier",
    "GuaranteeEvent",
    "GuaranteePaper",
    "Recovery",
]
