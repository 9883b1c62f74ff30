"""Debits planned, announced to the debtor, given up; every passage is a conditional update."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from django.db import transaction

from levier.accounts.models import Organisation
from levier.banking.errors import (
    CollectionRefused,
    CollectionTransitionNotAllowed,
    NoticeKeyReused,
)
from levier.banking.models import Collection, CollectionNotice, Mandate
from levier.banking.services.numbering import next_rank
from levier.banking.states import (
    LIVING,
    CollectionEvent,
    CollectionState,
    next_collection_state,
)
from levier.journal.services import record
from levier.kernel.french import euros, long_date, plural, short_date
from levier.rules.servicing.collections import presented_on, sequence_of, soonest_debit

SERIES = "PRL"


@transaction.atomic
def plan_collection(
    *,
    mandate: Mandate,
    amount: Decimal,
    line_on: date,
    due_on: date,
    actor,
    on: date,
    is_last: bool = False,
    again_of: Collection | None = None,
) -> Collection:
    """Plan the debit (euros) of one due date; too late to announce, it moves to the first day.

    One that a notice announced early enough needs no other, while the bank can still hold its day.
    Errors: CollectionRefused when the mandate does not allow it on that day, or the due date has
    its debit already.
    """
    organisation = mandate.organisation
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    mandate = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    of_line = Collection.objects.filter(organisation=organisation, line_on=line_on).about(
        mandate.subject
    )
    if of_line.filter(state__in=LIVING).exists():
        raise CollectionRefused(
            reason=f"L’échéance du {long_date(line_on)} a déjà son prélèvement."
        )
    notice = _announcing(mandate, due_on, amount) if presented_on(due_on, on) == due_on else None
    moved = "" if notice else moved_reason(due_on, on)
    due_on = due_on if notice else max(due_on, soonest_debit(on))
    fault = mandate.fault_on(due_on)
    if fault:
        raise CollectionRefused(reason=fault)
    row = Collection.objects.create(
        organisation=organisation, number=_next_number(organisation, on.year), mandate=mandate,
        amount=amount, line_on=line_on, due_on=due_on, is_last=is_last,
        sequence=sequence_of(mandate.presented, is_recurrent=mandate.is_recurrent, is_last=is_last),
        state=CollectionState.NOTICED if notice else CollectionState.PLANNED, notice=notice,
        retries=again_of.retries + 1 if again_of else 0, again_of=again_of, reason=moved,
        prepared_by=actor, operation_key=uuid5(mandate.pk, f"{line_on} {of_line.count()}"),
    )  # fmt: skip
    record(
        "banking.collection_planned", actor=actor, target=row,
        summary=f"Prélèvement {row} préparé\u00a0: {euros(amount, cents=True)} à "
        f"{mandate.debtor_name}, le {short_date(due_on)}. {moved}".strip(),
    )  # fmt: skip
    return row


def moved_reason(due_on: date, on: date) -> str:
    """Return why a debit announced on a day leaves later than its due date; blank when it holds."""
    soonest = soonest_debit(on)
    if due_on >= soonest:
        return ""
    return (
        f"Préavis de {plural((soonest - on).days, 'jour')}\u00a0: prélevé le "
        f"{long_date(soonest)}, au lieu du {long_date(due_on)}."
    )


def _announcing(mandate: Mandate, due_on: date, amount: Decimal) -> CollectionNotice | None:
    return next((each for each in mandate.notices.all() if each.announces(due_on, amount)), None)


def _next_number(organisation: Organisation, year: int) -> str:
    prefix = f"{SERIES}-{year}-"
    rank = next_rank(Collection.objects.filter(organisation=organisation), prefix)
    return f"{prefix}{rank:06d}"


@transaction.atomic
def announce(
    *,
    mandate: Mandate,
    lines: Sequence[tuple[date, Decimal]],
    subject: str,
    text: str,
    actor,
    on: date,
    idempotency_key: UUID,
    by_post: bool = False,
    message: str = "",
) -> CollectionNotice:
    """Keep what was announced to a debtor, and move on the debits to announce that it names.

    `lines` are the days and amounts (euros) of the notice. The same key again gives the same
    notice. Errors: CollectionRefused without words or lines, or for a day too near;
    NoticeKeyReused.
    """
    organisation = mandate.organisation
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    said = [[day.isoformat(), f"{amount:.2f}"] for day, amount in sorted(lines)]
    known = CollectionNotice.objects.filter(
        organisation=organisation, idempotency_key=idempotency_key
    ).first()
    if known is not None:
        if (known.mandate_id, known.lines) != (mandate.pk, said):
            raise NoticeKeyReused
        return known
    _refuse_notice(lines, subject, text, on)
    notice = CollectionNotice.objects.create(
        organisation=organisation, mandate=mandate, sent_on=on, lines=said, sent_by=actor,
        subject=subject.strip()[:200], text=text.strip(), by_post=by_post, message=message,
        idempotency_key=idempotency_key,
    )  # fmt: skip
    for row in mandate.collections.to_announce(on).select_for_update(of=("self",)).order_by("pk"):
        day = max(row.due_on, soonest_debit(on))
        if (day, row.amount) in lines:
            reason = moved_reason(row.due_on, on) or row.reason
            move_collection(row, CollectionEvent.NOTICE, notice=notice, due_on=day, reason=reason)
    record(
        "banking.collections_announced", actor=actor, target=notice,
        summary=f"Préavis du mandat {mandate}\u00a0: {plural(len(lines), 'prélèvement annoncé')} à "
        f"{mandate.debtor_name}{', par courrier' if by_post else ''}.",
    )  # fmt: skip
    return notice


def _refuse_notice(
    lines: Sequence[tuple[date, Decimal]], subject: str, text: str, on: date
) -> None:
    if not lines:
        raise CollectionRefused(reason="Aucun prélèvement n’est à annoncer.")
    if not subject.strip() or not text.strip():
        raise CollectionRefused(
            field="text" if subject.strip() else "subject",
            reason="Écrivez ce que le débiteur lira.",
        )
    first = min(day for day, _ in lines)
    if first < soonest_debit(on):
        raise CollectionRefused(reason=moved_reason(first, on))


@transaction.atomic
def cancel_collection(*, collection: Collection, reason: str, actor) -> Collection:
    """Give up a debit that did not leave. Errors: CollectionRefused without a reason."""
    if not reason.strip():
        raise CollectionRefused(
            field="reason", reason="Dites pourquoi ce prélèvement est abandonné."
        )
    move_collection(collection, CollectionEvent.CANCEL, reason=reason.strip()[:300])
    record(
        "banking.collection_cancelled", actor=actor, target=collection,
        summary=f"Prélèvement {collection} abandonné\u00a0: {collection.reason}",
    )  # fmt: skip
    return collection


def move_collection(collection: Collection, event: str, **values) -> None:
    """Move a debit one step: a conditional update, so that only one of two people does it.

    Errors: CollectionTransitionNotAllowed.
    """
    state = next_collection_state(collection.state, event, collection.number)
    moved = Collection.objects.filter(pk=collection.pk, state=collection.state).update(
        state=state, **values
    )
    collection.refresh_from_db()
    if not moved:
        raise CollectionTransitionNotAllowed(
            number=collection.number, state=CollectionState(collection.state).label
        )
