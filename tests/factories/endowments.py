"""Lines of endowment, for every test."""

from decimal import Decimal
from itertools import count

from levier.claims.models import Backing, Endowment
from levier.claims.services import back_guarantee, register_endowment
from levier.portfolio.models import Commitment
from tests.factories.committees import HELD_ON
from tests.factories.funds import funder

_rank = count(1)


def endowment(actor, amount="100000", multiplier="5", **values) -> Endowment:
    """Return a line of 100 000 € that may commit five times as much, open since the first day."""
    given = {
        "title": f"Ligne {next(_rank)}", "first_day": HELD_ON.replace(month=1, day=1),
        "source": "Convention, article 4", **values,
    }  # fmt: skip
    given.setdefault("funder", None)
    given["funder"] = given["funder"] or funder(actor.organisation)
    return register_endowment(
        organisation=actor.organisation, actor=actor, amount=Decimal(amount),
        multiplier=Decimal(multiplier), **given,
    )  # fmt: skip


def backed(commitment: Commitment, line: Endowment, share="1", actor=None) -> Backing:
    """Return a guarantee attached to a line."""
    return back_guarantee(
        commitment=commitment, endowment=line, share=Decimal(share), on=commitment.decided_on,
        actor=actor,
    )  # fmt: skip
