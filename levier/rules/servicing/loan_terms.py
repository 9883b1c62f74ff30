"""Changes of the schedule of a loan that runs: each one makes a new version of what is to come."""

from dataclasses import replace
from decimal import Decimal

from levier.kernel.french import euros, numeric_date
from levier.kernel.money import ZERO
from levier.rules.schedules import Method, ScheduleTerms, Stub
from levier.rules.schedules.changes import (
    add_periods,
    change_rate,
    move_next_due,
    pause,
    remaining,
    restructure,
)
from levier.rules.servicing.allocation import Component
from levier.rules.servicing.loan import ASKED, Loan, LoanAccount, Way
from levier.rules.servicing.loan_money import terms_of
from levier.rules.servicing.operations import (
    Converted,
    DateMoved,
    Operation,
    OperationRefused,
    Paused,
    RateChanged,
    Restructured,
    TermsAdded,
    Treatment,
)


def refuse_before_what_is_done(loan: Loan, operation: Operation) -> None:
    """Errors: OperationRefused for a change dated before the last one, or before a line due."""
    last = loan.changed_on
    if loan.fallen:
        last = max(last, loan.lines[loan.fallen - 1].due_on)
    if operation.on < last:
        raise OperationRefused(
            reason=f"L’échéancier est arrêté jusqu’au {numeric_date(last)}\u00a0: datez ce "
            "changement de ce jour ou d’après."
        )


def put_on_hold(loan: Loan, operation: Paused) -> None:
    """Add due dates without principal."""
    _refuse_flat(loan)
    left = pause(terms_of(loan), loan.kept, operation.periods, operation.interest)
    loan.follow(left, operation.key, operation.on)


def move_date(loan: Loan, operation: DateMoved) -> None:
    """Move the next due date, and the later ones after it."""
    _refuse_flat(loan)
    if operation.day <= operation.on:
        raise OperationRefused(reason="La nouvelle date doit suivre le jour de l’opération.")
    left = move_next_due(terms_of(loan), loan.kept, operation.day)
    loan.follow(left, operation.key, operation.on)


def change_duration(loan: Loan, operation: TermsAdded) -> None:
    """Spread what is left over more periods, or fewer."""
    _refuse_flat(loan)
    if not operation.periods:
        raise OperationRefused(reason="Indiquez combien d’échéances ajouter ou retirer.")
    left = add_periods(terms_of(loan), loan.kept, operation.periods)
    loan.follow(left, operation.key, operation.on)


def change_annual_rate(loan: Loan, operation: RateChanged) -> None:
    """Apply another rate from the last due date on."""
    _refuse_flat(loan)
    if operation.annual_rate == terms_of(loan).annual_rate:
        raise OperationRefused(reason="Ce prêt a déjà ce taux.")
    left = change_rate(terms_of(loan), loan.kept, operation.annual_rate)
    loan.follow(left, operation.key, operation.on)


def restructure_loan(loan: Loan, operation: Restructured) -> None:
    """Treat the arrears component by component, then give what is left its new terms.

    New lines end an acceleration: the lender waits again.
    """
    terms = loan.ended_terms or terms_of(loan)
    capitalised = sum(
        (
            loan.arrears(component)
            for component, treatment in _treatments(operation)
            if treatment == Treatment.CAPITALISE
        ),
        ZERO,
    )
    left = _terms_left(loan, terms, operation, capitalised)
    treated = (c for c, t in _treatments(operation) if t != Treatment.KEEP)
    if left is None and not any(loan.arrears(component) for component in treated):
        raise OperationRefused(reason="Cette restructuration ne change rien.")
    moves: list[tuple[LoanAccount, Decimal]] = []
    for component, treatment in _treatments(operation):
        moves += _treated(loan, operation, component, treatment)
    moves += [(LoanAccount.LOSS, operation.waived), (LoanAccount.LOAN, -operation.waived)]
    loan.restructured_on = operation.on
    if left is not None:
        loan.accelerated_on = None
        loan.follow(left, operation.key, operation.on)
    loan.post(operation.key, "", operation.on, "Restructuration", moves)


