"""What a bank guarantee is worth, what it costs, and when a change goes back to the committee.

Every amount is in euros and rounded half up to the cent; a share or a quota is a fraction
(0.65 means 65 %). The quota, cap, rate and tolerances come from the product's terms.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from levier.kernel.errors import DomainError
from levier.kernel.french import NBSP, euros, percent
from levier.kernel.money import ZERO, round_euro

ONE = Decimal(1)


class InvalidGuaranteeTerms(DomainError):
    """The loan, the quota or the cap makes no sense."""

    message = "{reason}"


@dataclass(frozen=True, slots=True)
class GuaranteedAmount:
    """A guaranteed amount and how it was reached.

    `effective_quota` is amount / loan. `capped`: the cap, or what is left of it, decided. `room`
    is what the cap left before this guarantee (None without cap).
    """

    amount: Decimal
    effective_quota: Decimal
    capped: bool
    room: Decimal | None


def guaranteed_amount(
    loan_amount: Decimal,
    quota: Decimal,
    cap: Decimal | None,
    outstanding: Decimal = ZERO,
) -> GuaranteedAmount:
    """Return min(loan × quota, cap − outstanding), rounded half up to the cent, never below zero.

    `outstanding` is what the borrower already has guaranteed, where the product counts it against
    the cap; `cap` is None when the product has none.
    Errors: InvalidGuaranteeTerms for a loan that is not positive, a quota outside ]0, 1], a cap
    or an outstanding amount below zero.
    Source: the network's definition, garanti = min(prêt × quotité, plafond).
    """
    if loan_amount <= 0:
        raise InvalidGuaranteeTerms(field="loan_amount", reason="Le prêt doit être positif.")
    if not 0 < quota <= 1:
        reason = f"La quotité doit être comprise entre 0 et 100{NBSP}%."
        raise InvalidGuaranteeTerms(field="quota", reason=reason)
    if outstanding < 0 or (cap is not None and cap < 0):
        reason = "Le plafond et l’encours ne peuvent pas être négatifs."
        raise InvalidGuaranteeTerms(field="cap", reason=reason)
    wanted = round_euro(loan_amount * quota)
    room = None if cap is None else max(ZERO, round_euro(cap - outstanding))
    amount = wanted if room is None else min(wanted, room)
    return GuaranteedAmount(amount, amount / loan_amount, amount < wanted, room)


def commission(base_amount: Decimal, rate: Decimal) -> Decimal:
    """Return base × rate, to the cent: the guarantee's cost, due once.

    The base is the guaranteed part or the whole loan: the product says which. A rate of 2,5 % is
    0.025. Errors: InvalidGuaranteeTerms if one of them is negative.
    """
    if base_amount < 0 or rate < 0:
        reason = "La base et le taux de la commission ne peuvent pas être négatifs."
        raise InvalidGuaranteeTerms(reason=reason)
    return round_euro(base_amount * rate)


class SuretyAllowed(StrEnum):
    """What a product says of a personal surety on the loan that it guarantees."""

    EXCLUDED = "excluded"
    LIMITED = "limited"
    FREE = "free"
    UNKNOWN = "unknown"  # the house has not settled it


def surety_alert(
    surety_amount: Decimal,
    loan_amount: Decimal,
    limit_share: Decimal | None,
    allowed: SuretyAllowed,
) -> str | None:
    """Return the French alert when the bank takes more personal surety than the product admits.

    `limit_share` is the largest share of the loan that a limited surety may cover; None when the
    house has not settled it: nothing can then be said of a limited surety, and nothing is.
    """
    if surety_amount <= 0 or allowed in (SuretyAllowed.FREE, SuretyAllowed.UNKNOWN):
        return None
    if allowed == SuretyAllowed.EXCLUDED:
        return (
            f"La banque prend une caution personnelle de {euros(surety_amount)}{NBSP}: "
            "ce produit n’en admet aucune."
        )
    if limit_share is None or surety_amount <= round_euro(loan_amount * limit_share):
        return None
    return (
        f"La caution personnelle de {euros(surety_amount)} dépasse {percent(limit_share)} du prêt, "
        f"soit {euros(round_euro(loan_amount * limit_share))}."
    )


def amendment_needs_committee(
    before: Decimal,
    after: Decimal,
    tolerance_share: Decimal,
    tolerance_amount: Decimal | None,
) -> bool:
    """Tell whether an amended amount must go back to the committee.

    A decrease never does. An increase does when it passes `tolerance_share` of the amount decided
    or, when there is one, `tolerance_amount`; an increase of exactly the tolerance does not.
    """
    increase = after - before
    if increase <= 0:
        return False
    too_much = increase > round_euro(before * tolerance_share)
    return too_much or (tolerance_amount is not None and increase > tolerance_amount)
