"""A stored PDF signed once in a role: the original is kept, the copy is verified."""

from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO

import pikepdf
import pytest
from PIL import Image, ImageDraw

from levier.documents.models import StoredFile
from levier.documents.services import content_of, store_file
from levier.rendering.documents import House, SheetData, render_sheet
from levier.signatures.backends import Verdict
from levier.signatures.errors import (
    AlreadySigned,
    ConsentMissing,
    DocumentChanged,
    DrawingMissing,
    NameMissing,
    NotAPdf,
)
from levier.signatures.models import Signature
from levier.signatures.services import request_signature, sign, verify
from levier.signatures.states import State
from tests.factories.accounts import house, user

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 6, 20, 19, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def actor(db):
    return user("secretary", house(name="Maison Horizon"))


@pytest.fixture
def minutes(actor):
    data = SheetData("Procès-verbal", NOW.date(), House("Maison Horizon"), sections=[])
    return store_file(
        organisation=actor.organisation, actor=actor, name="PV 2024-06.pdf",
        content=render_sheet(data).content, content_type="application/pdf",
    )  # fmt: skip


@pytest.fixture
def asked(actor, minutes):
    return request_signature(
        stored_file=minutes, signer_name="Dominique Lefèbvre", role="présidence", actor=actor
    )


def drawing() -> bytes:
    picture = Image.new("RGBA", (300, 100), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line([(10, 80), (150, 20), (290, 80)], fill="black", width=4)
    written = BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def given(asked, actor, **fields):
    values = {"method": "drawn", "has_consented": True, "drawing": drawing(), **fields}
    return sign(signature=asked, actor=actor, at=NOW, **values)


def pages(content: bytes) -> int:
    with pikepdf.open(BytesIO(content)) as pdf:
        return len(pdf.pages)


def test_the_signed_copy_is_the_original_and_a_page_and_the_original_stays(actor, asked, minutes):
    before = content_of(minutes)
    row = given(asked, actor)
    assert (row.state, row.method, row.signed_at) == (State.SIGNED, "drawn", NOW)
    assert row.sha256 == sha256(before).hexdigest() == minutes.sha256
    assert content_of(minutes) == before
    assert pages(content_of(row.signed_file)) == pages(before) + 1
    assert row.signed_file.name == "PV 2024-06 signé.pdf"
    assert content_of(row.image) == drawing()
    assert verify(row) == Verdict(
        True, "Le document est celui qui a été signé : l’empreinte concorde."
    )


def test_a_name_typed_signs_without_a_picture(actor, asked):
    row = given(asked, actor, method="typed", drawing=b"", typed_name="dominique lefebvre")
    assert (row.method, row.image) == ("typed", None)
    assert verify(row).is_valid


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"has_consented": False}, ConsentMissing),
        ({"method": "typed", "typed_name": "Quelqu’un d’autre"}, NameMissing),
        ({"drawing": b""}, DrawingMissing),
        ({"method": "uploaded", "drawing": b"%PDF-1.7"}, DrawingMissing),
    ],
)
def test_what_is_no_signature_is_refused_and_nothing_is_signed(actor, asked, fields, refusal):
    from django.db import transaction

    with pytest.raises(refusal), transaction.atomic():
        given(asked, actor, **fields)
    asked.refresh_from_db()
    assert asked.state == State.ASKED


def test_one_role_signs_once_and_another_role_may_sign_too(actor, asked, minutes):
    stale = Signature.objects.get(pk=asked.pk)
    given(asked, actor)
    with pytest.raises(AlreadySigned):
        given(stale, actor)
    other = request_signature(
        stored_file=minutes, signer_name="Sacha Morel", role="secrétariat", actor=actor
    )
    assert other.pk != asked.pk


def test_asked_again_it_is_the_same_request(actor, asked, minutes):
    again = request_signature(
        stored_file=minutes, signer_name="Dominique Lefèbvre", role="présidence", actor=actor
    )
    assert again.pk == asked.pk


def test_only_a_pdf_is_signed(actor):
    text = store_file(
        organisation=actor.organisation, actor=actor, name="a.txt", content=b"bonjour"
    )
    with pytest.raises(NotAPdf):
        request_signature(stored_file=text, signer_name="A", role="présidence", actor=actor)


def overwrite(stored: StoredFile) -> None:
    with open(stored.content.path, "ab") as file:
        file.write(b"% changed")


def test_a_document_that_changed_is_not_signed(actor, asked, minutes):
    from django.db import transaction

    overwrite(minutes)
    with pytest.raises(DocumentChanged), transaction.atomic():
        given(asked, actor)


def test_a_change_of_either_file_is_seen(actor, asked, minutes):
    row = given(asked, actor)
    overwrite(row.signed_file)
    assert verify(row).words == "La copie signée a changé depuis la signature."
    other = user("secretary", house())
    second = store_file(
        organisation=other.organisation, actor=other, name="b.pdf", content=content_of(minutes)
    )
    request = request_signature(
        stored_file=second, signer_name="Sacha Morel", role="présidence", actor=other
    )
    signed = given(request, other)
    overwrite(second)
    assert verify(signed).words == "Le document original a changé depuis la signature."


class Provider:
    """A provider outside: it gives a reference, signs by adding its own bytes, verifies them."""

    def request(self, document, signer_name, role):
        return f"ref:{document.sha256[:8]}:{role}"

    def sign(self, document, mark, reference):
        return document.content + f"% {reference}".encode()

    def verify(self, document, signed, reference):
        return Verdict(signed.endswith(reference.encode()), "dit par le prestataire")


def test_another_provider_is_plugged_by_a_setting_and_is_asked_again_later(
    actor, minutes, settings
):
    settings.SIGNATURE_BACKEND = f"{__name__}.Provider"
    row = request_signature(
        stored_file=minutes, signer_name="Sacha Morel", role="présidence", actor=actor
    )
    assert row.reference == f"ref:{minutes.sha256[:8]}:présidence"
    settings.SIGNATURE_BACKEND = "levier.signatures.local.LocalBackend"
    signed = given(row, actor, method="provider", drawing=b"")
    assert verify(signed) == Verdict(True, "dit par le prestataire")
