"""What a dossier knows, as the rules of eligibility read it: its rows, nothing guessed."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from levier.cases.models import Case, FundingRequest, PlanLine
from levier.catalogue.models import InstrumentKind
from levier.rules.eligibility import BankLoan, Business, Costs, Facts, Person

Nature = PlanLine.Nature
BESIDE = {
    Nature.OWN_CASH, Nature.OWN_KIND, Nature.ASSOCIATE, Nature.HONOUR_LOAN, Nature.BANK_LOAN,
}  # fmt: skip
"""The resources that match an amount of our own: equity, quasi-equity, medium-term bank loan."""


def eligibility_facts(
    case: Case,
    on: date,
    granted: frozenset[str] = frozenset(),
    held: frozenset[str] | None = None,
    asked: Sequence[FundingRequest] | None = None,
) -> Facts:
    """Return what is known of a dossier, as the rules of eligibility read it.

    The situation and the zoning are those written on the dossier, not the person's of today. A
    zoning « à vérifier » is unknown, not « outside ». `asked`: other requests than the dossier's,
    while one is being typed.
    """
    withdrawn = FundingRequest.State.WITHDRAWN
    rows = case.requests.all() if asked is None else asked
    asked = [r for r in rows if r.state != withdrawn]
    plan = [line for line in case.plan_lines.all() if line.status != PlanLine.Status.REFUSED]
    loan = _bank_loan(asked, plan)
    return Facts(
        on=on,
        person=_person(case),
        business=_business(case),
        bank_loan=loan,
        costs=Costs(study=_study_cost(asked)),
        requested={r.instrument.code: r.amount for r in asked if r.amount is not None},
        requested_months={r.instrument.code: r.months for r in asked if r.months is not None},
        requested_deferrals={
            r.instrument.code: r.deferral_months for r in asked if r.deferral_months is not None
        },
        coupled_kinds=granted,
        plan_total=_total(plan, PlanLine.Side.NEED),
        matching=_matching(asked, plan, loan),
        other_quotas={r.instrument.code: r.quota for r in asked if r.quota is not None},
        held=held if case.person_id else None,
    )


def _person(case: Case) -> Person:
    known = case.person
    if known is None:
        return Person()
    is_checked = case.zoning != Case.Zoning.TO_CHECK
    home = case.home_qpv_code or known.home_qpv_code
    return Person(
        birth_date=known.birth_date,
        sex=known.sex or None,
        is_job_seeker=case.is_job_seeker,
        months_registered=case.months_registered,
        minima=_minima(case),
        iae_criteria=frozenset(case.iae_criteria) if case.iae_criteria else None,
        home_qpv=home or (None if not is_checked else ""),
        home_commune=known.commune_code or None,
    )


def _minima(case: Case) -> str | None:
    """A situation without minima is a known absence; nothing at all is unknown."""
    if case.minima:
        return case.minima
    return "" if case.situation or case.is_job_seeker is not None else None


def _business(case: Case) -> Business:
    structure = case.structure
    is_checked = case.zoning != Case.Zoning.TO_CHECK
    return Business(
        created_on=structure.created_on if structure else None,
        project=case.project_kind or None,
        legal_form=(structure.legal_form or None) if structure else None,
        naf=case.naf_code or (structure.naf_code if structure else "") or None,
        qpv=case.qpv_code or ("" if is_checked else None),
        commune=case.commune_code or None,
        in_zfrr=case.in_zfrr,
        ess=structure.is_ess if structure else None,
        iae_type=(structure.iae_type or None) if structure else None,
        engagement_axes=len(case.axes.all()),
    )


def _bank_loan(asked: Sequence[FundingRequest], plan: Sequence[PlanLine]) -> BankLoan:
    """The guaranteed bank loan: that of the guarantees asked for, summed; else that of the plan."""
    loans = [r for r in asked if r.instrument.kind == InstrumentKind.GUARANTEE and r.loan_amount]
    if not loans:
        lines = [line.amount for line in plan if line.nature == Nature.BANK_LOAN]
        return BankLoan(amount=sum(lines, Decimal(0)) if lines else None)
    amount = sum((loan.loan_amount for loan in loans), Decimal(0))
    sureties = [loan.surety_amount for loan in loans if loan.surety_amount is not None]
    return BankLoan(
        amount=amount,
        months=max((loan.months for loan in loans if loan.months), default=None),
        surety_share=sum(sureties, Decimal(0)) / amount if sureties else None,
    )


def _total(plan: Sequence[PlanLine], side: str) -> Decimal | None:
    """The total of one side of the plan; unknown while it has no line."""
    lines = [line.amount for line in plan if line.side == side]
    return sum(lines, Decimal(0)) if lines else None


def _matching(
    asked: Sequence[FundingRequest], plan: Sequence[PlanLine], loan: BankLoan
) -> Decimal | None:
    """The money beside a contribution: the plan's, and the loans that the house is asked for.

    Unknown while nothing says it. A bank loan written on both sides counts once.
    """
    lines = [line for line in plan if line.nature in BESIDE and line.nature != Nature.BANK_LOAN]
    ours = [r.amount for r in asked if r.instrument.kind == InstrumentKind.LOAN and r.amount]
    if not lines and not ours and loan.amount is None:
        return None
    own = sum((line.amount for line in lines), Decimal(0))
    in_plan = sum((line.amount for line in plan if line.nature == Nature.BANK_LOAN), Decimal(0))
    return own + sum(ours, Decimal(0)) + max(loan.amount or Decimal(0), in_plan)


def _study_cost(asked: Sequence[FundingRequest]) -> Decimal | None:
    """The cost of the study that a grant would pay: what is asked beside it."""
    return next(
        (r.asked_amount for r in asked if r.instrument.code == "fidess" and r.asked_amount), None
    )
