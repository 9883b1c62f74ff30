"""Several PDFs bound into one, with a bookmark a part: the committee's pack."""

from collections.abc import Sequence
from io import BytesIO

import pikepdf

from levier.rendering.errors import PdfCannotBeBound
from levier.rendering.pdf_tags import TagTree


def join_pdfs(parts: Sequence[tuple[str, bytes]], title: str = "") -> bytes:
    """Return one PDF made of `parts` (bookmark, content), in order, each starting a page.

    The parts' tags are kept, so that a screen reader follows the whole; PDF/A is not claimed, as
    parts may come from elsewhere. Errors: PdfCannotBeBound for a part that is no PDF, is locked
    or is empty; ValueError without any part.
    """
    if not parts:
        raise ValueError("join_pdfs needs at least one part.")
    bound = pikepdf.Pdf.new()
    tags = TagTree(bound)
    sources = []
    with bound.open_outline() as outline:
        for name, content in parts:
            source = _opened(name, content)
            sources.append(source)  # kept open: pages are copied when the whole is saved
            first = len(bound.pages)
            bound.pages.extend(source.pages)
            tags.add(source, list(bound.pages)[first:])
            outline.root.append(pikepdf.OutlineItem(name, first))
    tags.write()
    _describe(bound, title or parts[0][0])
    written = BytesIO()
    bound.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return written.getvalue()


def page_count(content: bytes) -> int:
    """Return how many pages a PDF has."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return len(pdf.pages)


def _opened(name: str, content: bytes) -> pikepdf.Pdf:
    try:
        source = pikepdf.open(BytesIO(content))
    except (pikepdf.PdfError, pikepdf.PasswordError) as error:
        raise PdfCannotBeBound(name=name) from error
    if not source.pages:
        raise PdfCannotBeBound(name=name)
    return source


def _describe(bound: pikepdf.Pdf, title: str) -> None:
    bound.Root.Lang = pikepdf.String("fr-FR")
    bound.Root.PageMode = pikepdf.Name.UseOutlines
    bound.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    with bound.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"] = title
