"""The house's list of refusal reasons: seeded in use, changed from the screens, never erased."""

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from levier.committees.models import RefusalReason
from levier.committees.services.checked_rows import save_checked
from levier.journal import services as journal
from levier.journal.changes import apply_changes
from levier.kernel.text import squeeze

FIRST_DAY = date(2020, 1, 1)
IN_USE = "en usage, à confirmer par la maison"
USUAL_REASONS = (
    ("viabilite", "Viabilité économique non démontrée"),
    ("remboursement", "Capacité de remboursement insuffisante"),
    ("apport", "Apport ou plan de financement insuffisant"),
    ("eligibilite", "Hors des critères du dispositif"),
    ("porteur", "Préparation ou compétences insuffisantes"),
    ("marche", "Marché insuffisant ou concurrence trop forte"),
    ("utilite-sociale", "Utilité sociale ou impact insuffisant"),
    ("situation-personnelle", "Situation personnelle ou bancaire trop fragile"),
    ("banque", "Refus ou retrait de la banque"),
    ("enveloppe", "Enveloppe épuisée"),
    ("autre", "Autre motif"),
)


@transaction.atomic
def install_refusal_reasons(*, organisation, actor) -> int:
    """Give a house the usual reasons that it lacks, marked « en usage ». Return how many."""
    known = set(RefusalReason.objects.filter(organisation=organisation).values_list("code"))
    missing = [row for row in USUAL_REASONS if (row[0],) not in known]
    RefusalReason.objects.bulk_create(
        RefusalReason(
            organisation=organisation, code=code, label=label, first_day=FIRST_DAY, source=IN_USE
        )
        for code, label in missing
    )
    if missing:
        journal.record(
            "committees.reasons_installed",
            actor=actor,
            target=organisation,
            summary=f"Motifs de refus installés : {len(missing)}.",
        )
    return len(missing)


def reasons_on(organisation, day: date) -> QuerySet[RefusalReason]:
    """Return the reasons that a house uses on a day."""
    return RefusalReason.objects.filter(
        Q(last_day=None) | Q(last_day__gte=day),
        organisation=organisation,
        is_active=True,
        first_day__lte=day,
    )


@transaction.atomic
def set_refusal_reason(
    *, organisation, actor, reason: RefusalReason | None = None, **values
) -> RefusalReason:
    """Add a reason to the house's list, or change one: it is closed by its last day, never erased.

    Errors: SittingRefused for a code used twice, or days out of order.
    """
    row = reason or RefusalReason(organisation=organisation)
    if "label" in values:
        values["label"] = squeeze(values["label"])
    done = apply_changes(row, values)
    save_checked(row)
    journal.record(
        "committees.reason_set",
        actor=actor,
        target=row,
        summary=f"Motif de refus « {row} » enregistré.",
        detail=done,
    )
    return row
