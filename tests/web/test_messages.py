"""Messages on the screen: pieces asked then dropped without account, an .eml, words, files."""

from datetime import date

import pytest
from django.core import mail as outbox_of
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from levier.cases.models import Piece
from levier.correspondence.links import deposit_token
from levier.correspondence.models import (
    IncomingMessage,
    MessageTemplate,
    OutgoingMessage,
    PieceRequest,
)
from levier.correspondence.services import remind_all
from levier.documents.models import StoredFile
from levier.documents.services import store_file
from levier.journal.models import Entry
from levier.people.models import Person
from tests.factories import cases
from tests.factories.accounts import house, user
from tests.factories.correspondence import mail, with_file

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def actor(db):
    return user("advisor", house(name="Maison Horizon"))


@pytest.fixture
def case(actor):
    opened = cases.with_guarantee(actor)
    Person.objects.filter(pk=opened.person_id).update(email="anais@example.org")
    return opened


@pytest.fixture
def page(client, actor):
    client.force_login(actor)
    return client


def url(name, *args):
    return reverse(f"web:{name}", args=args)


def pdf(name="devis.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def test_pieces_are_asked_in_one_click_dropped_without_account_and_no_longer_reminded(
    page, client, case, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        page.post(url("pieces_ask", case.pk), {"key": "k"})
        page.post(url("pieces_ask", case.pk), {"key": "k"})
    assert len(outbox_of.outbox) == 1
    assert "<anais@example.org>" in outbox_of.outbox[0].to[0]
    request = PieceRequest.objects.get()
    deposit = url("deposit", deposit_token(request.pk))
    assert deposit in outbox_of.outbox[0].body
    client.logout()
    shown = client.get(deposit)
    assert shown.status_code == 200
    assert shown["Referrer-Policy"] == "same-origin"
    for piece in case.pieces.all():
        answer = client.post(deposit, {"piece": piece.pk, "file": pdf()})
        assert answer.status_code == 302
    assert set(case.pieces.values_list("status", flat=True)) == {Piece.Status.RECEIVED}
    assert "tout est arrivé" in client.get(deposit).content.decode()
    assert remind_all(on=date(2100, 1, 1)) == 0


def test_a_deposit_refuses_at_the_piece_says_why_and_is_counted(page, client, case, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    page.post(url("pieces_ask", case.pk), {"key": "k"})
    client.logout()
    deposit = url("deposit", deposit_token(PieceRequest.objects.get().pk))
    piece = case.pieces.first()
    bad = client.post(deposit, {"piece": piece.pk, "file": pdf("x.exe", b"MZ\x00")})
    assert bad.status_code == 422
    assert "n’est ni un PDF" in bad.content.decode()
    assert client.post(deposit, {"piece": piece.pk}).status_code == 422
    statuses = [client.post(deposit, {}).status_code for _ in range(60)]
    assert statuses[-1] == 429
    assert client.get(url("deposit", "faux:jeton")).status_code == 404


def test_an_eml_dropped_on_a_dossier_is_filed_with_its_files(page, case):
    raw = with_file(with_file(mail("inconnu@example.org")), "x.exe", b"MZ\x00").as_bytes()
    answer = page.post(
        url("eml_drop", case.pk), {"file": [pdf("a.eml", raw), pdf("b.eml", b"rien")]}, follow=True
    )
    said = answer.content.decode()
    row = IncomingMessage.objects.get()
    assert (row.case_id, row.attachments.count()) == (case.pk, 1)
    assert "est classé au dossier" in said
    assert "x.exe" in said
    assert "pas un courriel" in said
    shown = page.get(url("incoming", row.pk)).content.decode()
    assert "Un fichier n’a pas été gardé" in shown


def test_a_message_is_previewed_then_sent_and_kept_in_the_log(
    page, case, django_capture_on_commit_callbacks
):
    form = {"to": "anais@example.org", "subject": "Bonjour", "body": "**Oui**", "key": "k"}
    seen = page.post(url("message_new", case.pk), {**form, "suite": "apercu"})
    assert "<strong>Oui</strong>" in seen.content.decode()
    assert not OutgoingMessage.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        page.post(url("message_new", case.pk), {**form, "suite": "envoyer"})
        page.post(url("message_new", case.pk), {**form, "suite": "envoyer"})
    assert len(outbox_of.outbox) == 1
    log = page.get(url("message_list")).content.decode()
    assert "Parti" in log and "anais@example.org" in log


def test_the_log_costs_the_same_whatever_its_rows(page, actor, case, django_assert_max_num_queries):
    from levier.correspondence.services import queue_message

    for rank in range(30):
        queue_message(
            organisation=actor.organisation, actor=actor, key=str(rank), to="a@example.org",
            subject="S", body="B", case=case,
        )  # fmt: skip
    with django_assert_max_num_queries(15):
        page.get(url("message_list"))
    with django_assert_max_num_queries(20):
        page.get(url("case_exchanges", case.pk))


def test_the_words_of_the_house_refuse_an_unknown_variable_and_show_a_real_dossier(
    client, actor, case
):
    client.force_login(user("secretary", actor.organisation))
    form = {"subject": "Dossier {dossier}", "body": "{montant}", "starts_on": "2100-01-01"}
    refused = client.post(url("wording_edit", "free"), form)
    assert refused.status_code == 422
    assert "{montant} n’existe pas" in refused.content.decode()
    form |= {"body": "Bonjour {prenom}", "suite": "apercu", "dossier": str(case.pk)}
    shown = client.post(url("wording_edit", "free"), form).content.decode()
    assert f"Bonjour {case.person.first_name}" in shown
    assert not MessageTemplate.objects.exists()
    form.pop("suite")
    client.post(url("wording_edit", "free"), form)
    assert MessageTemplate.objects.get().starts_on == date(2100, 1, 1)


def test_an_infected_file_is_never_downloadable_and_a_download_is_journalled(page, actor, case):
    page.post(url("case_pieces", case.pk))
    piece = case.pieces.first()
    stored = store_file(organisation=actor.organisation, actor=actor, name="a.pdf", content=PDF)
    Piece.objects.filter(pk=piece.pk).update(stored_file=stored, status="received")
    address = url("case_piece_file", case.pk, piece.pk)
    assert page.get(address).getvalue() == PDF
    assert Entry.objects.filter(action="documents.downloaded").count() == 1
    StoredFile.objects.filter(pk=stored.pk).update(scan="infected", scan_note="Eicar")
    refused = page.get(address)
    assert refused.status_code == 403
    assert "quarantaine" in refused.content.decode()
