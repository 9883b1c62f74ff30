"""What a dossier knows, as the rules of eligibility read it: its rows, nothing guessed."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from levier.cases.models import Case, FundingRequest, PlanLine
from levier.cases.services.bank_loans import unguaranteed_loans
from levier.catalogue.models import InstrumentKind
from levier.rules.eligibility import BankLoan, Business, Costs, Facts, Person
from levier.rules.eligibility.couplings import medium_term_on

Nature = PlanLine.Nature
BESIDE = {
    Nature.OWN_CASH, Nature.OWN_KIND, Nature.ASSOCIATE, Nature.HONOUR_LOAN, Nature.BANK_LOAN,
}  # fmt: skip
"""The resources that match an amount of our own: equity, quasi-equity, medium-term bank loan."""
LENT = (InstrumentKind.LOAN, InstrumentKind.CONTRIBUTION)


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
    loans = _guaranteed_loans(asked)
    loan = _bank_loan(loans, plan)
    return Facts(
        on=on,
        person=_person(case),
        business=_business(case),
        bank_loan=loan,
        unguaranteed_loans=unguaranteed_loans(loans, plan) or None,
        costs=Costs(study=_study_cost(asked, plan)),
        requested={r.instrument.code: r.amount for r in asked if r.amount is not None},
        requested_months={r.instrument.code: r.months for r in asked if r.months is not None},
        requested_deferrals={
            r.instrument.code: r.deferral_months for r in asked if r.deferral_months is not None
        },
        coupled_kinds=granted,
        plan_total=_total(plan, PlanLine.Side.NEED),
        matching=_matching(plan, loan, on),
        lent_beside=_lent_beside(asked),
        guaranteed_loans=tuple(_quotas(loan) for loan in loans),
        loan_covered=_loan_covered(loans),
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
        ficp_registered=case.ficp_registered,
        designated_operator=case.designated_operator,
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
        fte=_staff(case),
        losses_last_3_years=case.losses_last_3_years,
        difficulty_shown=case.difficulty_shown,
        engagement_axes=len(case.axes.all()),
    )


def _staff(case: Case) -> Decimal | None:
    """The staff as typed; else the jobs that the project keeps, which are there already.

    None kept says nothing of the staff: it is unknown, not zero.
    """
    return case.staff_fte if case.staff_fte is not None else case.jobs_consolidated or None


def _guaranteed_loans(asked: Sequence[FundingRequest]) -> list[list[FundingRequest]]:
    """The guarantees asked for, bank loan by bank loan.

    One amount at one bank is one loan; a bank that is not known yet makes no other loan, and a
    guarantee whose loan is not known yet stands alone.
    """
    rows = [r for r in asked if r.instrument.kind == InstrumentKind.GUARANTEE]
    loans: list[list[FundingRequest]] = []
    for row in sorted(rows, key=lambda each: each.bank_id is None):
        same = [
            loan for loan in loans if row.loan_amount and loan[0].loan_amount == row.loan_amount
        ]
        known = next((loan for loan in same if row.bank_id in (None, loan[0].bank_id)), None)
        if known is None:
            loans.append([row])
        else:
            known.append(row)
    return loans


def _bank_loan(loans: Sequence[Sequence[FundingRequest]], plan: Sequence[PlanLine]) -> BankLoan:
    """The guaranteed bank loans, summed, each once; without one, that of the plan."""
    known = [loan for loan in loans if loan[0].loan_amount]
    if not known:
        lines = [line.amount for line in plan if line.nature == Nature.BANK_LOAN]
        return BankLoan(amount=sum(lines, Decimal(0)) if lines else None)
    amount = sum((loan[0].loan_amount for loan in known), Decimal(0))
    sureties = [
        max(taken) for loan in known
        if (taken := [row.surety_amount for row in loan if row.surety_amount is not None])
    ]  # fmt: skip
    return BankLoan(
        amount=amount,
        months=max((row.months for loan in known for row in loan if row.months), default=None),
        surety_share=sum(sureties, Decimal(0)) / amount if sureties else None,
    )


def _quotas(loan: Sequence[FundingRequest]) -> dict[str, Decimal]:
    """The quotas asked for on one loan, by code."""
    found: dict[str, Decimal] = {}
    for row in loan:
        if row.quota is not None:
            code = row.instrument.code
            found[code] = found.get(code, Decimal(0)) + row.quota
    return found


def _loan_covered(loans: Sequence[Sequence[FundingRequest]]) -> dict[str, Decimal]:
    """The share of a loan that several guarantees cover together, by the code of each."""
    return {
        row.instrument.code: sum((each.amount or Decimal(0) for each in loan), Decimal(0))
        / row.loan_amount
        for loan in loans
        if len(loan) > 1
        for row in loan
    }


def _total(plan: Sequence[PlanLine], side: str) -> Decimal | None:
    """The total of one side of the plan; unknown while it has no line."""
    lines = [line.amount for line in plan if line.side == side]
    return sum(lines, Decimal(0)) if lines else None


def _matching(plan: Sequence[PlanLine], loan: BankLoan, on: date) -> Decimal | None:
    """The money beside a contribution: the plan's, and a bank loan unless it is a short one.

    Unknown while nothing says it. A bank loan written on both sides counts once.
    """
    lines = [line for line in plan if line.nature in BESIDE and line.nature != Nature.BANK_LOAN]
    if not lines and loan.amount is None:
        return None
    own = sum((line.amount for line in lines), Decimal(0))
    if loan.months is not None and loan.months < (medium_term_on(on) or 0):
        return own
    in_plan = sum((line.amount for line in plan if line.nature == Nature.BANK_LOAN), Decimal(0))
    return own + max(loan.amount or Decimal(0), in_plan)


def _lent_beside(asked: Sequence[FundingRequest]) -> dict[str, Decimal]:
    """The loans and contributions asked of the house, by code."""
    found: dict[str, Decimal] = {}
    for row in asked:
        if row.instrument.kind in LENT and row.amount:
            code = row.instrument.code
            found[code] = found.get(code, Decimal(0)) + row.amount
    return found


def _study_cost(asked: Sequence[FundingRequest], plan: Sequence[PlanLine]) -> Decimal | None:
    """The cost of the study that is asked for: what the plan needs, never the amount asked."""
    is_asked = any(r.instrument.code == "fidess" for r in asked)
    return _total(plan, PlanLine.Side.NEED) if is_asked else None
