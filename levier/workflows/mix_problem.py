"""What a dossier's financing mix is found from: its plan, verdicts, terms, envelopes, capacity."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.db.models import prefetch_related_objects

from levier.cases.models import Case, FundingRequest, PlanLine
from levier.kernel.french import euros
from levier.kernel.money import ZERO
from levier.mixes.models import MixPreferences
from levier.mixes.services import preferences_on
from levier.rules.eligibility.couplings import medium_term_on
from levier.rules.eligibility.stacking import ceiling_of_guarantees
from levier.rules.mix.problem import BankTerms, Capacity, Need, Preferences, Problem, Resource
from levier.workflows.mix_limits import (
    ALREADY_OWED,
    NO_FORECAST,
    capacity_of,
    less_agreed,
    room_left,
    with_equivalents,
)
from levier.workflows.mix_options import Doubt, kinds_granted, offer_for
from levier.workflows.mix_plan import (
    FIRM,
    REPLACED,
    banks_of_the_mix,
    is_anothers,
    looked_for,
    said_to_stay,
)

Nature, Status = PlanLine.Nature, PlanLine.Status
OWN = (Nature.OWN_CASH, Nature.OWN_KIND, Nature.ASSOCIATE)


@dataclass(frozen=True, slots=True)
class Reading:
    """A dossier read for its mix: the problem, and in French what is not in it."""

    problem: Problem
    preferences: MixPreferences
    notes: list[str] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


def read_case(case: Case, on: date, admitted: frozenset[str] = frozenset()) -> Reading:
    """Return what the mix of a dossier is found from on a day. Writes nothing.

    `admitted`: the codes of instruments to be checked that the adviser lets in all the same.
    """
    preferences = preferences_on(case.organisation, on)
    lines = list(case.plan_lines.all())
    prefetch_related_objects(lines, "aid", "funder", "organisation")
    offer, bank = offer_for(case, on, preferences, admitted), _bank(case, lines, preferences)
    capacity = capacity_of(case, preferences, on)
    room = less_agreed(room_left(case, on), lines, case.organisation, on)
    notes = [
        *offer.notes,
        *_notes_of(capacity),
        *([room.note] if room.note else []),
        *said_to_stay(_of_others(case, lines, {option.label for option in offer.options})),
    ]
    options = with_equivalents(offer.options, offer.versions, bank, case.organisation, on)
    problem = Problem(
        needs=tuple(
            Need(str(line), line.amount, line.nature)
            for line in lines
            if line.side == PlanLine.Side.NEED
        ),
        own=sum((line.amount for line in _resources(lines) if line.nature in OWN), ZERO),
        firm=tuple(_firm(lines)),
        firm_kinds=kinds_granted(case),
        bank=bank,
        options=tuple(options),
        pots=tuple(offer.pots),
        capacity=capacity,
        de_minimis_left=room.left,
        guarantee_ceiling=ceiling.share if (ceiling := ceiling_of_guarantees(on)) else None,
        medium_term_months=medium_term_on(on),
        preferences=_preferences(preferences),
    )
    return Reading(problem, preferences, notes, offer.doubts)


def _notes_of(capacity: Capacity | None) -> list[str]:
    if capacity is None:
        return [NO_FORECAST]
    owed = capacity.existing_service
    return [ALREADY_OWED.format(amount=euros(owed))] if owed else []


def _resources(lines: Sequence[PlanLine]) -> list[PlanLine]:
    return [
        line
        for line in lines
        if line.side == PlanLine.Side.RESOURCE and line.status != Status.REFUSED
    ]


def _firm(lines: Sequence[PlanLine]) -> list[Resource]:
    """What the mix does not replace: firm lines, and every source that it does not look for."""
    return [
        Resource(str(line), line.amount, is_equity=line.nature == Nature.HONOUR_LOAN)
        for line in _resources(lines)
        if line.nature not in OWN
        and line.nature != Nature.BANK_LOAN
        and (line.nature not in REPLACED or line.status in FIRM)
    ]


def _of_others(case: Case, lines: Sequence[PlanLine], ours: set[str]) -> list[PlanLine]:
    banks = banks_of_the_mix(case)
    return [line for line in looked_for(lines) if is_anothers(line, ours, banks)]


def _bank(case: Case, lines: Sequence[PlanLine], preferences: MixPreferences) -> BankTerms:
    """The bank loan: the one already agreed, or one to ask at the usual rate and durations."""
    asked = [
        r for r in case.requests.all() if r.state == FundingRequest.State.PROPOSED and r.loan_amount
    ]
    rate = next((r.annual_rate for r in asked if r.annual_rate is not None), None)
    months = {r.months for r in asked if r.months} | set(preferences.bank_months)
    terms = BankTerms(
        min_amount=Decimal(preferences.least_bank_loan),
        annual_rate=Decimal(preferences.bank_rate) if rate is None else rate,
        months=tuple(sorted(months)),
    )
    agreed = [
        line
        for line in _resources(lines)
        if line.nature == Nature.BANK_LOAN and line.status in FIRM
    ]
    if not agreed:
        return terms
    amount = sum((line.amount for line in agreed), ZERO)
    return replace(terms, min_amount=amount, max_amount=amount)


def _preferences(row: MixPreferences) -> Preferences:
    return Preferences(
        surety=Decimal(row.surety_points),
        leverage=Decimal(row.leverage_points),
        cost=Decimal(row.cost_points),
        service=Decimal(row.service_points),
        uncovered=Decimal(row.uncovered_points),
        doubt=Decimal(row.doubt_points),
        step=Decimal(row.step),
        usual_surety=Decimal(row.usual_surety),
    )
