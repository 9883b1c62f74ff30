"""How a commitment is drawn on one or several envelopes: to the cent, and never overdrawn.

Amounts are in euros. An opening envelope holds what was committed before the house kept its
envelopes: it has no amount and therefore no limit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from levier.kernel.errors import DomainError
from levier.kernel.french import NBSP, euros
from levier.kernel.money import CENT, ZERO, split_amount

K = TypeVar("K")


class CannotShare(DomainError):
    """The amount cannot be shared between these envelopes."""

    message = "{reason}"


@dataclass(frozen=True, slots=True)
class Draw:
    """What a commitment takes from one envelope. `name` is the envelope's, for the messages."""

    key: object
    name: str
    amount: Decimal


def share_draws(amount: Decimal, weights: Sequence[tuple[K, Decimal]]) -> list[tuple[K, Decimal]]:
    """Share `amount` between envelopes in proportion to their weights (or what remains in them).

    The draws sum to `amount`, to the cent; the cents left go to the first envelopes.
    Errors: CannotShare if the amount is not positive, has more than two decimals, or if the
    weights do not sum to more than zero.
    """
    if amount <= 0 or amount != amount.quantize(CENT):
        raise CannotShare(reason="Le montant à répartir doit être positif, au centime près.")
    if any(weight < 0 for _, weight in weights) or not sum((w for _, w in weights), ZERO):
        raise CannotShare(reason="Aucune enveloppe ne peut porter ce montant.")
    shares = split_amount(amount, [weight for _, weight in weights])
    return [(key, share) for (key, _), share in zip(weights, shares, strict=True)]


def check_draws(
    amount: Decimal, draws: Sequence[Draw], remaining: Mapping[object, Decimal | None]
) -> list[str]:
    """Return what is wrong with these draws, in French; nothing when they hold.

    `remaining` gives what is left in each envelope before the draw, None for an opening envelope
    without amount. An envelope that is not in it cannot be drawn on.
    """
    found = [
        f"Le tirage sur «{NBSP}{draw.name}{NBSP}» doit être positif."
        for draw in draws
        if draw.amount <= 0
    ]
    total = sum((draw.amount for draw in draws), ZERO)
    if total != amount:
        found.append(
            f"Les tirages font {euros(total, cents=True)}, "
            f"l’engagement {euros(amount, cents=True)}{NBSP}: ils doivent être égaux."
        )
    return [*found, *_overdrawn(draws, remaining)]


def _overdrawn(draws: Sequence[Draw], remaining: Mapping[object, Decimal | None]) -> list[str]:
    """Return one sentence for each envelope that the draws, taken together, would overdraw."""
    taken: dict[object, Decimal] = {}
    names: dict[object, str] = {}
    for draw in draws:
        taken[draw.key] = taken.get(draw.key, ZERO) + draw.amount
        names[draw.key] = draw.name
    found = []
    for key, total in taken.items():
        if key not in remaining:
            found.append(f"L’enveloppe «{NBSP}{names[key]}{NBSP}» n’est pas ouverte à ce tirage.")
            continue
        left = remaining[key]
        if left is not None and total > left:
            found.append(
                f"L’enveloppe «{NBSP}{names[key]}{NBSP}» n’a plus que "
                f"{euros(left, cents=True)}{NBSP}: le tirage de {euros(total, cents=True)} "
                "la dépasse."
            )
    return found
