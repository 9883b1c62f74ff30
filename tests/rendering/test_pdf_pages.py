"""Pages of a PDF as pictures: as wide as the reader, in French when they cannot be drawn."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from PIL import Image

from levier.rendering.errors import NoSuchPage, PdfUnreadable
from levier.rendering.pdf_assembly import join_pdfs
from levier.rendering.pdf_pages import TALLEST, WIDTH, draw_page, outline_of
from tests.factories.papers import pdf_of


def test_a_page_is_a_picture_as_wide_as_the_reader():
    picture = Image.open(BytesIO(draw_page(pdf_of(2), 2)))

    assert (picture.format, picture.width) == ("WEBP", WIDTH)
    assert picture.height == 1982  # 842 points high for 595 wide: 1981.2, a whole row more


def test_the_outline_gives_the_sizes_and_the_bookmarks_of_a_pack():
    pack = join_pdfs([("Ordre du jour", pdf_of(2)), ("CE-2024-01 – Anaïs Delcroix", pdf_of(3))])

    outline = outline_of(pack)

    assert outline.page_count == len(outline.pages) == 5
    assert outline.bookmarks == (("Ordre du jour", 1), ("CE-2024-01 – Anaïs Delcroix", 3))


def test_a_page_a_metre_long_is_bounded():
    (size,) = outline_of(pdf_of(size=(200, 14_000))).pages

    assert size.height == TALLEST
    assert size.width == 80


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\nrien", pdf_of(password="secret")], ids=["damaged", "locked"]
)
def test_a_pdf_that_cannot_be_read_says_so(content):
    with pytest.raises(PdfUnreadable, match="abîmé, ou verrouillé"):
        outline_of(content)
    with pytest.raises(PdfUnreadable):
        draw_page(content, 1)


@pytest.mark.parametrize("number", [0, 3])
def test_a_page_before_the_first_or_after_the_last_is_none(number):
    with pytest.raises(NoSuchPage):
        draw_page(pdf_of(2), number)


def test_eight_readers_at_once_in_one_process_draw_the_same_page():
    with ThreadPoolExecutor(8) as pool:
        drawn = set(pool.map(lambda _: draw_page(pdf_of(1), 1), range(16)))

    assert len(drawn) == 1
