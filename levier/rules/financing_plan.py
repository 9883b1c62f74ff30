"""The financing plan: what the project needs, what pays for it, and whether they balance.

Amounts are in euros, shares are fractions. The guaranteed bank loan appears once, as a resource:
a guarantee is not a resource.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from levier.kernel.french import NBSP, euros
from levier.kernel.money import ZERO


class Source(StrEnum):
    """Where a resource comes from, as far as the ratios need it."""

    OWN = "own"  # the holder's own contribution, in cash or in kind
    BANK_LOAN = "bank_loan"
    HOUSE = "house"  # what the house lends, brings or grants
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the plan, in euros. `source` is for resources only."""

    label: str
    amount: Decimal
    source: Source = Source.OTHER


@dataclass(frozen=True, slots=True)
class Balance:
    """A plan summed up.

    `gap` = resources − needs (below zero, money is missing). `own_contribution_share` = own
    contribution / needs, None without needs. `leverage` = bank loans / what the house brings,
    None when it brings nothing.
    """

    needs: Decimal
    resources: Decimal
    gap: Decimal
    own_contribution_share: Decimal | None
    leverage: Decimal | None

    @property
    def is_balanced(self) -> bool:
        """Whether there is a plan, and its resources equal its needs to the cent."""
        return self.needs > 0 and self.gap == 0


def balance_of(needs: Sequence[Line], resources: Sequence[Line]) -> Balance:
    """Return the balance of a plan."""
    needed = sum((line.amount for line in needs), ZERO)
    found = sum((line.amount for line in resources), ZERO)
    house = _from(resources, Source.HOUSE)
    return Balance(
        needs=needed,
        resources=found,
        gap=found - needed,
        own_contribution_share=_from(resources, Source.OWN) / needed if needed else None,
        leverage=_from(resources, Source.BANK_LOAN) / house if house else None,
    )


def plan_violations(needs: Sequence[Line], resources: Sequence[Line]) -> list[str]:
    """Return what is wrong with a plan, in French; nothing when it balances."""
    found = [
        f"La ligne «{NBSP}{line.label}{NBSP}» doit avoir un montant positif."
        for line in (*needs, *resources)
        if line.amount <= 0
    ]
    if not needs:
        found.append("Le plan n’a aucun besoin.")
    if not resources:
        found.append("Le plan n’a aucune ressource.")
    gap = balance_of(needs, resources).gap
    if needs and resources and gap:
        found.append(
            f"Il manque {euros(-gap)} de ressources pour couvrir les besoins."
            if gap < 0
            else f"Les ressources dépassent les besoins de {euros(gap)}."
        )
    return found


def _from(resources: Sequence[Line], source: Source) -> Decimal:
    return sum((line.amount for line in resources if line.source is source), ZERO)
