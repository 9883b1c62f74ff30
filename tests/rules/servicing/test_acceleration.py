"""Acceleration, by hand: 12,000 € at 3 %, 1,000 € of principal a month, from 1 January 2026."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from levier.kernel.errors import DomainError
from levier.kernel.money import ZERO, round_euro
from levier.rules.parameters.loading import NoValueInForce
from levier.rules.schedules import Method, ScheduleTerms
from levier.rules.servicing.acceleration import soonest_acceleration
from levier.rules.servicing.allocation import Component
from levier.rules.servicing.loan import LoanAccount
from levier.rules.servicing.loan_money import payoff
from levier.rules.servicing.operations import (
    Accelerated,
    CostsCharged,
    DateMoved,
    Opened,
    OperationRefused,
    PartRepaid,
    Paused,
    PaymentReceived,
    RateChanged,
    Repaid,
    Restructured,
    Reversed,
    TermsAdded,
    TranchePaid,
    Treatment,
    WrittenOff,
)
from levier.rules.servicing.running_loan import replay
from tests.rules.servicing.lives import terms as any_terms
from tests.rules.servicing.test_running_loan import posted

OPENED, NOTICED, DAY = date(2026, 1, 1), date(2026, 4, 10), date(2026, 5, 16)


def opened(rate="0.03", method=Method.CONSTANT_PRINCIPAL, periods=12):
    terms = ScheduleTerms(
        amount=Decimal(12_000), annual_rate=Decimal(rate), method=method, periods=periods,
        start=OPENED,
    )  # fmt: skip
    return Opened(key="open", on=OPENED, terms=terms, granted=Decimal(15_000))


def paid(amount, on, key=None):
    return PaymentReceived(key=key or f"paid {on}", on=on, amount=Decimal(amount))


def accelerated(on=DAY, notice_on=NOTICED, key="terme"):
    return Accelerated(key=key, on=on, notice_on=notice_on, notice="LRAR 1A 234")


def held(loan):
    return {account: amount for account, amount in loan.balances.items() if amount}


# February is paid; March, April and May are not.
THREE_UNPAID = [opened(), paid("1030", date(2026, 2, 1))]


def test_all_the_principal_is_due_that_day_with_its_interest_to_the_day():
    """8,000 € are to come after May; from 1 to 16 May they bear 20.00 × 15 ÷ 31 = 9.68 €."""
    before = replay(THREE_UNPAID, DAY)
    assert before.arrears() == Decimal("3075.00")  # 1,027.50 + 1,025.00 + 1,022.50

    loan = replay([*THREE_UNPAID, accelerated()])

    assert loan.lines[:4] == before.lines[:4]
    assert len(loan.lines) == 5
    last = loan.lines[-1]
    assert (last.due_on, last.principal, last.interest) == (DAY, Decimal(8000), Decimal("9.68"))
    assert (last.balance_after, last.is_early) == (0, True)
    assert loan.to_come == ()
    assert loan.arrears() == Decimal("11084.68")
    assert loan.arrears(Component.INTEREST) == Decimal("84.68")
    assert loan.outstanding == Decimal(11_000)
    assert (loan.accelerated_on, loan.terms) == (DAY, None)
    assert [(version.rank, version.since) for version in loan.versions] == [(1, OPENED), (2, DAY)]


def test_only_the_interest_of_the_day_is_posted_and_no_later_due_date_is():
    operations = [*THREE_UNPAID, accelerated()]
    loan = replay(operations)
    assert posted(loan, "terme") == {
        "interest_due": "84.68", "interest_income": "-84.68",
    }  # fmt: skip

    assert replay(operations, date(2028, 1, 1)).entries == loan.entries
    assert loan.balances[LoanAccount.INTEREST_INCOME] == Decimal("-114.68")  # 30.00 of February


def test_once_paid_everything_is_at_zero():
    """2,000 € go to March (1,027.50), then April: 25.00 of interest and 947.50 of principal."""
    part = replay([*THREE_UNPAID, accelerated(), paid(2000, date(2026, 5, 20))])
    assert part.arrears() == Decimal("9084.68")
    assert part.dues[3].principal == Decimal("52.50")
    assert payoff(part, date(2026, 5, 21)).total == Decimal("9084.68")

    whole = replay(
        [
            *THREE_UNPAID, accelerated(), paid(2000, date(2026, 5, 20)),
            CostsCharged(key="bailiff", on=date(2026, 5, 21), amount=Decimal("120")),
            Repaid(key="end", on=date(2026, 6, 30), amount=Decimal("9204.68")),
        ]
    )  # fmt: skip

    assert whole.is_closed
    assert whole.outstanding == 0
    assert held(whole) == {  # the bank has gained what was earned, and nothing else is left
        LoanAccount.BANK: Decimal("234.68"), LoanAccount.INTEREST_INCOME: Decimal("-114.68"),
        LoanAccount.COSTS_INCOME: Decimal("-120"),
    }  # fmt: skip


def test_at_zero_per_cent_the_principal_alone_is_due():
    loan = replay([opened(rate="0"), paid(1000, date(2026, 2, 1)), accelerated()])

    assert loan.arrears() == loan.outstanding == Decimal(11_000)
    assert loan.arrears(Component.INTEREST) == 0
    assert loan.lines[-1].total == Decimal(8000)


def test_interest_that_a_deferral_left_waiting_is_due_with_the_rest():
    """6,000 € a month, their interest (30.00, then 15.00) waiting until the third line: 45.00."""
    terms = ScheduleTerms(
        amount=Decimal(12_000), annual_rate=Decimal("0.03"), method=Method.CUSTOM_SHARES,
        principal_shares=(Decimal(50), Decimal(50), Decimal(0)), periods=3,
        start=OPENED, deferred_interest_periods=2,
    )  # fmt: skip
    first = Opened(key="open", on=OPENED, terms=terms, granted=terms.amount)
    assert [line.total for line in replay([first]).lines] == [6000, 6000, 45]
    on = date(2026, 3, 20)

    assert payoff(replay([first], on), on).total == Decimal(12_045)
    loan = replay([first, accelerated(on, date(2026, 3, 10))])
    assert (loan.lines[-1].principal, loan.lines[-1].interest) == (0, Decimal(45))
    assert loan.arrears() == Decimal(12_045)


def test_on_a_due_date_nothing_has_run_since():
    loan = replay([*THREE_UNPAID, accelerated(on=date(2026, 6, 1))])

    assert [line.due_on for line in loan.lines[-2:]] == [date(2026, 6, 1)] * 2
    assert (loan.lines[-1].principal, loan.lines[-1].interest) == (Decimal(7000), 0)
    assert loan.arrears() == Decimal("4095") + 7000  # June asks for 1,020.00


@pytest.mark.parametrize("seed", range(200))
def test_any_plain_loan_accelerated_bears_its_rate_to_the_day_and_no_more(seed):
    """Rate ÷ 12 of what is left, by the days of the running month; then it is all there is."""
    rng = Random(seed)
    terms = any_terms(rng, plain=True)
    if not terms.annual_rate:  # at its term, it would ask for nothing before
        terms = replace(terms, method=Method.CONSTANT_PRINCIPAL)
    first = Opened(key="open", on=terms.start, terms=terms, granted=terms.amount)
    lines = replay([first]).lines
    last = lines[rng.randrange(len(lines) - 1)]
    following = lines[last.number].due_on
    on = last.due_on + timedelta(days=rng.randint(1, (following - last.due_on).days - 1))

    loan = replay([first, accelerated(on=on, notice_on=on)])

    kept, left = loan.lines[: last.number], loan.lines[last.number :]
    assert kept == lines[: last.number]
    [line] = left
    days = Decimal((on - last.due_on).days) / (following - last.due_on).days
    assert line.principal == last.balance_after
    assert abs(line.interest - last.balance_after * terms.annual_rate / 12 * days) <= Decimal(
        "0.01"
    )
    assert loan.outstanding == terms.amount
    closed = replay([first, accelerated(on=on, notice_on=on), paid(loan.arrears(), on, "all")])
    assert closed.is_closed
    assert closed.outstanding == 0
    asked = sum((each.interest for each in loan.lines), ZERO)
    assert closed.balances.get(LoanAccount.BANK, ZERO) == asked
    assert round_euro(asked) == asked


# Undone, and what may follow ----------------------------------------------------------------------


def test_undone_the_lines_come_back_and_the_difference_is_posted_that_day():
    """On 2 June the line of June is due again: its 20.00 € of interest replace the 9.68 €."""
    undone = Reversed(key="undo", on=date(2026, 6, 2), of="terme")
    loan = replay([*THREE_UNPAID, accelerated(), undone])

    plain = replay(THREE_UNPAID, date(2026, 6, 2))
    assert loan.lines == plain.lines
    assert loan.arrears() == plain.arrears() == Decimal("4095.00")
    assert loan.accelerated_on is None
    assert held(loan) == held(plain)
    assert posted(loan, "undo") == {"interest_due": "10.32", "interest_income": "-10.32"}
    again = replay([*THREE_UNPAID, accelerated(), undone, accelerated(date(2026, 6, 16), key="2")])
    assert again.accelerated_on == date(2026, 6, 16)


def test_what_an_acceleration_rests_on_is_undone_after_it():
    """Two changes: the acceleration follows the new rate, which cannot go first alone."""
    rate = RateChanged(key="rate", on=date(2026, 5, 2), annual_rate=Decimal("0.06"))
    loan = replay([*THREE_UNPAID, rate, accelerated()])
    assert loan.lines[-1].interest == Decimal("19.35")  # 40.00 × 15 ÷ 31
    back = replay([*THREE_UNPAID, rate, accelerated(), Reversed(key="x", on=DAY, of="rate")])
    assert back.lines[-1].interest == Decimal("9.68")


def test_a_payment_that_comes_back_only_adds_to_what_is_due():
    back = Reversed(key="back", on=date(2026, 5, 20), of="paid 2026-02-01")
    loan = replay([*THREE_UNPAID, accelerated(), back])

    assert loan.arrears() == Decimal("12114.68")
    assert loan.accelerated_on == DAY


def test_an_acceleration_that_lost_its_unpaid_line_stops_the_undoing():
    """Without the moved date, nothing would have been unpaid on that day."""
    moved = DateMoved(key="moved", on=OPENED, day=date(2026, 1, 15))
    operations = [opened(), moved, accelerated(on=date(2026, 1, 20), notice_on=date(2026, 1, 18))]
    assert replay(operations).accelerated_on

    with pytest.raises(OperationRefused, match="en dépend"):
        replay([*operations, Reversed(key="undo", on=date(2026, 1, 21), of="moved")])


def test_what_is_owed_may_be_spread_again_and_the_term_is_given_back():
    """11,000 € of principal over ten months from 1 June: 1,100 € each; 84.68 € of interest kept."""
    spread = Restructured(
        key="spread", on=date(2026, 6, 1), principal=Treatment.CAPITALISE, periods=10,
        annual_rate=Decimal(0),
    )  # fmt: skip
    loan = replay([*THREE_UNPAID, accelerated(), spread])

    assert [line.total for line in loan.to_come] == [Decimal(1100)] * 10
    assert loan.arrears() == Decimal("84.68")
    assert (loan.accelerated_on, loan.restructured_on) == (None, date(2026, 6, 1))


def test_what_is_given_up_of_it_leaves_the_rest_due():
    waived = Restructured(key="w", on=date(2026, 6, 1), interest=Treatment.WAIVE)
    loan = replay([*THREE_UNPAID, accelerated(), waived])

    assert loan.arrears() == Decimal(11_000)
    assert loan.accelerated_on == DAY


def test_a_loan_accelerated_may_be_lost():
    loan = replay([*THREE_UNPAID, accelerated(), WrittenOff(key="lost", on=date(2026, 9, 1))])

    assert loan.is_closed
    assert loan.balances[LoanAccount.LOSS] == Decimal("11084.68")
    with pytest.raises(OperationRefused, match="ne court plus"):
        payoff(loan, date(2026, 9, 2))


@pytest.mark.parametrize(
    "change",
    [
        Paused(key="x", on=DAY, periods=1),
        DateMoved(key="x", on=DAY, day=date(2026, 7, 1)),
        TermsAdded(key="x", on=DAY, periods=2),
        RateChanged(key="x", on=DAY, annual_rate=Decimal("0.01")),
        TranchePaid(key="x", on=DAY, amount=Decimal(100)),
        PartRepaid(key="x", on=DAY, amount=Decimal(100)),
    ],
    ids=lambda change: type(change).__name__,
)
def test_no_instalment_of_the_contract_comes_back_otherwise(change):
    with pytest.raises(DomainError):
        replay([*THREE_UNPAID, accelerated(), change])


# Refused ------------------------------------------------------------------------------------------


ALL_PAID = [opened(), paid("4105", date(2026, 5, 1))]  # 1,030 + 1,027.50 + 1,025 + 1,022.50


@pytest.mark.parametrize(
    ("operations", "operation", "said"),
    [
        (ALL_PAID, accelerated(), "Aucune échéance n’est impayée"),
        # A due date is unpaid from the day after.
        ([opened()], accelerated(date(2026, 2, 1), date(2026, 2, 1)), "Aucune échéance"),
        # Costs alone are no instalment.
        ([*ALL_PAID, CostsCharged(key="c", on=DAY, amount=Decimal(5))], accelerated(), "Aucune"),
        # March is paid since: the notice of 10 April asked for April, that of 1 April did not.
        ([opened(), paid("3082.50", date(2026, 4, 20))],
         accelerated(notice_on=date(2026, 4, 10)), "ne le réclamait pas"),
        (THREE_UNPAID, accelerated(notice_on=date(2026, 3, 1)), "ne le réclamait pas"),
        (THREE_UNPAID, accelerated(notice_on=date(2026, 5, 17)), "elle la précède"),
        ([*THREE_UNPAID, accelerated()], accelerated(key="2"), "déjà déchu depuis le 16/05/2026"),
        ([opened()], accelerated(date(2027, 1, 1)), "tout est déjà dû"),
        ([*THREE_UNPAID, WrittenOff(key="lost", on=DAY)], accelerated(), "passé en perte"),
        ([opened(), Repaid(key="end", on=OPENED, amount=Decimal(12_000))], accelerated(), "soldé"),
        ([], accelerated(), "pas débloqué"),
        ([opened()], accelerated(date(2025, 12, 31)), "court depuis"),
        ([*THREE_UNPAID, RateChanged(key="r", on=date(2026, 5, 17), annual_rate=Decimal("0.01"))],
         accelerated(), "arrêté jusqu’au 17/05/2026"),
    ],
)  # fmt: skip
def test_what_gives_no_right_to_it_is_refused_with_a_sentence(operations, operation, said):
    with pytest.raises(OperationRefused, match=said):
        replay([*operations, operation])


def test_the_notice_must_have_asked_for_what_is_still_unpaid():
    """A notice of the day of the due date did not; one of the day after did."""
    with pytest.raises(OperationRefused) as refusal:
        replay([*THREE_UNPAID, accelerated(notice_on=date(2026, 3, 1))])
    assert refusal.value.field == "notice_on"
    assert replay([*THREE_UNPAID, accelerated(notice_on=date(2026, 3, 2))]).accelerated_on == DAY


def test_thirty_days_are_left_to_answer():
    assert soonest_acceleration(date(2026, 4, 16)) == DAY
    with pytest.raises(NoValueInForce):
        soonest_acceleration(date(2009, 12, 31))
