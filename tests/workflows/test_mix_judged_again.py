"""Every proposed mix is judged again by the rules that do not know of mixes.

The engine of eligibility reads it as a dossier that asks for it; the checks of the decision read it
request by request; then real dossiers are decided, with their envelopes and their aid.
"""

import random
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import uuid4

import pytest
from hypothesis import event, given, note, settings

from levier.cases.models import Case, FundingRequest
from levier.catalogue.models import Instrument, InstrumentVersion
from levier.committees.services import put_on_agenda
from levier.funds.models import Envelope
from levier.mixes.services import mix_of
from levier.portfolio.services import remaining_in
from levier.portfolio.terms import term_faults
from levier.rules.eligibility import BankLoan, Business, Facts, InstrumentTerms, Result
from levier.rules.eligibility.couplings import exact_share
from levier.rules.eligibility.limits import limits_of
from levier.rules.guarantees import guaranteed_amount
from levier.rules.mix.figures import figures_of
from levier.rules.mix.problem import BANK, Mix, Option, Problem
from levier.rules.mix.solving import best_mixes
from levier.state_aid.services import undertaking_of
from levier.workflows.decide_case import decide_case
from levier.workflows.propose_mix import keep_mix, propose_mix
from tests.factories.accounts import user
from tests.factories.committees import HELD_ON, bank, in_session
from tests.factories.funds import envelope, funder
from tests.factories.mixes import jess
from tests.factories.state_aid import declared
from tests.rules.mix.small_problems import small_problems

D = Decimal
ON = date(2026, 3, 3)
SAME = {field.name for field in fields(Option)} & {field.name for field in fields(InstrumentTerms)}


def terms_of(option: Option) -> InstrumentTerms:
    """The option as a confirmed version of the catalogue."""
    same = {name: getattr(option, name) for name in SAME}
    return InstrumentTerms(**same, version_from=date(2018, 1, 1))


def read_as_a_dossier(problem: Problem, mix: Mix, option: Option) -> Facts:
    """The facts that a dossier asking for the mix would give about one of its instruments."""
    bank_line = mix.line(BANK)
    chosen = [(problem.option(line.code), line) for line in mix.lines if line.code != BANK]
    money = [(each, line) for each, line in chosen if not each.is_guarantee]
    loan = BankLoan()
    if bank_line is not None:
        # The surety is expected, to the cent: it is read to the cent below.
        surety = max(D(0), figures_of(problem, mix).surety - D("0.01"))
        loan = BankLoan(
            amount=bank_line.amount, months=bank_line.months,
            surety_share=surety / bank_line.amount,
        )  # fmt: skip
    matching = problem.equity
    if bank_line is not None and bank_line.months >= (problem.medium_term_months or 0):
        matching += bank_line.amount
    quotas = {line.code: line.quota for each, line in chosen if each.is_guarantee}
    covered = sum((line.amount for each, line in chosen if each.is_guarantee), D(0))
    others = {each.kind for each, _ in chosen if each.code != option.code}
    return Facts(
        on=ON,
        business=Business(project="creation"),
        bank_loan=loan,
        requested={line.code: line.amount for _, line in money},
        requested_months={line.code: line.months for _, line in money if line.months},
        requested_deferrals={o.code: o.deferral_months for o, line in money if line.months},
        coupled_kinds=frozenset(others | problem.firm_kinds),
        plan_total=problem.total,
        matching=matching,
        lent_beside={
            line.code: line.amount
            for each, line in money
            if each.kind in ("loan", "contribution") and each.is_equity
        },
        guaranteed_loans=(quotas,),
        loan_covered=dict.fromkeys(quotas, covered / loan.amount) if len(quotas) > 1 else {},
        held=frozenset(o.code for o in problem.options if o.already_held),
    )


@settings(max_examples=200, deadline=None, print_blob=True)
@given(small_problems())
def test_the_engine_of_eligibility_says_yes_to_every_line_of_a_proposed_mix(problem: Problem):
    for mix in best_mixes(problem):
        note(f"{problem}\n{mix}")
        event(f"{len(mix.lines)} lines")
        for line in mix.lines:
            if line.code == BANK:
                continue
            option = problem.option(line.code)
            facts = read_as_a_dossier(problem, mix, option)
            said = {
                limit.code: (limit.finding.result, limit.finding.fact, limit.finding.threshold)
                for limit in limits_of(terms_of(option), facts)
            }
            unknown = {"surety"} if option.surety_max_share is None else set()
            assert {c for c, each in said.items() if each[0] != Result.YES} <= unknown, said


@settings(max_examples=200, deadline=None, print_blob=True)
@given(small_problems())
def test_the_checks_of_the_decision_accept_every_line_of_a_proposed_mix(problem: Problem):
    for mix in best_mixes(problem):
        note(f"{problem}\n{mix}")
        for line in mix.lines:
            if line.code == BANK:
                continue
            option = problem.option(line.code)
            version = _version(option)
            faults = term_faults(
                version,
                amount=mix.bank_amount if option.is_guarantee else line.amount,
                months=line.months or None,
                quota=line.quota,
                deferral_months=option.deferral_months if line.months else 0,
            )
            assert faults == []
            if option.is_guarantee:
                worth = guaranteed_amount(
                    mix.bank_amount, line.quota, option.cap_amount, option.outstanding
                )
                assert line.amount == worth.amount > 0
        _envelopes_hold(problem, mix)
        _needs_are_paid_once(problem, mix)


