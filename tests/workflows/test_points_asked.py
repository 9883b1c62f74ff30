"""What the papers of a sitting say is asked of a point, before and after its decision."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from levier.committees.services import close_consultation, open_consultation, send_back
from levier.portfolio.services import amend
from levier.workflows.decide_case import decide_case
from levier.workflows.follow_commitment import decide_on_amendment, lay_amendment
from levier.workflows.loan_proposals import lay_proposal, submit_running_loan
from levier.workflows.points_asked import asked_at
from levier.workflows.sitting_documents import agenda_data, items_of, minutes_data
from tests.factories.accounts import user
from tests.factories.committees import HELD_ON, in_session, laid, secretary
from tests.factories.committees import request as ask
from tests.factories.consultations import OPENED_AT, planned
from tests.factories.consultations import later as later_on
from tests.factories.portfolio import loan
from tests.factories.servicing import running_loan

pytestmark = pytest.mark.django_db
LATER = date(2026, 4, 1)
DUE = "1\u202f200,00\u00a0€ dus. Liquidation close"


@pytest.fixture
def actor():
    return secretary()


def amended(actor):
    """Return an amendment that waits for a committee, the guaranteed dossier long decided."""
    return amend(
        commitment=loan(actor), actor=actor, on=LATER, reason="devis", amount=Decimal(12000)
    )


def decided(item, amendment, actor):
    return decide_on_amendment(
        item=item, amendment=amendment, outcome="agreed", actor=actor, idempotency_key=uuid4()
    )


def test_a_request_is_what_a_new_dossier_asks(actor):
    row = in_session(actor)
    item, request = laid(row, actor)

    asked = asked_at(items_of(row))[item.pk]

    assert (asked.requests, asked.waiting) == ([request], [request])
    assert asked.amount == request.loan_amount


def test_the_agenda_and_the_minutes_say_the_amendment_not_the_requests_decided_before(actor):
    amendment, row = amended(actor), in_session(actor)
    item = lay_amendment(amendment=amendment, sitting=row, actor=actor)

    (line,) = agenda_data(row, items_of(row), HELD_ON).items
    assert line.request == str(amendment)

    decided(item, amendment, actor)
    (point,) = minutes_data(row, HELD_ON).items
    assert point.request == [(str(amendment), "devis")]
    assert point.decisions[0].instrument == str(amendment)


def test_a_point_keeps_what_it_decided_when_another_amendment_waits(actor):
    first, row = amended(actor), in_session(actor)
    item = lay_amendment(amendment=first, sitting=row, actor=actor)
    decided(item, first, actor)
    commitment = first.commitment
    commitment.refresh_from_db()
    second = amend(
        commitment=commitment, actor=actor, on=LATER, reason="encore", amount=Decimal(15000)
    )

    assert second.state == "to_committee"
    assert asked_at(items_of(row))[item.pk].amendment == first


def test_a_point_adjourned_does_not_ask_what_the_dossier_asks_later(actor):
    row = in_session(actor)
    item, request = laid(row, actor)
    decide_case(
        item=item, request=request, outcome="adjourned", amount=None, actor=actor,
        idempotency_key=uuid4(), reason="Devis attendus",
    )  # fmt: skip
    later = ask(item.case, "Prêt solidaire", amount=Decimal(500))

    assert later.state == "proposed"
    assert asked_at(items_of(row))[item.pk].requests == [request]


def test_a_point_sent_back_asks_its_amendment_until_its_minutes(actor):
    amendment, row = amended(actor), planned(actor, dossiers=0)
    item = lay_amendment(amendment=amendment, sitting=row, actor=actor)
    open_consultation(sitting=row, actor=actor, at=OPENED_AT)
    close_consultation(sitting=row, actor=actor, at=later_on(6))
    send_back(item=item, reason="Quorum non atteint", actor=actor)

    (point,) = minutes_data(row, HELD_ON).items
    assert point.request == [(str(amendment), "devis")]


def test_a_loan_that_runs_is_asked_with_what_it_owes():
    running = running_loan()
    actor = user("secretary", running.organisation)
    proposal = submit_running_loan(
        loan=running, act="write_off", reason="Liquidation close", on=date(2026, 6, 1),
        actor=user("finance", running.organisation),
    )  # fmt: skip
    row = in_session(actor)
    item = lay_proposal(proposal=proposal, sitting=row, actor=actor)

    asked = asked_at(items_of(row))[item.pk]

    assert (asked.lines, asked.amount) == ([(str(proposal), DUE)], 1200)
    (line,) = agenda_data(row, items_of(row), HELD_ON).items
    assert (line.request, line.amount) == (str(proposal), "1\u202f200\u00a0€")


def test_many_points_cost_two_queries(actor, django_assert_num_queries):
    row = in_session(actor)
    laid(row, actor)
    for _ in range(3):
        lay_amendment(amendment=amended(actor), sitting=row, actor=actor)
    items = items_of(row)

    with django_assert_num_queries(2):
        found = asked_at(items)

    assert sum(asked.amendment is not None for asked in found.values()) == 3
