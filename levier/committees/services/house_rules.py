"""The dated rules of the committees, and the delegations, each with the text that says so."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from levier.committees.errors import ConsultationRefused, DelegationExceeded, SittingRefused
from levier.committees.models import (
    AgendaItem,
    Body,
    CollegeSeats,
    Committee,
    CommitteeRules,
    Delegation,
    Sitting,
)
from levier.journal import services as journal
from levier.journal.changes import apply_changes
from levier.kernel.french import short_date
from levier.rules import committee as rules

FOUNDING_DAY = date(2000, 1, 1)
_COPIED = (
    "min_members", "min_colleges", "chair_has_casting_vote", "validity_months", "written_allowed",
    "written_days", "written_min_members", "written_min_colleges", "written_reminder_days",
    "adjournment_months", "signers", "source", "certainty",
)  # fmt: skip


def rules_on(committee: Committee | None, day: date | None) -> CommitteeRules:
    """Return the rules in force on a day; without any, rules that ask nothing (six months)."""
    if committee is not None and day is not None:
        for row in committee.rules.all():  # newest first; prefetched on the pages of a sitting
            if row.holds_on(day):
                return row
    return CommitteeRules(committee=committee, first_day=day or FOUNDING_DAY)


def rules_of(sitting: Sitting) -> CommitteeRules:
    """Return the rules of a sitting: those of its day, or of the day a consultation opened."""
    opened = sitting.opened_at
    return rules_on(sitting.committee, timezone.localdate(opened) if opened else sitting.held_on)


def refuse_unwritten(committee: Committee, day: date) -> CommitteeRules:
    """Return the rules of a day if they allow writing. Errors: ConsultationRefused."""
    house = rules_on(committee, day)
    if not house.written_allowed:
        raise ConsultationRefused(
            reason=f"Les règles du {committee} n’admettent pas la consultation écrite au "
            f"{short_date(day)} : planifiez une séance, ou changez ces règles."
        )
    return house


@transaction.atomic
def set_committee_rules(
    *,
    committee: Committee,
    actor,
    first_day: date = FOUNDING_DAY,
    label: str = "",
    seats: Mapping[str, int] | None = None,
    **values,
) -> CommitteeRules:
    """Set the rules of a committee from a day on; those in force until then end the day before.

    A value left out is that of the rules before. `seats` are seats by college. The rules of the
    same first day are changed. Errors: SittingRefused for rules out of order.
    """
    if label and label != committee.label:
        committee.label = label
        committee.save(update_fields=["label"])
    row = committee.rules.filter(first_day=first_day).first()
    if row is None:
        before = committee.rules.filter(first_day__lt=first_day).first()
        row = CommitteeRules(
            organisation_id=committee.organisation_id, committee=committee, first_day=first_day,
            last_day=_day_before_next(committee, first_day),
            **{name: getattr(before, name) for name in _COPIED if before},
        )  # fmt: skip
        if before is not None:
            before.last_day = first_day - timedelta(days=1)
            before.save(update_fields=["last_day"])
    done = apply_changes(row, values)
    _save(row)
    _set_seats(row, seats)
    journal.record(
        "committees.rules_set",
        actor=actor,
        target=committee,
        summary=f"Règles du {committee} à partir du {short_date(first_day)}.",
        detail=done,
    )
    return row


def _day_before_next(committee: Committee, first_day: date) -> date | None:
    following = committee.rules.filter(first_day__gt=first_day).order_by("first_day").first()
    return following.first_day - timedelta(days=1) if following else None


def _set_seats(row: CommitteeRules, seats: Mapping[str, int] | None) -> None:
    for college, count in (seats or {}).items():
        CollegeSeats.objects.update_or_create(
            organisation_id=row.organisation_id, rules=row, college=college,
            defaults={"seats": count},
        )  # fmt: skip


# ── Delegations ───────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def set_delegation(
    *, organisation, actor, delegation: Delegation | None = None, **values
) -> Delegation:
    """Write a delegation of the house, or close one by its last day.

    Errors: SittingRefused when it overlaps another of the same body and object, or names nothing.
    """
    row = delegation or Delegation(organisation=organisation)
    done = apply_changes(row, values)
    rivals = Delegation.objects.filter(
        Q(last_day=None) | Q(last_day__gte=row.first_day),
        organisation=organisation, body=row.body, instrument=row.instrument, kind=row.kind,
    ).exclude(pk=row.pk)  # fmt: skip
    if row.last_day:
        rivals = rivals.filter(first_day__lte=row.last_day)
    if rivals.exists():
        raise SittingRefused(
            field="first_day",
            reason="Une délégation de cette instance couvre déjà ces jours : fermez-la d’abord.",
        )
    _save(row)
    journal.record(
        "committees.delegation_set",
        actor=actor,
        target=row,
        summary=f"Délégation enregistrée : {row}.",
        detail=done,
    )
    return row


def delegations_on(organisation, day: date) -> list[Delegation]:
    """Return the delegations of the house in force on a day, all bodies together."""
    rows = Delegation.objects.filter(
        Q(last_day=None) | Q(last_day__gte=day), organisation=organisation, first_day__lte=day
    )
    return list(rows.select_related("instrument"))


def delegation_among(rows: Sequence[Delegation], request, body: str) -> Delegation | None:
    """Return the delegation of a body for a request: that of its product before its nature's."""
    mine = [row for row in rows if row.body == body]
    own = [row for row in mine if row.instrument_id == request.instrument_id]
    return next(iter(own or [row for row in mine if row.kind == request.instrument.kind]), None)


def delegation_for(
    request, amount: Decimal, *, body: str, day: date, item: AgendaItem | None = None
) -> Delegation:
    """Return the delegation by which a body may decide alone on a request.

    That of the product goes before that of its nature. `item` counts what the same delegation
    already agreed on this point: a request cut in two passes no ceiling. Errors:
    DelegationExceeded, with the text.
    """
    instrument = request.instrument
    row = delegation_among(delegations_on(request.organisation_id, day), request, body)
    if row is not None and item is not None:
        amount = sum(agreed_under(item, row), amount)
    fault = rules.delegation_fault(
        amount,
        max_amount=row.max_amount if row else None,
        body=Body(body).label,
        what=str(instrument),
    )
    if fault or row is None:
        source = f" Texte : {row.source}." if row and row.source else ""
        raise DelegationExceeded(reason=f"{fault}{source}")
    return row


def agreed_under(item: AgendaItem, delegation: Delegation) -> list[Decimal]:
    """Return the amounts already agreed on a point by a delegation, in euros."""
    rows = item.decisions.filter(delegation=delegation, amount__isnull=False)
    return [row.amount for row in rows]


def _save(row: models.Model) -> None:
    try:
        row.full_clean()
    except ValidationError as fault:
        raise SittingRefused(reason=" ".join(fault.messages)) from fault
    row.save()
