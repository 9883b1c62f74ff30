"""The extract of frozen minutes for one dossier: its point alone, under the fingerprint of all."""

from dataclasses import replace
from datetime import date

from levier.committees.models import AgendaItem, Sitting
from levier.kernel.errors import DomainError
from levier.kernel.french import plural
from levier.rendering import documents as d
from levier.workflows.rectified_minutes import rectified_minutes
from levier.workflows.sitting_documents import minutes_data


class NotMinutedYet(DomainError):
    """An extract is taken from frozen minutes only."""

    message = "Le procès-verbal du comité {number} n’est pas encore figé\u00a0: figez-le d’abord."


def extract_data(item: AgendaItem, on: date) -> d.MinutesData:
    """Return the extract of a point, produced on `on`; its fingerprint is the minutes' own.

    Minutes that were rectified say so. Errors: NotMinutedYet.
    """
    sitting = item.sitting
    if sitting.state != Sitting.State.MINUTED:
        raise NotMinutedYet(number=sitting.number)
    whole = minutes_data(sitting, on)
    keys = list(sitting.items.order_by("position", "id").values_list("pk", flat=True))
    facts = list(whole.facts)
    if corrected := len(rectified_minutes(sitting)):
        facts.append(("Rectifié", plural(corrected, "procès-verbal", "procès-verbaux")))
    return replace(
        whole,
        title=f"Extrait du {whole.title[0].lower()}{whole.title[1:]}",
        items=[whole.items[keys.index(item.pk)]],
        facts=facts,
        delegated=[],
        extract_of=f"Dossier {item.case.number}, {item.case.holder_name}",
        fingerprint=sitting.minutes_hash,
    )
