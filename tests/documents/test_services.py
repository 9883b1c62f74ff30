"""Files are what their content says, and never change."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from levier.documents.errors import (
    AlreadyReplaced,
    EmptyFile,
    FileTooBig,
    MisleadingName,
    UnknownFileType,
)
from levier.documents.models import StoredFile
from levier.documents.services import LIMIT, content_of, new_version, record_download, store_file
from levier.journal.models import Entry
from tests.factories.accounts import house, user

PDF = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def actor(db):
    return user("advisor", house())


def store(actor, name, content):
    return store_file(organisation=actor.organisation, actor=actor, name=name, content=content)


def test_a_pdf_is_kept_under_its_key_and_not_under_its_name(actor):
    stored = store(actor, "../../Pièce d’identité.pdf", PDF)

    assert stored.name == "Pièce d’identité.pdf"
    assert stored.content_type == "application/pdf"
    assert stored.content.name == f"{actor.organisation_id}/{stored.pk}"
    assert content_of(stored) == PDF


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("vide.pdf", b"", EmptyFile),
        ("gros.pdf", PDF + b"0" * LIMIT, FileTooBig),
        ("photo.pdf", b"\xff\xd8\xff\xe0 JFIF", MisleadingName),
        ("page.txt", b"<html><script>alert(1)</script>", UnknownFileType),
        ("dessin.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", UnknownFileType),
        ("outil.exe", b"MZ\x90\x00\x03", UnknownFileType),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(actor, name, content, refusal):
    with pytest.raises(refusal):
        store(actor, name, content)

    assert not StoredFile.objects.exists()


def test_a_word_document_is_known_by_what_the_archive_holds(actor):
    archive = BytesIO()
    with ZipFile(archive, "w") as file:
        file.writestr("word/document.xml", "<w:document/>")

    stored = store(actor, "note.docx", archive.getvalue())

    assert stored.content_type.endswith("wordprocessingml.document")


def test_a_new_version_keeps_the_former_one_and_has_one_successor(actor):
    first = store(actor, "devis.pdf", PDF)
    second = new_version(stored_file=first, actor=actor, name="devis.pdf", content=PDF + b"2")

    assert second.replaces == first
    assert content_of(first) == PDF
    with pytest.raises(AlreadyReplaced):
        new_version(stored_file=first, actor=actor, name="devis.pdf", content=PDF + b"3")


def test_a_download_is_journalled_as_a_reading(actor):
    stored = store(actor, "devis.pdf", PDF)

    record_download(stored_file=stored, actor=actor)

    entry = Entry.objects.get()
    assert (entry.kind, entry.actor, entry.target) == (
        "read", actor, f"documents.StoredFile:{stored.pk}",
    )  # fmt: skip
