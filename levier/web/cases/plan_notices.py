"""What the page says beside the plan: what is wrong with it, what is firm and what is not."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from levier.cases.models import PlanLine
from levier.cases.services.readiness import side_of
from levier.kernel.money import ZERO
from levier.rules.financing_plan import plan_violations

SENSES = {
    PlanLine.Status.FIRM: "pre",
    PlanLine.Status.IN_PRINCIPLE: "ocre",
    PlanLine.Status.ASKED: "mer",
    PlanLine.Status.TO_ASK: "neutre",
    PlanLine.Status.REFUSED: "brique",
}


@dataclass(frozen=True)
class StateTotal:
    """The resources of one state: how many, how much over the four columns, their share."""

    status: str
    label: str
    sense: str
    count: int
    amount: Decimal
    share: Decimal

    @property
    def counts(self) -> bool:
        """False for what was refused: it pays for nothing."""
        return self.status != PlanLine.Status.REFUSED


def notices_of(lines: Sequence[PlanLine]) -> list[str]:
    """Return what is wrong with a plan, in French; nothing for an empty one."""
    if not lines:
        return []
    rows = list(lines)
    return plan_violations(side_of(rows, "need"), side_of(rows, "resource"))


def state_totals(lines: Sequence[PlanLine]) -> list[StateTotal]:
    """Return the resources by state, from the surest; a state without line is left out.

    Amounts are those of the start. Shares are of what counts: a refused line has none.
    """
    resources = [line for line in lines if line.side == PlanLine.Side.RESOURCE]
    counted = sum((line.amount for line in resources if line.counts), ZERO)
    found = []
    for status, sense in SENSES.items():
        mine = [line for line in resources if line.status == status]
        amount = sum((line.amount for line in mine), ZERO)
        in_sum = counted and status != PlanLine.Status.REFUSED
        share = amount / counted if in_sum else ZERO
        if mine:
            found.append(
                StateTotal(status, PlanLine.Status(status).label, sense, len(mine), amount, share)
            )
    return found
