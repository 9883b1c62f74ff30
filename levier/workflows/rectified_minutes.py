"""Frozen minutes never change: an error is corrected by other minutes, which say so."""

from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils import timezone

from levier.committees.errors import NothingToRectify
from levier.committees.models import AgendaItem, MinutesRecord, Sitting
from levier.committees.services import content_of_record, keep_content
from levier.documents.models import StoredFile
from levier.documents.services import new_version
from levier.journal import services as journal
from levier.kernel.french import long_date
from levier.rendering import documents as d
from levier.workflows.kept_minutes import frozen_content, keep_rebuilt


@dataclass(frozen=True, slots=True)
class Rectification:
    """Minutes that rectify others: their rank, their file, what they correct.

    `correction` is blank for those printed before contents were kept: the file says it.
    """

    rank: int
    stored_file: StoredFile
    correction: str

    @property
    def day(self) -> date:
        """The day they were printed, in the house's time."""
        return timezone.localdate(self.stored_file.stored_at)

    @property
    def said(self) -> str:
        """How an extract cites them, with what they say."""
        cited = (
            f"Rectifié par le procès-verbal rectificatif n° {self.rank}, du "
            f"{long_date(self.day)}, empreinte {self.stored_file.sha256[:16]}"
        )
        if self.correction:
            return f"{cited}\u00a0: {self.correction}"
        return f"{cited}\u00a0: lisez-le avec cet extrait."


def rectified_minutes(sitting: Sitting) -> list[StoredFile]:
    """Return the minutes that rectify those of a sitting, the first one first."""
    found: list[StoredFile] = []
    last = sitting.minutes
    while last is not None:
        last = StoredFile.objects.filter(replaces=last).first()
        if last is not None:
            found.append(last)
    return found


def rectifications_of(sitting: Sitting, item: AgendaItem) -> list[Rectification]:
    """Return the minutes that rectify one point of a sitting, or all of it, the first one first.

    What corrects another dossier is left out. Errors: MinutesAltered.
    """
    kept = {row.stored_file_id: row for row in MinutesRecord.objects.filter(sitting=sitting)}
    found = []
    for rank, stored in enumerate(rectified_minutes(sitting), start=1):
        record = kept.get(stored.pk)
        if record is None:
            found.append(Rectification(rank, stored, ""))
        elif record.item_id in (None, item.pk):
            found.append(Rectification(rank, stored, content_of_record(record).correction))
    return found


@transaction.atomic
def rectify_minutes(
    *, sitting: Sitting, correction: str, actor, on: date, item: AgendaItem | None = None
) -> StoredFile:
    """Print minutes that rectify the frozen ones, and keep both: what was wrong is said in words.

    They repeat what was frozen, whatever the rows have become. `item` is the point corrected: its
    extract alone says it; None corrects the whole. Errors: NothingToRectify without frozen
    minutes, without a correction, for a point of another sitting; MinutesAltered.
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
    if item is not None and item.sitting_id != sitting.pk:
        raise NothingToRectify(reason="Ce point n’est pas de ce comité : choisissez-en un autre.")
    keep_rebuilt(sitting, on)
    former = [sitting.minutes, *rectified_minutes(sitting)]
    rank = len(former)
    data = _rectified(sitting, rank, correction.strip(), item, on)
    stored = new_version(
        stored_file=former[-1],
        actor=actor,
        name=f"PV rectificatif {rank} {sitting.number}.pdf",
        content=d.render_minutes(data).content,
        origin="procès-verbal rectificatif",
    )
    keep_content(sitting=sitting, stored_file=stored, data=data, item=item)
    journal.record(
        "workflows.minutes_rectified",
        actor=actor,
        target=sitting,
        summary=f"Comité {sitting} : procès-verbal rectificatif n° {rank}. {correction.strip()}",
    )
    return stored


def _rectified(
    sitting: Sitting, rank: int, correction: str, item: AgendaItem | None, on: date
) -> d.MinutesData:
    """Return what the rectifying minutes of a rank say: what was frozen, and the correction."""
    frozen = frozen_content(sitting, on)
    about = ""
    if item is not None:
        own = next(one for one in frozen.data.items if one.key == str(item.pk))
        about = f" Point {own.rank}, dossier {own.case_number}."
    day = timezone.localdate(sitting.minutes.stored_at)
    data = replace(
        frozen.data,
        title=f"Procès-verbal rectificatif n° {rank} du comité {sitting.number}",
        produced_on=on,
        rectifies=f"Rectifie le procès-verbal figé le {long_date(day)}, empreinte "
        f"{sitting.minutes_hash[:16]}.{about}",
        correction=correction,
        notices=[frozen.notice] if frozen.notice else [],
    )
    return d.sealed(data)
