"""Which bank loans of a plan are others than those that the guarantees asked for cover."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from levier.cases.models import FundingRequest, PlanLine

Same = Callable[[FundingRequest, PlanLine], bool]


def unguaranteed_loans(
    loans: Sequence[Sequence[FundingRequest]], plan: Sequence[PlanLine]
) -> Decimal:
    """Return what the plan's bank loans lend beside the guaranteed ones, in euros.

    `loans` are the guarantees asked for, bank loan by bank loan, those whose bank is known first.
    Each takes the line of the plan that is its own: same bank and amount, else same amount, else
    same bank, else any that names no other bank. Of the lines left, one at a bank that lends no
    guaranteed loan is another loan. The others may be parts of a guaranteed one: they count for
    what the plan borrows above it, no more. Zero without a guaranteed loan.
    """
    known = [loan[0] for loan in loans if loan[0].loan_amount]
    lines = [line for line in plan if line.nature == PlanLine.Nature.BANK_LOAN]
    if not known:
        return Decimal(0)
    banks = {row.bank_id for row in known}
    left = _not_taken(known, lines)
    elsewhere = [
        line for line in left if line.bank_id and None not in banks and line.bank_id not in banks
    ]
    beside = sum((line.amount for line in elsewhere), Decimal(0))
    doubtful = sum((line.amount for line in left if line not in elsewhere), Decimal(0))
    borrowed = sum((line.amount for line in lines), Decimal(0)) - beside
    guaranteed = sum((row.loan_amount for row in known), Decimal(0))
    return beside + min(doubtful, max(Decimal(0), borrowed - guaranteed))


def _not_taken(known: Sequence[FundingRequest], lines: Sequence[PlanLine]) -> list[PlanLine]:
    """Return the lines that are left once each guaranteed loan took its own."""
    waiting, left = list(known), list(lines)
    for is_same in SURER_FIRST:
        for row in list(waiting):
            found = next((line for line in left if is_same(row, line)), None)
            if found is not None:
                waiting.remove(row)
                left.remove(found)
    return left


def _has_no_other_bank(row: FundingRequest, line: PlanLine) -> bool:
    return row.bank_id is None or line.bank_id in (None, row.bank_id)


def _has_its_bank(row: FundingRequest, line: PlanLine) -> bool:
    return row.bank_id is not None and row.bank_id == line.bank_id


SURER_FIRST: tuple[Same, ...] = (
    lambda row, line: _has_its_bank(row, line) and line.amount == row.loan_amount,
    lambda row, line: _has_no_other_bank(row, line) and line.amount == row.loan_amount,
    _has_its_bank,
    _has_no_other_bank,
)
