"""Undertakings and the lines of their ledger, for every test."""

from datetime import date
from decimal import Decimal
from itertools import count
from uuid import uuid4

from levier.documents.services import store_file
from levier.rules.grant_equivalents import grant_equivalent
from levier.state_aid.models import LedgerAid, Undertaking
from levier.state_aid.services import (
    NewAid,
    declare_aid,
    keep_attestation,
    link_undertakings,
    register_undertaking,
)

_rank = count(1)
ON = date(2026, 3, 19)


def undertaking(actor, **fields) -> Undertaking:
    """Return an undertaking of the house, under an invented SIREN."""
    rank = next(_rank)
    values = {"name": f"Cycles de la Gohelle {rank}", "siren": f"0000{rank:05d}", **fields}
    return register_undertaking(organisation=actor.organisation, actor=actor, **values)


def new_aid(amount="50000", on: date = ON, **fields) -> NewAid:
    """Return a grant of an agglomeration, not yet written."""
    values = {
        "authority": "Agglomération de la Gohelle", "instrument": "Aide à l’installation",
        "kind": "grant", "source": "Attestation du porteur", **fields,
    }  # fmt: skip
    euros = Decimal(amount)
    return NewAid(amount=euros, equivalent=grant_equivalent(euros), granted_on=on, **values)


def declared(row: Undertaking, actor, amount="50000", on: date = ON, **fields) -> LedgerAid:
    """Return a declared grant, written."""
    aid = new_aid(amount, on, **fields)
    return declare_aid(undertaking=row, aid=aid, key=uuid4(), actor=actor)


def one_of_each(actor) -> dict:
    """Return an undertaking of the house with a line, a link and an attestation, by name."""
    row = undertaking(actor)
    stored = store_file(
        organisation=actor.organisation, actor=actor, name="attestation.pdf", content=b"%PDF-1.7\n"
    )
    return {
        "undertaking": row,
        "aid_line": declared(row, actor),
        "undertaking_link": link_undertakings(
            first=row, second=undertaking(actor), first_day=ON, reason="Filiale", actor=actor
        ),
        "attestation": keep_attestation(
            undertaking=row, on=ON, total=Decimal(50000), document=stored, actor=actor
        ),
    }
