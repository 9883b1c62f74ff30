"""Two people submit or decide one loan at once: one proposal waits, one decision answers it."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection

from levier.committees.models import Decision
from levier.portfolio.errors import ProposalRefused
from levier.portfolio.models import LoanProposal
from levier.servicing.models import RunningLoan
from levier.workflows.loan_proposals import (
    decide_on_proposal,
    lay_proposal,
    submit_running_loan,
)
from tests.factories.accounts import user
from tests.factories.committees import in_session
from tests.factories.servicing import running_loan
from tests.portfolio.test_draws_concurrency import at_once, refused

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs real concurrent connections"
    ),
]
assert connection  # read by the condition above
JUNE = date(2026, 6, 1)


def submit(loan, act):
    actor = user("finance", loan.organisation)

    def write():
        row = RunningLoan.objects.select_related("commitment").get(pk=loan.pk)
        return submit_running_loan(
            loan=row, act=act, reason="Liquidation close", actor=actor, on=JUNE
        )  # fmt: skip

    return write


def test_two_requests_at_once_leave_one_that_waits():
    loan = running_loan()

    outcomes = at_once(submit(loan, "write_off"), submit(loan, "restructure"))

    assert [type(one) for one in refused(outcomes)] == [ProposalRefused]
    assert LoanProposal.objects.count() == 1


def test_two_sittings_at_once_answer_one_proposal_once():
    loan = running_loan()
    secretary = user("secretary", loan.organisation)
    proposal = submit(loan, "write_off")()
    items = [
        lay_proposal(proposal=proposal, sitting=in_session(secretary), actor=secretary)
        for _ in range(2)
    ]

    def decide(item):
        def write():
            row = LoanProposal.objects.get(pk=proposal.pk)
            return decide_on_proposal(
                item=item, proposal=row, outcome="agreed", actor=secretary, idempotency_key=uuid4()
            )

        return write

    outcomes = at_once(*[decide(item) for item in items])

    assert [type(one) for one in refused(outcomes)] == [ProposalRefused]
    assert Decision.objects.filter(request=None).count() == 1
