"""Payments that the bank executed, or sent back, and that what they pay for does not say.

A call, a loan that refuses one leaves it « à noter à la main »: until somebody does, no entry says
where the money is. A bounded number of queries, whatever the number of payments.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid5

from levier.accounts.models import Organisation
from levier.banking.models import PaymentOrder
from levier.banking.states import State as Step
from levier.claims.models import Call, CallPayment
from levier.journal.models import Entry
from levier.journal.services import target_of
from levier.kernel.french import euros, long_date
from levier.kernel.money import ZERO
from levier.ledger.models import LedgerEntry
from levier.portfolio.models import Commitment
from levier.servicing.models import LoanOperation, RunningLoan
from levier.servicing.services import SERVED, refund_key, without_refund
from levier.workflows.pay_out_loan import REPLACED, RETURNED

BATCH = 2_000
Orders = list[PaymentOrder]


def orders_that_left(organisation: Organisation) -> Orders:
    """Return the payments of a house that the bank executed, or sent back, the first one first."""
    rows = PaymentOrder.objects.filter(
        organisation=organisation, state__in=(Step.EXECUTED, Step.RETURNED)
    )
    return list(rows.select_related("account").order_by("pk"))


def served_subjects(organisation: Organisation) -> set[str]:
    """Return what orders name the commitments whose schedule posts what is paid."""
    rows = Commitment.objects.filter(organisation=organisation, kind__in=SERVED)
    label = Commitment._meta.label
    return {f"{label}:{key}" for key in rows.values_list("pk", flat=True).iterator()}


def kind_of(order: PaymentOrder) -> str:
    """Return what kind of thing an order pays for, as the journal names it."""
    return order.subject.partition(":")[0]


def name_of(order: PaymentOrder) -> str:
    """Return what an order pays for, without the name of who is paid."""
    return order.subject_label.partition(" · ")[0]


def payments_not_noted(organisation: Organisation) -> list[str]:
    """Return, in French, each payment that its call or its loan does not say. Reads only."""
    orders = orders_that_left(organisation)
    of_calls = [order for order in orders if kind_of(order) == Call._meta.label]
    of_loans = [order for order in orders if kind_of(order) == RunningLoan._meta.label]
    served = served_subjects(organisation)
    payouts = [order for order in orders if order.subject in served]
    return [
        *_not_on_calls(organisation, of_calls),
        *_not_refunded(organisation, of_loans),
        *_not_paid_out(organisation, payouts),
    ]


def _not_on_calls(organisation: Organisation, orders: Orders) -> Iterator[str]:
    rows = CallPayment.objects.filter(organisation=organisation, order__isnull=False)
    is_return = {"kind": CallPayment.Kind.RETURNED}
    paid = dict(rows.exclude(**is_return).values_list("order", "amount"))
    undone = set(rows.filter(**is_return).values_list("order", flat=True))
    for order in orders:
        noted = paid.get(order.pk)
        if order.state == Step.EXECUTED and noted is None:
            yield f"{_said(order)}\u00a0: pas noté sur l’appel, aucune écriture."
        elif noted is not None and noted != order.amount:
            yield f"{_said(order)}\u00a0: {euros(noted, cents=True)} notés sur l’appel."
        elif order.state == Step.RETURNED and noted is not None and order.pk not in undone:
            yield f"{_said(order)}\u00a0: l’appel le dit toujours payé."


def _not_refunded(organisation: Organisation, orders: Orders) -> Iterator[str]:
    rows = LoanOperation.objects.filter(organisation=organisation, kind="refund")
    refunds: dict[str, list] = defaultdict(list)
    label = RunningLoan._meta.label
    for loan, *refund in rows.values_list("loan", "key", "amount", "on", "reversed_by"):
        refunds[f"{label}:{loan}"].append(tuple(refund))
    executed: dict[str, Orders] = defaultdict(list)
    for order in sorted(orders, key=lambda each: (each.executed_on or each.wanted_on, each.number)):
        if order.state == Step.EXECUTED:
            executed[order.subject].append(order)
        elif any(
            key == refund_key(order) and undone is None
            for key, _, _, undone in refunds[order.subject]
        ):
            yield f"{_said(order)}\u00a0: le prêt le dit toujours rendu."
    for subject, each in executed.items():
        for order in without_refund(each, refunds[subject]):
            yield f"{_said(order)}\u00a0: pas noté sur le prêt, aucune écriture."


def _not_paid_out(organisation: Organisation, orders: Orders) -> Iterator[str]:
    """Compare what left by the bank with what schedules, and entries beside them, say left."""
    if not orders:
        return
    loans = {
        f"{Commitment._meta.label}:{loan.commitment_id}": loan
        for loan in RunningLoan.objects.filter(organisation=organisation, opened_on__isnull=False)
    }
    held = _Held(organisation)
    by_subject: dict[str, Orders] = defaultdict(list)
    for order in orders:
        by_subject[order.subject].append(order)
    for subject, each in by_subject.items():
        loan = loans.get(subject)
        left = [order for order in each if order.state == Step.EXECUTED]
        if loan is None:
            for order in left:
                yield f"{_said(order)}\u00a0: aucun échéancier ouvert, aucune écriture."
        elif loan.is_posted:
            executed = sum((order.amount for order in left), ZERO)
            kept = loan.drawn + held.beside(each)
            if executed > kept or (executed < kept and held.forgets_a_return(loan, each)):
                yield (
                    f"{name_of(each[0])}\u00a0: {euros(executed, cents=True)} exécutés par la "
                    f"banque, {euros(kept, cents=True)} par l’échéancier et le livre."
                )


class _Held:
    """What the ledger and the loans of a house say of payouts that are no plain tranche."""

    def __init__(self, organisation: Organisation) -> None:
        entries = LedgerEntry.objects.filter(organisation=organisation)
        self.keys = {
            key
            for prefix in (RETURNED, REPLACED)
            for key in entries.filter(key__startswith=prefix).values_list("key", flat=True)
        }
        operations = LoanOperation.objects.filter(organisation=organisation)
        self.undone: set[UUID] = set(
            operations.filter(kind="tranche", reversed_by__isnull=False).values_list(
                "key", flat=True
            )
        )
        self.opened: dict[UUID, datetime] = dict(
            operations.filter(kind="opened", reversed_by=None).values_list("loan", "noted_at")
        )
        lines = Entry.objects.filter(organisation=organisation, action="banking.payment_returned")
        self.read_back: dict[str, datetime] = dict(lines.values_list("target", "at"))

    def beside(self, orders: Orders) -> Decimal:
        """Return what entries beside the schedule paid again, less what they gave back (euros)."""
        again = sum((o.amount for o in orders if f"{REPLACED}{o.pk}" in self.keys), ZERO)
        return again - sum((o.amount for o in orders if f"{RETURNED}{o.pk}" in self.keys), ZERO)

    def forgets_a_return(self, loan: RunningLoan, orders: Orders) -> bool:
        """Whether something came back since the schedule opened, and neither it nor an entry says.

        A schedule opened afterwards never held what had come back.
        """
        return any(
            order.state == Step.RETURNED
            and f"{RETURNED}{order.pk}" not in self.keys
            and uuid5(order.idempotency_key, "paid") not in self.undone
            and self._is_since(loan, order)
            for order in orders
        )

    def _is_since(self, loan: RunningLoan, order: PaymentOrder) -> bool:
        opened, back = self.opened.get(loan.pk), self.read_back.get(target_of(order))
        return opened is not None and back is not None and opened < back


def _said(order: PaymentOrder) -> str:
    day = order.returned_on or order.executed_on or order.wanted_on
    verb = "revenu" if order.returned_on else "exécuté"
    amount = euros(order.amount, cents=True)
    return f"{name_of(order)}, paiement {order.number} de {amount}, {verb} le {long_date(day)}"
