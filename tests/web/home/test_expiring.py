"""Pieces about to expire are something to do, thirty days ahead and not one more."""

from datetime import timedelta

import pytest

from levier.cases.models import Piece
from levier.cases.services import request_pieces
from levier.web.home.scope import portfolio_of
from levier.web.home.tasks import to_decide
from tests.factories.accounts import house, user
from tests.factories.cases import DAY, with_guarantee

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("days", "status", "count"),
    [(0, "checked", 1), (30, "received", 1), (31, "checked", 0), (-1, "checked", 0),
     (10, "required", 0)],
)  # fmt: skip
def test_a_piece_is_said_thirty_days_before_it_expires(days, status, count):
    actor = user("advisor", house())
    piece = request_pieces(case=with_guarantee(actor), actor=actor, on=DAY)[0]
    day = DAY + timedelta(days=days)
    Piece.objects.filter(pk=piece.pk).update(status=status, expires_on=day)

    tasks = [t for t in to_decide(portfolio_of(actor, "maison"), DAY) if "expire" in t.why]

    assert [t.due for t in tasks] == [day] * count
    assert all(str(piece.kind) in t.why for t in tasks)
