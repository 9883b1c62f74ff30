"""Propose mixes for a dossier, change one by hand, and write the one that is kept."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from levier.accounts.models import User
from levier.cases.models import Case, FundingRequest, PlanLine
from levier.cases.permissions import INSTRUCTED
from levier.cases.services import (
    add_plan_line,
    record_eligibility,
    remove_plan_line,
    set_request,
    withdraw_request,
)
from levier.catalogue.models import Instrument
from levier.mixes.errors import MixAlreadyKept, MixRefused, MixStale
from levier.mixes.models import MixCandidate, MixProposal
from levier.mixes.services import add_edited, keep_candidate, mix_of, problem_of, record_proposal
from levier.mixes.services.proposals import print_of
from levier.portfolio.services.holdings import codes_held
from levier.rules.mix.checking import broken_rules
from levier.rules.mix.explaining import why
from levier.rules.mix.problem import BANK, Line, Mix, Option, Problem
from levier.rules.mix.redrawing import completed
from levier.rules.mix.relaxing import Relaxation, diagnose
from levier.rules.mix.solving import best_mixes
from levier.workflows.mix_options import kinds_granted
from levier.workflows.mix_plan import banks_of_the_mix, is_anothers, looked_for
from levier.workflows.mix_problem import read_case

Nature = PlanLine.Nature
NOT_NOW = "Le dossier n’est plus en instruction : son montage ne change plus."


def propose_mix(
    *, case: Case, actor: User, on: date, admitted: frozenset[str] = frozenset()
) -> MixProposal:
    """Find the three best mixes of a dossier and keep them with what they were found from.

    When nothing fits, the proposal says what to relax and by how much.
    Errors: NothingToFinance; SearchTooLong.
    """
    reading = read_case(case, on, admitted)
    problem = reading.problem
    mixes = best_mixes(problem)
    relaxations = {}
    if not mixes:
        found = diagnose(problem)
        relaxations = {"least": _plain(found.least), "alone": _plain(found.alone)}
    return record_proposal(
        case=case,
        actor=actor,
        on=on,
        problem=problem,
        mixes=[(mix, reasons_of(problem, mix)) for mix in mixes],
        notes=reading.notes,
        admitted=sorted(admitted),
        relaxations=relaxations,
    )


def is_stale(proposal: MixProposal, problem: Problem) -> bool:
    """Tell whether the dossier is no longer what the mixes were found from."""
    return proposal.print != print_of(problem)


def reasons_of(problem: Problem, mix: Mix) -> dict[str, str]:
    """Return why each line has its amount, by code."""
    return {line.code: why(problem, mix, line) for line in mix.lines}


def typed_mix(problem: Problem, lines: Iterable[Line]) -> Mix:
    """Return a mix typed by hand: lines left blank (zero) are out, envelopes follow."""
    kept = tuple(line for line in lines if line.amount > 0 or _is_cover(problem, line))
    return completed(problem, Mix(kept))


def _is_cover(problem: Problem, line: Line) -> bool:
    return (
        line.code != BANK
        and problem.option(line.code).is_guarantee
        and line.quota is not None
        and line.quota > 0
    )


@transaction.atomic
def edit_mix(*, proposal: MixProposal, actor: User, mix: Mix) -> MixCandidate:
    """Keep a mix typed by hand beside those found. Errors: MixRefused with the first rule."""
    problem = problem_of(proposal)
    _refuse_broken(problem, mix)
    reasons = {line.code: _typed_reason(problem, mix, line) for line in mix.lines}
    return add_edited(proposal=proposal, actor=actor, mix=mix, reasons=reasons)


def _typed_reason(problem: Problem, mix: Mix, line: Line) -> str:
    if line.code != BANK and problem.option(line.code).is_guarantee:
        return why(problem, mix, line)
    return "montant choisi à la main"


@transaction.atomic
def keep_mix(*, candidate: MixCandidate, actor: User, on: date) -> bool:
    """Write a mix: its requests and the resources of the plan. Return False if it was already.

    The dossier's row is locked: two pages, or two clicks, write one mix. The mix is checked again
    on the dossier of today. Errors: MixRefused; MixStale; MixAlreadyKept.
    """
    proposal = MixProposal.objects.select_related("case").get(pk=candidate.proposal_id)
    case = Case.objects.select_for_update(of=("self",)).get(pk=proposal.case_id)
    proposal.refresh_from_db(fields=["kept"])
    if proposal.kept_id == candidate.pk:
        return False
    if proposal.kept_id is not None:
        raise MixAlreadyKept
    if case.state not in INSTRUCTED:
        raise MixRefused(reason=NOT_NOW)
    admitted = frozenset(proposal.admitted)
    problem, mix = read_case(case, on, admitted).problem, mix_of(candidate)
    if is_stale(proposal, problem):
        raise MixStale
    _refuse_broken(problem, mix)
    if not keep_candidate(candidate=candidate, actor=actor):
        return False
    banks = banks_of_the_mix(case)  # before its requests change
    _write_requests(case, problem, mix, actor, on)
    _write_plan(case, problem, mix, banks, actor, on)
    fresh = Case.objects.select_related("person", "structure", "organisation").get(pk=case.pk)
    granted, held = kinds_granted(fresh), codes_held(fresh)
    record_eligibility(case=fresh, actor=actor, on=on, granted=granted, held=held)
    return True


def _refuse_broken(problem: Problem, mix: Mix) -> None:
    breaches = broken_rules(problem, mix)
    if breaches:
        raise MixRefused(reason=breaches[0].reason)


def _write_requests(case: Case, problem: Problem, mix: Mix, actor: User, on: date) -> None:
    """One request an instrument: the proposed one is changed, the others considered withdrawn."""
    codes = {line.code for line in mix.lines} - {BANK}
    instruments = {
        row.code: row
        for row in Instrument.objects.filter(organisation=case.organisation_id, code__in=codes)
    }
    open_ones = case.requests.filter(state=FundingRequest.State.PROPOSED)
    proposed: dict[str, FundingRequest] = {}
    considered = {option.code for option in problem.options}
    for row in open_ones.select_related("instrument", "case").order_by("id"):
        code = row.instrument.code
        if code in codes and code not in proposed:
            proposed[code] = row
        elif code in considered:
            withdraw_request(request=row, actor=actor, on=on)
    for line in mix.lines:
        if line.code == BANK:
            continue
        set_request(
            case=case,
            actor=actor,
            on=on,
            instrument=instruments[line.code],
            request=proposed.get(line.code),
            **_terms(problem, mix, line),
        )


def _terms(problem: Problem, mix: Mix, line: Line) -> dict:
    option, bank = problem.option(line.code), mix.line(BANK)
    terms: dict = {"amount": line.amount, "months": line.months or None}
    if option.is_guarantee and bank is not None and problem.bank is not None:
        return terms | {
            "loan_amount": bank.amount,
            "quota": line.quota,
            "annual_rate": problem.bank.annual_rate,
        }
    if option.is_repaid:
        terms |= {
            "annual_rate": option.annual_rate,
            "deferral_months": option.deferral_months or None,
        }
    return terms


def _write_plan(
    case: Case, problem: Problem, mix: Mix, banks: set[UUID], actor: User, on: date
) -> None:
    """The plan's resources: lines that the mix says again stay, the others it replaces go.

    What others bring stays, granted or not: only a refusal takes it out of the count.
    """
    wanted = [_plan_line(problem, line) for line in mix.lines if _brings_money(problem, line)]
    ours = {option.label for option in problem.options}
    for row in looked_for(case.plan_lines.select_related("funder", "organisation")):
        said = (str(row.nature), row.label, row.amount)
        if said in wanted and row.aid_id is None:
            wanted.remove(said)
        elif not is_anothers(row, ours, banks):
            remove_plan_line(line=row, actor=actor, on=on)
    for nature, label, amount in wanted:
        add_plan_line(
            case=case, actor=actor, on=on, side=PlanLine.Side.RESOURCE,
            nature=nature, label=label, amount=amount,
        )  # fmt: skip


def _brings_money(problem: Problem, line: Line) -> bool:
    if line.code != BANK:
        return not problem.option(line.code).is_guarantee
    bank = problem.bank
    return bank is not None and bank.min_amount != bank.max_amount  # agreed: already in the plan


def _plan_line(problem: Problem, line: Line) -> tuple[str, str, Decimal]:
    if line.code == BANK:
        return (str(Nature.BANK_LOAN.value), "Prêt bancaire", line.amount)
    option = problem.option(line.code)
    return (_nature(option), option.label, line.amount)


def _nature(option: Option) -> str:
    if option.kind == "grant":
        return str(Nature.GRANT.value)
    return str((Nature.HONOUR_LOAN if option.lent_to_person else Nature.SOLIDARITY).value)


def _plain(found: Iterable[Relaxation]) -> list[dict[str, str]]:
    return [
        {"key": each.key, "amount": f"{each.amount:f}", "sentence": each.sentence} for each in found
    ]
