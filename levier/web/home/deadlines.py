"""Deadlines of the BRSA journeys: a diagnosis rendered, then a follow-up."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from levier.kernel.dates import add_months
from levier.support.models import Journey

DIAGNOSIS_MONTHS, FOLLOW_UP_MONTHS = 3, 6
SHOWN = 10


@dataclass(frozen=True)
class Deadline:
    """What is due on a journey, and when."""

    journey: Journey
    label: str
    due: date


def deadline_of(journey: Journey) -> Deadline | None:
    """Return the next deadline: the contract, the diagnosis (3 months), the follow-up (6 months).

    A finished journey has none but its follow-up after the exit.
    """
    file = getattr(journey, "brsa", None)
    if journey.started_on is None:
        if journey.oriented_on is None:
            return None
        return Deadline(journey, "Signer le contrat", add_months(journey.oriented_on, 1))
    if file is None or file.diagnosis_ended_on is None:
        due = add_months(journey.started_on, DIAGNOSIS_MONTHS)
        return Deadline(journey, "Rendre le diagnostic", due)
    if journey.ended_on:
        return Deadline(journey, "Suivi à 6 mois", add_months(journey.ended_on, FOLLOW_UP_MONTHS))
    due = add_months(file.diagnosis_ended_on, FOLLOW_UP_MONTHS)
    return Deadline(journey, "Faire le bilan", due)


def brsa_deadlines(journeys: QuerySet, on: date) -> list[Deadline]:
    """Return the nearest deadlines of these journeys, late ones first (those of a year at most)."""
    rows = (
        journeys.filter(programme="brsa", imported_from="")
        .select_related("brsa", "case__person")
        .order_by("-number")[:500]
    )
    found = [deadline for row in rows if (deadline := deadline_of(row))]
    recent = [each for each in found if (on - each.due).days <= 365]
    return sorted(recent, key=lambda each: each.due)[:SHOWN]
