"""What is at stake when a loan is written off or restructured, worked by hand."""

from datetime import date
from decimal import Decimal

from levier.rules.servicing.operations import Restructured, Reversed, Treatment, WrittenOff
from levier.rules.servicing.rulings import Stake, given_up_by, stake_of
from levier.rules.servicing.running_loan import replay
from tests.rules.servicing.test_running_loan import LATE, late_loan


def test_a_write_off_puts_at_stake_all_that_is_owed_and_gives_it_all_up():
    """800 € and 20 € of interest due, 5 € of costs, 400 € to come: 1,225 €."""
    before = replay(late_loan(), LATE)

    after = replay(late_loan(WrittenOff(key="w", on=LATE)))

    assert stake_of(before, after) == Stake(owed=Decimal(1225), given_up=Decimal(1225))


def test_a_restructuring_puts_all_at_stake_and_gives_up_what_it_waives():
    before = replay(late_loan(), LATE)
    operation = Restructured(key="r", on=LATE, costs=Treatment.WAIVE, waived=Decimal(100))

    after = replay(late_loan(operation))

    assert stake_of(before, after) == Stake(owed=Decimal(1225), given_up=Decimal(105))
    assert given_up_by(after, {"r"}) == Decimal(105)
    assert given_up_by(after, {"other"}) == 0


def test_what_was_undone_gave_nothing_up():
    operation = Restructured(key="r", on=LATE, costs=Treatment.WAIVE)

    undone = replay(late_loan(operation, Reversed(key="u", on=date(2024, 6, 1), of="r")))

    assert undone.balances.get("loss", 0) == 0
