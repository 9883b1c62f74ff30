"""Files brought to a page: one as it is, or the photos of one paper bound into one PDF."""

from collections.abc import Sequence
from pathlib import PurePath

from django import forms
from django.core.files.uploadedfile import UploadedFile

from levier.documents.content_types import type_of
from levier.kernel.errors import DomainError
from levier.rendering.pictures import bind_photos

MOST_PHOTOS = 20


class OnlyPhotosTogether(DomainError):
    """Several files answer one piece only when they are photos of one paper."""

    field = "file"
    message = (
        "Plusieurs fichiers pour une même pièce : seules des photos se réunissent, en un PDF. "
        "Déposez les autres un par un."
    )


class TooManyPhotos(DomainError):
    """A paper is not photographed for ever."""

    field = "file"
    message = "{count} photos pour une seule pièce : la limite est de {limit}."


class FilesInput(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        """Return every file sent under the name."""
        return files.getlist(name)


class FilesField(forms.FileField):
    """One file, or several: the value is always a list."""

    widget = FilesInput

    def clean(self, data, initial=None) -> list[UploadedFile]:
        """Return the files, each checked as one is."""
        rows = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(row, initial) for row in rows or [None]]


def as_one(files: Sequence[UploadedFile]) -> tuple[str, bytes]:
    """Return the name and the content to keep: the file itself, or its photos as one PDF.

    Errors: OnlyPhotosTogether, TooManyPhotos; PictureNotRead.
    """
    contents = [file.read() for file in files]
    name = files[0].name or "fichier"
    if len(contents) == 1:
        return name, contents[0]
    if len(contents) > MOST_PHOTOS:
        raise TooManyPhotos(count=len(contents), limit=MOST_PHOTOS)
    kinds = [type_of(content) for content in contents]
    if not all(kind and kind.content_type.startswith("image/") for kind in kinds):
        raise OnlyPhotosTogether
    return f"{PurePath(name).stem} ({len(contents)} pages).pdf", bind_photos(contents)
