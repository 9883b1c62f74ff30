"""Loans taken up many at once are those that would be opened and noted one operation at a time."""

import random
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import transaction

from levier.journal.models import Entry
from levier.kernel.dates import add_months
from levier.kernel.errors import DomainError
from levier.ledger.checking import differences
from levier.ledger.models import LedgerEntry, LedgerPosting
from levier.rules.schedules import Method, ScheduleTerms
from levier.rules.servicing import operations as ops
from levier.servicing.errors import LoanAlreadyRuns, NothingToServe, OperationKeyReused
from levier.servicing.models import (
    Clearing,
    LoanOperation,
    RunningLoan,
    ScheduleLine,
    ScheduleVersion,
)
from levier.servicing.services import (
    TakenUp,
    check_loans,
    note,
    open_running_loan,
    operations_of,
    take_up_loans,
)
from levier.servicing.services.playing import digest_of
from tests.factories.accounts import user
from tests.factories.servicing import PAID_OUT_ON, paid_out, running_loan

pytestmark = pytest.mark.django_db
REASON = "reprise du stock."


def key(rng: random.Random) -> str:
    return str(UUID(int=rng.getrandbits(128)))


def payments(rng: random.Random, since: date, most: int) -> list[ops.PaymentReceived]:
    """Return payments in the order of their days: early, late, two on a day, too much."""
    days = sorted(since + timedelta(days=rng.randint(0, 400)) for _ in range(rng.randint(0, most)))
    return [
        ops.PaymentReceived(key=key(rng), on=day, amount=Decimal(rng.randint(100, 90_000)) / 100)
        for day in days
    ]


def to_open(rng: random.Random, secretary) -> TakenUp:
    """Return a loan of any terms that a stock may hold, and what was paid on it."""
    commitment = paid_out(secretary, amount=str(rng.randint(3_000, 30_000)), months=24)
    step = rng.choice([1, 3])
    terms = ScheduleTerms(
        amount=commitment.amount, annual_rate=Decimal(rng.choice([0, 200, 350])) / 10_000,
        method=rng.choice((Method.ANNUITY, Method.CONSTANT_PRINCIPAL, Method.IN_FINE)),
        start=PAID_OUT_ON, periods=24 // step, months_per_period=step,
        deferred_principal_periods=rng.choice([0, 0, 2]),
    )  # fmt: skip
    opening = ops.Opened(key=key(rng), on=PAID_OUT_ON, terms=terms, granted=commitment.amount)
    return TakenUp(commitment, opening, payments(rng, PAID_OUT_ON, 12))


def running(rng: random.Random, secretary, finance) -> TakenUp:
    """Return a loan that had a life already, and what was paid on it since."""
    loan = running_loan(secretary, rate="0.03", months=24)
    paid = ops.PaymentReceived(key=key(rng), on=add_months(PAID_OUT_ON, 1), amount=Decimal(90))
    note(loan=loan, operation=paid, actor=finance)
    since = add_months(PAID_OUT_ON, 2)
    for operation in rng.sample(
        [
            ops.CostsCharged(key=key(rng), on=since, amount=Decimal(15)),
            ops.Reversed(key=key(rng), on=since, of=paid.key),
            ops.RateChanged(key=key(rng), on=since, annual_rate=Decimal("0.02")),
            ops.Paused(key=key(rng), on=since, periods=1),
        ],
        2,
    ):
        try:
            with transaction.atomic():
                note(loan=loan, operation=operation, actor=finance)
        except DomainError:
            continue
    return TakenUp(loan.commitment, None, payments(rng, since, 8))


def one_by_one(taken: list[TakenUp], actor) -> None:
    for each in taken:
        if each.opening is not None:
            open_running_loan(
                commitment=each.commitment, terms=each.opening.terms, actor=actor,
                key=UUID(each.opening.key),
            )  # fmt: skip
        loan = RunningLoan.objects.get(commitment=each.commitment)
        for payment in each.payments:
            note(loan=loan, operation=payment, actor=actor, reason=REASON)


def at_once(taken: list[TakenUp], actor) -> None:
    house = actor.organisation
    take_up_loans(organisation=house, taken=taken, actor=actor, reason=REASON)


