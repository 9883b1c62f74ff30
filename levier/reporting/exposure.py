"""What the portfolio engages on a day, cut by product, bank, office, funder, carrier or vintage.

A guarantee weighs its exposure (levier/claims); a loan that runs its outstanding principal
(levier/servicing); one that nobody follows here, what was paid out, and the line says how many.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from levier.banking.models import PaymentOrder
from levier.banking.states import State as Paid
from levier.claims.models import Call
from levier.claims.services import standing_of
from levier.claims.states import ENDED, State
from levier.journal.services import target_of
from levier.kernel.money import ZERO, round_euro
from levier.portfolio.models import Commitment
from levier.portfolio.states import State as Life

KINDS = ("guarantee", "loan", "contribution", "advance")
Share = tuple[str, Decimal]
ONE = Decimal(1)


@dataclass(slots=True)
class ExposureLine:
    """One line of a cut: counts, and euros."""

    label: str
    count: int = 0
    granted: Decimal = ZERO
    set_ups: int = 0
    guarantees: int = 0
    outstanding: Decimal = ZERO
    exposure: Decimal = ZERO
    unfollowed: int = 0
    calls: int = 0
    paid: Decimal = ZERO
    recovered: Decimal = ZERO

    @property
    def call_rate(self) -> Decimal | None:
        """Calls ÷ guarantees set up, as a fraction; None without one: loans are never called."""
        return Decimal(self.calls) / self.guarantees if self.guarantees else None


@dataclass(frozen=True, slots=True)
class Weight:
    """What one commitment weighs on a day, in euros."""

    outstanding: Decimal = ZERO
    exposure: Decimal = ZERO
    is_followed: bool = True


def _funders(row: Commitment) -> list[Share]:
    draws = sorted(row.draws.all(), key=lambda draw: draw.pk)
    shares = [(str(draw.envelope.funder), draw.amount / row.amount) for draw in draws]
    return shares or [("Sans enveloppe", ONE)]


CUTS: dict[str, tuple[str, Callable[[Commitment], list[Share]]]] = {
    "produit": ("Produit", lambda row: [(str(row.instrument), ONE)]),
    "banque": (
        "Banque",
        lambda row: [(str(row.guarantee.bank) if row.kind == "guarantee" else "Sans banque", ONE)],
    ),
    "agence": ("Agence", lambda row: [(str(row.case.office or "Sans agence"), ONE)]),
    "financeur": ("Financeur", _funders),
    "risque": ("Porteur du risque", lambda row: [(str(row.carrier), ONE)]),
    "annee": (
        "Année de mise en place",
        lambda row: [(str(row.set_up_on.year) if row.set_up_on else "Pas encore en place", ONE)],
    ),
}


def exposure_of(user, cut: str, on: date) -> tuple[list[ExposureLine], ExposureLine]:
    """Return the lines of a cut, the most exposed first (years in order), and their total.

    Amounts shared between funders are rounded to the cent, the rest going to the last of them, so
    that the lines always sum to the total. A commitment counts once under each of its funders.
    """
    shares_of = CUTS[cut][1]
    lines: dict[str, ExposureLine] = {}
    total = ExposureLine("Total")
    paid_out = _paid_out(user, on)
    for row in _commitments(user):
        weight, call = weight_of(row, on, paid_out.get(target_of(row))), _call(row)
        whole = _line_of(row, weight, call)
        _add(total, whole, whole)
        for label, part in _parts(whole, shares_of(row)):
            _add(lines.setdefault(label, ExposureLine(label)), whole, part)
    found = sorted(lines.values(), key=lambda line: (-line.exposure, line.label))
    if cut == "annee":
        found.sort(key=lambda line: line.label, reverse=True)
    return found, total


def _commitments(user) -> Iterable[Commitment]:
    rows = Commitment.objects.visible_to(user).weighing().filter(kind__in=KINDS)
    return rows.select_related(
        "instrument", "carrier", "case__office", "guarantee__bank", "running_loan"
    ).prefetch_related(
        "guarantee_events", "calls__payments", "calls__recoveries", "draws__envelope__funder"
    )


def _paid_out(user, on: date) -> dict[str, Decimal]:
    """Return what the bank had paid for each commitment on a day, by its name in the journal."""
    rows = PaymentOrder.objects.filter(organisation=user.organisation, executed_on__lte=on)
    still = Q(state=Paid.EXECUTED) | Q(state=Paid.RETURNED, returned_on__gt=on)
    found = rows.filter(state__in=(Paid.EXECUTED, Paid.RETURNED)).values_list("subject")
    return dict(found.annotate(sum=Coalesce(Sum("amount", filter=still), ZERO)).order_by("subject"))


def weight_of(row: Commitment, on: date, paid_out: Decimal | None = None) -> Weight:
    """Return what a commitment weighs on a day; nothing before it is set up, nor once it ended.

    `paid_out` is what the bank paid for it (euros), None when it was noted as paid by hand.
    """
    if row.set_up_on is None or on < row.set_up_on or row.state == Life.ENDED:
        return Weight()
    if row.kind == "guarantee":
        call = _call(row)
        paid_on = [each.paid_on for each in call.payments.all()] if call else []
        settled = max(paid_on) if call and call.state == State.PAID and paid_on else None
        standing = standing_of(row, list(row.guarantee_events.all()), on, settled)
        if standing is None:
            return Weight()
        return Weight(standing.outstanding, standing.exposure)
    loan = getattr(row, "running_loan", None)
    if loan is None:
        paid = row.amount if paid_out is None else paid_out
        return Weight(paid, paid, is_followed=False)
    return Weight(loan.outstanding, loan.outstanding)


def _call(row: Commitment) -> Call | None:
    return next((call for call in row.calls.all() if call.state not in ENDED), None)


def _line_of(row: Commitment, weight: Weight, call: Call | None) -> ExposureLine:
    paid = sum((each.amount for each in call.payments.all()), ZERO) if call else ZERO
    back = sum((each.share for each in call.recoveries.all()), ZERO) if call else ZERO
    return ExposureLine(
        label="",
        count=1,
        granted=row.amount,
        set_ups=int(row.set_up_on is not None),
        guarantees=int(row.set_up_on is not None and row.kind == "guarantee"),
        outstanding=weight.outstanding,
        exposure=weight.exposure,
        unfollowed=int(not weight.is_followed),
        calls=int(call is not None),
        paid=paid,
        recovered=back,
    )


AMOUNTS = ("granted", "outstanding", "exposure", "paid", "recovered")
COUNTS = ("count", "set_ups", "guarantees", "unfollowed", "calls")


def _parts(whole: ExposureLine, shares: list[Share]) -> Iterable[tuple[str, ExposureLine]]:
    """Share the amounts of a commitment, to the cent, the rest going to the last share."""
    left = {name: getattr(whole, name) for name in AMOUNTS}
    for rank, (label, share) in enumerate(shares, start=1):
        is_last = rank == len(shares)
        part = ExposureLine(label)
        for name in AMOUNTS:
            amount = left[name] if is_last else round_euro(getattr(whole, name) * share)
            left[name] -= amount
            setattr(part, name, amount)
        yield label, part


def _add(line: ExposureLine, counted: ExposureLine, amounts: ExposureLine) -> None:
    for name in COUNTS:
        setattr(line, name, getattr(line, name) + getattr(counted, name))
    for name in AMOUNTS:
        setattr(line, name, getattr(line, name) + getattr(amounts, name))
