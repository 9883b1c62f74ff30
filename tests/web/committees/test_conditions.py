"""A condition is lifted on words, a file or a piece; the proof is one journalled click away."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from levier.cases.services import add_piece, receive_content, reject_piece
from levier.catalogue.models import PieceKind
from levier.committees.models import Condition
from levier.documents.models import StoredFile
from levier.journal.models import Entry
from tests.factories import accounts
from tests.factories.committees import secretary
from tests.factories.papers import pdf_of
from tests.factories.portfolio import guarantee

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def actor():
    return secretary()


@pytest.fixture
def page(client, actor):
    client.force_login(actor)
    return client


@pytest.fixture
def condition(actor):
    """The signed lease that a guarantee waits for."""
    return guarantee(actor, conditions=["Bail signé"]).decision.conditions.get()


def address(condition, name="condition_lift"):
    return reverse(f"web:{name}", args=[condition.pk])


def piece_of(condition, actor, code="bail"):
    case = condition.decision.item.case
    kind = PieceKind.objects.get(organisation=case.organisation, code=code)
    row = add_piece(case=case, actor=actor, on=TODAY(), kind=kind)
    return receive_content(
        piece=row, actor=actor, on=TODAY(), name="bail.pdf", content=pdf_of(1), origin="essai"
    )


def test_a_file_lifts_it_and_is_one_journalled_click_away(page, actor, condition):
    file = SimpleUploadedFile("bail.pdf", pdf_of(1))
    answer = page.post(address(condition), {"evidence": "bail du 3 mars", "file": file})

    condition.refresh_from_db()
    commitment = condition.decision.commitment
    assert answer.url == reverse("web:commitment", args=[commitment.pk])
    assert (condition.lifted_by, condition.evidence) == (actor, "bail du 3 mars")
    assert commitment.state == "open"
    html = page.get(answer.url).content.decode()
    assert address(condition, "condition_evidence") in html
    assert f"par {actor.full_name}" in html

    taken = page.get(address(condition, "condition_evidence"))
    assert b"".join(taken.streaming_content) == pdf_of(1)
    entry = Entry.objects.get(action="documents.downloaded")
    assert (entry.actor, entry.case_key) == (actor, condition.decision.item.case_id)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("bail.pdf", b"<script>alert(1)</script>", "n’est ni un PDF"),
        ("bail.pdf", b"\xff\xd8\xff\xe0 JFIF", "contient en réalité une image JPEG"),
        ("bail.pdf", b"%PDF" + b"0" * 20_000_001, "la limite est de 20"),
    ],
    ids=["unknown type", "misleading name", "too big"],
)
def test_a_file_refused_says_why_at_the_field_and_lifts_nothing(
    page, condition, name, content, said
):
    file = SimpleUploadedFile(name, content)
    answer = page.post(address(condition), {"evidence": "bail", "file": file})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html[html.index('id="id_file-erreur"') :][:400]
    condition.refresh_from_db()
    assert condition.lifted_on is None
    assert not StoredFile.objects.filter(origin="preuve d’une condition").exists()


def test_a_file_that_was_not_read_says_so_at_the_field(page, condition, settings):
    settings.CLAMAV_ADDRESS, settings.CLAMAV_TIMEOUT = "/nowhere/clamd.sock", 0.1
    file = SimpleUploadedFile("bail.pdf", pdf_of(1))

    html = page.post(address(condition), {"evidence": "bail", "file": file}).content.decode()

    assert "l’antivirus ne répond pas" in html[html.index('id="id_file-erreur"') :][:400]
    condition.refresh_from_db()
    assert condition.lifted_on is None


def test_a_piece_of_the_dossier_lifts_it_and_names_its_version(page, actor, condition):
    row = piece_of(condition, actor)

    page.post(address(condition), {"piece": str(row.pk)})

    condition.refresh_from_db()
    assert condition.evidence == f"{row.kind}, version 1"
    assert condition.evidence_file == row.stored_file


def test_a_refused_piece_or_one_of_another_dossier_is_not_offered(page, actor, condition):
    refused = piece_of(condition, actor)
    reject_piece(piece=refused, actor=actor, on=TODAY(), reason="illisible")
    other = piece_of(guarantee(actor, conditions=["x"]).decision.conditions.get(), actor)

    for row in (refused, other):
        assert page.post(address(condition), {"piece": str(row.pk)}).status_code == 422
    condition.refresh_from_db()
    assert condition.lifted_on is None


def test_nothing_or_two_proofs_at_once_lift_nothing(page, actor, condition):
    row = piece_of(condition, actor)
    both = {"file": SimpleUploadedFile("a.pdf", pdf_of(1)), "piece": str(row.pk)}

    assert "Indiquez la preuve" in page.post(address(condition), {}).content.decode()
    assert "pas les deux" in page.post(address(condition), both).content.decode()
    condition.refresh_from_db()
    assert condition.lifted_on is None


@pytest.mark.parametrize(("days", "word"), [(-1, "Retard"), (0, "Aujourd’hui"), (1, "Demain")])
def test_its_page_says_its_owner_and_whether_it_is_late(page, actor, condition, days, word):
    due = TODAY() + timedelta(days=days)
    Condition.objects.filter(pk=condition.pk).update(owner=actor, due_on=due)

    html = page.get(address(condition)).content.decode()

    assert actor.full_name in html
    assert word in html


def test_lifted_twice_it_keeps_the_first_proof(page, condition):
    page.post(address(condition), {"evidence": "bail du 3 mars"})
    again = page.post(address(condition), {"evidence": "autre"})

    assert "déjà levée" in again.content.decode()
    condition.refresh_from_db()
    assert condition.evidence == "bail du 3 mars"
    assert page.get(address(condition)).status_code == 302
    assert page.get(address(condition, "condition_evidence")).status_code == 404


def test_a_stranger_neither_lifts_nor_reads(client, condition):
    client.force_login(accounts.user("secretary", accounts.house()))

    assert client.post(address(condition), {"evidence": "x"}).status_code == 404
    assert client.get(address(condition, "condition_evidence")).status_code == 404
