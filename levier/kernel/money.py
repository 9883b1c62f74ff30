"""Amounts in euros: Decimal, rounded half up to the cent, the remainder always placed."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal(0)


def round_euro(amount: Decimal) -> Decimal:
    """Return `amount` (euros) rounded half up to the cent."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def round_to_step(value: Decimal, step: Decimal) -> Decimal:
    """Return `value` rounded half up to a multiple of `step` (both in the same unit)."""
    return (value / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step


def truncate_to_step(value: Decimal, step: Decimal) -> Decimal:
    """Return `value` cut toward zero to a multiple of `step` (both in the same unit)."""
    return (value / step).quantize(Decimal(1), rounding=ROUND_DOWN) * step


def split_amount(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Share `amount` (euros) in proportion to `weights`; the shares sum to it, to the cent.

    Each share is floored to the cent, then the cents left are given one by one from the first
    share on. Errors: ValueError without weights, or when they sum to zero.
    """
    total = sum(weights, ZERO)
    if not weights or total <= 0:
        raise ValueError("split_amount needs weights that sum to more than zero.")
    shares = [(amount * w / total).quantize(CENT, rounding=ROUND_DOWN) for w in weights]
    left = amount - sum(shares, ZERO)
    for rank in range(int(left / CENT)):
        shares[rank % len(shares)] += CENT
    return shares
