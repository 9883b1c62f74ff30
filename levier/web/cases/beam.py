"""The beam of the financing plan: needs above, resources below, level when they balance."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from levier.cases.models import PlanLine
from levier.cases.services.readiness import balance
from levier.kernel.french import NBSP, capitalised, euros, number, percent
from levier.rules.financing_plan import Balance

LEAST_LEANING, MOST_LEANING = Decimal("0.6"), Decimal("2.5")
NEED_TONES = ("#0B5D59", "#2C7C75", "#5BA39A", "#97C5BC", "#B5D5CE", "#CBE1DC", "#DCEBE7")
RESOURCE_TONES = ("#7A5000", "#B67B14", "#DBB055", "#EFD79D", "#F6E8C4")
DARK_TONES = 2
LABELLED_SHARE = Decimal("0.12")


@dataclass(frozen=True)
class Beam:
    """The plan as drawn: the two sides, their segments, the gap, and what the ratios say."""

    balance: Balance
    needs: list[PlanLine]
    resources: list[PlanLine]

    @property
    def sense(self) -> str:
        """Its colour: meadow when level, ochre otherwise, brick when money is missing."""
        if self.balance.is_balanced:
            return "pre"
        return "brique" if self.balance.gap < 0 else "ocre"

    @property
    def word(self) -> str:
        """What the beam says."""
        if not self.needs and not self.resources:
            return "À construire"
        if self.balance.is_balanced:
            return "À l’équilibre"
        return f"Il manque {self.gap}" if self.balance.gap < 0 else f"{self.gap} en trop"

    @property
    def gap(self) -> str:
        """The gap, without its sign."""
        return euros(abs(self.balance.gap))

    @property
    def lean(self) -> str:
        """How much the beam leans, in degrees: towards the needs when money is missing."""
        biggest = max(self.balance.needs, self.balance.resources)
        if not biggest:
            return "0"
        if not self.balance.gap:
            return "0"
        angle = abs(self.balance.gap) / biggest * MOST_LEANING * 2
        seen = min(max(angle, LEAST_LEANING), MOST_LEANING)
        return f"{seen if self.balance.gap > 0 else -seen:.2f}"

    @property
    def need_segments(self) -> list[dict[str, Any]]:
        """The needs as coloured segments."""
        return _segments(self.needs, NEED_TONES, self.balance.needs)

    @property
    def resource_segments(self) -> list[dict[str, Any]]:
        """The resources as coloured segments."""
        return _segments(self.resources, RESOURCE_TONES, self.balance.resources)

    @property
    def remarks(self) -> str:
        """The share of own money and the leverage, in a sentence."""
        said = []
        if self.balance.own_contribution_share is not None:
            share = percent(_rounded(self.balance.own_contribution_share, "0.001"))
            said.append(f"Apport{NBSP}: {share} des besoins.")
        if self.balance.leverage is not None:
            said.append(
                f"Effet de levier{NBSP}: {_short(self.balance.leverage)}{NBSP}€ de banque pour "
                f"1{NBSP}€ de la maison."
            )
        return " ".join(said)


def beam_of(lines: Sequence[PlanLine]) -> Beam:
    """Return the beam of these lines."""
    return Beam(
        balance=balance(list(lines)),
        needs=[line for line in lines if line.side == PlanLine.Side.NEED],
        resources=[line for line in lines if line.side == PlanLine.Side.RESOURCE],
    )


def _segments(
    lines: Sequence[PlanLine], tones: Sequence[str], total: Decimal
) -> list[dict[str, Any]]:
    counted = [line for line in lines if line.counts and line.amount]
    ordered = sorted(counted, key=lambda line: -line.amount)
    return [
        {
            "flex": f"{line.amount:f}",
            "tone": tones[min(rank, len(tones) - 1)],
            "ink": "#fff" if rank < DARK_TONES - (tones is RESOURCE_TONES) else "#0a1f1e",
            "label": capitalised(str(line))
            if total and line.amount / total >= LABELLED_SHARE
            else "",
        }
        for rank, line in enumerate(ordered)
    ]


def _rounded(value: Decimal, step: str) -> Decimal:
    return value.quantize(Decimal(step), rounding=ROUND_HALF_UP)


def _short(value: Decimal) -> str:
    """A ratio with one decimal, none when it is whole."""
    return number(_rounded(value, "0.1").normalize())
