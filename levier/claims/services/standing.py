"""Where a guarantee stands: its events, its papers, what it would cost today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from levier.claims.models import GuaranteeEvent
from levier.kernel.french import long_date
from levier.kernel.money import ZERO
from levier.portfolio.models import Commitment
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
