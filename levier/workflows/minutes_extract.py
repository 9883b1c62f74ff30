"""The extract of frozen minutes for one dossier: its point alone, as it was frozen."""

from dataclasses import replace
from datetime import date

from levier.committees.models import AgendaItem, Sitting
from levier.kernel.errors import DomainError
from levier.kernel.french import plural
from levier.rendering import documents as d
from levier.workflows.kept_minutes import frozen_content
from levier.workflows.rectified_minutes import Rectification, rectifications_of


class NotMinutedYet(DomainError):
    """An extract is taken from frozen minutes only."""

    message = "Le procès-verbal du comité {number} n’est pas encore figé\u00a0: figez-le d’abord."


def extract_data(item: AgendaItem, on: date) -> d.MinutesData:
    """Return the extract of a point, made of what was kept at the freeze: the same for ever.

    Minutes that rectify this point, or the whole, are cited with what they say; those of another
    dossier are not. `on` dates a content rebuilt for want of one kept. Errors: NotMinutedYet;
    MinutesAltered.
    """
    sitting = item.sitting
    if sitting.state != Sitting.State.MINUTED:
        raise NotMinutedYet(number=sitting.number)
    frozen = frozen_content(sitting, on)
    whole, cited = frozen.data, rectifications_of(sitting, item)
    own = next(one for one in whole.items if one.key == str(item.pk))
    facts = list(whole.facts)
    if cited:
        facts.append(("Rectifié", plural(len(cited), "procès-verbal", "procès-verbaux")))
    return replace(
        whole,
        title=f"Extrait du {whole.title[0].lower()}{whole.title[1:]}",
        produced_on=_produced(whole, cited),
        items=[own],
        facts=facts,
        delegated=[],
        notices=[*([frozen.notice] if frozen.notice else []), *(one.said for one in cited)],
        extract_of=f"Dossier {own.case_number}, {own.holder}",
        fingerprint=sitting.minutes_hash,
    )


def _produced(whole: d.MinutesData, cited: list[Rectification]) -> date:
    """Return the day of the last minutes that the extract tells, so that it prints the same."""
    return max([whole.produced_on, *(one.day for one in cited)])
