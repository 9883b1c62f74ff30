"""The bank loans of a plan beside the guaranteed ones, told by their bank and their amount."""

from decimal import Decimal

import pytest

from levier.cases.models import FundingRequest, PlanLine
from levier.cases.services.bank_loans import unguaranteed_loans
from levier.kernel.keys import uuid7

D = Decimal
X, Y = uuid7(), uuid7()


def guaranteed(*loans):
    return [[FundingRequest(loan_amount=D(amount), bank_id=bank)] for amount, bank in loans]


def planned(*lines):
    return [
        PlanLine(side="resource", nature="bank_loan", amount=D(amount), bank_id=bank)
        for amount, bank in lines
    ]


@pytest.mark.parametrize(("loans", "lines", "beside"), [
    ([], [(20000, Y)], 0),  # without a guarantee, the plan's loan is the bank loan
    ([(3000, X)], [], 0),
    ([(3000, X)], [(3000, X), (20000, Y)], 20000),  # the other one, at another bank
    ([(3000, None)], [(20000, None), (3000, None)], 20000),
    ([(3000, X)], [(20000, Y)], 20000),  # another bank: another loan
    ([(3000, X)], [(20000, X)], 0),  # one line at its bank: its own, whatever the amount
    ([("5999.99", X)], [(9000, None)], 0),  # brought down at the sitting, the plan not yet
    ([(12000, X)], [(5000, None), (7000, None)], 0),  # one loan written in two lines
    ([(12000, X)], [(5000, None), (10000, None)], 3000),  # no more than what exceeds it
    ([(5000, X), (7000, Y)], [(12000, None)], 0),  # two loans written in one line
    ([(5000, X), (7000, Y)], [(7000, None), (5000, None), (4000, None)], 4000),
])  # fmt: skip
def test_each_guaranteed_loan_takes_its_own_line(loans, lines, beside):
    assert unguaranteed_loans(guaranteed(*loans), planned(*lines)) == beside
