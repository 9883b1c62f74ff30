"""A pack binds its parts in order, with a bookmark each, and keeps their tags."""

from io import BytesIO

import pikepdf
import pytest

from levier.rendering.documents import render_agenda, render_minutes, render_note, render_sheet
from levier.rendering.errors import PdfCannotBeBound
from levier.rendering.pdf_assembly import join_pdfs, page_count
from tests.rendering import samples
from tests.rendering.pdf_reading import elements, opened, tags, text_of


@pytest.fixture(scope="module")
def parts():
    return [
        ("Ordre du jour", render_agenda(samples.agenda()).content),
        ("1. Cycles de la Gohelle", render_note(samples.note()).content),
        ("2. Garantie", render_sheet(samples.sheet()).content),
    ]


def scanned() -> bytes:
    """A PDF from elsewhere, without tags."""
    pdf = pikepdf.Pdf.new()
    pdf.add_blank_page()
    written = BytesIO()
    pdf.save(written)
    return written.getvalue()


def test_each_part_has_a_bookmark_to_its_first_page(parts):
    pack = join_pdfs(parts, title="Dossier du comité")
    with opened(pack) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == [name for name, _ in parts]
        pages = [pdf.pages.index(pikepdf.Page(item.destination[0])) for item in outline.root]
        starts = [0, page_count(parts[0][1]), page_count(parts[0][1]) + page_count(parts[1][1])]
        assert pages == starts
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "Dossier du comité"


def test_the_pages_are_those_of_the_parts(parts):
    pack = join_pdfs(parts)
    assert page_count(pack) == sum(page_count(content) for _, content in parts)
    assert text_of(pack) == "".join(text_of(content) for _, content in parts)


def test_the_tags_of_every_part_are_kept_under_one_document(parts):
    pack = tags(join_pdfs(parts))
    alone = [tag for _, content in parts for tag in tags(content) if tag != "Document"]
    assert pack[0] == "Document"
    assert [tag for tag in pack[1:] if tag not in ("Part", "Document")] == alone


def test_each_page_finds_its_own_tags_in_the_parent_tree(parts):
    with opened(join_pdfs(parts)) as pdf:
        tree = dict(pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree).items())
        keys = [int(page.obj.StructParents) for page in pdf.pages]
        assert len(set(keys)) == len(keys)
        for page, key in zip(pdf.pages, keys, strict=True):
            parents = [element for element in tree[key] if element is not None]
            assert parents
            assert {element.Pg.objgen for element in parents if "/Pg" in element} <= {
                page.obj.objgen
            }
        assert list(elements(pdf.Root.StructTreeRoot))


def test_a_part_without_tags_is_bound_beside_the_others(parts):
    pack = join_pdfs([*parts, ("Kbis", scanned())])
    assert page_count(pack) == sum(page_count(content) for _, content in parts) + 1
    assert "H1" in tags(pack)


def test_a_pack_of_untagged_parts_claims_no_tags():
    with opened(join_pdfs([("Kbis", scanned())])) as pdf:
        assert "/StructTreeRoot" not in pdf.Root


def test_the_same_parts_give_the_same_bytes(parts):
    assert join_pdfs(parts) == join_pdfs(parts)


def test_a_part_that_is_no_pdf_is_refused_by_name(parts):
    with pytest.raises(PdfCannotBeBound, match="« Bail » n’est pas un PDF lisible"):
        join_pdfs([*parts, ("Bail", b"GIF89a")])


def test_a_locked_part_is_refused_by_name():
    with opened(render_minutes(samples.minutes()).content) as pdf:
        locked = BytesIO()
        pdf.save(locked, encryption=pikepdf.Encryption(user="x", owner="y"))
    with pytest.raises(PdfCannotBeBound, match="« Secret »"):
        join_pdfs([("Secret", locked.getvalue())])


def test_a_pack_needs_a_part():
    with pytest.raises(ValueError, match="at least one part"):
        join_pdfs([])
