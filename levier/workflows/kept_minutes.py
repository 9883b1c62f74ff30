"""What minutes said when they were frozen: read from what was kept, rebuilt for older ones."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from levier.committees.models import MinutesRecord, Sitting
from levier.committees.services import content_of_record, keep_content
from levier.kernel.french import long_date
from levier.rendering import documents as d
from levier.workflows.sitting_documents import minutes_data


@dataclass(frozen=True, slots=True)
class FrozenContent:
    """What frozen minutes say; `rebuilt_on` is the day it was read from the rows, else None."""

    data: d.MinutesData
    rebuilt_on: date | None

    @property
    def notice(self) -> str:
        """The sentence with which a rebuilt content must be read; blank for one kept in time."""
        if self.rebuilt_on is None:
            return ""
        return (
            f"Contenu reconstitué le {long_date(self.rebuilt_on)} à partir des données, faute "
            "d’avoir été gardé au gel\u00a0: le procès-verbal figé fait foi."
        )


def frozen_content(sitting: Sitting, on: date) -> FrozenContent:
    """Return what the frozen minutes of a sitting say; nothing is written.

    Minutes frozen before contents were kept are read from the rows of the day `on`. Errors:
    MinutesAltered.
    """
    record = MinutesRecord.objects.filter(stored_file=sitting.minutes_id).first()
    if record is None:
        return FrozenContent(minutes_data(sitting, on), on)
    return FrozenContent(content_of_record(record), record.rebuilt_on)


@transaction.atomic
def keep_rebuilt(sitting: Sitting, on: date) -> bool:
    """Keep, once, what older frozen minutes say as the rows say it on that day, flagged so.

    Return whether it was missing.
    """
    row = Sitting.objects.select_for_update(of=("self",)).get(pk=sitting.pk)
    if row.minutes is None or MinutesRecord.objects.filter(stored_file=row.minutes_id).exists():
        return False
    keep_content(
        sitting=row, stored_file=row.minutes, data=minutes_data(row, on), rebuilt_on=on
    )  # fmt: skip
    return True


def keep_missing(on: date) -> int:
    """Keep what is missing of all the minutes frozen before contents were kept; return how many."""
    rows = Sitting.objects.filter(state=Sitting.State.MINUTED, minutes__isnull=False)
    missing = rows.exclude(minutes__in=MinutesRecord.objects.values("stored_file"))
    return sum(keep_rebuilt(row, on) for row in missing.select_related("organisation"))
