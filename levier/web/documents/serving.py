"""How a stored file leaves: through the app, so that rights hold wherever it is stored."""

from io import BytesIO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

from levier.documents.errors import FileInfected
from levier.documents.models import StoredFile
from levier.documents.services import content_of

INLINE = ("application/pdf", "image/png", "image/jpeg", "image/webp")


def file_answer(request: HttpRequest, stored: StoredFile) -> HttpResponse:
    """Answer a stored file: shown when a browser can do it safely, else taken away.

    An infected file never leaves. The caller journals the reading before.
    """
    try:
        content = BytesIO(content_of(stored))  # twenty megabytes at most
    except FileInfected as refusal:
        return render(request, "web/refused.html", {"reason": str(refusal)}, status=403)
    answer = FileResponse(
        content,
        as_attachment=stored.content_type not in INLINE or "telecharger" in request.GET,
        filename=stored.name,
        content_type=stored.content_type,
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    return answer
