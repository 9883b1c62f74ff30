"""What the holder of a dossier repays already: to the house, to banks, by its plan, to others.

The mix looks for the loans of the opening; every other one is a debt that comes before.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from django.db.models import Q

from levier.cases.models import Case, PlanLine
from levier.claims.services.standing import schedules_of
from levier.forecasts.sheets import CaseSheet
from levier.kernel.money import ZERO
from levier.portfolio.models import Commitment
from levier.rules.forecast.forecast_loans import repayments
from levier.rules.forecast.months import added, by_year
from levier.rules.forecast.plan_entries import Tranche, tranches_of
from levier.rules.mix.existing_debt import Due, heaviest_year
from levier.rules.servicing.guarantee_life import GuaranteedLoan, instalments_of
from levier.servicing.models import ScheduleLine

Nature, Status = PlanLine.Nature, PlanLine.Status
LIVE = ("open", "locked", "amending", "set_up")
SURE = (Status.FIRM, Status.IN_PRINCIPLE)
LENT = ("loan", "advance", "contribution")


def existing_service(case: Case, sheet: CaseSheet, on: date) -> Decimal:
    """Return the heaviest year of what is repaid beside the mix, in euros (four queries)."""
    # A theoretical schedule says nothing of what was paid: its past is taken as paid.
    expected = [due for due in _of_other_commitments(case) if due.on >= on]
    dues = [*_of_running_loans(case), *expected]
    planned, principal = _of_the_plan(case, sheet)
    return heaviest_year(
        dues, planned, on, sheet.assumptions.starts_on,
        said=_said_repaid(case), principal_of_plan=principal,
    )  # fmt: skip


def _said_repaid(case: Case) -> list[Decimal]:
    """What the plan says is repaid in each of its three years, whoever lent it."""
    lines = [line.years for line in case.plan_lines.all() if line.nature == Nature.LOAN_REPAID]
    return [sum(year, ZERO) for year in zip(*lines, strict=True)]


def _of_the_plan(case: Case, sheet: CaseSheet) -> tuple[list[Decimal], list[Decimal]]:
    """What the plan's loans that the mix does not replace repay in each of three years.

    Then the principal of all its loans: the plan says it repaid too, the mix's own included.
    """
    kept = {line.pk.hex: line for line in case.plan_lines.all()}
    years, principals = [ZERO] * 3, [ZERO] * 3
    tranches = tranches_of(sheet.entries)
    for tranche, loan in zip(tranches, sheet.assumptions.loans, strict=True):
        if not loan.months:
            continue
        principal, interest = repayments(loan)
        principals = _summed(principals, by_year(principal))
        if _is_beside_the_mix(tranche, kept[tranche.entry.key]):
            years = _summed(years, by_year(added(principal, interest)))
    return years, principals


def _summed(years: Iterable[Decimal], more: Iterable[Decimal]) -> list[Decimal]:
    return [total + each for total, each in zip(years, more, strict=True)]


def _is_beside_the_mix(tranche: Tranche, line: PlanLine) -> bool:
    """A loan of a later year, a partner's, or one that is sure; a sure bank loan is in the mix."""
    if tranche.year or line.nature == Nature.ASSOCIATE:
        return True
    return line.nature != Nature.BANK_LOAN and line.status in SURE


def _commitments(case: Case):
    """The live commitments of the holder's other dossiers in the house.

    Those of the dossier itself are lines of its plan. A person who has a business now answers for
    what was lent before it, not for another business.
    """
    if case.structure_id:
        holder = Q(case__structure=case.structure_id)
        if case.person_id:
            holder |= Q(case__person=case.person_id, case__structure=None)
    elif case.person_id:
        holder = Q(case__person=case.person_id)
    else:
        return Commitment.objects.none()
    rows = Commitment.objects.filter(holder, organisation=case.organisation_id, state__in=LIVE)
    return rows.exclude(case=case)


def _of_running_loans(case: Case) -> Iterator[Due]:
    """What the active schedules of the house's own loans still ask for."""
    lines = ScheduleLine.objects.filter(
        version__is_active=True,
        version__loan__commitment__in=_commitments(case),
        version__loan__closed_on=None,
        version__loan__written_off_on=None,
    )
    for line in lines:
        if line.left:
            yield Due(line.due_on, line.left, line.principal_left)


def _of_other_commitments(case: Case) -> Iterator[Due]:
    """The bank loans that the house guarantees, each once, and its loans that do not run yet.

    Without a set-up, they are counted from the day of their decision.
    """
    rows = (
        _commitments(case)
        .filter(Q(kind="guarantee") | Q(kind__in=LENT, running_loan=None))
        .select_related("guarantee", "financing")
        .prefetch_related("guarantee_events")
        .order_by("pk")
    )
    seen = set()
    for row in rows:
        if row.kind == "guarantee":
            key = (row.case_id, row.guarantee.bank_id, row.guarantee.loan_amount)
            if key not in seen and row.guarantee.loan_months:
                seen.add(key)
                yield from _dues(_bank_loan(row))
        elif row.financing.months:
            terms = row.financing
            yield from _dues(
                GuaranteedLoan(
                    row.amount, terms.annual_rate or ZERO, terms.months, terms.deferral_months,
                    row.set_up_on or row.decided_on,
                )
            )  # fmt: skip


def _bank_loan(row: Commitment) -> GuaranteedLoan:
    """The last schedule known of a guaranteed loan."""
    if row.set_up_on is not None:
        return schedules_of(row, list(row.guarantee_events.all()))[-1]
    terms = row.guarantee
    return GuaranteedLoan(
        terms.loan_amount, terms.loan_rate or ZERO, terms.loan_months, terms.deferral_months,
        row.decided_on,
    )  # fmt: skip


def _dues(loan: GuaranteedLoan) -> Iterator[Due]:
    return (Due(line.due_on, line.total, line.principal) for line in instalments_of(loan))
