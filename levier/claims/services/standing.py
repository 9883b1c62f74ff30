"""Where a guarantee stands: its events, its papers, what it would cost today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from levier.claims.errors import ClaimKeyReused, ClaimRefused
from levier.claims.models import Call, GuaranteeEvent, GuaranteePaper
from levier.documents.models import StoredFile
from levier.journal.services import record
from levier.kernel.french import euros, long_date
from levier.kernel.money import ZERO
from levier.portfolio.models import Commitment
from levier.portfolio.states import State
from levier.rules.servicing.calls import effective_quota, exposure
from levier.rules.servicing.guarantee_life import Declared, GuaranteedLoan, outstanding_on

Kind = GuaranteeEvent.Kind
STOPS = (Kind.ACCELERATED, Kind.INSOLVENCY)
GOES_ON = (Kind.REGULARISED, Kind.RESTRUCTURED)
LIGHTS = {
    Kind.UNPAID: ("orange", "impayé signalé"),
    Kind.WATCH: ("orange", "sous surveillance"),
    Kind.RESTRUCTURED: ("orange", "réaménagée"),
    Kind.INSOLVENCY: ("red", "procédure collective"),
    Kind.ACCELERATED: ("red", "terme déchu"),
    Kind.REGULARISED: ("green", "régularisée"),
    Kind.RELEASED: ("released", "mainlevée donnée"),
}


@dataclass(frozen=True, slots=True)
class NewSchedule:
    """What a bank spreads the outstanding over: months, and a rate (the former one when None)."""

    months: int
    annual_rate: Decimal | None = None
    deferral_months: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """A guarantee on a day: what the loan still owes, what the guarantor bears, its light."""

    outstanding: Decimal
    exposure: Decimal
    quota: Decimal
    light: str
    reason: str
    is_declared: bool


def standing_of(
    commitment: Commitment,
    events: Sequence[GuaranteeEvent],
    on: date,
    settled_on: date | None = None,
) -> Standing | None:
    """Return where a guarantee that was set up stands on a day; None before its set-up.

    A release ends the exposure, as the balance of an indemnity (`settled_on`) does. In euros.
    """
    if commitment.set_up_on is None or on < commitment.set_up_on:
        return None
    terms = commitment.guarantee
    known = [event for event in events if event.day <= on]
    versions = schedules_of(commitment, known)
    declared = _declared(known, versions)
    light, reason = _light(known)
    if settled_on is not None and settled_on <= on:
        light, reason = "settled", f"indemnisée le {long_date(settled_on)}"
    due = outstanding_on(versions, declared, on)
    quota = effective_quota(terms.guaranteed_amount, terms.loan_amount)
    is_declared = any(event.outstanding is not None for event in known)
    is_over = light in ("released", "settled")
    borne = ZERO if is_over else min(exposure(due, quota), terms.guaranteed_amount)
    return Standing(due, borne, quota, light, reason, is_declared)


def schedules_of(commitment: Commitment, events: Sequence[GuaranteeEvent]) -> list[GuaranteedLoan]:
    """Return the versions of the schedule of a guaranteed loan: its own, then each restructuring.

    The guarantee must be set up.
    """
    terms = commitment.guarantee
    rate = terms.loan_rate or ZERO
    found = [
        GuaranteedLoan(
            terms.loan_amount, rate, terms.loan_months, terms.deferral_months, commitment.set_up_on
        )
    ]
    for event in _in_order(events):
        if event.new_months is not None:
            rate = rate if event.new_rate is None else event.new_rate
            found.append(
                GuaranteedLoan(
                    event.outstanding, rate, event.new_months, event.new_deferral, event.day
                )
            )
    return found


def _declared(
    events: Sequence[GuaranteeEvent], versions: Sequence[GuaranteedLoan]
) -> list[Declared]:
    """Return the declarations; an incident stops the schedule until the loan goes on.

    Without an amount, what is due on the day of the incident stands.
    """
    stopped, found = False, []
    for event in _in_order(events):
        was = stopped
        if event.kind in STOPS:
            stopped = True
        if event.kind in GOES_ON:
            stopped = False
        due = event.outstanding
        if due is None and stopped != was:
            due = outstanding_on(versions, found, event.day)
        if due is not None:
            found.append(Declared(event.day, due, stopped))
    return found


def _in_order(events: Sequence[GuaranteeEvent]) -> list[GuaranteeEvent]:
    return sorted(events, key=lambda event: (event.day, event.pk))


def _light(events: Sequence[GuaranteeEvent]) -> tuple[str, str]:
    for event in reversed(_in_order(events)):
        if event.kind in LIGHTS:
            light, reason = LIGHTS[Kind(event.kind)]
            return light, f"{reason} le {long_date(event.day)}"
    return "green", "aucun incident signalé"


def open_incidents(events: Sequence[GuaranteeEvent], on: date) -> frozenset[str]:
    """Return the incidents that stand on a day: those noted since the loan last went on."""
    found: set[str] = set()
    for event in _in_order(events):
        if event.day > on:
            break
        if event.kind in GOES_ON:
            found.clear()
        elif event.kind in (Kind.UNPAID, *STOPS):
            found.add(event.kind)
    return frozenset(found)


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
