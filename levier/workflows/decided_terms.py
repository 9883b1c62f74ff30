"""A commitment as it was decided: its amendments left out, for the papers that tell a decision."""

from collections.abc import Iterable
from decimal import Decimal

from levier.kernel.money import split_amount
from levier.portfolio.models import Amendment, Commitment
from levier.portfolio.services import typed_terms
from levier.portfolio.terms import commission_due

APPLIED = (Amendment.State.APPLIED, Amendment.State.AGREED)


def restore_decided_terms(commitments: Iterable[Commitment]) -> list[Commitment]:
    """Give these commitments, in memory, the terms of their decision: never save them after.

    The first amendment applied says what held before it. Return those whose amount it changed.
    """
    by_key = {row.pk: row for row in commitments}
    first: dict = {}
    rows = Amendment.objects.filter(commitment__in=by_key, state__in=APPLIED).order_by("-rank")
    for row in rows:
        first[row.commitment_id] = row
    return [by_key[key] for key, row in first.items() if _restore(by_key[key], row)]


def share_decided_amount(commitment: Commitment) -> None:
    """Give the draws, in memory, their part of the amount decided, in the same proportions."""
    draws = sorted(commitment.draws.all(), key=lambda draw: draw.pk)
    if not draws:
        return
    shares = split_amount(commitment.amount, [draw.amount for draw in draws])
    for draw, share in zip(draws, shares, strict=True):
        draw.amount = share


def _restore(commitment: Commitment, amendment: Amendment) -> bool:
    """Give the terms before an amendment; return whether the amount was another."""
    amount = Decimal(amendment.before["worth"])
    terms = typed_terms(amendment.before, commitment)
    terms.pop("amount", None)
    commitment.valid_until = terms.pop("valid_until", commitment.valid_until)
    changed, commitment.amount = commitment.amount != amount, amount
    is_guarantee = commitment.kind == "guarantee"
    for name, value in terms.items():
        setattr(commitment.guarantee if is_guarantee else commitment.financing, name, value)
    if is_guarantee:
        row = commitment.guarantee
        row.guaranteed_amount = amount
        if commitment.version:
            row.commission_amount = commission_due(commitment.version, row.loan_amount, amount)
    return changed
