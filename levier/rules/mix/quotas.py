"""The quotas that a mix may choose for a guarantee."""

from decimal import ROUND_DOWN, Decimal

from levier.kernel.money import CENT
from levier.rules.mix.problem import Option, Problem

LADDER = Decimal("0.05")


def quotas_of(option: Option, problem: Problem) -> list[Decimal]:
    """Return the quotas to choose from, the highest first.

    A guarantee alone takes its full quota; one that may be stacked on another (its version caps
    the sum of quotas) also takes each multiple of 5 % below, so that the sum can fit.
    """
    most = option.max_quota if option.max_quota is not None else Decimal(1)
    steps = problem.preferences.step / CENT
    if (most * steps) % 1:  # keep loan × quota a whole number of cents
        most = most.quantize(CENT, rounding=ROUND_DOWN)
    if option.stacking_quota_cap is None:
        return [most]
    below = [LADDER * rank for rank in range(1, 20) if LADDER * rank < most]
    cap = option.stacking_quota_cap
    wanted = {most, *below} | ({cap} if 0 < cap < most and not (cap * steps) % 1 else set())
    return sorted((quota for quota in wanted if quota <= cap), reverse=True)
