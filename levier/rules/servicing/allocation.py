"""Where a payment goes: costs, then interest, then principal; the oldest due date first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from levier.kernel.errors import DomainError
from levier.kernel.money import ZERO


class Component(StrEnum):
    """What an amount due is made of, in the order in which a payment clears it."""

    COSTS = "costs"
    INTEREST = "interest"
    PRINCIPAL = "principal"


ORDER = tuple(Component)


class PaymentRefused(DomainError):
    """The payment cannot be read."""

    message = "Un paiement doit être supérieur à zéro."


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What one due date still asks for, in euros. `key` names the line, whatever it is."""

    key: str
    due_on: date
    costs: Decimal = ZERO
    interest: Decimal = ZERO
    principal: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """Everything still due on that day."""
        return self.costs + self.interest + self.principal

    def of(self, component: Component) -> Decimal:
        """Return what is due of one component."""
        return {
            Component.COSTS: self.costs,
            Component.INTEREST: self.interest,
            Component.PRINCIPAL: self.principal,
        }[component]


@dataclass(frozen=True, slots=True)
class Cleared:
    """A part of a payment, put against one component of one due date (euros)."""

    key: str
    component: Component
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Allocation:
    """Where a payment went, and what of it found nothing due (euros)."""

    cleared: tuple[Cleared, ...]
    unallocated: Decimal

    @property
    def total(self) -> Decimal:
        """Everything put against a due date."""
        return sum((each.amount for each in self.cleared), ZERO)


def allocate(amount: Decimal, dues: Sequence[Due], on: date) -> Allocation:
    """Put a payment of `amount` euros against what is due on `on`, the oldest due date first.

    Within one due date, costs come before interest and interest before principal (art. 1343-1 of
    the Civil Code puts interest before principal). What is not yet due stays unallocated: an early
    repayment is an operation of its own. Errors: PaymentRefused.
    """
    if amount <= 0:
        raise PaymentRefused()
    left, cleared = amount, []
    for due in sorted((d for d in dues if d.due_on <= on), key=lambda d: (d.due_on, d.key)):
        for component in ORDER:
            part = min(left, due.of(component))
            if part > 0:
                cleared.append(Cleared(due.key, component, part))
                left -= part
    return Allocation(tuple(cleared), left)


def after(dues: Sequence[Due], allocation: Allocation) -> list[Due]:
    """Return what remains due once the payment has been put; a line paid in full is left out."""
    taken: dict[tuple[str, Component], Decimal] = {}
    for each in allocation.cleared:
        taken[each.key, each.component] = taken.get((each.key, each.component), ZERO) + each.amount

    def left_of(due: Due, component: Component) -> Decimal:
        return due.of(component) - taken.get((due.key, component), ZERO)

    left = [
        replace(
            due,
            costs=left_of(due, Component.COSTS),
            interest=left_of(due, Component.INTEREST),
            principal=left_of(due, Component.PRINCIPAL),
        )
        for due in dues
    ]
    return [due for due in left if due.total]