def rows_of() -> dict:
    """Return everything that is written, loans named by their commitments, hours and keys apart."""
    of = "loan__commitment__number"
    loan = {"id", "checked_on"}
    line = {"id", "version_id"}
    for row in RunningLoan.objects.all():
        for operation, kept in zip(
            operations_of(row), row.operations.order_by("rank"), strict=True
        ):
            assert kept.digest == digest_of(operation, row, kept.reason)
    return {
        "loans": [
            without(loan, row) for row in RunningLoan.objects.order_by("commitment").values()
        ],
        "versions": list(
            ScheduleVersion.objects.order_by(of, "rank").values_list(
                of, "rank", "since", "is_active", "operation__key"
            )
        ),
        "lines": [
            without(line, row)
            for row in ScheduleLine.objects.order_by(
                "version__loan__commitment", "version__rank", "number"
            ).values()
        ],
        "clearings": list(
            Clearing.objects.order_by(of, "rank").values_list(
                of, "rank", "operation__key", "number", "component", "amount", "way", "on"
            )
        ),
        "operations": list(
            LoanOperation.objects.order_by(of, "rank").values_list(
                of, "rank", "kind", "on", "amount", "facts", "key", "reason", "noted_by"
            )
        ),
        "entries": list(
            LedgerEntry.objects.order_by("number").values_list(
                "number", "key", "day", "journal", "label", "piece", "about", "digest",
                "recorded_by",
            )
        ),
        "postings": list(
            LedgerPosting.objects.order_by("entry__number", "rank").values_list(
                "entry__key", "rank", "account__number", "debit", "credit"
            )
        ),
        "journal": sorted(
            Entry.objects.values_list("action", "summary", "case_key", "actor", "kind"), key=str
        ),
        "facts": sorted(
            str(facts) for facts in Entry.objects.filter(action="servicing.noted")
            .values_list("detail", flat=True)
        ),
    }  # fmt: skip


def without(names: set[str], row: dict) -> dict:
    return {name: value for name, value in row.items() if name not in names}


def tried(write) -> dict:
    """Return the rows that a write leaves, and take it back."""
    with transaction.atomic():
        write()
        found = rows_of()
        transaction.set_rollback(True)
    return found


def accepted(taken: list[TakenUp], actor) -> list[TakenUp]:
    """Return those that the rules admit: a loan already repaid takes no payment."""
    kept = []
    for each in taken:
        try:
            with transaction.atomic():
                one_by_one([each], actor)
                transaction.set_rollback(True)
            kept.append(each)
        except DomainError:
            continue
    return kept


@pytest.mark.parametrize("seed", range(4))
def test_many_at_once_write_what_one_by_one_would(seed):
    rng = random.Random(seed)
    print(f"seed {seed}")
    secretary = user("secretary")
    finance = user("finance", secretary.organisation)
    taken = [to_open(rng, secretary) for _ in range(5)]
    taken += [running(rng, secretary, finance) for _ in range(4)]
    rng.shuffle(taken)
    taken = accepted(taken, finance)
    assert sum(len(each.payments) for each in taken) > 5
    assert tried(lambda: at_once(taken, finance)) == tried(lambda: one_by_one(taken, finance))
    at_once(taken, finance)
    before = rows_of()
    at_once(taken, finance)
    assert rows_of() == before
    assert check_loans(on=date(2028, 6, 1)) == 0
    assert list(differences(secretary.organisation)) == []


def test_what_refuses_says_so_and_writes_nothing():
    rng, finance = random.Random(5), user("finance")
    good, late = to_open(rng, finance), to_open(rng, finance)
    early = ops.PaymentReceived(key=key(rng), on=date(2020, 1, 1), amount=Decimal(10))
    before = rows_of()
    with pytest.raises(DomainError, match="Le prêt court depuis"):
        at_once([good, TakenUp(late.commitment, late.opening, [early])], finance)
    with pytest.raises(NothingToServe, match="pas débloqué"):
        at_once([good, TakenUp(late.commitment, None, late.payments)], finance)
    assert rows_of() == before

    at_once([good], finance)
    other = TakenUp(good.commitment, to_open(rng, finance).opening)
    with pytest.raises(LoanAlreadyRuns):
        at_once([other], finance)
    paid = ops.PaymentReceived(key=key(rng), on=date(2026, 5, 1), amount=Decimal(10))
    at_once([TakenUp(good.commitment, None, [paid])], finance)
    changed = ops.PaymentReceived(key=paid.key, on=paid.on, amount=Decimal(11))
    with pytest.raises(OperationKeyReused):
        at_once([TakenUp(good.commitment, None, [changed])], finance)


def test_a_payment_more_on_each_loan_asks_no_query_more(django_assert_max_num_queries):
    rng, finance = random.Random(6), user("finance")
    taken = [to_open(rng, finance) for _ in range(8)]
    at_once([TakenUp(each.commitment, each.opening) for each in taken], finance)
    with django_assert_max_num_queries(25):
        at_once([TakenUp(each.commitment, None, payments(rng, PAID_OUT_ON, 3)) for each in taken],
                finance)  # fmt: skip
