"""A loan played again from the operations kept, for its page, a preview or the nightly check."""

import hashlib
import json
from datetime import date

from levier.rules.servicing.loan import Loan
from levier.rules.servicing.operation_json import facts_of, kind_of, operation_of
from levier.rules.servicing.operations import Operation
from levier.rules.servicing.running_loan import replay
from levier.servicing.models import LoanOperation, RunningLoan


def operations_of(loan: RunningLoan) -> list[Operation]:
    """Return the operations of a loan, in the order in which they were noted.

    Errors: UnreadableOperation.
    """
    rows = LoanOperation.objects.filter(loan=loan).order_by("rank")
    return [
        operation_of(kind, str(key), on, facts)
        for kind, key, on, facts in rows.values_list("kind", "key", "on", "facts")
    ]


def loan_on(loan: RunningLoan, day: date | None = None) -> Loan:
    """Return the loan as its operations leave it, with what is due by `day`."""
    return replay(operations_of(loan), day)


def preview(loan: RunningLoan, operation: Operation) -> tuple[Loan, Loan]:
    """Return the loan before and after an operation, without writing anything.

    Errors: those of the operation, as when it is noted.
    """
    operations = operations_of(loan)
    return replay(operations, operation.on), replay([*operations, operation])


def digest_of(operation: Operation, loan: RunningLoan, reason: str, ruling: str = "") -> str:
    """Return the SHA-256 of everything that an operation says, who ruled included when one did."""
    said = [str(loan.pk), kind_of(operation), operation.on.isoformat(), facts_of(operation), reason]
    if ruling:
        said.append(ruling)
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
