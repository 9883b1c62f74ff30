"""Every document is tagged, French, archivable, and prints what was typed as it was typed."""

import threading

import pytest
import typst

from levier.rendering.documents import (
    render_agenda,
    render_letter,
    render_minutes,
    render_note,
    render_sheet,
)
from levier.rendering.pdf import render_pdf
from tests.rendering import samples
from tests.rendering.pdf_reading import alternatives, opened, tags, text_of

DOCUMENTS = {
    "letter": (render_letter, samples.letter),
    "minutes": (render_minutes, samples.minutes),
    "note": (render_note, samples.note),
    "agenda": (render_agenda, samples.agenda),
    "sheet": (render_sheet, samples.sheet),
}
HOSTILE = '#set page(fill: red) \\ "x" $x^2$ *gras* _it_ <lab> @ref // c [x] #{1+1} `raw` <b>'
MINIMAL = {
    "title": "Essai", "produced_on": "2024-12-19", "house": {"name": "Maison", "logo": None},
}  # fmt: skip


@pytest.fixture(params=sorted(DOCUMENTS))
def document(request):
    render, data = DOCUMENTS[request.param]
    return render(data()), data()


def test_every_document_is_accessible_and_compiles_without_a_warning(document):
    pdf, _ = document
    assert pdf.accessible
    assert pdf.warnings == ()


def test_every_document_says_its_language_its_title_and_its_standards(document):
    pdf, data = document
    with opened(pdf.content) as file:
        assert str(file.Root.Lang) == "fr-FR"
        assert file.Root.MarkInfo.Marked
        assert file.Root.ViewerPreferences.DisplayDocTitle
        with file.open_metadata() as metadata:
            assert metadata["dc:title"] == data.title
            assert metadata["pdfaid:part"] == "2"
            assert metadata["pdfaid:conformance"] == "A"
            assert metadata["pdfuaid:part"] == "1"


def test_every_document_has_one_first_heading(document):
    pdf, _ = document
    assert tags(pdf.content).count("H1") == 1


def test_every_table_has_header_cells(document):
    pdf, _ = document
    found = tags(pdf.content)
    assert found.count("THead") == found.count("Table")
    assert found.count("TH") >= found.count("Table")


def test_only_our_fonts_are_embedded(document):
    pdf, _ = document
    with opened(pdf.content) as file:
        names = {
            str(font.BaseFont).split("+")[-1]
            for page in file.pages
            for font in page.Resources.get("/Font", {}).values()
        }
    assert {name.split("-")[0] for name in names} <= {"Inter", "NotoSans", "NotoEmoji"}


def test_a_long_table_repeats_its_heading_without_a_second_table():
    rows = tuple((f"Ligne {rank}", "1 €") for rank in range(120))
    table = samples.d.Table(("Libellé", "Montant"), rows, ("g", "d"))
    data = samples.sheet(sections=(samples.d.Section("Lignes", table=table),))
    content = render_sheet(data).content
    found = tags(content)
    assert found.count("Table") == 1
    assert found.count("TR") == 121
    with opened(content) as file:
        assert len(file.pages) > 2
    assert text_of(content).count("Libellé") > 2


def test_a_letter_bears_the_funders_logo_with_its_description():
    assert alternatives(render_letter(samples.letter()).content) == ["Logo de la collectivité"]


def test_hostile_text_is_printed_as_typed():
    pdf = render_letter(samples.letter(subject=HOSTILE, paragraphs=(HOSTILE,)))
    assert pdf.accessible
    assert text_of(pdf.content).count(HOSTILE) == 2


def test_a_very_long_word_stays_on_the_page_and_keeps_its_letters():
    word = "W" * 400
    content = render_letter(samples.letter(paragraphs=(word,))).content
    assert word in text_of(content)
    with opened(content) as file:
        assert len(file.pages) > 1  # a word on one line would not lengthen the letter


@pytest.mark.parametrize("name", ["Олександр Ковальчук", "Ελένη Παπαδοπούλου", "Anaïs 🎉 Đỗ"])
def test_names_of_other_scripts_keep_the_document_accessible(name):
    pdf = render_letter(samples.letter(recipient=(name,)))
    assert pdf.accessible
    assert name in text_of(pdf.content)


def test_a_character_without_a_drawing_is_told_and_the_document_still_made():
    pdf = render_letter(samples.letter(recipient=("王小明",)))
    assert not pdf.accessible
    assert pdf.warnings == (
        "Levier n’a pas de caractère d’imprimerie pour : 王 小 明. "
        "Le PDF se lit, mais il n’est plus archivable (PDF/A).",
    )
    assert "Objet" in text_of(pdf.content)


def test_control_characters_and_lone_surrogates_are_left_out():
    pdf = render_letter(samples.letter(recipient=("Ana\x00\x0bïs\ud800 Del\x7fcroix",)))
    assert pdf.accessible
    assert "Anaïs Delcroix" in text_of(pdf.content)


def test_the_same_data_gives_the_same_bytes():
    assert render_note(samples.note()).content == render_note(samples.note()).content


def test_a_template_reads_nothing_outside_its_folder(tmp_path):
    secret = tmp_path / "secret.svg"
    secret.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    for path in (f"../../../../../../{secret}", str(secret), "../pdf.py"):
        with pytest.raises(typst.TypstError):
            render_letter_with_logo(path)


def render_letter_with_logo(path):
    house = {"name": "Maison", "logo": {"name": f"../{path}"}, "lines": [], "legal": ""}
    sheet = {
        "over": "", "lead": "", "badge": None, "figures": [], "sections": [], "notice": "",
        "signers": [], "qr": None, "qr_text": "",
    }  # fmt: skip
    return render_pdf("sheet.typ", MINIMAL | sheet | {"house": house}, {"a.png": b"x"})


def test_a_picture_cannot_choose_its_place():
    with pytest.raises(ValueError, match="cannot be named"):
        render_pdf("sheet.typ", MINIMAL, {"../style.typ": b"x"})


def test_documents_may_be_made_at_the_same_time():
    expected = [render_letter(samples.letter(subject=f"Objet {n}")).content for n in range(8)]
    made: dict[int, bytes] = {}

    def make(rank):
        made[rank] = render_letter(samples.letter(subject=f"Objet {rank}")).content

    threads = [threading.Thread(target=make, args=(rank,)) for rank in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [made[rank] for rank in range(8)] == expected
