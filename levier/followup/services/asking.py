"""Yearly accounts asked by a message, then reminded until they arrive."""

import logging
from datetime import date, timedelta

from django.db import transaction

from levier.accounts.models import User
from levier.correspondence.errors import HolderWithoutAddress
from levier.correspondence.models import OutgoingMessage, Purpose
from levier.correspondence.services import (
    holder_address,
    queue_message,
    schedule_in_force,
    words_in_force,
)
from levier.correspondence.variables import case_values
from levier.followup.errors import ReviewRefused
from levier.followup.models import Review, ReviewReminder
from levier.journal.services import record
from levier.kernel.errors import DomainError
from levier.kernel.french import long_date
from levier.portfolio.states import State
from levier.rules.servicing.reviews import ReviewKind, ask_from

LOG = logging.getLogger(__name__)
LOADED = (
    "organisation", "commitment__instrument", "commitment__case__person",
    "commitment__case__structure", "commitment__case__advisor", "commitment__case__organisation",
    "commitment__follow_up",
)  # fmt: skip
SOONEST = timedelta(days=120)  # a bound for the query: ask_from decides


def ask_all(*, on: date) -> int:
    """Ask for the accounts whose day to be asked has come; return how many.

    Nobody is written to twice, nor without an address, nor where the house said not to. A message
    that is refused is logged and never stops the others.
    """
    rows = Review.objects.filter(
        kind=ReviewKind.ACCOUNTS, state=Review.State.TODO, due_on__lte=on + SOONEST,
        commitment__state=State.SET_UP, commitment__follow_up__is_written_to=True,
    )  # fmt: skip
    asked = 0
    for review in rows.select_related(*LOADED).order_by("pk").iterator(chunk_size=500):
        if on < ask_from(review.due_on) or not holder_address(review.commitment.case):
            continue
        try:
            ask_for(review=review, on=on, actor=None)
        except DomainError as refusal:
            LOG.error("Accounts of %s not asked: %s", review.commitment.number, refusal)
        else:
            asked += 1
    return asked


@transaction.atomic
def ask_for(*, review: Review, on: date, actor: User | None) -> Review:
    """Ask the holder for the accounts of a year; asked already, it changes nothing.

    Errors: ReviewRefused for another kind, or accounts that arrived; HolderWithoutAddress;
    AddressMissing.
    """
    row = Review.objects.select_for_update(of=("self",)).select_related(*LOADED).get(pk=review.pk)
    if row.kind != ReviewKind.ACCOUNTS:
        raise ReviewRefused(reason="Seuls les comptes se demandent par courriel.")
    if row.state == Review.State.ASKED:
        return row
    if row.state != Review.State.TODO:
        raise ReviewRefused(reason="Ces comptes ne sont plus attendus\u00a0: rechargez la page.")
    if not holder_address(row.commitment.case):
        raise HolderWithoutAddress(holder=row.commitment.case.holder_name)
    row.message = _write(row, actor, on, Purpose.ACCOUNTS, f"review:{row.pk}")
    row.state, row.asked_on = Review.State.ASKED, on
    row.revision += 1
    row.save(update_fields=["message", "state", "asked_on", "revision"])
    record(
        "followup.asked", actor=actor, target=row, case_key=row.commitment.case_id,
        summary=f"{row.commitment.number}\u00a0: {row.name} demandés.",
    )  # fmt: skip
    return row


def remind_all(*, on: date) -> int:
    """Send the reminders of a day over every house; return how many."""
    rows = Review.objects.filter(state=Review.State.ASKED, commitment__state=State.SET_UP)
    rows = rows.select_related(*LOADED).prefetch_related("reminders").order_by("pk")
    sent = 0
    for review in rows.iterator(chunk_size=500):
        try:
            sent += remind(review=review, on=on) is not None
        except DomainError as refusal:
            LOG.error("Accounts of %s not reminded: %s", review.commitment.number, refusal)
    return sent


def remind(*, review: Review, on: date) -> ReviewReminder | None:
    """Remind of accounts that did not arrive, if a day of the house's schedule has come.

    Once a day of the schedule, however often it is asked; days missed make one reminder. Nothing
    once the accounts arrived, or where the house said not to write.
    """
    if review.asked_on is None or not review.commitment.follow_up.is_written_to:
        return None
    days = schedule_in_force(review.organisation, on).days
    done = {row.after_days for row in review.reminders.all()}
    due = [day for day in days if review.asked_on + timedelta(days=day) <= on]
    if not due or due[-1] in done or not holder_address(review.commitment.case):
        return None
    return _remind_once(review, due[-1], on)


@transaction.atomic
def _remind_once(review: Review, day: int, on: date) -> ReviewReminder | None:
    row = Review.objects.select_for_update(of=("self",)).select_related(*LOADED).get(pk=review.pk)
    if row.state != Review.State.ASKED:
        return None
    message = _write(row, None, on, Purpose.ACCOUNTS_DUE, f"review:{row.pk}:{day}")
    reminder, _ = ReviewReminder.objects.get_or_create(
        organisation_id=row.organisation_id, review=row, after_days=day,
        defaults={"message": message, "sent_on": on},
    )  # fmt: skip
    return reminder


def _write(row: Review, actor: User | None, on: date, purpose: str, key: str) -> OutgoingMessage:
    commitment = row.commitment
    values = {
        **case_values(commitment.case, on),
        "engagement": commitment.number,
        "instrument": commitment.instrument.label,
        "exercice": row.period,
        "attendus_le": long_date(row.due_on),
    }
    if purpose == Purpose.ACCOUNTS_DUE:
        values["demandes_le"] = long_date(row.asked_on or on)
    subject, body = words_in_force(row.organisation, purpose, on).filled(values)
    return queue_message(
        organisation=row.organisation, actor=actor, key=key, to=holder_address(commitment.case),
        to_name=commitment.case.holder_name, subject=subject, body=body, kind=purpose,
        case=commitment.case,
    )  # fmt: skip
