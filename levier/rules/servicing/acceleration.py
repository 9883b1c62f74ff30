"""Acceleration: after a formal notice left unanswered, the whole principal is due at once.

Rules and examples: docs/rules/prets-en-cours.md. Days after the notice: parameters/servicing.toml.
"""

from datetime import date, timedelta

from levier.kernel.french import numeric_date
from levier.rules.parameters import parameter
from levier.rules.servicing.loan import Loan
from levier.rules.servicing.loan_money import early_line, payoff, terms_of
from levier.rules.servicing.operations import Accelerated, OperationRefused


def soonest_acceleration(notice_on: date) -> date:
    """Return the first day on which a notice that left on a day may be followed by acceleration.

    Source: parameters/servicing.toml. Errors: NoValueInForce.
    """
    return notice_on + timedelta(days=parameter("servicing", "acceleration_notice", notice_on))


def check_notice(operation: Accelerated) -> None:
    """Refuse a notice without its paper, or that leaves the borrower too few days to answer.

    Read when the operation is noted, never when it is played again: another delay undoes nothing.
    Errors: OperationRefused, at `notice` or `on`; NoValueInForce.
    """
    if not operation.notice.strip():
        raise OperationRefused(
            field="notice",
            reason="Dites quelle mise en demeure : le numéro du recommandé, par exemple.",
        )
    soonest = soonest_acceleration(operation.notice_on)
    if operation.notice_on <= operation.on < soonest:
        raise OperationRefused(
            field="on",
            reason=f"La mise en demeure est partie le {numeric_date(operation.notice_on)} : "
            f"le terme est déchu le {numeric_date(soonest)} au plus tôt.",
        )


def accelerate(loan: Loan, operation: Accelerated) -> None:
    """Make all the principal to come due on a day, with its interest since the last due date.

    The lines already due stay; no line of the contract comes after. What a restructuring may
    spread again keeps the terms that end here. Errors: OperationRefused when nothing is to come,
    nothing is unpaid that day, or the notice asked for nothing that still is.
    """
    _refuse_unless_it_runs(loan)
    _refuse_without_an_unanswered_notice(loan, operation)
    ended, asked = terms_of(loan), payoff(loan, operation.on)
    early_line(loan, operation, asked.principal, asked.interest, None)
    loan.accelerated_on, loan.ended_terms = operation.on, ended


def _refuse_unless_it_runs(loan: Loan) -> None:
    if loan.written_off_on is not None:
        raise OperationRefused(reason="Ce prêt est passé en perte\u00a0: plus rien n’est demandé.")
    if loan.is_closed:
        raise OperationRefused(reason="Ce prêt est soldé\u00a0: rien n’est dû.")
    if loan.accelerated_on is not None:
        raise OperationRefused(
            reason=f"Le terme est déjà déchu depuis le {numeric_date(loan.accelerated_on)}\u00a0: "
            "tout est dû."
        )
    if not loan.to_come:
        raise OperationRefused(reason="Toutes les échéances sont tombées\u00a0: tout est déjà dû.")


def _refuse_without_an_unanswered_notice(loan: Loan, operation: Accelerated) -> None:
    """A due date is unpaid from the day after; costs alone are no instalment."""
    on, notice_on = operation.on, operation.notice_on
    if notice_on > on:
        raise OperationRefused(
            field="notice_on",
            reason=f"La mise en demeure du {numeric_date(notice_on)} suit la déchéance\u00a0: "
            "elle la précède.",
        )
    late = [
        due.due_on for due in loan.dues.values() if due.due_on < on and due.interest + due.principal
    ]
    if not late:
        raise OperationRefused(
            reason=f"Aucune échéance n’est impayée au {numeric_date(on)}\u00a0: sans impayé, le "
            "terme n’est pas déchu."
        )
    if min(late) >= notice_on:
        raise OperationRefused(
            field="notice_on",
            reason=f"Le plus ancien impayé est du {numeric_date(min(late))}\u00a0: la mise en "
            f"demeure du {numeric_date(notice_on)} ne le réclamait pas. Envoyez-en une autre.",
        )
