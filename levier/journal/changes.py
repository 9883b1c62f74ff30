"""What changed on a row, as the journal keeps it: `{"field": [before, after]}` in plain values."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import models

Changes = dict[str, list[Any]]


def apply_changes(row: models.Model, changes: Mapping[str, Any]) -> Changes:
    """Put `changes` on the row (unsaved) and return those that change something.

    Errors: FieldDoesNotExist for a name that is not a field of the row.
    """
    done: Changes = {}
    for name, value in changes.items():
        field = row._meta.get_field(name)
        related = value.pk if isinstance(value, models.Model) else value
        if getattr(row, field.attname) == related:
            continue
        before = getattr(row, name)
        setattr(row, name, value)
        done[name] = [in_clear(row, name, before), in_clear(row, name, value)]
    return done


def in_clear(row: models.Model, name: str, value: Any) -> Any:
    """Return a value as the journal shows it: the label of a choice, the name of a row, text."""
    if value is None or isinstance(value, bool | int):
        return value
    choices = dict(getattr(row._meta.get_field(name), "flatchoices", ()))
    if value in choices if isinstance(value, str) else False:
        return str(choices[value])
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | dict):
        return value
    return str(value)
