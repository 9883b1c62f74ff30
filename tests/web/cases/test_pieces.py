"""Pieces: what comes in is read by its content, what goes out is journalled."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from levier.cases.services import request_pieces
from levier.journal.models import Entry
from tests.factories.accounts import house, user
from tests.factories.cases import DAY, with_guarantee
from tests.factories.papers import pdf_of

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


def test_each_version_is_listed_and_taken_out_journalled(client, page, actor, piece):
    drop(page, piece)
    drop(page, piece, pdf_of(3), "relevé.pdf")

    html = page.get(reverse("web:case_pieces", args=[piece.case_id])).content.decode()
    assert "2\u00a0versions" in html
    assert f"par {actor.full_name}" in html
    former = reverse("web:case_piece_version", args=[piece.case_id, piece.pk, 1])
    assert former in html
    assert b"".join(page.get(former).streaming_content) == PDF
    assert Entry.objects.get(action="documents.downloaded").actor == actor
    missing = reverse("web:case_piece_version", args=[piece.case_id, piece.pk, 3])
    assert page.get(missing).status_code == 404
    client.force_login(user("advisor", house()))
    assert client.get(former).status_code == 404


def test_a_page_read_before_a_new_version_came_checks_nothing(page, piece):
    drop(page, piece)
    drop(page, piece)

    stale = {"avis": "accepter", "version": "1"}
    html = page.post(at("case_piece_check", piece), stale, follow=True).content.decode()

    piece.refresh_from_db()
    assert piece.status == "received"
    assert "relisez-la" in html
