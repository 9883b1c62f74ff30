"""From the fields of a document to its template: pictures put aside, French spaces put in."""

from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from levier.rendering.pdf import Pdf, render_pdf
from levier.rendering.pictures import Picture
from levier.rendering.typography import typeset


def render_document(template: str, data: Any) -> Pdf:
    """Return the PDF of a dataclass whose pictures, at any depth, are `Picture` values.

    A template finds a picture as `(name:, alt:)`. Texts get their French spaces on the way
    (typography.typeset). Errors: PictureNotRead.
    """
    files: dict[str, bytes] = {}
    return render_pdf(template, _plain(data, files), files)


def _plain(value: Any, files: dict[str, bytes]) -> Any:
    """Return `value` as JSON holds it, its pictures put aside in `files`."""
    if isinstance(value, Picture):
        name = f"picture-{len(files) + 1}.{value.extension}"
        files[name] = value.content
        return {"name": name, "alt": value.alt}
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name), files) for field in fields(value)}
    if isinstance(value, dict):
        return {key: _plain(item, files) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, files) for item in value]
    if isinstance(value, str):
        return typeset(value)
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value
