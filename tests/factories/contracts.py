"""Contracts of commitments not paid yet, for every test."""

from datetime import date
from uuid import uuid4

from levier.documents.models import StoredFile
from levier.portfolio.models import Commitment, Contract
from levier.portfolio.services import agreed_terms
from levier.rules.schedules import Method
from levier.workflows.commitment_contract import draft_contract, make_contract
from levier.workflows.schedule_choice import Choice
from tests.factories.portfolio import loan

MADE_ON, PAID_ON = date(2024, 6, 27), date(2024, 7, 1)


def contract(commitment: Commitment, actor, method=Method.ANNUITY) -> Contract:
    """Return a contract to sign, made on 27 June 2024 for a payment on 1 July."""
    draft = draft_contract(commitment, MADE_ON, choice=Choice(method=method), start=PAID_ON)
    return make_contract(
        commitment=commitment, draft=draft, on=MADE_ON, actor=actor, idempotency_key=uuid4()
    )


def signed_contract(commitment: Commitment, actor) -> Contract:
    """Return a signed contract of a commitment, its paper not printed: for what follows only."""
    paper = StoredFile.objects.create(
        organisation=commitment.organisation, name="Contrat.pdf", sha256=uuid4().hex * 2,
        size=1, content_type="application/pdf",
    )  # fmt: skip
    return Contract.objects.create(
        organisation=commitment.organisation, commitment=commitment, rank=1,
        state=Contract.State.SIGNED, agreed=agreed_terms(commitment), stored_file=paper,
        made_on=MADE_ON, made_by=actor, signed_on=MADE_ON, signed_file=paper,
        signature_noted_by=actor, idempotency_key=uuid4(),
    )  # fmt: skip


def one_of_each(actor) -> dict:
    """Return a loan not paid yet and its contract, by name."""
    row = loan(actor)
    return {"promised": row, "contract": contract(row, actor)}
