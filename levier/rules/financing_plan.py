"""The financing plan: what the project needs, what pays for it, and whether they balance.

Amounts are in euros, shares are fractions. The plan has four columns: the start, then three years.
At the start, resources equal needs to the cent; later, what is left over from the columns before
may pay for a year, so that it is the cumulative balance which never goes below zero. The guaranteed
bank loan appears once, as a resource: a guarantee is not a resource.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from levier.kernel.french import NBSP, euros
from levier.kernel.money import ZERO
from levier.kernel.text import normalise


class Source(StrEnum):
    """Where a resource comes from, as far as the ratios need it."""

    OWN = "own"  # the holder's own contribution, in cash or in kind
    BANK_LOAN = "bank_loan"
    HOUSE = "house"  # what the house lends, brings or grants
    OTHER = "other"


COLUMNS = ("Départ", "Année 1", "Année 2", "Année 3")
NO_YEARS = (ZERO, ZERO, ZERO)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the plan, in euros. `source` and `partner` are for resources only.

    `amount` is the start's, `years` those of the three years that follow. `is_voluntary` marks the
    voluntary contributions of an association: valued, never paid, equal on both sides.
    """

    label: str
    amount: Decimal
    source: Source = Source.OTHER
    years: tuple[Decimal, ...] = NO_YEARS
    partner: str = ""
    is_voluntary: bool = False

    @property
    def amounts(self) -> tuple[Decimal, ...]:
        """The four columns: the start, then the three years."""
        return (self.amount, *self.years)


@dataclass(frozen=True, slots=True)
class Column:
    """One column summed up: `balance` = resources − needs, `cumulative` since the start."""

    label: str
    needs: Decimal
    resources: Decimal
    cumulative: Decimal

    @property
    def balance(self) -> Decimal:
        """Resources − needs of this column."""
        return self.resources - self.needs


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


def columns_of(needs: Sequence[Line], resources: Sequence[Line]) -> list[Column]:
    """Return the four columns of a plan, each with its balance and the cumulative one."""
    found: list[Column] = []
    cumulative = ZERO
    for rank, label in enumerate(COLUMNS):
        needed = sum((line.amounts[rank] for line in needs), ZERO)
        paid = sum((line.amounts[rank] for line in resources), ZERO)
        cumulative += paid - needed
        found.append(Column(label, needed, paid, cumulative))
    return found


def plan_violations(needs: Sequence[Line], resources: Sequence[Line]) -> list[str]:
    """Return what is wrong with a plan, in French; nothing when it balances."""
    found = [
        f"La ligne «{NBSP}{line.label}{NBSP}» doit avoir un montant positif."
        for line in (*needs, *resources)
        if min(line.amounts) < 0 or not any(line.amounts)
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
    return found + _later_violations(needs, resources) + _twice(resources)


def _later_violations(needs: Sequence[Line], resources: Sequence[Line]) -> list[str]:
    """What the three years break: a cumulative balance below zero, voluntary sides that differ.

    A year is judged on its own fault: the columns before are supposed balanced.
    """
    found = []
    columns = columns_of(needs, resources)
    start = columns[0].balance
    for column in columns[1:]:
        left = column.cumulative - start
        if left < 0:
            found.append(f"{column.label}{NBSP}: il manque {euros(-left)} en cumul.")
    given = columns_of(
        [line for line in needs if line.is_voluntary],
        [line for line in resources if line.is_voluntary],
    )
    found += [
        f"{column.label}{NBSP}: les contributions volontaires et leurs emplois diffèrent de "
        f"{euros(abs(column.balance))}."
        for column in given
        if column.balance
    ]
    return found


def _twice(resources: Sequence[Line]) -> list[str]:
    """A bank loan written twice: same bank, same amounts, same words."""
    seen: set[tuple[str, str, tuple[Decimal, ...]]] = set()
    found = []
    for line in resources:
        key = (normalise(line.label), normalise(line.partner), line.amounts)
        if line.source is Source.BANK_LOAN and key in seen:
            found.append(
                f"Le prêt «{NBSP}{line.label}{NBSP}» de {euros(line.amount)} figure deux fois"
                f"{NBSP}: un prêt garanti compte une seule fois, sa garantie n’en est pas un autre."
            )
        seen.add(key)
    return found


def _from(resources: Sequence[Line], source: Source) -> Decimal:
    return sum((line.amount for line in resources if line.source is source), ZERO)
