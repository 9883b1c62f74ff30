"""The documents behind the catalogue: kept when a form brings one, given back when asked."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from levier.documents.models import StoredFile
from levier.documents.services import content_of, record_download, store_file


def kept(form, user) -> StoredFile:
    """Keep the file that a form brought, its type checked by its content.

    Errors: those of store_file, shown beside the field.
    """
    sent = form.cleaned_data["document"]
    return store_file(
        organisation=user.organisation,
        actor=user,
        name=sent.name,
        content=sent.read(),
        origin="catalogue",
    )


@transaction.atomic
def written_with_document(form, user, write: Callable[[StoredFile], Any]):
    """Keep the file that a form brought and write what rests on it: both, or neither.

    Errors: those of `kept` and of `write`.
    """
    return write(kept(form, user))


def stored_file_response(request, stored: StoredFile | None) -> HttpResponse:
    """Answer a stored file as a download, journalled before it leaves. Errors: Http404."""
    if stored is None:
        raise Http404
    record_download(stored_file=stored, actor=request.user)
    answer = HttpResponse(content_of(stored), content_type=stored.content_type)
    answer["Content-Disposition"] = content_disposition_header(True, stored.name)
    return answer
