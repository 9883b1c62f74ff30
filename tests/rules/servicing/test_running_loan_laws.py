"""What holds of every life of a loan, whatever happens and in whatever order.

`LEVIER_LIVES` says how many lives, `LEVIER_SEED` the first seed; both are printed by a failure.
`make lives` plays five thousand.
"""

import os
from decimal import Decimal
from itertools import pairwise

import pytest

from levier.kernel.money import ZERO
from levier.rules.accounting.entries import LedgerEntry, check_entry
from levier.rules.servicing.allocation import Component
from levier.rules.servicing.loan import LoanAccount, Way
from levier.rules.servicing.loan_money import payoff
from levier.rules.servicing.operations import (
    Opened,
    PartRepaid,
    RateChanged,
    Repaid,
    Reversed,
    TranchePaid,
    WrittenOff,
)
from levier.rules.servicing.running_loan import replay
from tests.rules.servicing.lives import Life
from tests.rules.servicing.reference_ledger import ReferenceLedger

LIVES = int(os.environ.get("LEVIER_LIVES", "500"))
FIRST = int(os.environ.get("LEVIER_SEED", "1"))
STEPS = 14
CENT = Decimal("0.01")


def balance(loan, account):
    return loan.balances.get(account, ZERO)


def check_the_books(loan):
    """The accounts are what the loan says, and every entry balances to the cent."""
    for entry in loan.entries:
        check_entry(LedgerEntry(entry.by, entry.day, entry.label, entry.postings))
    names = [(entry.by, entry.name) for entry in loan.entries]
    assert len(names) == len(set(names))
    posted = {}
    for entry in loan.entries:
        for posting in entry.postings:
            posted[posting.account] = posted.get(posting.account, ZERO) + posting.net
    for account in LoanAccount:
        assert posted.get(account.value, ZERO) == balance(loan, account), account
    to_come = sum((line.principal for line in loan.to_come), ZERO)
    assert loan.outstanding == loan.arrears(Component.PRINCIPAL) + to_come >= 0
    assert balance(loan, LoanAccount.INTEREST_DUE) == loan.arrears(Component.INTEREST)
    assert balance(loan, LoanAccount.COSTS_DUE) == loan.arrears(Component.COSTS)
    assert balance(loan, LoanAccount.CREDIT) == -loan.credit <= 0
    assert all(min(d.costs, d.interest, d.principal) >= 0 for d in loan.dues.values())
    assert not (loan.credit and loan.dues)


def check_the_lines(loan):
    """Due dates go forward, the balance never is negative, and ends at zero."""
    assert [line.number for line in loan.lines] == list(range(1, len(loan.lines) + 1))
    assert all(a.due_on <= b.due_on for a, b in pairwise(loan.lines))
    assert all(line.balance_after >= 0 and line.interest >= 0 for line in loan.lines)
    assert not loan.to_come or loan.to_come[-1].balance_after == 0
    assert loan.versions[-1].lines == loan.lines


def check_what_is_kept(before, after):
    """A new version leaves the lines already due as they were."""
    kept = before.fallen
    assert after.lines[:kept] == before.lines[:kept]
    assert after.parts[: len(before.parts)] == before.parts
    assert after.entries[: len(before.entries)] == before.entries
    assert after.versions[: len(before.versions)] == before.versions


def check_against_the_reference(operations, loan):
    books = ReferenceLedger(operations, loan.lines[: loan.fallen])
    assert balance(loan, LoanAccount.BANK) == books.cash
    assert loan.credit == books.purse
    assert balance(loan, LoanAccount.INTEREST_INCOME) == -books.earned
    assert balance(loan, LoanAccount.RECOVERY) == -books.recovered
    assert balance(loan, LoanAccount.CONVERTED) == books.given
    for component in Component:
        assert loan.arrears(component) == books.owed(component.value)
        paid = [p.amount for p in loan.parts if p.component == component and p.way == Way.PAID]
        assert sum(paid, ZERO) == books.cleared[component.value]
    if not books.is_lost:
        assert balance(loan, LoanAccount.LOSS) == books.lost
        assert loan.outstanding == (
            books.lent + books.capitalised - books.cleared["principal"] - books.struck_principal
        )


@pytest.mark.parametrize("seed", range(FIRST, FIRST + LIVES))
def test_a_random_life_never_breaks_an_invariant(seed):
    life = Life(seed)
    before = replay(life.operations)
    for _ in range(STEPS):
        loan = life.step()
        if loan is None:
            continue
        check_the_books(loan)
        check_the_lines(loan)
        if not isinstance(life.operations[-1], Reversed):
            check_what_is_kept(before, loan)
        check_against_the_reference(life.operations, loan)
        before = loan
    end_at_zero(life)


def end_at_zero(life):
    """Whatever happened, paying everything off, or losing it, leaves every claim at zero."""
    loan = replay(life.operations, life.day)
    if loan.opened_on is None or loan.is_closed:
        return
    on = {"key": "end", "on": life.day}
    endings = [WrittenOff(**on)] if not loan.credit else []
    if loan.terms is not None or loan.ended_terms is not None:
        day = max(life.day, loan.changed_on)
        endings.append(Repaid(amount=payoff(loan, day).total, key="end", on=day))
    for ending in endings:
        closed = replay([*life.operations, ending])
        assert closed.is_closed
        assert closed.outstanding == 0
        check_the_books(closed)


@pytest.mark.parametrize("seed", range(FIRST, FIRST + LIVES))
def test_interest_is_conserved_whatever_moves_the_principal(seed):
    """Each period bears rate ÷ 12 of what was owed, by the day for what came or went inside it."""
    life = Life(seed, plain=True)
    for _ in range(STEPS):
        life.step()
    loan = replay(life.operations)
    opened = life.operations[0]
    rate, opens, owed = opened.terms.annual_rate, opened.on, opened.terms.amount
    events = [e for e in life.operations if isinstance(e, TranchePaid | PartRepaid | RateChanged)]
    early = {}
    for line in loan.lines:
        if line.is_early:
            early.setdefault(line.due_on, []).append(line)
            continue
        if line.number > loan.fallen or any(isinstance(e, Repaid) for e in life.operations):
            break
        inside = [e for e in events if opens <= e.on < line.contractual_on]
        rates = [e.annual_rate for e in inside if isinstance(e, RateChanged)]
        if rates and any(isinstance(e, PartRepaid) for e in inside):
            return  # two rates in one period: the early part bore the first
        rate = rates[-1] if rates else rate
        whole = (line.contractual_on - opens).days
        borne, moved, count = owed * rate / 12, ZERO, 1
        for event in inside:
            if isinstance(event, RateChanged):
                continue
            sign = 1 if isinstance(event, TranchePaid) else -1
            borne += sign * event.amount * rate / 12 * (line.contractual_on - event.on).days / whole
            moved += sign * event.amount
            count += 1
        days = {e.on for e in inside if isinstance(e, PartRepaid)}
        asked = line.interest + sum((x.interest for d in days for x in early[d]), ZERO)
        assert abs(asked - borne) <= count * CENT / 2, (seed, line)
        owed, opens = owed + moved - line.principal, line.contractual_on
        assert owed == line.balance_after


def test_the_lives_do_live():
    """The laws are tried by what was admitted: most operations are, and every kind is."""
    lives = [Life(seed) for seed in range(60)]
    for life in lives:
        for _ in range(STEPS):
            life.step()
    admitted = [each for life in lives for each in life.operations]
    kinds = {type(each).__name__ for each in admitted if not isinstance(each, Opened)}
    assert len(kinds) >= 12
    assert len(admitted) > sum(life.refusals for life in lives)
