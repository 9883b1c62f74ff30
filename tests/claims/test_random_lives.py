"""Random lives of called guarantees, beside books kept apart: no cent is made, none is lost.

Each life is drawn from its seed: papers, claims revised, provisions, balances, recoveries and
mistakes, in any order, through the services. `LEVIER_LIVES` plays more of them.
"""

import os
import random
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from uuid import uuid4

import pytest
from django.db import transaction

from levier.claims.models import Call, CallPayment, Recovery
from levier.claims.services import (
    decide_call,
    indemnity_on,
    note_recovery,
    pay_indemnity,
    revise_claim,
    submit_call,
    withdraw_call,
)
from levier.claims.services.money import Accounts
from levier.kernel.errors import DomainError
from levier.ledger.checking import differences
from levier.ledger.models import LedgerPosting
from levier.ledger.services import open_account
from levier.rules.servicing.calls import Claim
from tests.factories.accounts import user
from tests.factories.claims import ACCELERATED_ON, TODAY, accelerated, called, complete

pytestmark = pytest.mark.django_db
LIVES, STEPS = min(int(os.environ.get("LEVIER_LIVES", "36")), 500), 40
ACCOUNTS = Accounts(charge="654000", bank="512000")
FORWARD = {"open": 0, "submitted": 1, "accepted": 2, "rejected": 9, "withdrawn": 9, "paid": 3}


@dataclass
class Books:
    """What a clerk would write of one call by hand: 80 %, 28 800 € at most."""

    claim: Claim
    paid: Decimal = Decimal(0)
    back: Decimal = Decimal(0)

    @property
    def owed(self) -> Decimal:
        gross = self.claim.outstanding
        if self.claim.covers_interest:
            gross += self.claim.unpaid_interest
        loss = max(gross - self.claim.realised, Decimal(0))
        share = (loss * Decimal("0.8")).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        return min(share, Decimal(28_800))


class Life:
    """One call of the house's own guarantee, and the books beside it."""

    def __init__(self, seed: int):
        self.rng = random.Random(seed)
        self.actor = user("secretary")
        row = accelerated(self.actor)
        row.carrier.is_house = True
        row.carrier.save()
        for number in ("654000", "512000"):
            open_account(
                organisation=self.actor.organisation, actor=self.actor, number=number, label=number
            )
        claim = self._claim()
        self.call, self.books = called(self.actor, row, claim=claim), Books(claim)
        self.done, self.refused = set(), 0

    def _claim(self) -> Claim:
        rng = self.rng
        return Claim(
            outstanding=self._money(36_000), unpaid_interest=self._money(900),
            realised=self._money(rng.choice([0, 1, 20_000])), covers_interest=rng.random() < 0.5,
        )  # fmt: skip

    def _money(self, most: int) -> Decimal:
        return Decimal(self.rng.randint(0, most * 100)) / 100

    def step(self) -> None:
        """Try something; what is refused leaves everything as it was."""
        name = self.rng.choice(
            ["papers", "submit", "decide", "revise", "provision", "provision", "balance",
             "recovery", "recovery", "withdraw"]
        )  # fmt: skip
        try:
            with transaction.atomic():
                getattr(self, f"_{name}")()
        except DomainError:
            self.refused += 1
        else:
            self.done.add(name)

    def _papers(self):
        complete(self.call, self.actor)

    def _submit(self):
        submit_call(
            call=self.call, opinion="favourable", opinion_text="Régulier", on=ACCELERATED_ON,
            actor=self.actor,
        )  # fmt: skip

    def _decide(self):
        accepted = self.rng.random() < 0.9
        decide_call(
            call=self.call, accepted=accepted, on=ACCELERATED_ON, actor=self.actor, reason="Non"
        )

    def _withdraw(self):
        if self.rng.random() < 0.9:
            return
        withdraw_call(call=self.call, reason="Repris", actor=self.actor)

    def _revise(self):
        claim = self._claim()
        revise_claim(call=self.call, claim=claim, actor=self.actor)
        self.books.claim = claim

    def _pay(self, amount: Decimal, *, is_balance: bool) -> None:
        key, day = uuid4(), TODAY - timedelta(days=self.rng.randint(0, 3))
        for _ in range(self.rng.choice([1, 1, 2])):  # a double click
            pay_indemnity(
                call=self.call, amount=amount, paid_on=day, today=TODAY, actor=self.actor,
                idempotency_key=key, is_balance=is_balance, accounts=ACCOUNTS,
            )  # fmt: skip
        self.books.paid += amount

    def _provision(self):
        self._pay(self._money(9_000), is_balance=False)

    def _balance(self):
        wrong = Decimal("0.01") if self.rng.random() < 0.3 else Decimal(0)
        self._pay(self.books.owed - self.books.paid + wrong, is_balance=True)

    def _recovery(self):
        amount = self._money(12_000)
        note_recovery(
            call=self.call, amount=amount, received_on=TODAY, today=TODAY, actor=self.actor,
            idempotency_key=uuid4(), accounts=ACCOUNTS,
        )  # fmt: skip
        share = (amount * Decimal("0.8")).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        most = min(self.books.paid, self.books.owed)
        self.books.back += min(share, most - self.books.back)

    def check(self, before: str) -> str:
        """Compare everything that is kept with the books; return the state."""
        call = Call.objects.get(pk=self.call.pk)
        indemnity = indemnity_on(call)
        assert (indemnity.owed, indemnity.paid) == (self.books.owed, self.books.paid)
        assert sum(p.amount for p in CallPayment.objects.all()) == self.books.paid
        back = sum((each.share for each in Recovery.objects.all()), Decimal(0))
        assert back == self.books.back
        assert 0 <= back <= max(min(self.books.paid, self.books.owed), Decimal(0))
        assert FORWARD[call.state] >= FORWARD[before]
        if call.state == "paid":
            assert self.books.paid == self.books.owed
        nets = LedgerPosting.objects.all().balances_on(TODAY)
        cost = self.books.paid - self.books.back
        assert nets.get("654000", Decimal(0)) == cost
        assert nets.get("512000", Decimal(0)) == -cost
        return call.state


@pytest.mark.parametrize("seed", range(LIVES))
def test_a_random_life_of_a_call_keeps_every_cent(seed):
    life, state = Life(seed), "open"
    for _ in range(STEPS):
        life.step()
        state = life.check(state)
    assert list(differences(life.actor.organisation)) == []


def test_the_lives_do_live():
    """Every gesture is admitted in some life: the law is tried by what happens."""
    done = set()
    for seed in range(100, 104):
        life = Life(seed)
        for _ in range(STEPS):
            life.step()
        done |= life.done
    assert {"papers", "submit", "decide", "revise", "provision", "recovery"} <= done
