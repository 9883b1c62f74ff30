"""Eligibility of a dossier: facts read from its rows, verdicts, and what is kept of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from levier.accounts.models import User
from levier.cases.models import Case, EligibilityRecord, FundingRequest
from levier.cases.services.life import touch
from levier.catalogue.models import Instrument, InstrumentKind, InstrumentVersion
from levier.journal.services import record
from levier.kernel.french import plural
from levier.rules.eligibility import (
    BankLoan,
    Business,
    ConditionTerm,
    Costs,
    Facts,
    InstrumentTerms,
    InstrumentVerdict,
    Person,
    evaluate,
    facts_to_json,
    verdicts_to_json,
)

_TERMS = (
    "max_quota", "max_quota_development", "cap_amount", "min_amount", "max_amount",
    "max_cost_share", "min_months", "max_months", "min_age", "max_age", "coupled_kind",
    "surety", "surety_max_share", "source",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One instrument evaluated: its version in force, and the verdict with its conditions."""

    instrument: Instrument
    version: InstrumentVersion
    verdict: InstrumentVerdict


def evaluate_case(case: Case, on: date, granted: frozenset[str] = frozenset()) -> list[Evaluation]:
    """Return the verdict of every instrument of the house in force on `on`. Writes nothing.

    `granted`: the kinds of instruments already granted to the dossier, which coupled ones wait for.
    """
    versions = list(
        InstrumentVersion.objects.filter(organisation=case.organisation_id)
        .in_force_on(on)
        .select_related("instrument")
        .order_by("instrument__position", "instrument__label")
    )
    by_code = {version.instrument.code: version for version in versions}
    facts = eligibility_facts(case, on, granted)
    return [
        Evaluation(by_code[found.instrument].instrument, by_code[found.instrument], found)
        for found in evaluate(facts, [terms_of(version) for version in versions])
    ]


@transaction.atomic
def record_eligibility(
    *,
    case: Case,
    actor: User,
    on: date,
    granted: frozenset[str] = frozenset(),
    freeze: bool = False,
) -> list[EligibilityRecord]:
    """Keep the verdicts of `on` with the facts read; those that are not frozen give way.

    The journal has a line when a verdict changes, not each time one looks.
    `freeze` keeps them for ever: it is asked on the day of decision.
    """
    evaluations = evaluate_case(case, on, granted)
    facts = facts_to_json(eligibility_facts(case, on, granted))
    former = case.eligibility_records.filter(is_frozen=False)
    before = dict(former.values_list("version", "verdict"))
    former.delete()
    rows = EligibilityRecord.objects.bulk_create(
        EligibilityRecord(
            organisation_id=case.organisation_id,
            case=case,
            version=each.version,
            on=on,
            verdict=each.verdict.verdict.value,
            facts=facts,
            conditions=verdicts_to_json(on, [each.verdict])["verdicts"][0]["conditions"],
            is_frozen=freeze,
        )
        for each in evaluations
    )
    if not freeze and before == {row.version_id: row.verdict for row in rows}:
        return rows
    touch(case, on)
    yes = sum(row.verdict == "yes" for row in rows)
    word = "figée" if freeze else "évaluée"
    found = plural(yes, "instrument possible", "instruments possibles")
    summary = f"Éligibilité {word} : {found} sur {len(rows)}."
    record(
        "cases.eligibility_recorded", actor=actor, target=case, case_key=case.pk, summary=summary
    )
    return rows


def eligibility_facts(case: Case, on: date, granted: frozenset[str] = frozenset()) -> Facts:
    """Return what is known of a dossier, as the rules of eligibility read it.

    The situation and the zoning are those written on the dossier, not the person's of today. A
    zoning « à vérifier » is unknown, not « outside ».
    """
    asked = [r for r in case.requests.all() if r.state != FundingRequest.State.WITHDRAWN]
    return Facts(
        on=on,
        person=_person(case),
        business=_business(case),
        bank_loan=_bank_loan(asked),
        costs=Costs(study=_study_cost(asked)),
        requested={r.instrument.code: r.amount for r in asked if r.amount is not None},
        requested_months={r.instrument.code: r.months for r in asked if r.months is not None},
        coupled_kinds=granted,
    )


def terms_of(version: InstrumentVersion) -> InstrumentTerms:
    """Return a version of the catalogue as the rules read it."""
    return InstrumentTerms(
        code=version.instrument.code,
        label=version.instrument.label,
        kind=version.instrument.kind,
        version_from=version.first_day,
        version_to=version.last_day,
        state=version.status,
        conditions=tuple(
            ConditionTerm(condition["code"], condition["label"]) for condition in version.conditions
        ),
        **{name: getattr(version, name) for name in _TERMS},
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


def _bank_loan(asked: Iterable[FundingRequest]) -> BankLoan:
    """The guaranteed bank loan: that of the guarantees asked for, summed."""
    loans = [r for r in asked if r.instrument.kind == InstrumentKind.GUARANTEE and r.loan_amount]
    if not loans:
        return BankLoan()
    amount = sum((loan.loan_amount for loan in loans), Decimal(0))
    sureties = [loan.surety_amount for loan in loans if loan.surety_amount is not None]
    return BankLoan(
        amount=amount,
        months=max((loan.months for loan in loans if loan.months), default=None),
        surety_share=sum(sureties, Decimal(0)) / amount if sureties else None,
    )


def _study_cost(asked: Iterable[FundingRequest]) -> Decimal | None:
    """The cost of the study that a grant would pay: what is asked beside it."""
    return next(
        (r.asked_amount for r in asked if r.instrument.code == "fidess" and r.asked_amount), None
    )
