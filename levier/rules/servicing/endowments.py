"""A line of endowment: what it may back, what it backs, what calls cost it.

A guarantee is backed by one or several lines, each for a share; a counter-guarantor may take its
own share of what a line bears. Shares sum to the cent. Conventions: docs/rules/dotations.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from levier.kernel.errors import DomainError
from levier.kernel.money import CENT, ZERO, split_amount

ONE = Decimal(1)
TEN_THOUSANDTH = Decimal("0.0001")


class EndowmentRefused(DomainError):
    """Shares or terms that cannot be."""

    message = "{reason}"


@dataclass(frozen=True, slots=True)
class Backed:
    """What a guarantee is on a day, whole, in euros, and the place of the line among its lines.

    `shares` are those of every line that backs it, as fractions; `rank` is the line's among them;
    `counter_share` is what the counter-guarantor takes of the line's part. `weight` is what it
    would cost today: the amount granted before its set-up, its exposure after.
    """

    granted: Decimal
    weight: Decimal
    is_set_up: bool
    paid: Decimal = ZERO
    recovered: Decimal = ZERO
    shares: tuple[Decimal, ...] = (ONE,)
    rank: int = 0
    counter_share: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Position:
    """The figures of a line on a day, in euros; what the counter-guarantor bears is apart."""

    endowment: Decimal
    multiplier: Decimal
    granted: Decimal
    committed: Decimal
    countered: Decimal
    paid: Decimal
    counter_paid: Decimal
    recovered: Decimal
    counter_recovered: Decimal
    guarantees: int

    @property
    def net_loss(self) -> Decimal:
        """What calls cost the line, less what recoveries gave it back."""
        return self.paid - self.recovered

    @property
    def capacity(self) -> Decimal:
        """Endowment × multiplier, less the net loss; never below zero."""
        whole = (self.endowment * self.multiplier).quantize(CENT, ROUND_HALF_UP)
        return max(ZERO, whole - self.net_loss)

    @property
    def available(self) -> Decimal:
        """What may still be committed."""
        return max(ZERO, self.capacity - self.committed)

    @property
    def missing(self) -> Decimal:
        """What is committed beyond the capacity."""
        return max(ZERO, self.committed - self.capacity)

    @property
    def loss_rate(self) -> Decimal | None:
        """Net loss ÷ guarantees set up, the line's part of each; None before the first one."""
        return _rate(self.net_loss, self.granted)

    @property
    def use_rate(self) -> Decimal | None:
        """Committed ÷ capacity; None without capacity."""
        return _rate(self.committed, self.capacity)


def _rate(part: Decimal, whole: Decimal) -> Decimal | None:
    """Return a fraction, to the hundredth of a percent; None without a whole."""
    return (part / whole).quantize(TEN_THOUSANDTH, ROUND_HALF_UP) if whole else None


def refuse_shares(shares: Sequence[Decimal]) -> None:
    """Refuse shares out of ]0, 1], or that sum to more than the guarantee. Errors."""
    if any(not ZERO < share <= ONE for share in shares):
        raise EndowmentRefused(
            field="share", reason="La part d’une ligne va de 0 (exclu) à 100\u00a0%."
        )
    if sum(shares, ZERO) > ONE:
        raise EndowmentRefused(
            field="share", reason="Les lignes portent ensemble plus de 100\u00a0% de la garantie."
        )


def split_shares(amount: Decimal, shares: Sequence[Decimal]) -> list[Decimal]:
    """Return the part of each line, then what no line bears; they sum to the amount (euros)."""
    refuse_shares(shares)
    rest = ONE - sum(shares, ZERO)
    parts = split_amount(amount, [*shares, rest] if rest else list(shares))
    return parts if rest else [*parts, ZERO]


def split_counter(amount: Decimal, counter_share: Decimal) -> tuple[Decimal, Decimal]:
    """Return what the line keeps and what its counter-guarantor takes; they sum to the amount."""
    if not ZERO <= counter_share <= ONE:
        raise EndowmentRefused(
            field="share", reason="La part contre-garantie va de 0 à 100\u00a0%."
        )
    kept = split_shares(amount, [ONE - counter_share])[0] if counter_share < ONE else ZERO
    return kept, amount - kept


def position_of(endowment: Decimal, multiplier: Decimal, backed: Iterable[Backed]) -> Position:
    """Return the figures of a line from its guarantees, in euros. Errors: EndowmentRefused."""
    if endowment < 0 or multiplier < 0:
        raise EndowmentRefused(reason="La dotation et le coefficient ne sont pas négatifs.")
    sums = dict.fromkeys(
        ("granted", "committed", "countered", "paid", "counter_paid", "recovered",
         "counter_recovered"),
        ZERO,
    )  # fmt: skip
    count = 0
    for one in backed:
        count += bool(one.weight)
        committed, countered = _part(one, one.weight)
        paid, counter_paid = _part(one, one.paid)
        recovered, counter_recovered = _part(one, one.recovered)
        granted = _part(one, one.granted)[0] if one.is_set_up else ZERO
        for name, value in (
            ("granted", granted), ("committed", committed), ("countered", countered),
            ("paid", paid), ("counter_paid", counter_paid), ("recovered", recovered),
            ("counter_recovered", counter_recovered),
        ):  # fmt: skip
            sums[name] += value
    return Position(endowment=endowment, multiplier=multiplier, guarantees=count, **sums)


def _part(one: Backed, amount: Decimal) -> tuple[Decimal, Decimal]:
    return split_counter(split_shares(amount, one.shares)[one.rank], one.counter_share)
