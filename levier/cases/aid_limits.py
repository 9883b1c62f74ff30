"""How much of the cost of a project an aid of a third party may pay."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from levier.cases.models import PlanLine
from levier.kernel.money import ZERO, round_euro
from levier.rules.eligibility.couplings import exact_share
from levier.rules.lawful_use import payable_needs

USE = "business_aid"
"""What an aid of a third party is for is not in the catalogue: it is read as aid to a business."""


def passed_share(line: PlanLine, lines: Iterable[PlanLine], on: date) -> Decimal | None:
    """Return the most that the aid of a line pays of the cost (euros) when the line asks more.

    The cost is the needs of the plan, its four columns, that an aid to a business may pay
    (`payable_needs`). None within the share, without one, or while the plan has no need.
    """
    share = line.aid.max_cost_share if line.aid else None
    needs = [each for each in lines if each.side == PlanLine.Side.NEED]
    if share is None or not needs:
        return None
    payable = payable_needs(USE, on)
    cost = sum((need.in_all for need in needs if payable is None or need.nature in payable), ZERO)
    part = exact_share(share)
    most = round_euro(cost * part.numerator / part.denominator)
    return most if line.in_all > most else None
