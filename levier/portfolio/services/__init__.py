"""Writes of commitments, by meaning: opened, drawn, moved, amended."""

from levier.portfolio.services.amendments import amend, decide_amendment, terms_of
from levier.portfolio.services.draws import (
    draw_on_envelopes,
    drawn_on,
    remaining_in,
    share_between,
)
from levier.portfolio.services.life import (
    cancel,
    end,
    lapse,
    set_carrier_number,
    set_up,
    unlock,
)
from levier.portfolio.services.opening import (
    LoanTerms,
    open_financing,
    open_grant,
    open_guarantee,
)
from levier.portfolio.services.state_aid import count_aid, refuse_payment_above_ceiling

__all__ = [
    "LoanTerms",
    "amend",
    "cancel",
    "count_aid",
    "decide_amendment",
    "draw_on_envelopes",
    "drawn_on",
    "end",
    "lapse",
    "open_financing",
    "open_grant",
    "open_guarantee",
    "refuse_payment_above_ceiling",
    "remaining_in",
    "set_carrier_number",
    "set_up",
    "share_between",
    "terms_of",
    "unlock",
]
