"""Commitments, opened by the decisions of real sittings, for every test."""

from decimal import Decimal
from uuid import uuid4

from levier.cases.models import Piece
from levier.catalogue.models import RequiredPiece
from levier.committees.models import Decision
from levier.committees.services import NewCondition
from levier.portfolio.models import Commitment
from levier.workflows.decide_case import decide_case
from tests.factories.accounts import user
from tests.factories.committees import committee, in_session, laid, seat, secretary
from tests.factories.funds import envelope


def decided(actor=None, name: str = "GEF", conditions=(), sitting=None, draws=(), **terms):
    """Return the decision that agrees to one request, in a session of its own by default."""
    actor = actor or secretary()
    row = sitting or in_session(actor)
    item, asked = laid(row, actor, name, **terms)
    return decide_case(
        item=item,
        request=asked,
        outcome="agreed_with_conditions" if conditions else "agreed",
        amount=None if asked.instrument.kind == "guarantee" else asked.amount,
        actor=actor,
        idempotency_key=uuid4(),
        conditions=[NewCondition(text) for text in conditions],
        draws=draws,
    )


def guarantee(actor=None, **terms) -> Commitment:
    """Return an open guarantee of 28 800 € on a loan of 36 000 €, by default."""
    decision: Decision = decided(actor, **terms)
    return decision.commitment


def loan(actor=None, **terms) -> Commitment:
    """Return an open solidarity loan of 10 000 €, by default."""
    return decided(actor, "Prêt solidaire", **{"amount": "10000", "months": 36, **terms}).commitment


def engagement_grant(actor=None, amount="2000", evidence=True, **terms) -> Commitment:
    """Return an open grant « Engagement », drawn on an envelope of 10 000 € of its own.

    Its evidence is in the dossier, checked, unless told otherwise.
    """
    actor = actor or secretary()
    row = envelope(actor.organisation, scheme="prime_engagement")
    grant = decided(
        actor, "Prime Engagement", amount=amount, draws=[(row, Decimal(amount))], **terms
    ).commitment
    if evidence:
        evidenced(grant, actor)
    return grant


def evidenced(grant: Commitment, actor, *, without: str = "") -> None:
    """Put every piece that a grant asks for before payment in its dossier, checked, for good."""
    asked = RequiredPiece.objects.filter(
        instrument=grant.instrument, stage=RequiredPiece.Stage.SETUP
    )
    for row in asked.exclude(piece_kind__code=without):
        Piece.objects.update_or_create(
            organisation=grant.organisation, case=grant.case, kind=row.piece_kind,
            defaults={
                "is_mandatory": False, "status": Piece.Status.CHECKED,
                "received_on": grant.decided_on, "checked_on": grant.decided_on,
                "checked_by": actor,
            },
        )  # fmt: skip


def lay_grant(actor, holder, amount="2000") -> dict:
    """Return what decide_case asks to grant a prime to a person, on an envelope of its own."""
    purse = envelope(actor.organisation, scheme="prime_engagement", amount=amount)
    item, asked = laid(in_session(actor), actor, "Prime Engagement", amount=amount)
    item.case.person = asked.case.person = holder
    item.case.save()
    return {
        "item": item, "request": asked, "outcome": "agreed", "amount": Decimal(amount),
        "actor": actor, "idempotency_key": uuid4(), "draws": [(purse, Decimal(amount))],
    }  # fmt: skip


def one_of_each(house) -> dict:
    """Return a sitting with its dossier, decision, guarantee, envelope… of the house, by name."""
    actor = user("secretary", house)
    commitment = guarantee(actor, conditions=["Bail signé"])
    decision = commitment.decision
    seated = seat(committee(house))
    purse = envelope(house)
    return {
        "sitting": decision.item.sitting,
        "item": decision.item,
        "decided_case": decision.item.case,
        "decision": decision,
        "condition": decision.conditions.get(),
        "commitment": commitment,
        "committee": decision.item.sitting.committee,
        "house_member": seated.member,
        "representative": seated,
        "seat": seated.seats.get(),
        "envelope": purse,
        "funder": purse.funder,
        "instrument": commitment.instrument,
        "version": commitment.version,
    }
