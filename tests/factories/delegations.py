"""Delegations of a house and decisions taken by them, for every test."""

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from levier.accounts.models import User
from levier.committees.models import Delegation, Sitting
from levier.committees.services import body_named, set_delegation
from levier.workflows.decide_alone import Ruling, decide_alone
from levier.workflows.decide_case import terms_asked
from tests.factories.committees import HELD_ON, ready_case, refusal_reason, request


def delegation(actor: User, **values) -> Delegation:
    """Return a delegation of the director on guarantees, up to 30 000 €, since 1 January 2026."""
    terms = {
        "body": "director", "kind": "guarantee", "max_amount": Decimal(30000),
        "first_day": date(2026, 1, 1), "source": "CA du 12 décembre 2025", **values,
    }  # fmt: skip
    terms["body"] = body_named(actor.organisation, terms["body"])
    return set_delegation(organisation=actor.organisation, actor=actor, **terms)


def agreed(asked, **changes) -> Ruling:
    """Return the agreement of a request, on the terms asked (28 800 € guaranteed by default)."""
    terms = terms_asked(asked, **{k: changes.pop(k) for k in ("loan_amount",) if k in changes})
    return Ruling(**{"request": asked, "outcome": "agreed", "terms": terms, **changes})


def refused(asked) -> Ruling:
    """Return the refusal of a request, for a reason of the house's list."""
    reason = refusal_reason(asked.organisation)
    return Ruling(request=asked, outcome="refused", refusal_reason=reason)


def alone(
    actor: User, *rulings: Ruling, day: date = HELD_ON, body: str = "director",
    key: UUID | None = None, today: date | None = None,
) -> Sitting:  # fmt: skip
    """Decide the dossier of these rulings by delegation, on `day`."""
    return decide_alone(
        case=rulings[0].request.case, body=body_named(actor.organisation, body), day=day,
        today=today or day, rulings=rulings, actor=actor, idempotency_key=key or uuid4(),
    )  # fmt: skip


def asked_of(actor: User, **terms):
    """Return the request of a new ready dossier: 28 800 € guaranteed by default."""
    return request(ready_case(actor.organisation), **terms)
