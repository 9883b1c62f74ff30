"""Reviews opened for every commitment set up, each night: what is already there stays."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Q

from levier.accounts.models import User
from levier.followup.errors import NotFollowed, ReviewRefused
from levier.followup.models import FollowUp, Review
from levier.journal.services import record
from levier.kernel.errors import DomainError
from levier.portfolio.models import Commitment
from levier.portfolio.states import State
from levier.rules.servicing.reviews import DueReview, end_of_follow_up, reviews_due

LOG = logging.getLogger(__name__)
BATCH = 500
DETAILS = ("guarantee", "financing")
OVER = "engagement terminé"


def open_all(*, on: date) -> int:
    """Open the reviews of every commitment that runs, and drop those of what is over.

    A commitment that cannot be read is logged and never stops the others. Killed in the middle, it
    goes on from there; run again on the same day, it opens nothing. Return how many were read.
    """
    rows = Commitment.objects.filter(state=State.SET_UP, set_up_on__lte=on).exclude(
        follow_up__reviewed_on=on
    )
    ended = Commitment.objects.filter(
        Q(reviews__state__in=(Review.State.TODO, Review.State.ASKED)), state=State.ENDED
    )
    return _each(rows, on) + _each(ended.distinct(), on)


def _each(rows, on: date) -> int:
    read, last = 0, None
    while True:
        batch = rows.select_related(*DETAILS, "follow_up").order_by("pk")
        batch = list((batch.filter(pk__gt=last) if last else batch)[:BATCH])
        if not batch:
            return read
        known = _reviews_of(batch)
        current = []
        for commitment in batch:
            try:
                if _is_current(commitment, known[commitment.pk]):
                    current.append(commitment.follow_up.pk)
                else:
                    begin(commitment=commitment, on=on)
            except (DomainError, ObjectDoesNotExist) as refusal:
                LOG.error("Reviews of %s not opened: %s", commitment.number, refusal)
        FollowUp.objects.filter(pk__in=current).update(reviewed_on=on)
        read += len(batch)
        last = batch[-1].pk


def _reviews_of(commitments: Sequence[Commitment]) -> dict[UUID, list[Review]]:
    found: dict[UUID, list[Review]] = defaultdict(list)
    for review in Review.objects.filter(commitment__in=commitments):
        found[review.commitment_id].append(review)
    return found


def _is_current(commitment: Commitment, reviews: Sequence[Review]) -> bool:
    """Return whether a commitment that runs has every review it is due: nothing to write then."""
    follow_up = getattr(commitment, "follow_up", None)
    if follow_up is None or commitment.state != State.SET_UP:
        return False
    if follow_up.end_on != _end_of(commitment):
        return False
    return not any(_to_open(_plan(commitment, follow_up), reviews))


@transaction.atomic
def begin(*, commitment: Commitment, on: date) -> FollowUp:
    """Follow a commitment from a day, and open the reviews that it is due; again, only what misses.

    Nobody is written to for a commitment taken over from the past until somebody says so.
    Errors: NotFollowed before its set-up, or when it never was; NoValueInForce.
    """
    row = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    if row.set_up_on is None or row.state not in (State.SET_UP, State.ENDED):
        raise NotFollowed(number=row.number)
    end_on = _end_of(row)
    follow_up, _ = FollowUp.objects.get_or_create(
        organisation_id=row.organisation_id, commitment=row,
        defaults={"since": on, "end_on": end_on, "is_written_to": not row.is_past},
    )  # fmt: skip
    follow_up.end_on, ended_before = end_on, follow_up.end_on
    if row.state == State.ENDED:
        _drop(row, end_on)
    _open(_plan(row, follow_up), row)
    if ended_before != end_on or follow_up.reviewed_on != on:
        follow_up.reviewed_on = on
        follow_up.save(update_fields=["end_on", "reviewed_on"])
    return follow_up


@transaction.atomic
def set_habits(
    *, follow_up: FollowUp, closing_month: int, is_written_to: bool, on: date, actor: User
) -> FollowUp:
    """Say when the business closes its year, and whether it is written to.

    Accounts still to ask move with it; those asked or done stay. Errors: ReviewRefused.
    """
    row = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    if not 1 <= closing_month <= 12:
        raise ReviewRefused(field="closing_month", reason="Le mois de clôture va de 1 à 12.")
    row.closing_month, row.is_written_to = closing_month, is_written_to
    row.save(update_fields=["closing_month", "is_written_to"])
    record(
        "followup.habits", actor=actor, target=row.commitment, case_key=row.commitment.case_id,
        summary=f"{row.commitment.number}\u00a0: exercice clos au mois {closing_month}, comptes "
        f"{'demandés' if is_written_to else 'non demandés'} par courriel.",
    )  # fmt: skip
    return begin(commitment=row.commitment, on=on)


def _end_of(row: Commitment) -> date:
    """Return the last day of an intervention: that of its end, else of its terms."""
    if row.state == State.ENDED and row.ended_on is not None:
        return row.ended_on
    if row.kind == "guarantee":
        return end_of_follow_up(row.set_up_on, row.guarantee.loan_months)
    months = None if row.kind == "grant" else row.financing.months
    return end_of_follow_up(row.set_up_on, months)


def _plan(row: Commitment, follow_up: FollowUp) -> list[DueReview]:
    """Return the reviews of a commitment, from the day the house follows it to its end."""
    due = reviews_due(
        row.set_up_on, follow_up.end_on, closing_month=follow_up.closing_month,
        with_accounts=row.kind != "grant",
    )  # fmt: skip
    return [each for each in due if each.due_on >= follow_up.since]


def _to_open(
    due: Sequence[DueReview], reviews: Sequence[Review]
) -> tuple[list[DueReview], list[tuple[Review, date]], list[Review]]:
    """Return what misses, what is still to do on another day, and what is no longer due."""
    known = {(each.kind, each.period): each for each in reviews}
    missing = [each for each in due if (each.kind, each.period) not in known]
    days = {(each.kind, each.period): each.due_on for each in due}
    untouched = {key: row for key, row in known.items() if row.state == Review.State.TODO}
    moved = [
        (row, days[key])
        for key, row in untouched.items()
        if days.get(key, row.due_on) != row.due_on
    ]
    stale = [row for key, row in untouched.items() if key not in days]
    return missing, moved, stale


def _open(due: Sequence[DueReview], row: Commitment) -> None:
    missing, moved, stale = _to_open(due, list(Review.objects.filter(commitment=row)))
    Review.objects.filter(pk__in=[each.pk for each in stale], state=Review.State.TODO).delete()
    Review.objects.bulk_create(
        Review(
            organisation_id=row.organisation_id, commitment=row, kind=each.kind.value,
            period=each.period, due_on=each.due_on,
        )
        for each in missing
    )  # fmt: skip
    for review, due_on in moved:
        review.due_on = due_on
        review.save(update_fields=["due_on"])


def _drop(row: Commitment, end_on: date) -> None:
    """Waive what was awaited of a commitment that is over."""
    awaited = Review.objects.filter(
        commitment=row, state__in=(Review.State.TODO, Review.State.ASKED)
    )
    awaited.update(state=Review.State.WAIVED, note=OVER, done_on=end_on)
