"""The light of every commitment, from what its loan, its guarantee and its reviews say."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist

from levier.accounts.models import User
from levier.claims.models import GuaranteeEvent
from levier.claims.services.standing import LIGHTS
from levier.followup.models import CommitmentLight, CompanyStatus, FollowUp, Review
from levier.followup.querysets import AWAITED
from levier.followup.services import say_light, write_light
from levier.followup.services.lights import Saying, is_unchanged, last_said, mark_read, word_in
from levier.kernel.errors import DomainError
from levier.kernel.french import long_date
from levier.kernel.money import ZERO
from levier.portfolio.models import Commitment
from levier.rules.schedules import Method, ScheduleTerms, build_schedule
from levier.rules.servicing.light import Facts, Incident
from levier.rules.servicing.loan import Way
from levier.rules.servicing.pace import Asked, delays_of, monthly_due
from levier.rules.servicing.reviews import ReviewKind
from levier.rules.servicing.survival import CompanyState
from levier.servicing.models import Clearing, LoanOperation, RunningLoan, ScheduleLine

LOG = logging.getLogger(__name__)
BATCH = 500
LOADED = ("commitment__case", "commitment__running_loan", "commitment__guarantee")


@dataclass(slots=True)
class Gathered:
    """What is read of many commitments at once, by commitment or by loan."""

    reviews: dict[UUID, list[Review]] = field(default_factory=lambda: defaultdict(list))
    events: dict[UUID, list[GuaranteeEvent]] = field(default_factory=lambda: defaultdict(list))
    lines: dict[UUID, list[ScheduleLine]] = field(default_factory=lambda: defaultdict(list))
    paid: dict[UUID, list[tuple[int, date]]] = field(default_factory=lambda: defaultdict(list))
    rejected: dict[UUID, date] = field(default_factory=dict)
    ceased: dict[UUID, date] = field(default_factory=dict)


def light_all(*, on: date) -> int:
    """Read the light of every commitment that runs; return how many changed.

    A commitment that cannot be read is logged and never stops the others. Killed in the middle, it
    goes on from there; run again on the same day, it writes nothing.
    """
    changed, last = 0, None
    while True:
        rows = FollowUp.objects.running().exclude(lit_on=on).select_related(*LOADED)
        rows = (rows.filter(pk__gt=last) if last else rows).order_by("pk")
        batch = list(rows[:BATCH])
        if not batch:
            return changed
        changed += _light_batch(batch, on)
        last = batch[-1].pk


def _light_batch(batch: Sequence[FollowUp], on: date) -> int:
    """Read some lights: those that stay as they are cost no write of their own."""
    commitments = [row.commitment for row in batch]
    gathered, said = gather(commitments, on), last_said(commitments)
    changed, same = 0, []
    for row in batch:
        try:
            facts = facts_of(row.commitment, gathered, on)
            if is_unchanged(row, facts, on, word_in(said.get(row.commitment_id))):
                same.append(row.pk)
            else:
                changed += write_light(follow_up=row, facts=facts, on=on) is not None
        except (DomainError, ObjectDoesNotExist) as refusal:
            LOG.error("Light of %s not read: %s", row.commitment.number, refusal)
    mark_read(same, on)
    return changed


def light_again(*, follow_up: FollowUp, on: date) -> CommitmentLight | None:
    """Read the light of one commitment at once, after something was noted on it."""
    return write_light(follow_up=follow_up, facts=facts_on(follow_up.commitment, on), on=on)


def say(
    *, follow_up: FollowUp, saying: Saying, on: date, actor: User, key: UUID
) -> CommitmentLight:
    """Set a light by hand, beside what the facts say that day. Errors: those of say_light."""
    facts = facts_on(follow_up.commitment, on)
    return say_light(follow_up=follow_up, saying=saying, facts=facts, on=on, actor=actor, key=key)


def facts_on(commitment: Commitment, on: date) -> Facts:
    """Return what is known of one commitment on a day."""
    return facts_of(commitment, gather([commitment], on), on)


def gather(commitments: Sequence[Commitment], on: date) -> Gathered:
    """Read what the lights of these commitments rest on, in six queries."""
    found = Gathered()
    keys = [each.pk for each in commitments]
    for review in Review.objects.filter(commitment__in=keys).order_by("due_on"):
        found.reviews[review.commitment_id].append(review)
    for event in GuaranteeEvent.objects.filter(commitment__in=keys, day__lte=on):
        found.events[event.commitment_id].append(event)
    lines = ScheduleLine.objects.filter(
        version__loan__commitment__in=keys, version__is_active=True
    ).select_related("version")
    for line in lines.order_by("due_on", "number"):
        found.lines[line.version.loan_id].append(line)
    cleared = Clearing.objects.filter(loan__commitment__in=keys, way=Way.PAID.value)
    for loan, number, day in cleared.values_list("loan", "number", "on"):
        found.paid[loan].append((number, day))
    undone = LoanOperation.objects.filter(
        loan__commitment__in=keys, kind="reversed", reverses__kind="payment", on__lte=on
    ).order_by("on")
    found.rejected.update(undone.values_list("loan", "on"))
    structures = [each.case.structure_id for each in commitments if each.case.structure_id]
    states = CompanyStatus.objects.filter(structure__in=structures, since__lte=on)
    last = {row.structure_id: row for row in states.order_by("since")}
    found.ceased.update(
        {key: row.since for key, row in last.items() if row.state == CompanyState.CEASED}
    )
    return found


def facts_of(commitment: Commitment, gathered: Gathered, on: date) -> Facts:
    """Return what the light of a commitment rests on."""
    loan = getattr(commitment, "running_loan", None)
    reviews = gathered.reviews[commitment.pk]
    accounts = _last_done(reviews, ReviewKind.ACCOUNTS)
    counted = _last_done(reviews, ReviewKind.JOBS)
    cash = accounts.cash if accounts else None
    return Facts(
        late_since=_late_since(loan, on),
        is_lost=loan is not None and loan.written_off_on is not None,
        accelerated_on=loan.accelerated_on if loan is not None else None,
        incident=_incident(gathered.events[commitment.pk]),
        accounts_due_on=_awaited_since(reviews, ReviewKind.ACCOUNTS),
        visit_due_on=_awaited_since(reviews, ReviewKind.VISIT),
        equity=accounts.equity if accounts else None,
        cash=cash,
        monthly_due=None if cash is None else _monthly_due(commitment, loan, gathered, on),
        jobs=counted.jobs if counted else None,
        jobs_promised=_promised(commitment),
        delays=_delays(loan, gathered, on),
        rejected_on=gathered.rejected.get(loan.pk) if loan else None,
        ceased_on=gathered.ceased.get(commitment.case.structure_id),
    )


def _late_since(loan: RunningLoan | None, on: date) -> date | None:
    if loan is None or loan.unpaid_since is None or loan.unpaid_since >= on:
        return None
    return loan.unpaid_since


def _incident(events: Iterable[GuaranteeEvent]) -> Incident | None:
    """Return the last thing reported of a guaranteed loan, unless it is settled."""
    told = [event for event in events if event.kind in LIGHTS]
    if not told:
        return None
    last = max(told, key=lambda event: (event.day, event.pk))
    colour, said = LIGHTS[GuaranteeEvent.Kind(last.kind)]
    if colour not in ("orange", "red"):
        return None
    return Incident(f"{said} le {long_date(last.day)}", is_grave=colour == "red")


def _awaited_since(reviews: Iterable[Review], kind: ReviewKind) -> date | None:
    awaited = (each.due_on for each in reviews if each.kind == kind and each.state in AWAITED[:2])
    return min(awaited, default=None)


def _last_done(reviews: Iterable[Review], kind: ReviewKind) -> Review | None:
    done = [each for each in reviews if each.kind == kind and each.state == Review.State.DONE]
    return done[-1] if done else None


def _promised(commitment: Commitment) -> Decimal | None:
    case = commitment.case
    if case.jobs_created is None and case.jobs_consolidated is None:
        return None
    return (case.jobs_created or ZERO) + (case.jobs_consolidated or ZERO)


def _monthly_due(
    commitment: Commitment, loan: RunningLoan | None, gathered: Gathered, on: date
) -> Decimal | None:
    """Return what falls due a month: of the loan that runs here, else of the one guaranteed."""
    if loan is not None:
        lines = gathered.lines[loan.pk]
        return monthly_due([Asked(line.number, line.due_on, line.total) for line in lines], on)
    if commitment.kind != "guarantee" or commitment.set_up_on is None:
        return None
    terms = commitment.guarantee
    schedule = build_schedule(
        ScheduleTerms(
            amount=terms.loan_amount, annual_rate=terms.loan_rate or ZERO, method=Method.ANNUITY,
            start=commitment.set_up_on, periods=terms.loan_months,
            deferred_principal_periods=min(terms.deferral_months, max(0, terms.loan_months - 1)),
        )
    )  # fmt: skip
    lines = enumerate(schedule.instalments, start=1)
    return monthly_due(
        [Asked(number, line.due_on, line.principal + line.interest) for number, line in lines], on
    )


def _delays(loan: RunningLoan | None, gathered: Gathered, on: date) -> list[int]:
    if loan is None:
        return []
    settled = [line for line in gathered.lines[loan.pk] if not line.left and line.due_on <= on]
    asked = [Asked(line.number, line.due_on, line.total) for line in settled]
    return delays_of(asked, gathered.paid[loan.pk])
