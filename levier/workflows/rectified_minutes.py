"""Frozen minutes never change: an error is corrected by other minutes, which say so."""

from dataclasses import replace
from datetime import date

from django.db import transaction

from levier.committees.errors import NothingToRectify
from levier.committees.models import Sitting
from levier.documents.models import StoredFile
from levier.documents.services import new_version
from levier.journal import services as journal
from levier.kernel.french import long_date
from levier.rendering import documents as d
from levier.workflows.sitting_documents import minutes_data


def rectified_minutes(sitting: Sitting) -> list[StoredFile]:
    """Return the minutes that rectify those of a sitting, the first one first."""
    found: list[StoredFile] = []
    last = sitting.minutes
    while last is not None:
        last = StoredFile.objects.filter(replaces=last).first()
        if last is not None:
            found.append(last)
    return found


@transaction.atomic
def rectify_minutes(*, sitting: Sitting, correction: str, actor, on: date) -> StoredFile:
    """Print minutes that rectify the frozen ones, and keep both: what was wrong is said in words.

    Errors: NothingToRectify without frozen minutes, or without a correction.
    """
    sitting = (
        Sitting.objects.select_for_update(of=("self",))
        .select_related("organisation", "committee", "chair", "minutes")
        .get(pk=sitting.pk)
    )
    if sitting.minutes is None:
        raise NothingToRectify(reason="Le procès-verbal n’est pas encore figé : corrigez-le.")
    if not correction.strip():
        raise NothingToRectify(reason="Dites ce qui était faux, et ce qu’il faut lire.")
    former = [sitting.minutes, *rectified_minutes(sitting)]
    rank = len(former)
    data = replace(
        minutes_data(sitting, on),
        title=f"Procès-verbal rectificatif n° {rank} du comité {sitting.number}",
        rectifies=f"Rectifie le procès-verbal figé le "
        f"{long_date(sitting.minutes.stored_at.date())}, empreinte {sitting.minutes_hash[:16]}. "
        f"{correction.strip()}",
    )
    stored = new_version(
        stored_file=former[-1],
        actor=actor,
        name=f"PV rectificatif {rank} {sitting.number}.pdf",
        content=d.render_minutes(data).content,
        origin="procès-verbal rectificatif",
    )
    journal.record(
        "workflows.minutes_rectified",
        actor=actor,
        target=sitting,
        summary=f"Comité {sitting} : procès-verbal rectificatif n° {rank}. {correction.strip()}",
    )
    return stored
