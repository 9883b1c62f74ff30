"""Guarantees that live: set up, in trouble, called, for every test."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from levier.accounts.models import User
from levier.catalogue.models import Carrier
from levier.claims.models import Call, GuaranteeEvent
from levier.claims.services import (
    decide_call,
    name_given_accounts,
    note_event,
    note_paper,
    open_call,
    submit_call,
)
from levier.ledger.models import LedgerEntry
from levier.portfolio.models import Commitment, Guarantee
from levier.portfolio.services import set_up
from levier.rules.servicing.calls import Claim
from levier.rules.servicing.guarantee_life import Paper
from levier.workflows.follow_commitment import set_up_commitment
from tests.factories.banking import PAYEE_IBAN
from tests.factories.committees import HELD_ON
from tests.factories.portfolio import guarantee

SET_UP_ON = HELD_ON + timedelta(days=30)
TODAY = SET_UP_ON + timedelta(days=400)
ACCELERATED_ON = SET_UP_ON + timedelta(days=300)
CLAIM = Claim(outstanding=Decimal(30000), realised=Decimal(5000))


def running(actor: User, **terms) -> Commitment:
    """Return a guarantee of 28 800 € on a loan of 36 000 € at 80 %, set up."""
    row = guarantee(actor, **terms)
    return set_up(commitment=row, on=SET_UP_ON, actor=actor, key=uuid4())


def event(row: Commitment, actor: User, kind: str, day: date, due=None, **values) -> GuaranteeEvent:
    """Return an event noted on a guarantee."""
    return note_event(
        commitment=row, kind=kind, day=day, today=TODAY, actor=actor,
        outstanding=None if due is None else Decimal(due),
        **{"idempotency_key": uuid4(), **values},
    )  # fmt: skip


def accelerated(actor: User) -> Commitment:
    """Return a guarantee whose loan's term is accelerated, 30 000 € due."""
    row = running(actor)
    event(row, actor, "accelerated", ACCELERATED_ON, 30000)
    return row


def called(actor: User, row: Commitment | None = None, claim: Claim = CLAIM, **values) -> Call:
    """Return a call of 30 000 € due, 5 000 € of securities realised: 20 000 € owed at 80 %."""
    return open_call(
        commitment=row or accelerated(actor), claim=claim, received_on=ACCELERATED_ON, today=TODAY,
        actor=actor, **{"idempotency_key": uuid4(), **values},
    )  # fmt: skip


def complete(call: Call, actor: User) -> None:
    """Bring every paper of the file."""
    for paper in Paper:
        note_paper(commitment=call.commitment, code=paper.value, day=ACCELERATED_ON, actor=actor)


def accepted(actor: User, **values) -> Call:
    """Return a call that its carrier accepted."""
    call = called(actor, **values)
    complete(call, actor)
    call = submit_call(
        call=call, opinion="favourable", opinion_text="Dossier régulier.", on=ACCELERATED_ON,
        actor=actor,
    )  # fmt: skip
    return decide_call(call=call, accepted=True, on=ACCELERATED_ON, actor=actor)


def carried_here(call: Call, iban: str = PAYEE_IBAN, bic: str = "AGRIFRPPXXX") -> Call:
    """Return a call on a guarantee that the house carries, its bank's account on its card."""
    carrier, bank = call.commitment.carrier, call.commitment.guarantee.bank
    carrier.is_house = True
    carrier.save()
    bank.iban, bank.bic, bank.postcode, bank.town = iban, bic, "59000", "Lille"
    bank.save()
    return call


GIVEN = {"given": ("801100", "Garanties données"), "given_against": ("809100", "Contrepartie")}


def carried(actor: User, *, accounts: bool = True, **terms) -> Commitment:
    """Return an open guarantee of 10 000 € that the house carries: 20 000 € over 48 months, half.

    No interest, so that 416,67 € are repaid each month. `accounts` names those of the house.
    """
    if accounts:
        name_given_accounts(organisation=actor.organisation, named=GIVEN, actor=actor)
    values = {"loan_amount": Decimal(20000), "quota": Decimal("0.5"), "months": 48}
    row = guarantee(actor, **values, **terms)
    Carrier.objects.filter(pk=row.carrier_id).update(is_house=True)
    Guarantee.objects.filter(commitment=row).update(loan_rate=Decimal(0), deferral_months=0)
    return Commitment.objects.select_related("carrier", "guarantee").get(pk=row.pk)


def entered(actor: User, **terms) -> Commitment:
    """Return a guarantee of 10 000 € that the house carries, set up on SET_UP_ON."""
    return set_up_commitment(
        commitment=carried(actor, **terms), on=SET_UP_ON, actor=actor, key=uuid4()
    )


def given_entries(row: Commitment) -> list[tuple[str, dict[str, Decimal]]]:
    """Return the day and the changes of accounts (credit less debit, euros) of its entries."""
    entries = LedgerEntry.objects.filter(journal="EN", piece=row.number).order_by("number")
    return [
        (
            entry.day.isoformat(),
            {p.account.number: p.credit - p.debit for p in entry.postings.all()},
        )
        for entry in entries.prefetch_related("postings__account")
    ]
