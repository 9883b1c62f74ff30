"""Written consultations: rules that allow them, members with an account, dossiers to answer."""

from datetime import UTC, datetime, timedelta

from levier.committees.models import Sitting
from levier.committees.services import open_consultation, plan_sitting
from tests.factories.committees import HELD_ON, committee, laid, seat

# 9 h 00 in Paris on 19 March 2026, the day of the sittings of these tests
OPENED_AT = datetime(2026, 3, 19, 8, tzinfo=UTC)
RULES = {"written_allowed": True, "written_days": 5, "written_min_members": 2}


def planned(actor, *, seats: int = 3, dossiers: int = 2, accounts: bool = True, **rules) -> Sitting:
    """Return a planned consultation of `seats` members on `dossiers` dossiers."""
    row = committee(actor.organisation, **(RULES | rules))
    for _ in range(seats):
        seat(row, with_account=accounts)
    sitting = plan_sitting(
        organisation=actor.organisation, actor=actor, committee=row, held_on=HELD_ON,
        mode=Sitting.Mode.WRITTEN,
    )  # fmt: skip
    for _ in range(dossiers):
        laid(sitting, actor, "Prêt solidaire", amount="2000", months=24)
    return sitting


def opened(actor, **options) -> Sitting:
    """Return a consultation open since 19 March 2026, until the evening of the 24th."""
    return open_consultation(sitting=planned(actor, **options), actor=actor, at=OPENED_AT)


def later(days: int = 0, **span) -> datetime:
    """Return a moment counted from the opening."""
    return OPENED_AT + timedelta(days=days, **span)


def one_of_each(actor) -> dict:
    """Return an open consultation of the house, and a dossier of its ballots."""
    row = opened(actor, seats=2, dossiers=1, accounts=False)
    return {"consultation": row, "ballot_item": row.items.get()}
