"""Grants paid, and what is asked back of them, for every test."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from levier.portfolio.models import Clawback, Commitment
from levier.portfolio.services import ask_back
from levier.workflows.follow_commitment import set_up_commitment
from tests.factories.accounts import user
from tests.factories.committees import HELD_ON
from tests.factories.portfolio import engagement_grant

PAID_ON = HELD_ON + timedelta(days=10)
TODAY = PAID_ON + timedelta(days=100)


def paid_grant(actor) -> Commitment:
    """Return a grant of 2 000 €, paid ten days after its committee."""
    row = engagement_grant(user("secretary", actor.organisation))
    return set_up_commitment(commitment=row, on=PAID_ON, actor=actor, key=uuid4())


def clawback(commitment: Commitment, actor, amount="500", **values) -> Clawback:
    """Return what is asked back of a grant: 500 € by default."""
    terms = {
        "reason": "Pièces non remises", "decided_by": "Comité du 12 mars",
        "asked_on": TODAY, "today": TODAY, "idempotency_key": uuid4(), **values,
    }  # fmt: skip
    return ask_back(commitment=commitment, amount=Decimal(amount), actor=actor, **terms)


def one_of_each(actor) -> dict:
    """Return a grant paid and what is asked back of it, by name."""
    row = paid_grant(actor)
    return {"paid_grant": row, "clawback": clawback(row, actor)}
