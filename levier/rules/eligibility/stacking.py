"""How far several guarantees share one bank loan: one rule, for verdicts, mixes and decisions.

Each guarantee is judged by what its own version says of the sum of the quotas, and all of them by
the ceiling of public guarantees (parameters/guarantees.toml). A version that says nothing of it is
to be checked: nobody knows that it may be stacked, nor that it may not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from levier.kernel.french import percent
from levier.kernel.money import ZERO
from levier.rules.eligibility.findings import Result
from levier.rules.parameters import NoValueInForce, parameter_record

SILENT = "le produit ne dit pas jusqu’où il se cumule"


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most that public guarantees cover of one loan (a fraction), and whether it is settled."""

    share: Decimal
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Stacking:
    """What stacking says of one guarantee: the answer, and in French what it is held to."""

    result: Result
    threshold: str


def ceiling_of_guarantees(on: date) -> Ceiling | None:
    """Return the ceiling of public guarantees on a day, None when none is known."""
    try:
        record = parameter_record("guarantees", "stacking_ceiling", on)
    except NoValueInForce:
        return None
    return Ceiling(Decimal(record.value), record.certainty == "confirmed")


def stacked(
    own: Decimal, others: Decimal, cap: Decimal | None, ceiling: Ceiling | None
) -> Stacking:
    """Judge a guarantee of quota `own` beside `others`, the sum of the other quotas on its loan.

    `cap` is the sum that its version admits, None when it says nothing (fractions). Alone, only
    its own cap holds it. A ceiling that is not confirmed never says no.
    """
    total = own + others
    if cap is not None and total > cap:
        return Stacking(Result.NO, f"{percent(cap)} du prêt au plus en tout")
    if others and ceiling is not None and total > ceiling.share:
        said = f"{percent(ceiling.share)} du prêt au plus pour des garanties publiques"
        if ceiling.is_confirmed:
            return Stacking(Result.NO, said)
        return Stacking(Result.TO_CHECK, f"{said}, à confirmer")
    if others and cap is None:
        return Stacking(Result.TO_CHECK, SILENT)
    most = Decimal(1) if cap is None else cap
    return Stacking(Result.YES, f"{percent(most)} du prêt au plus en tout")


def quotas_beside(
    code: str, loans: tuple[Mapping[str, Decimal], ...]
) -> tuple[Decimal | None, Decimal]:
    """Return the quota asked of a guarantee, and the sum of the others on its loan.

    `loans` gives, loan by loan, the quotas by code. One that stands on several loans is read where
    the others weigh most; one not asked for yet, where they leave most room.
    """
    mine = [(loan[code], _total(loan) - loan[code]) for loan in loans if code in loan]
    if mine:
        return max(mine, key=lambda pair: pair[0] + pair[1])
    return None, min((_total(loan) for loan in loans), default=ZERO)


def _total(loan: Mapping[str, Decimal]) -> Decimal:
    return sum(loan.values(), ZERO)
