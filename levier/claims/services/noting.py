"""What happens to a guaranteed loan, and the papers of its call, as they are noted."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from levier.claims.errors import ClaimKeyReused, ClaimRefused
from levier.claims.models import Call, GuaranteeEvent, GuaranteePaper
from levier.claims.services.given import post_given
from levier.claims.services.standing import Kind, NewSchedule
from levier.documents.models import StoredFile
from levier.journal.services import record
from levier.kernel.french import euros, long_date
from levier.kernel.money import ZERO
from levier.portfolio.models import Commitment
from levier.portfolio.states import State


@transaction.atomic
def note_event(
    *,
    commitment: Commitment,
    kind: str,
    day: date,
    today: date,
    actor,
    idempotency_key: UUID,
    outstanding: Decimal | None = None,
    note: str = "",
    schedule: NewSchedule | None = None,
) -> GuaranteeEvent:
    """Note what happened to a guaranteed loan; an error is corrected by another event.

    A `schedule` goes with a restructuring: the outstanding is spread again from its day. The same
    key again gives the same event. Errors: ClaimKeyReused; ClaimRefused for a guarantee that is
    not set up, a day before that or to come, a declaration without its amount or above the loan,
    a schedule that does not fit, anything after a release, a release while a call stands.
    """
    row = _locked(commitment)
    known = GuaranteeEvent.objects.filter(
        organisation=row.organisation_id, idempotency_key=idempotency_key
    ).first()
    if known is not None:
        if _is_other(known, row, kind, day, outstanding, schedule):
            raise ClaimKeyReused
        return known
    _refuse_event(row, kind, day, today, outstanding)
    if schedule is not None:
        _refuse_schedule(row, kind, day, outstanding, schedule)
    event = GuaranteeEvent.objects.create(
        organisation_id=row.organisation_id, commitment=row, kind=kind, day=day,
        outstanding=outstanding, note=note.strip()[:300], recorded_by=actor,
        idempotency_key=idempotency_key, **_schedule_fields(schedule),
    )  # fmt: skip
    if kind == Kind.RELEASED:
        post_given(commitment=row, day=day, of=event.pk, what="mainlevée", actor=actor)
    due = f", {euros(outstanding, cents=True)} dus" if outstanding is not None else ""
    record(
        "claims.event", actor=actor, target=row, case_key=row.case_id,
        summary=f"{row.number}\u00a0: {event.get_kind_display()} le {long_date(day)}{due}.",
    )  # fmt: skip
    return event


def _is_other(
    known: GuaranteeEvent,
    row: Commitment,
    kind: str,
    day: date,
    outstanding: Decimal | None,
    schedule: NewSchedule | None,
) -> bool:
    """Tell whether an event noted under a key says something else."""
    months = schedule.months if schedule else None
    said = (known.commitment_id, known.kind, known.day, known.outstanding, known.new_months)
    return said != (row.pk, kind, day, outstanding, months)


def _schedule_fields(schedule: NewSchedule | None) -> dict[str, Any]:
    if schedule is None:
        return {}
    return {
        "new_months": schedule.months, "new_rate": schedule.annual_rate,
        "new_deferral": schedule.deferral_months,
    }  # fmt: skip


def _refuse_schedule(
    row: Commitment, kind: str, day: date, outstanding: Decimal | None, schedule: NewSchedule
) -> None:
    if kind != Kind.RESTRUCTURED:
        raise ClaimRefused(
            field="new_months", reason="Un nouvel échéancier va avec un réaménagement accepté."
        )
    if not outstanding:
        raise ClaimRefused(
            field="outstanding", reason="Indiquez le capital que le nouvel échéancier répartit."
        )
    if not 0 <= schedule.deferral_months < schedule.months:
        raise ClaimRefused(
            field="new_deferral", reason="Le différé est plus court que la nouvelle durée."
        )
    if row.guarantee_events.filter(new_months__isnull=False, day__gte=day).exists():
        raise ClaimRefused(
            field="day",
            reason="Un réaménagement plus récent est noté\u00a0: choisissez un jour après.",
        )
    if Call.objects.filter(commitment=row).standing().exists():
        raise ClaimRefused(reason="Un appel est ouvert\u00a0: le prêt ne se réaménage plus.")


def _locked(commitment: Commitment) -> Commitment:
    rows = Commitment.objects.select_for_update(of=("self",)).select_related("guarantee", "carrier")
    return rows.get(pk=commitment.pk)


def _refuse_event(
    row: Commitment, kind: str, day: date, today: date, outstanding: Decimal | None
) -> None:
    if row.state != State.SET_UP or row.set_up_on is None:
        raise ClaimRefused(
            reason=f"La garantie {row.number} n’est pas en cours\u00a0: notez d’abord sa mise en "
            "place."
        )
    if day < row.set_up_on:
        raise ClaimRefused(field="day", reason="C’est avant la mise en place de la garantie.")
    if day > today:
        raise ClaimRefused(field="day", reason="Un événement ne se note pas d’avance.")
    if kind == Kind.DECLARED and outstanding is None:
        raise ClaimRefused(field="outstanding", reason="Indiquez le capital restant dû.")
    if outstanding is not None and not ZERO <= outstanding <= row.guarantee.loan_amount:
        raise ClaimRefused(
            field="outstanding",
            reason=f"Le capital restant dû va de 0 à {euros(row.guarantee.loan_amount)}.",
        )
    if row.guarantee_events.filter(kind=Kind.RELEASED).exists():
        raise ClaimRefused(reason="La mainlevée est donnée\u00a0: plus rien ne s’y note.")
    if kind == Kind.RELEASED and Call.objects.filter(commitment=row).standing().exists():
        raise ClaimRefused(reason="Un appel est ouvert\u00a0: la mainlevée attend sa fin.")


@transaction.atomic
def note_paper(
    *, commitment: Commitment, code: str, day: date, actor, stored_file: StoredFile | None = None
) -> GuaranteePaper:
    """Note that a paper of the call's file was received; received again, the newer file stands."""
    row, _ = GuaranteePaper.objects.update_or_create(
        organisation_id=commitment.organisation_id, commitment=commitment, code=code,
        defaults={"received_on": day, "recorded_by": actor, "stored_file": stored_file},
    )  # fmt: skip
    record(
        "claims.paper", actor=actor, target=commitment, case_key=commitment.case_id,
        summary=f"{commitment.number}\u00a0: pièce « {row} » reçue.",
    )  # fmt: skip
    return row
