"""Which colour and shape says a state. The word always comes with it."""

from levier.kernel.french import capitalised

SENSES: dict[str, dict[str, str]] = {
    "cases.Case": {
        "first_contact": "neutre", "orientation": "neutre", "instruction": "mer", "ready": "mer",
        "committee": "opale", "conditions": "ocre", "agreed": "pre", "follow_up": "pre",
        "closed": "neutre", "refused": "brique", "abandoned": "neutre",
    },
    "cases.Piece": {
        "required": "ocre", "received": "mer", "checked": "pre", "rejected": "brique",
    },
    "cases.Referral": {"sent": "mer", "accepted": "pre", "declined": "neutre"},
    "cases.FundingRequest": {"proposed": "mer", "decided": "pre", "withdrawn": "neutre"},
    "cases.PlanLine": {
        "to_ask": "neutre", "asked": "mer", "in_principle": "ocre", "firm": "pre",
        "refused": "brique",
    },
    "committees.Sitting": {
        "planned": "neutre", "open": "mer", "held": "ocre", "minuted": "pre",
    },
    "committees.Decision": {
        "agreed": "pre", "agreed_with_conditions": "ocre", "adjourned": "mer", "refused": "brique",
    },
    "portfolio.Commitment": {
        "locked": "ocre", "open": "mer", "amending": "bruyere", "set_up": "pre",
        "lapsed": "brique", "cancelled": "neutre", "ended": "neutre",
    },
    "portfolio.Clawback": {"asked": "ocre", "settled": "pre", "given_up": "neutre"},
    "claims.Call": {
        "open": "ocre", "submitted": "mer", "accepted": "opale", "rejected": "brique",
        "paid": "pre", "withdrawn": "neutre",
    },
    "followup.Review": {
        "todo": "neutre", "asked": "mer", "received": "ocre", "done": "pre", "waived": "neutre",
    },
    "banking.PaymentOrder": {
        "prepared": "ocre", "approved": "mer", "sent": "opale", "executed": "pre",
        "rejected": "brique", "returned": "brique", "cancelled": "neutre",
    },
    "banking.RevenueOrder": {"issued": "opale", "collected": "pre", "cancelled": "neutre"},
    "banking.Mandate": {"active": "pre", "suspended": "ocre", "revoked": "neutre"},
    "banking.Collection": {
        "planned": "ocre", "noticed": "mer", "handed": "opale", "booked": "pre",
        "returned": "brique", "cancelled": "neutre",
    },
    "correspondence.OutgoingMessage": {
        "queued": "neutre", "sending": "mer", "sent": "pre", "failed": "brique",
        "bounced": "brique",
    },
    "jobs.Job": {"waiting": "neutre", "running": "mer", "done": "pre", "failed": "brique"},
    "exchange.PlanImport": {"open": "ocre", "done": "pre", "dropped": "neutre"},
    "exchange.ExtractReading": {"open": "ocre", "done": "pre", "dropped": "neutre"},
    "exchange.YearImport": {
        "reading": "mer", "preview": "ocre", "faulty": "brique", "writing": "mer", "done": "pre",
        "dropped": "neutre",
    },
}  # fmt: skip
STATE_FIELDS = ("state", "status", "outcome")


def badge_of(row) -> tuple[str, str]:
    """Return the sense (`pre`, `ocre`, `brique`, `mer`…) and the word of a row's state."""
    senses = SENSES.get(row._meta.label, {})
    for field in STATE_FIELDS:
        if hasattr(row, field):
            word = getattr(row, f"get_{field}_display")()
            return senses.get(getattr(row, field), "neutre"), capitalised(word)
    raise TypeError(f"{row._meta.label} has no state to show.")
