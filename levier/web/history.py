"""What changed in a row, field by field: who, when, before, after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from django.db import models

from levier.kernel.french import capitalised, short_date

HIDDEN = (
    "id",
    "organisation",
    "user",
    "name_key",
    "phonetic_key",
    "email_key",
    "phone_key",
    "merged_into",
)


@dataclass(frozen=True)
class Change:
    """One field that changed."""

    at: datetime
    who: str
    label: str
    before: str
    after: str


def changes_of(row: models.Model, limit: int = 50) -> list[Change]:
    """Return the last changes of a row that keeps its history, the most recent first.

    One query. A foreign key shows that it changed, not its name: the journal says it in words.
    """
    records = list(row.history.select_related("history_user").order_by("-history_date")[:limit])
    return [change for newer, older in pairwise(records) for change in _between(newer, older)]


def _between(newer, older) -> Iterable[Change]:
    who = newer.history_user.full_name if newer.history_user else "Levier"
    for field in newer.tracked_fields:
        if field.name in HIDDEN:
            continue
        before, after = getattr(older, field.attname), getattr(newer, field.attname)
        if before != after:
            label = str(field.verbose_name)
            yield Change(
                at=newer.history_date,
                who=who,
                label=capitalised(label),
                before=_shown(field, before),
                after=_shown(field, after),
            )


def _shown(field: models.Field, value) -> str:
    if value is None or value == "":
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.ForeignKey):
        return "modifié"
    if isinstance(value, bool):
        return "oui" if value else "non"
    return short_date(value) if isinstance(value, date) else str(value)
