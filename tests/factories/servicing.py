"""Loans that run, opened from real commitments, for every test."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from levier.accounts.models import User
from levier.committees.models import Delegation
from levier.committees.services import body_named
from levier.ledger.models import LedgerEntry
from levier.portfolio.models import Commitment
from levier.rules.schedules import Method
from levier.rules.servicing.operations import PaymentReceived
from levier.servicing.models import Dunning, LoanOperation, RunningLoan
from levier.servicing.services import RULED, Ruling, fall_due, note, propose
from levier.workflows.follow_commitment import set_up_commitment
from levier.workflows.run_loan import open_loan
from levier.workflows.schedule_choice import Choice
from tests.factories.accounts import user
from tests.factories.contracts import signed_contract
from tests.factories.delegations import delegation
from tests.factories.portfolio import loan

PAID_OUT_ON = date(2026, 4, 1)


def paid_out(actor=None, *, on: date = PAID_OUT_ON, **terms) -> Commitment:
    """Return a solidarity loan of 1,200 € over twelve months, paid out, its schedule not opened."""
    terms = {"amount": "1200", "months": 12, **terms}
    commitment = loan(actor, **terms)
    finance = user("finance", commitment.organisation)
    if commitment.carrier.is_house:
        signed_contract(commitment, finance)
    Commitment.objects.filter(pk=commitment.pk, valid_until__lt=on).update(valid_until=on)
    return set_up_commitment(commitment=commitment, on=on, actor=finance, key=uuid4())


def running_loan(actor=None, *, rate="0", method=Method.CONSTANT_PRINCIPAL, **terms) -> RunningLoan:
    """Return a loan of 1,200 € at 0 % over twelve months, 100 € a month from 1 May 2026."""
    commitment = paid_out(actor, **terms)
    commitment.financing.annual_rate = Decimal(rate)
    commitment.financing.save()
    finance = user("finance", commitment.organisation)
    return open_loan(
        commitment=commitment, choice=Choice(method=method), actor=finance, key=uuid4()
    )


def noted(
    loan: RunningLoan, kind, on: date, *, key=None, actor=None, reason="", ruling=None, **facts
) -> LoanOperation:
    """Note an operation of a kind on a loan; the director rules, without limit, where one must."""
    if kind in RULED and ruling is None:
        actor, ruling = (
            actor or limitless_director(loan.organisation),
            Ruling(body=body_named(loan.organisation, "director")),
        )
    actor = actor or user("finance", loan.organisation)
    operation = kind(key=str(key or uuid4()), on=on, **facts)
    return note(loan=loan, operation=operation, actor=actor, reason=reason, ruling=ruling)


def limitless_director(house) -> User:
    """Return a director who may write any loan off, and restructure it."""
    actor = user("director", house)
    for act in ("write_off", "restructure"):
        if not Delegation.objects.filter(organisation=house, act=act).exists():
            may_rule(actor, act, "1000000")
    return actor


def may_rule(actor: User, act: str, amount: str, **values) -> Delegation:
    """Return the delegation of the director to do an act on loans up to an amount, since 2020."""
    return delegation(
        actor, act=act, kind="loan", max_amount=Decimal(amount), needs_ratification=False,
        **{"first_day": date(2020, 1, 1), **values},
    )  # fmt: skip


def one_of_each(house) -> dict:
    """Return a commitment that runs, an operation of its loan and an entry, by name."""
    loan = running_loan(user("secretary", house))
    operation = noted(loan, PaymentReceived, date(2026, 5, 1), amount=Decimal(100))
    dunning = dunned(loan)
    return {
        "lent": loan.commitment, "loan": loan, "loan_operation": operation, "dunning": dunning,
        "ledger_entry": LedgerEntry.objects.filter(organisation=house).first(),
    }  # fmt: skip


def dunned(loan: RunningLoan, on: date = date(2026, 6, 10)) -> Dunning:
    """Return the step proposed for a loan that is late, its due dates fallen."""
    loan.refresh_from_db()
    fall_due(loan=loan, on=on)
    loan.refresh_from_db()
    return propose(loan=loan, on=on)
