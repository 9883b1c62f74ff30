"""Operations that another system publishes, noted through the service, read back from its rows."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest

from levier.ledger.models import LedgerPosting
from levier.rules.schedules import Method, ScheduleTerms
from levier.rules.schedules.contract import terms_from_json
from levier.rules.servicing.operations import (
    DateMoved,
    OperationRefused,
    PaymentReceived,
    Repaid,
    TermsAdded,
)
from levier.servicing.models import RunningLoan
from levier.servicing.services import first_difference_of, open_running_loan
from tests.factories.accounts import user
from tests.factories.servicing import noted, paid_out

pytestmark = pytest.mark.django_db
PUBLISHED = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[1] / "data" / "schedule_cases.json").read_text()
    )["cases"]
}
AUGUST = date(2023, 8, 1)


def opened(terms):
    """Return a loan that runs on published terms."""
    commitment = paid_out(amount=str(terms.amount), months=terms.periods)
    actor = user("finance", commitment.organisation)
    return open_running_loan(commitment=commitment, terms=terms, actor=actor, key=uuid4())


def again(loan):
    return RunningLoan.objects.get(pk=loan.pk)


def lent(loan):
    """Return what the ledger says of the principal still lent (account 274)."""
    found = LedgerPosting.objects.filter(organisation=loan.organisation)
    balances = found.balances_on(date(2030, 1, 1))
    return sum(amount for number, amount in balances.items() if number.startswith("274"))


@pytest.mark.parametrize(
    ("kind", "facts", "case"),
    [
        (DateMoved, {"day": date(2023, 9, 15)}, "FIN-RESCH-DATE"),
        (TermsAdded, {"periods": 2}, "FIN-RESCH-EXTRA"),
    ],
)
def test_the_published_reschedulings_are_kept_line_by_line(kind, facts, case):
    loan = opened(
        ScheduleTerms(
            amount=Decimal(3000), annual_rate=Decimal(0), method=Method.ANNUITY, periods=3,
            start=date(2023, 7, 1),
        )
    )  # fmt: skip
    noted(again(loan), PaymentReceived, AUGUST, amount=Decimal(1000))
    noted(again(loan), kind, AUGUST, **facts)

    loan = again(loan)
    lines = loan.versions.get(is_active=True).lines.order_by("number")
    assert [
        (line.number, line.due_on.isoformat(), line.principal, line.interest, line.balance_after)
        for line in lines
    ] == [
        (each["n"], each["due"], *(Decimal(each[key]) for key in (
            "principal", "interest", "balance_after",
        )))
        for each in PUBLISHED[case]["expected"]["installments"]
    ]  # fmt: skip
    assert loan.outstanding == lent(loan) == 2000
    assert loan.versions.count() == 2
    assert first_difference_of(loan) == ""


@pytest.mark.parametrize(
    ("until_next", "case"),
    [(False, "interest_until_settlement_day"), (True, "interest_until_next_due_date")],
)
def test_the_published_early_settlement_closes_the_loan(until_next, case):
    published = PUBLISHED["FIN-PAYOFF"]
    loan = opened(terms_from_json(PUBLISHED["FIN-100-7"]["input"]))
    (first,) = published["input"]["paid"]
    noted(
        again(loan), PaymentReceived, date.fromisoformat(first["date"]),
        amount=Decimal(first["amount"]),
    )  # fmt: skip
    assert again(loan).outstanding == lent(loan) == Decimal(published["input"]["balance_before"])

    day = date.fromisoformat(published["input"]["settlement_date"])
    expected = published["expected"][case]
    noted(again(loan), Repaid, day, amount=Decimal(expected["total"]), until_next_due=until_next)
    loan = again(loan)
    last = loan.versions.get(is_active=True).lines.order_by("number").last()
    assert (last.principal, last.interest) == (
        Decimal(expected["principal"]), Decimal(expected["interest"]),
    )  # fmt: skip
    assert (loan.outstanding, lent(loan), loan.closed_on) == (0, 0, day)
    assert first_difference_of(loan) == ""


def test_a_settlement_a_cent_short_of_the_published_one_is_refused_whole():
    loan = opened(terms_from_json(PUBLISHED["FIN-100-7"]["input"]))
    noted(again(loan), PaymentReceived, date(2024, 2, 1), amount=Decimal("17.01"))
    with pytest.raises(OperationRefused):
        noted(again(loan), Repaid, date(2024, 2, 15), amount=Decimal("83.80"))
    loan = again(loan)
    assert (loan.outstanding, loan.closed_on) == (Decimal("83.57"), None)
    assert loan.versions.count() == 1
