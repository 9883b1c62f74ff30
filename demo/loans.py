"""Loans of the demo: schedules opened from what 2024 paid out, then lived month after month."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from levier.accounts.models import Organisation, User
from levier.banking.models import HouseAccount, Mandate
from levier.banking.services import Debtor, plan_collection
from levier.committees.models import Delegation
from levier.committees.services import body_named, set_delegation
from levier.kernel.dates import add_months
from levier.portfolio.models import Commitment
from levier.rules.schedules import DeferredInterest, Method
from levier.rules.servicing.loan import Loan
from levier.rules.servicing.operations import (
    CostsCharged,
    Operation,
    PartRepaid,
    Paused,
    PaymentReceived,
    Restructured,
    Treatment,
)
from levier.servicing.models import RunningLoan
from levier.servicing.services import Ruling, fall_due, loan_on, note, propose
from levier.workflows.announce_debits import announcement_of, send_notice
from levier.workflows.collect_loan import (
    lines_to_come,
    proposed_reference,
    record_loan_mandate,
    send_collections,
)
from levier.workflows.run_loan import open_loan
from levier.workflows.schedule_choice import Choice

SPACE = UUID("0d8f6a3e-9d0c-4f0e-8f55-6a1c7b2f4e10")
SINCE = date(2024, 1, 1)  # of the delegations
MOST = 20  # enough to read every page
DEBITED = 2  # other loans, whose borrower signed a mandate; the first has a debit at the bank
PLANNED_BEFORE, HANDED_BEFORE = timedelta(days=20), timedelta(days=5)
LATE_EVERY = 4  # one loan in four stops paying some months ago
LATE_FOR = (1, 2, 4)  # months without a payment


def set_the_loans(*, house: Organisation, finance: User, director: User, on: date) -> int:
    """Open the schedules of what was paid out, and play what came since. Return how many."""
    _delegate(house, director)
    rows = Commitment.objects.filter(
        organisation=house, kind__in=("loan", "contribution", "advance"), state="set_up",
        financing__months__gt=1, set_up_on__lt=on,
    )  # fmt: skip
    rows = rows.select_related("financing", "carrier", "case__person", "case__structure").order_by(
        "number"
    )
    lived = list(rows[:MOST])
    for rank, commitment in enumerate(lived):
        _live(commitment, finance, director, on, rank)
    others = rows.filter(kind="loan", carrier__is_house=True).exclude(
        pk__in=[row.pk for row in lived]
    )
    debited = list(others[:DEBITED])
    for rank, commitment in enumerate(debited):
        _debit(commitment, finance, director, on, is_at_bank=rank == 0)
    return len(lived) + len(debited)


def _debit(
    commitment: Commitment, finance: User, director: User, on: date, *, is_at_bank: bool
) -> None:
    """Open a loan that is debited; its last due date may wait for the statement of the bank."""
    loan = _opened(commitment, finance)
    mandate = _sign_a_mandate(commitment, finance, on)
    past = [line.due_on for line in loan_on(loan).to_come if line.due_on <= on]
    for day in past[:-1] if is_at_bank else past:
        _pay(loan, finance, day)
    if is_at_bank and past:
        _hand_over(loan, mandate, past[-1], finance, director)
    loan.refresh_from_db()
    fall_due(loan=loan, on=on)


def _hand_over(
    loan: RunningLoan, mandate: Mandate, day: date, finance: User, director: User
) -> None:
    """Plan, announce by post and hand over the debit of a due date, each on its day."""
    began = day - PLANNED_BEFORE
    line = next(each for each in lines_to_come(loan, began) if each.line_on == day)
    row = plan_collection(
        mandate=mandate, amount=line.amount, line_on=day, due_on=day, is_last=line.is_last,
        actor=finance, on=began,
    )  # fmt: skip
    found = announcement_of(mandate, began)
    send_notice(
        mandate=mandate, shown=found.fingerprint, subject=found.subject, text=found.text,
        actor=finance, on=began, key=uuid5(SPACE, f"{mandate.pk} announced"), by_post=True,
    )  # fmt: skip
    row.refresh_from_db()
    account = HouseAccount.objects.filter(organisation=loan.organisation_id).exclude(creditor_id="")
    send_collections(
        account=account.get(), collections=[row], actor=director, on=day - HANDED_BEFORE
    )


def _sign_a_mandate(commitment: Commitment, finance: User, on: date) -> Mandate:
    holder = commitment.case.structure or commitment.case.person
    return record_loan_mandate(
        commitment=commitment, rum=proposed_reference(commitment), actor=finance,
        debtor=Debtor(
            str(holder), "FR1420041010050500013M02606", "", holder.postcode, holder.town
        ),
        signed_on=commitment.set_up_on, on=on,
        idempotency_key=uuid5(SPACE, f"{commitment.pk} mandate"),
    )  # fmt: skip


def _live(commitment: Commitment, finance: User, director: User, on: date, rank: int) -> None:
    """Open one schedule, pay it month after month, and let something happen to some."""
    loan = _opened(commitment, finance)
    stops = on
    if rank % LATE_EVERY == LATE_EVERY - 1:
        stops = add_months(on, -LATE_FOR[rank // LATE_EVERY % len(LATE_FOR)])
    state = loan_on(loan)
    for line in state.to_come:
        if line.due_on > stops:
            break
        if rank % 5 == 2 and line.number == 6:
            _note(loan, finance, Paused, line.due_on, "pause", periods=2,
                  interest=DeferredInterest.COLLECTED_AFTER)  # fmt: skip
            state = loan_on(loan)
        _pay(loan, finance, line.due_on)
    _happen(loan, finance, director, on, rank)
    loan.refresh_from_db()
    fall_due(loan=loan, on=on)
    loan.refresh_from_db()
    propose(loan=loan, on=on)


def _opened(commitment: Commitment, finance: User) -> RunningLoan:
    return open_loan(
        commitment=commitment, choice=Choice(method=_method(commitment)), actor=finance,
        key=uuid5(SPACE, f"{commitment.pk} opened"),
    )  # fmt: skip


def _method(commitment: Commitment) -> Method:
    return Method.IN_FINE if commitment.kind == "contribution" else Method.ANNUITY


def _pay(loan: RunningLoan, finance: User, day: date) -> None:
    """Pay whatever is asked by that day."""
    owed = loan_on(loan, day).arrears()
    if owed:
        _note(loan, finance, PaymentReceived, day, f"paid {day}", amount=owed)


def _happen(loan: RunningLoan, finance: User, director: User, on: date, rank: int) -> None:
    """Some loans get costs, an early repayment or a restructuring."""
    state = loan_on(loan, on)
    if rank % LATE_EVERY == LATE_EVERY - 1 and state.dues:
        _note(loan, finance, CostsCharged, on, "costs", amount=Decimal("12.50"))
        if rank % 8 == 7 and state.to_come:
            _note(loan, director, Restructured, on, "restructured", reason="Saison manquée",
                  ruling=Ruling(body=body_named(loan.organisation, "bureau")), costs=Treatment.WAIVE, principal=Treatment.CAPITALISE,
                  periods=len(state.to_come) + 6)  # fmt: skip
    elif rank % 6 == 1 and not state.dues and _may_part(state):
        _note(loan, finance, PartRepaid, on, "part", amount=Decimal(1000))


def _may_part(state: Loan) -> bool:
    return bool(state.to_come) and state.outstanding > 2000


def _note(
    loan: RunningLoan, actor: User, kind: type[Operation], on: date, name: str,
    reason: str = "", ruling: Ruling | None = None, **facts,
) -> None:  # fmt: skip
    key = str(uuid5(SPACE, f"{loan.pk} {name}"))
    operation = kind(key=key, on=on, **facts)
    note(loan=loan, operation=operation, actor=actor, reason=reason, ruling=ruling)


def _delegate(house: Organisation, director: User) -> None:
    """Let the bureau restructure, and give up a little, alone; once."""
    if Delegation.objects.filter(organisation=house, act=Delegation.Act.RESTRUCTURE).exists():
        return
    for act, amount in (("restructure", 100_000), ("write_off", 2_000)):
        for kind in ("loan", "contribution", "advance"):
            set_delegation(
                organisation=house, actor=director, body=body_named(house, "bureau"), act=act, kind=kind,
                max_amount=Decimal(amount), needs_ratification=False, first_day=SINCE,
                source="Règlement intérieur, article 12",
            )  # fmt: skip
