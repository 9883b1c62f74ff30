"""Pieces: what comes in is read by its content, what goes out is journalled."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from levier.cases.services import request_pieces
from levier.journal.models import Entry
from tests.factories.accounts import house, user
from tests.factories.cases import DAY, with_guarantee

PDF = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture
def piece(actor):
    return request_pieces(case=with_guarantee(actor), actor=actor, on=DAY)[0]


def at(name, piece):
    return reverse(f"web:{name}", args=[piece.case_id, piece.pk])


def drop(page, piece, content=PDF, name="devis.pdf", **fields):
    file = SimpleUploadedFile(name, content)
    return page.post(at("case_piece_upload", piece), {"file": file, **fields}, follow=True)


def test_the_pieces_of_the_instruments_are_asked_by_one_button(page, actor):
    opened = with_guarantee(actor)

    page.post(reverse("web:case_pieces", args=[opened.pk]))

    assert opened.pieces.count() > 3


def test_a_file_dropped_waits_to_be_checked(page, piece):
    html = drop(page, piece, issued_on="2024-05-31").content.decode()

    piece.refresh_from_db()
    assert piece.status == "received"
    assert piece.stored_file.name == "devis.pdf"
    assert "il reste à la vérifier" in html


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xd8\xff\xe0 JFIF", "contient en réalité une image JPEG"),
        (b"<script>alert(1)</script>", "ni un PDF"),
    ],
)
def test_a_file_that_lies_is_refused_with_a_sentence(page, piece, content, said):
    html = drop(page, piece, content).content.decode()

    piece.refresh_from_db()
    assert piece.status == "required"
    assert said in html


def test_a_piece_is_checked_or_refused_with_its_reason(page, piece):
    drop(page, piece)

    page.post(at("case_piece_check", piece), {"avis": "refuser", "reason": ""})
    piece.refresh_from_db()
    assert piece.status == "received"
    page.post(at("case_piece_check", piece), {"avis": "refuser", "reason": "illisible"})
    piece.refresh_from_db()
    assert (piece.status, piece.comment) == ("rejected", "illisible")
    page.post(at("case_piece_check", piece), {"avis": "accepter"})
    piece.refresh_from_db()
    assert piece.status == "checked"


def test_a_download_is_journalled_before_it_leaves_and_cannot_run(page, actor, piece):
    drop(page, piece)

    answer = page.get(at("case_piece_file", piece))

    assert b"".join(answer.streaming_content) == PDF
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    entry = Entry.objects.get(action="documents.downloaded")
    assert (entry.actor, entry.case_key) == (actor, piece.case_id)


def test_a_stranger_gets_no_file(client, page, piece):
    drop(page, piece)
    client.force_login(user("advisor", house()))

    assert client.get(at("case_piece_file", piece)).status_code == 404


def test_a_piece_without_file_has_nothing_to_give(page, piece):
    assert page.get(at("case_piece_file", piece)).status_code == 404
