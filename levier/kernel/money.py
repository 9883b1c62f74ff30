"""Amounts in euros: Decimal, rounded half up to the cent, the remainder always placed."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

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

    Each share is floored to the cent, then each cent left goes to the share whose weight is the
    largest for the cents it would then have (D'Hondt; at a tie the first), so that no share of a
    larger amount is smaller: what is recovered never exceeds what was paid, share by share.
    Errors: ValueError without weights, or when they sum to zero.
    """
    total = sum(weights, ZERO)
    if not weights or total <= 0:
        raise ValueError("split_amount needs weights that sum to more than zero.")
    shares = [(amount * w / total).quantize(CENT, rounding=ROUND_DOWN) for w in weights]
    for _ in range(int((amount - sum(shares, ZERO)) / CENT)):
        ranks = range(len(weights))
        first = max(ranks, key=lambda rank: Fraction(weights[rank]) / Fraction(shares[rank] + CENT))
        shares[first] += CENT
    return shares