def _version(option: Option) -> InstrumentVersion:
    names = (
        "max_quota", "min_amount", "max_amount", "min_months", "max_months", "stacking_quota_cap",
    )  # fmt: skip
    return InstrumentVersion(
        instrument=Instrument(code=option.code, label=option.label, kind=option.kind),
        first_day=date(2018, 1, 1), **{name: getattr(option, name) for name in names},
    )  # fmt: skip


def _envelopes_hold(problem: Problem, mix: Mix) -> None:
    for pot in problem.pots:
        assert sum((line.draws.get(pot.key, D(0)) for line in mix.lines), D(0)) <= pot.left
    for line in mix.lines:
        pots = None if line.code == BANK else problem.option(line.code).pots
        if pots is not None:
            assert sum(line.draws.values(), D(0)) == line.amount
            assert set(line.draws) <= set(pots)


def _needs_are_paid_once(problem: Problem, mix: Mix) -> None:
    """A share-out of the needs exists: found by pouring, the most limited instruments first."""
    left: dict[str, Fraction] = {}
    for need in problem.needs:
        left[need.nature] = left.get(need.nature, Fraction(0)) + Fraction(need.amount)
    money = [
        (problem.option(line.code).natures, Fraction(line.amount))
        for line in mix.lines
        if line.code != BANK and not problem.option(line.code).is_guarantee
    ]
    for natures, amount in sorted(money, key=lambda pair: (pair[0] is None, len(pair[0] or ()))):
        for nature in sorted(left if natures is None else natures):
            part = min(amount, left.get(nature, Fraction(0)))
            left[nature] = left.get(nature, Fraction(0)) - part
            amount -= part
        assert amount == 0


def test_a_third_is_a_third_and_a_cent_missing_is_missed():
    assert exact_share(D("0.3333")) == Fraction(1, 3)
    option = Option(code="a", label="A", kind="loan", bank_loan_min_ratio=D("0.3333"))
    facts = Facts(on=ON, requested={"a": D(1000)}, bank_loan=BankLoan(amount=D("333.33")))

    found = {limit.code: limit.finding.result for limit in limits_of(terms_of(option), facts)}

    assert found["bank_loan_share"] is Result.NO
    enough = replace(facts, bank_loan=BankLoan(amount=D("333.34")))
    found = {limit.code: limit.finding.result for limit in limits_of(terms_of(option), enough)}
    assert found["bank_loan_share"] is Result.YES


# ── Real dossiers, decided ────────────────────────────────────────────────────────────────────
def drawn_dossier(draw: random.Random, actor) -> Case:
    """A dossier of a woman who creates in a QPV: amounts, envelopes and past aid drawn."""
    case = jess(
        actor, needs=str(draw.randrange(12000, 90000, 137)), own=str(draw.randrange(0, 9000, 211))
    )
    state = funder(case.organisation, kind="state", name="ANCT")
    envelope(
        case.organisation, amount=str(draw.choice([700, 1900, 9000])), funder=state,
        first_day=date(2024, 1, 1), last_day=date(2026, 12, 31),
    )  # fmt: skip
    if draw.random() < 0.5:
        caps = {"stacking_quota_cap": draw.choice(["0.7", "0.8", "0.9"])}
        InstrumentVersion.objects.filter(instrument__kind="guarantee").update(**caps)
    if draw.random() < 0.5:
        firm = undertaking_of(structure=None, person=case.person, on=HELD_ON, actor=actor)
        declared(firm, actor, str(draw.randrange(240000, 299000, 500)), HELD_ON)
    return case


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_every_mix_proposed_is_decided_without_a_refusal(seed):
    draw = random.Random(seed)
    actor = user("secretary")
    case = drawn_dossier(draw, actor)
    proposal = propose_mix(
        case=case, actor=actor, on=HELD_ON, admitted=frozenset({"garantie_emploi"})
    )
    assert proposal.candidates.exists(), proposal.relaxations
    candidate = draw.choice(list(proposal.candidates.all()))
    keep_mix(candidate=candidate, actor=actor, on=HELD_ON)
    mix = mix_of(candidate)

    decided = decide(case, mix, actor)

    assert decided == {line.code: line.amount for line in mix.lines if line.code != BANK}
    assert all((left or 0) >= 0 for left in remaining_in(list(Envelope.objects.all())).values())


def decide(case: Case, mix: Mix, actor) -> dict[str, Decimal]:
    """Decide every request of the mix in one sitting, guarantees first, on one bank's loan."""
    Case.objects.filter(pk=case.pk).update(state="ready")
    case.requests.update(bank=bank(case.organisation))
    item = put_on_agenda(
        sitting=in_session(actor), case=Case.objects.get(pk=case.pk), actor=actor, on=HELD_ON
    )
    rows = case.requests.filter(state=FundingRequest.State.PROPOSED).select_related("instrument")
    decided = {}
    for row in sorted(rows, key=lambda each: each.instrument.kind != "guarantee"):
        draws = mix.line(row.instrument.code).draws
        envelopes = Envelope.objects.in_bulk(list(draws))
        decision = decide_case(
            item=item, request=row, outcome="agreed", actor=actor, idempotency_key=uuid4(),
            amount=None if row.instrument.kind == "guarantee" else row.amount,
            draws=[(one, draws[str(key)]) for key, one in envelopes.items()],
        )  # fmt: skip
        decided[row.instrument.code] = decision.commitment.amount
    return decided
