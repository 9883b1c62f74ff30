"""A guarantee called by its bank: the loss, what the guarantor bears of it, what comes back."""

from dataclasses import dataclass
from decimal import Decimal

from levier.kernel.errors import DomainError
from levier.kernel.money import ZERO, round_euro


class CallRefused(DomainError):
    """The claim cannot be computed."""

    message = "{reason}"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a bank claims, in euros. `covers_interest` is what the guarantor's agreement says."""

    outstanding: Decimal
    unpaid_interest: Decimal = ZERO
    realised: Decimal = ZERO
    covers_interest: bool = False


@dataclass(frozen=True, slots=True)
class Indemnity:
    """The final loss, what the guarantor owes of it, and what was already paid on account."""

    loss: Decimal
    owed: Decimal
    paid: Decimal

    @property
    def balance(self) -> Decimal:
        """What is still to pay; negative when the provision was more than the share of the loss."""
        return self.owed - self.paid


def effective_quota(guaranteed: Decimal, loan: Decimal) -> Decimal:
    """Return guaranteed ÷ loan: below the agreed quota once a cap has cut the guarantee."""
    if loan <= 0 or not ZERO <= guaranteed <= loan:
        raise CallRefused(reason="La garantie doit être comprise entre zéro et le prêt.")
    return guaranteed / loan


def exposure(outstanding: Decimal, quota: Decimal) -> Decimal:
    """Return what the guarantor would bear today: outstanding principal × effective quota."""
    return round_euro(outstanding * quota)


def indemnity_of(claim: Claim, quota: Decimal, ceiling: Decimal, paid: Decimal = ZERO) -> Indemnity:
    """Return what a claim gives: (principal + covered interest − securities) × quota, capped.

    `ceiling` is the guaranteed amount; `paid` the provision already paid. A guarantee shares a
    final loss: without loss nothing is owed. Amounts in euros. Errors: CallRefused.
    """
    if min(claim.outstanding, claim.unpaid_interest, claim.realised, paid) < 0:
        raise CallRefused(reason="Les montants de l’appel ne peuvent pas être négatifs.")
    gross = claim.outstanding + (claim.unpaid_interest if claim.covers_interest else ZERO)
    loss = max(ZERO, gross - claim.realised)
    return Indemnity(loss, min(round_euro(loss * quota), ceiling), paid)


def provision_of(claim: Claim, quota: Decimal, ceiling: Decimal, share: Decimal) -> Decimal:
    """Return what is paid on account before the securities are realised: a share of the claim."""
    if not ZERO <= share <= 1:
        raise CallRefused(reason="La part versée en provision va de 0 à 100\u00a0%.")
    whole = indemnity_of(claim, quota, ceiling).owed
    return round_euro(whole * share)


def share_recovery(recovered: Decimal, quota: Decimal, paid: Decimal, returned: Decimal) -> Decimal:
    """Return what comes back to the guarantor of a recovery: its quota, never more than it paid.

    `paid` is the indemnity, `returned` what earlier recoveries gave back: nothing comes back while
    a transfer that the bank sent back leaves less paid than that. Errors: CallRefused.
    """
    if recovered <= 0:
        raise CallRefused(reason="Un recouvrement doit être supérieur à zéro.")
    return min(round_euro(recovered * quota), max(ZERO, paid - returned))