def convert(loan: Loan, operation: Converted) -> None:
    """Leave principal to come, in part or whole, without right of return; what is due stays due.

    What its part of the interest has run since the last due date is given up with it.
    """
    terms = terms_of(loan)
    to_come = remaining(terms, loan.kept).amount if loan.to_come else ZERO
    if not ZERO < operation.amount <= to_come:
        raise OperationRefused(
            reason=f"{euros(to_come, True)} sont à reprendre\u00a0: convertissez de 0,01\u00a0€ à "
            "ce montant."
        )
    left = None
    if operation.amount < to_come:
        left = restructure(terms, loan.kept, waived=operation.amount, on=operation.on)
    loan.follow(left, operation.key, operation.on)
    moves = [(LoanAccount.CONVERTED, operation.amount), (LoanAccount.LOAN, -operation.amount)]
    loan.post(operation.key, "", operation.on, "Conversion en fonds sans droit de reprise", moves)


def _treatments(operation: Restructured) -> list[tuple[Component, Treatment]]:
    return [
        (Component.COSTS, operation.costs),
        (Component.INTEREST, operation.interest),
        (Component.PRINCIPAL, operation.principal),
    ]


def _treated(
    loan: Loan, operation: Restructured, component: Component, treatment: Treatment
) -> list[tuple[LoanAccount, Decimal]]:
    """Clear one component of the arrears; return what it moves."""
    if treatment == Treatment.KEEP:
        return []
    waives = treatment == Treatment.WAIVE
    way = Way.WAIVED if waives else Way.CAPITALISED
    amount = loan.strike(component, way, operation.key, operation.on)
    to = LoanAccount.LOSS if waives else LoanAccount.LOAN
    return [(to, amount), (ASKED[component], -amount)]


def _terms_left(
    loan: Loan, terms: ScheduleTerms, operation: Restructured, capitalised: Decimal
) -> ScheduleTerms | None:
    """Return the terms of what is to come; None when nothing is, and nothing is added."""
    changes: dict[str, object] = {}
    if operation.annual_rate is not None:
        changes["annual_rate"] = operation.annual_rate
    if operation.deferred_periods:
        changes["deferred_principal_periods"] = operation.deferred_periods
    if not loan.to_come:
        if operation.waived:
            raise OperationRefused(
                reason="Plus aucun capital n’est à venir\u00a0: rien à abandonner."
            )
        return _past_its_end(terms, operation, capitalised, changes)
    if operation.periods is not None:
        changes["periods"] = operation.periods
        if terms.principal_shares:
            changes |= {"principal_shares": (), "method": Method.CONSTANT_PRINCIPAL}
    if not changes and not capitalised and not operation.waived:
        return None
    return restructure(
        terms, loan.kept, capitalised=capitalised, waived=operation.waived, on=operation.on,
        **changes,
    )  # fmt: skip


def _past_its_end(
    terms: ScheduleTerms,
    operation: Restructured,
    capitalised: Decimal,
    changes: dict[str, object],
) -> ScheduleTerms | None:
    """Return the terms of the arrears of a loan whose last due date has passed."""
    if not capitalised:
        return None
    if operation.periods is None:
        raise OperationRefused(
            reason="La dernière échéance est passée\u00a0: indiquez sur combien d’échéances étaler."
        )
    method = terms.method
    if method in (Method.CUSTOM_SHARES, Method.FIXED_INSTALMENT):
        method = Method.ANNUITY
    fresh = replace(
        terms, amount=capitalised, start=operation.on, periods=operation.periods, method=method,
        first_due=None, anchor=None, anchor_rank=0, deferred_principal_periods=0,
        deferred_interest_periods=0, principal_shares=(), fixed_instalment=None, tranches=(),
        stub=Stub.PRORATED, fees=(), waiting_interest=ZERO,
    )  # fmt: skip
    return replace(fresh, **changes)  # type: ignore[arg-type]


def _refuse_flat(loan: Loan) -> None:
    """A flat loan knows its interest from the start: only a restructuring states it again."""
    if terms_of(loan).method == Method.FLAT:
        raise OperationRefused(
            reason="Ses intérêts sont fixés d’avance\u00a0: passez par une restructuration."
        )
