"""A piece read in the page: under the right of its file, journalled once, never run."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from levier.cases.models import CaseAccess
from levier.cases.services import bar_access, request_pieces
from levier.documents.models import StoredFile
from levier.journal.models import Entry
from tests.factories.accounts import house, user
from tests.factories.cases import DAY, with_guarantee
from tests.factories.papers import pdf_of, picture


@pytest.fixture
def piece(actor):
    return request_pieces(case=with_guarantee(actor), actor=actor, on=DAY)[0]


def drop(page, piece, content, name="devis.pdf"):
    upload = reverse("web:case_piece_upload", args=[piece.case_id, piece.pk])
    return page.post(upload, {"file": SimpleUploadedFile(name, content)})


def reader(piece, number=1):
    return reverse("web:case_piece_read", args=[piece.case_id, piece.pk, number])


def picture_of(piece, page, number=1):
    return reverse("web:case_piece_page", args=[piece.case_id, piece.pk, number, page])


def opened():
    return Entry.objects.filter(action="documents.opened").count()


def test_its_pages_are_pictures_and_its_opening_is_written_once(page, actor, piece):
    drop(page, piece, pdf_of(2))

    html = page.get(reader(piece)).content.decode()
    pictures = [page.get(picture_of(piece, number)) for number in (1, 2, 1)]

    assert picture_of(piece, 2) in html
    assert [answer["Content-Type"] for answer in pictures] == ["image/webp"] * 3
    assert pictures[0]["Cache-Control"] == "private, no-store"
    assert pictures[0].content == pictures[2].content
    assert opened() == 1
    entry = Entry.objects.get(action="documents.opened")
    assert (entry.actor, entry.case_key) == (actor, piece.case_id)
    assert page.get(picture_of(piece, 3)).status_code == 404


def test_a_page_asked_for_without_its_reader_is_an_opening(page, piece):
    drop(page, piece, pdf_of(1))

    page.get(picture_of(piece, 1))
    page.get(picture_of(piece, 1))

    assert opened() == 1


def test_a_picture_is_shown_as_its_content_is(page, piece):
    drop(page, piece, picture("PNG"), "photo.png")

    answer = page.get(picture_of(piece, 1))

    assert (answer["Content-Type"], answer.content) == ("image/png", picture("PNG"))
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("abime.pdf", b"%PDF-1.7\nrien", "abîmé, ou verrouillé"),
        ("secret.pdf", pdf_of(password="secret"), "abîmé, ou verrouillé"),
    ],
)
def test_a_pdf_that_cannot_be_shown_says_what_to_do(page, piece, name, content, said):
    drop(page, piece, content, name)

    assert said in page.get(reader(piece)).content.decode()
    answer = page.get(picture_of(piece, 1))
    assert answer.status_code == 404
    assert said in answer.content.decode()


def test_a_text_is_shown_as_text_and_a_drawing_that_runs_never_as_a_picture(page, actor, piece):
    drop(page, piece, b"Total <b>12</b> euros", "note.txt")
    assert "Total &lt;b&gt;12&lt;/b&gt; euros" in page.get(reader(piece)).content.decode()
    assert page.get(picture_of(piece, 1)).status_code == 404

    stored = piece.versions.get().stored_file
    StoredFile.objects.filter(pk=stored.pk).update(content_type="image/svg+xml")
    stored.content.storage.delete(stored.content.name)
    with stored.content.storage.open(stored.content.name, "wb") as file:
        file.write(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")

    assert page.get(picture_of(piece, 1)).status_code == 404
    assert "ne s’affiche pas ici" in page.get(reader(piece)).content.decode()


def test_a_file_found_infected_shows_nothing_even_of_the_pages_kept(page, piece):
    drop(page, piece, pdf_of(1))
    assert page.get(picture_of(piece, 1)).status_code == 200
    stored = piece.versions.get().stored_file
    assert default_storage.exists(f"pages/{stored.organisation_id}/{stored.sha256}/1.webp")

    StoredFile.objects.filter(pk=stored.pk).update(scan="infected", scan_note="Eicar")

    answer = page.get(picture_of(piece, 1))
    assert answer.status_code == 404
    assert "infecté (Eicar)" in answer.content.decode()
    assert "infecté (Eicar)" in page.get(reader(piece)).content.decode()


def test_a_member_who_withdraws_loses_the_pages_at_once(client, page, actor, piece):
    drop(page, piece, pdf_of(1))
    member = user("member", actor.organisation)
    CaseAccess.objects.create(
        organisation=actor.organisation, case=piece.case, user=member, reason="siège",
        given_by=actor,
    )  # fmt: skip
    client.force_login(member)
    addresses = [
        reader(piece), picture_of(piece, 1),
        reverse("web:case_piece_version", args=[piece.case_id, piece.pk, 1]),
    ]  # fmt: skip
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200
        list(answer if answer.streaming else ())

    bar_access(case=piece.case, user=member, reason="déport", actor=actor)

    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]


def test_a_stranger_reads_nothing(client, page, piece):
    drop(page, piece, pdf_of(1))
    client.force_login(user("advisor", house()))

    assert client.get(reader(piece)).status_code == 404
    assert client.get(picture_of(piece, 1)).status_code == 404


def test_a_verdict_given_while_reading_leads_to_the_next_piece(page, actor, piece):
    other = piece.case.pieces.exclude(pk=piece.pk).first()
    for row in (piece, other):
        drop(page, row, pdf_of(1))
    check = reverse("web:case_piece_check", args=[piece.case_id, piece.pk])
    values = {"lecture": "oui", "version": "1"}

    refused = page.post(check, {**values, "avis": "refuser", "reason": ""})
    assert refused.url == reader(piece)
    first = page.post(check, {**values, "avis": "accepter"})
    assert first.url == reader(other)
    last = page.post(
        reverse("web:case_piece_check", args=[other.case_id, other.pk]),
        {**values, "avis": "refuser", "reason": "illisible"},
    )
    assert last.url == reverse("web:case_pieces", args=[piece.case_id])
