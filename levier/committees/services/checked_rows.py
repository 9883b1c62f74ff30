"""Rows of a committee's house saved once their model admits them."""

from django.core.exceptions import ValidationError
from django.db import models

from levier.committees.errors import SittingRefused


def save_checked(row: models.Model, field: str | None = None) -> None:
    """Check a row and save it. Errors: SittingRefused, what the model refuses in one sentence.

    `field` is the field of the form at fault, when one is known beforehand.
    """
    try:
        row.full_clean()
    except ValidationError as fault:
        raise SittingRefused(field=field, reason=" ".join(fault.messages)) from fault
    row.save()
