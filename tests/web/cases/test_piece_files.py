"""Several files at once: each on its piece, each with its answer; photos become one PDF."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from levier.cases.services import add_piece
from levier.catalogue.models import PieceKind
from levier.rendering.pdf_pages import outline_of
from tests.factories.cases import DAY, with_guarantee
from tests.factories.papers import pdf_of, picture


@pytest.fixture
def pieces(actor):
    """An identity card, a bank statement and quotations, asked for."""
    opened = with_guarantee(actor)
    for code in ("identite", "rib", "devis"):
        kind = PieceKind.objects.get(organisation=actor.organisation, code=code)
        add_piece(case=opened, actor=actor, on=DAY, kind=kind)
    return {row.kind.code: row for row in opened.pieces.select_related("kind")}


def send(page, row, *files, **fields):
    values = {"file": [SimpleUploadedFile(*file) for file in files], **fields}
    return page.post(reverse("web:case_pieces_upload", args=[row.case_id]), values, follow=True)


def test_each_file_goes_to_the_piece_of_its_name_and_one_fault_stops_no_other(page, pieces):
    html = send(
        page, pieces["rib"],
        ("cni.jpg", picture()), ("rib.pdf", b"<script>alert(1)</script>"),
        ("devis.pdf", pdf_of(2)), ("scan_0001.pdf", pdf_of(1)),
    ).content.decode()  # fmt: skip

    for row in pieces.values():
        row.refresh_from_db()
    assert pieces["identite"].stored_file.name == "cni.jpg"
    assert pieces["devis"].stored_file.name == "devis.pdf"
    assert pieces["rib"].status == "required"
    assert "n’est ni un PDF" in html
    assert "choisissez la pièce à laquelle il répond" in html


def test_the_script_of_the_page_sends_piece_by_piece_and_is_answered(page, pieces):
    rib = pieces["rib"]

    good = send(page, rib, ("a.pdf", pdf_of(1)), piece=str(rib.pk))
    bad = send(page, rib, ("b.exe", b"MZ\x00\x01"), piece=str(rib.pk))
    stray = send(page, rib, ("c.pdf", pdf_of(1)), piece="")

    assert (good.status_code, good.json()["done"]) == (200, True)
    assert (bad.status_code, bad.json()["done"]) == (422, False)
    assert "n’est ni un PDF" in bad.json()["said"]
    assert "choisissez la pièce" in stray.json()["said"]
    assert rib.versions.count() == 1


def test_several_photos_of_one_paper_become_one_pdf(page, pieces):
    card = pieces["identite"]

    send(page, card, ("recto.jpg", picture()), ("verso.png", picture("PNG")), piece=str(card.pk))

    stored = card.versions.get().stored_file
    assert (stored.name, stored.content_type) == ("recto (2 pages).pdf", "application/pdf")
    with stored.content.open("rb") as file:
        assert outline_of(file.read()).page_count == 2


def test_other_files_do_not_bind_and_nothing_is_kept(page, pieces):
    card = pieces["identite"]

    mixed = send(page, card, ("recto.jpg", picture()), ("verso.pdf", pdf_of(1)), piece=str(card.pk))
    many = send(page, card, *[(f"{n}.jpg", picture()) for n in range(21)], piece=str(card.pk))

    assert "seules des photos se réunissent" in mixed.json()["said"]
    assert "la limite est de 20" in many.json()["said"]
    assert card.versions.count() == 0


def test_names_are_proposed_their_piece(page, pieces):
    address = reverse("web:case_pieces_propose", args=[pieces["rib"].case_id])

    found = page.get(address, {"nom": ["RIB.pdf", "scan.pdf"]}).json()["pieces"]

    assert found == [str(pieces["rib"].pk), ""]
    assert page.get(address).json() == {"pieces": []}
