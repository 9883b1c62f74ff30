"""A loan that runs, by hand: published cases, then one life followed to the cent."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from levier.kernel.errors import DomainError
from levier.kernel.money import ZERO
from levier.rules.schedules import DeferredInterest, Method, ScheduleTerms
from levier.rules.schedules.contract import terms_from_json
from levier.rules.servicing.allocation import Component
from levier.rules.servicing.loan import LoanAccount, Way
from levier.rules.servicing.loan_money import part_interest, payoff
from levier.rules.servicing.operations import (
    Converted,
    CostsCharged,
    CreditRefunded,
    DateMoved,
    FellDue,
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

PUBLISHED = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[2] / "data" / "schedule_cases.json").read_text()
    )["cases"]
}
JANUARY, FEBRUARY, MARCH = date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)


def opened(terms, granted=None):
    return Opened(key="open", on=terms.start, terms=terms, granted=granted or terms.amount)


def loan_of(amount="1200", rate="0.12", method=Method.CONSTANT_PRINCIPAL, periods=3, **more):
    terms = ScheduleTerms(
        amount=Decimal(amount), annual_rate=Decimal(rate), method=method, periods=periods,
        start=more.pop("start", JANUARY), **more,
    )  # fmt: skip
    return opened(terms)


def paid(amount, on, key=None):
    return PaymentReceived(key=key or f"paid {on}", on=on, amount=Decimal(amount))


def posted(loan, by):
    """Return what an operation posts: {account: net}, its entries together."""
    found = {}
    for entry in loan.entries:
        if entry.by == by:
            for posting in entry.postings:
                found[posting.account] = found.get(posting.account, 0) + posting.net
    return {account: f"{net:.2f}" for account, net in found.items() if net}


def balance(loan, account):
    return f"{loan.balances.get(account, Decimal(0)):.2f}"


# Published by another system, through the operations of a running loan ----------------------------


def same_as_published(loan, case_id):
    expected = PUBLISHED[case_id]["expected"]["installments"]
    assert [
        (line.number, line.due_on.isoformat(), str(line.total), str(line.balance_after))
        for line in loan.lines
    ] == [(e["n"], e["due"], e["total"], e["balance_after"]) for e in expected]


@pytest.mark.parametrize(
    ("until_next", "case"),
    [(False, "interest_until_settlement_day"), (True, "interest_until_next_due_date")],
)
def test_the_published_early_settlement(until_next, case):
    expected = PUBLISHED["FIN-PAYOFF"]["expected"][case]
    operations = [opened(terms_from_json(PUBLISHED["FIN-100-7"]["input"])), paid("17.01", FEBRUARY)]
    day = date(2024, 2, 15)

    asked = payoff(replay(operations, day), day, until_next_due=until_next)
    assert (str(asked.principal), str(asked.interest), str(asked.total)) == (
        expected["principal"], expected["interest"], expected["total"],
    )  # fmt: skip
    closed = replay(
        [*operations, Repaid(key="end", on=day, amount=asked.total, until_next_due=until_next)]
    )
    assert closed.is_closed
    assert balance(closed, LoanAccount.LOAN) == "0.00"


@pytest.mark.parametrize(
    ("change", "case"),
    [
        (DateMoved(key="c", on=date(2023, 8, 1), day=date(2023, 9, 15)), "FIN-RESCH-DATE"),
        (TermsAdded(key="c", on=date(2023, 8, 1), periods=2), "FIN-RESCH-EXTRA"),
    ],
)
def test_the_published_reschedulings(change, case):
    terms = ScheduleTerms(
        amount=Decimal(3000), annual_rate=Decimal(0), method=Method.ANNUITY, periods=3,
        start=date(2023, 7, 1),
    )  # fmt: skip
    loan = replay([opened(terms), paid("1000", date(2023, 8, 1)), change])
    same_as_published(loan, case)
    assert len(loan.versions) == 2


def test_the_published_later_tranche_as_an_operation():
    case = PUBLISHED["FIN-TRANCHE-LATER"]
    terms = terms_from_json({**case["input"], "tranches": None, "amount": "100.00"})
    tranche = TranchePaid(key="t", on=date(2024, 2, 15), amount=Decimal(100))
    loan = replay([opened(terms, Decimal(200)), paid("17.13", FEBRUARY), tranche])
    assert [
        (str(line.principal), str(line.interest), str(line.balance_after)) for line in loan.lines
    ] == [
        (e["principal"], e["interest"], e["balance_after"])
        for e in case["expected"]["installments"]
    ]


# 1,200 € at 12 % over three months: 400 + 12, 400 + 8, 400 + 4 ------------------------------------


def test_what_is_posted_from_the_first_euro_to_the_last():
    loan = replay(
        [loan_of(), paid("412", FEBRUARY), paid("300", MARCH), paid("512", date(2024, 4, 1))]
    )
    assert posted(loan, "open") == {"loan": "1200.00", "bank": "-1200.00"}
    assert posted(loan, f"paid {FEBRUARY}") == {
        "bank": "412.00", "loan": "-400.00", "interest_income": "-12.00",
    }  # fmt: skip
    assert posted(loan, f"paid {MARCH}") == {
        "bank": "300.00", "loan": "-292.00", "interest_income": "-8.00",
    }  # fmt: skip
    assert loan.is_closed
    assert balance(loan, LoanAccount.INTEREST_INCOME) == "-24.00"


def test_a_payment_clears_costs_then_interest_then_principal_of_the_oldest_line():
    operations = [
        loan_of(),
        CostsCharged(key="costs", on=date(2024, 2, 10), amount=Decimal(5)),
        paid("430", date(2024, 3, 5)),
    ]
    loan = replay(operations)
    assert [(p.number, p.component.value, str(p.amount)) for p in loan.parts] == [
        (1, "costs", "5"), (1, "interest", "12.00"), (1, "principal", "400.00"),
        (2, "interest", "8.00"), (2, "principal", "5.00"),
    ]  # fmt: skip
    assert loan.arrears() == 395


def test_what_is_paid_in_advance_waits_for_the_next_due_date_or_goes_back():
    early = [loan_of(), paid("500", FEBRUARY)]
    assert replay(early).credit == 88
    march = replay([*early, FellDue(key="night", on=MARCH)])
    assert (march.credit, march.arrears()) == (0, 320)
    assert posted(march, "night") == {
        "credit": "88.00", "interest_income": "-8.00", "loan": "-80.00",
    }  # fmt: skip
    back = CreditRefunded(key="back", on=date(2024, 2, 2), amount=Decimal(88))
    assert replay([*early, back]).credit == 0
    with pytest.raises(DomainError, match="88"):
        replay([*early, CreditRefunded(key="b", on=date(2024, 2, 2), amount=Decimal(89))])


def test_a_payment_noted_late_goes_to_what_is_due_since():
    """Received on 28 January, noted once February was due: it is not left aside."""
    loan = replay([loan_of(), FellDue(key="n", on=FEBRUARY), paid("412", date(2024, 1, 28))])
    assert loan.arrears() == 0


def test_part_of_the_principal_comes_back_on_a_day_between_two_lines():
    """300 € on 16 January bear 12 % ÷ 12 × 15 ÷ 31 = 1.45 €; the 900 € left bear a whole month."""
    day = date(2024, 1, 16)
    operation = PartRepaid(key="part", on=day, amount=Decimal(300))
    assert part_interest(replay([loan_of()], day), Decimal(300), day) == Decimal("1.45")
    loan = replay([loan_of(), operation])
    assert [(str(x.principal), str(x.interest)) for x in loan.lines] == [
        ("300", "1.45"), ("300.00", "9.00"), ("300.00", "6.00"), ("300.00", "3.00"),
    ]  # fmt: skip
    assert posted(loan, "part") == {
        "bank": "301.45", "loan": "-300.00", "interest_income": "-1.45",
    }  # fmt: skip


def test_a_part_repaid_may_keep_the_instalment_and_shorten_the_loan():
    operation = PartRepaid(key="p", on=FEBRUARY, amount=Decimal(350), keep_duration=False)
    loan = replay([loan_of("1200", "0", periods=12), paid("100", FEBRUARY), operation])
    assert [str(x.principal) for x in loan.to_come] == ["100.00"] * 7 + ["50.00"]


def test_arrears_come_before_an_early_repayment():
    late = date(2024, 2, 10)
    with pytest.raises(DomainError, match="412"):
        replay([loan_of(), PartRepaid(key="p", on=late, amount=Decimal(100))])
    loan = replay([loan_of()], late)
    assert str(payoff(loan, late).arrears) == "412.00"
    assert str(payoff(loan, late).interest) == "2.48"  # 800 × 1 % × 9 ÷ 29
    with pytest.raises(DomainError, match="1\u202f214,48"):
        replay([loan_of(), Repaid(key="r", on=late, amount=Decimal(1200))])
    assert replay([loan_of(), Repaid(key="r", on=late, amount=Decimal("1214.48"))]).is_closed


def test_a_new_rate_a_pause_and_more_terms_leave_the_line_paid_as_it_was():
    for change, interests in [
        (RateChanged(key="c", on=FEBRUARY, annual_rate=Decimal("0.06")), ["4.00", "2.00"]),
        (Paused(key="c", on=FEBRUARY, periods=1), ["8.00", "8.00", "4.00"]),
        (
            Paused(key="c", on=FEBRUARY, periods=1, interest=DeferredInterest.CAPITALISED),
            ["8.00", "8.08", "4.04"],
        ),
        (TermsAdded(key="c", on=FEBRUARY, periods=2), ["8.00", "6.00", "4.00", "2.00"]),
    ]:
        loan = replay([loan_of(), paid("412", FEBRUARY), change])
        assert str(loan.lines[0].total) == "412.00"
        assert [str(line.interest) for line in loan.to_come] == interests


def test_interest_that_waits_is_not_lost_by_a_change():
    """Two months deferred, 24 € waiting after them; the pause comes after the first."""
    first = loan_of(
        deferred_principal_periods=2, deferred_interest_periods=2, periods=4,
        deferred_interest=DeferredInterest.COLLECTED_AFTER,
    )  # fmt: skip
    change = TermsAdded(key="c", on=FEBRUARY, periods=1)
    loan = replay([first, change])
    assert [str(line.interest) for line in loan.lines] == ["0", "0", "36.00", "8.00", "4.00"]


def test_capitalised_interest_of_a_pause_is_lent_and_earned():
    pause = Paused(key="c", on=FEBRUARY, periods=1, interest=DeferredInterest.CAPITALISED)
    loan = replay([loan_of(), paid("412", FEBRUARY), pause, FellDue(key="night", on=MARCH)])
    assert posted(loan, "night") == {"loan": "8.00", "interest_income": "-8.00"}
    assert (loan.outstanding, loan.arrears()) == (808, 0)


# Late: restructured, or lost ----------------------------------------------------------------------

LATE = date(2024, 3, 1)  # two lines due: 800 € and 20 € of interest, and 5 € of costs


def late_loan(*more):
    return [loan_of(), CostsCharged(key="x", on=date(2024, 2, 9), amount=Decimal(5)), *more]


def test_a_restructuring_treats_each_component_of_the_arrears():
    operation = Restructured(
        key="r", on=LATE, costs=Treatment.WAIVE, interest=Treatment.CAPITALISE,
        principal=Treatment.CAPITALISE, periods=4, annual_rate=Decimal(0),
    )  # fmt: skip
    loan = replay(late_loan(operation))
    assert loan.arrears() == 0
    assert [str(x.principal) for x in loan.to_come] == ["305.00"] * 4  # 400 + 800 + 20
    assert loan.outstanding == 1220
    assert balance(loan, LoanAccount.LOSS) == "5.00"
    assert {(p.component, p.way) for p in loan.parts} == {
        (Component.COSTS, Way.WAIVED),
        (Component.INTEREST, Way.CAPITALISED),
        (Component.PRINCIPAL, Way.CAPITALISED),
    }
    assert loan.restructured_on == LATE


def test_a_restructuring_may_give_up_principal_and_keep_the_arrears():
    loan = replay(late_loan(Restructured(key="r", on=LATE, waived=Decimal(100))))
    assert (loan.arrears(), loan.outstanding) == (825, 1100)
    assert posted(loan, "r")["loss"] == "100.00"


def test_a_loan_past_its_end_is_spread_again():
    day = date(2024, 5, 15)
    operation = Restructured(key="r", on=day, principal=Treatment.CAPITALISE, periods=6)
    loan = replay([loan_of(), operation])
    assert [x.due_on for x in loan.to_come][:2] == [date(2024, 6, 15), date(2024, 7, 15)]
    assert loan.arrears() == 24  # interest kept: 12 + 8 + 4
    with pytest.raises(DomainError, match="combien"):
        replay([loan_of(), Restructured(key="r", on=day, principal=Treatment.CAPITALISE)])


def test_what_is_written_off_is_lost_and_what_comes_later_is_recovered():
    loan = replay(late_loan(WrittenOff(key="w", on=LATE), paid("50", date(2024, 6, 1))))
    assert posted(loan, "w")["loss"] == "1225.00"  # 1,200 + 20 + 5
    assert loan.is_closed
    assert balance(loan, LoanAccount.RECOVERY) == "-50.00"


# Undone -------------------------------------------------------------------------------------------


def test_a_payment_that_comes_back_lets_the_next_one_clear_the_older_line():
    operations = [
        loan_of(), paid("412", FEBRUARY, "first"), paid("408", MARCH, "second"),
        Reversed(key="back", on=date(2024, 3, 8), of="first"),
    ]  # fmt: skip
    loan = replay(operations)
    assert posted(loan, "back") == {"bank": "-412.00", "loan": "404.00", "interest_due": "8.00"}
    assert [(p.by, p.number, str(p.amount)) for p in loan.parts] == [
        ("second", 1, "12.00"), ("second", 1, "396.00"),
    ]  # fmt: skip
    assert loan.arrears() == 412


def test_a_change_noted_by_mistake_gives_the_lines_back():
    operations = [loan_of(), RateChanged(key="c", on=FEBRUARY, annual_rate=Decimal("0.2"))]
    undone = replay([*operations, Reversed(key="u", on=FEBRUARY, of="c")])
    assert undone.lines == replay(operations[:1]).lines
    assert [version.rank for version in undone.versions] == [1, 2, 3]


def test_what_later_operations_rest_on_is_undone_after_them():
    operations = [
        loan_of(),
        Paused(key="pause", on=JANUARY, periods=1),
        Repaid(key="end", on=FEBRUARY, amount=Decimal("1212.00")),
        Reversed(key="u", on=FEBRUARY, of="pause"),
    ]
    assert replay(operations).is_closed  # the payoff is the same without the pause
    tranche = [
        opened(loan_of().terms, Decimal(2000)),
        TranchePaid(key="t", on=date(2024, 1, 10), amount=Decimal(100)),
        Repaid(key="end", on=date(2024, 1, 10), amount=Decimal("1303.48")),
    ]
    assert replay(tranche).is_closed
    with pytest.raises(DomainError, match="en dépend"):
        replay([*tranche, Reversed(key="u", on=FEBRUARY, of="t")])


@pytest.mark.parametrize(
    ("operation", "said"),
    [
        (paid("0", FEBRUARY), "supérieur à zéro"),
        (paid("10", date(2023, 12, 31)), "court depuis"),
        (loan_of(), "court déjà"),
        (TranchePaid(key="t", on=MARCH, amount=Decimal(1)), "accordés"),
        (DateMoved(key="d", on=MARCH, day=MARCH), "suivre"),
        (TermsAdded(key="d", on=MARCH, periods=0), "combien"),
        (RateChanged(key="d", on=MARCH, annual_rate=Decimal("0.12")), "déjà ce taux"),
        (RateChanged(key="d", on=date(2024, 2, 10), annual_rate=Decimal(0)), "arrêté"),
        (Restructured(key="d", on=MARCH), "ne change rien"),
        (Reversed(key="d", on=MARCH, of="nobody"), "ne s’annule pas"),
        (Reversed(key="d", on=JANUARY, of="n"), "ne s’annule pas"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(operation, said):
    with pytest.raises(DomainError, match=said):
        replay([loan_of(), FellDue(key="n", on=MARCH), operation])


def test_money_never_moves_before_the_loan_is_open():
    with pytest.raises(DomainError, match="pas débloqué"):
        replay([paid("10", FEBRUARY)])


def contribution() -> list:
    """12 000 € at 0 %, given back in three yearly parts of 4 000 €."""
    terms = ScheduleTerms(
        amount=Decimal(12_000), annual_rate=ZERO, method=Method.CONSTANT_PRINCIPAL,
        start=date(2024, 1, 1), periods=3, months_per_period=12,
    )  # fmt: skip
    return [Opened(key="o", on=terms.start, terms=terms, granted=terms.amount)]


def test_a_contribution_is_converted_in_part_and_the_rest_comes_back():
    """Half of the 12 000 € is left to the association: three parts of 2 000 €."""
    half = Converted(key="c", on=date(2024, 6, 1), amount=Decimal(6_000))
    loan = replay([*contribution(), half])
    assert [line.principal for line in loan.to_come] == [2_000, 2_000, 2_000]
    assert loan.balances[LoanAccount.CONVERTED] == 6_000
    assert loan.outstanding == 6_000


def test_a_contribution_converted_whole_is_closed_but_for_what_was_due():
    """The part of 1 January 2025 stays due; the 8 000 € to come are left."""
    whole = Converted(key="c", on=date(2025, 2, 1), amount=Decimal(8_000))
    loan = replay([*contribution(), whole])
    assert loan.to_come == ()
    assert (loan.arrears(), loan.outstanding) == (4_000, 4_000)
    assert replay([*contribution(), whole, paid("4000", date(2025, 3, 1))]).is_closed


@pytest.mark.parametrize("amount", ["0", "12000.01"])
def test_a_conversion_goes_from_a_cent_to_what_is_to_come(amount):
    with pytest.raises(OperationRefused, match="12\u202f000,00"):
        replay([*contribution(), Converted(key="c", on=date(2024, 6, 1), amount=Decimal(amount))])
