"""A message leaves once, after the transaction, and says whether it left."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction

from levier.correspondence.errors import AddressMissing, KeyReused, NotResendable, WordsMissing
from levier.correspondence.models import OutgoingMessage
from levier.correspondence.services import note_bounce, queue_message, resend_message, send_queued
from levier.correspondence.services.sending import MOST_ATTEMPTS, fail_lost
from levier.correspondence.states import State
from levier.documents.services import store_file
from levier.journal.models import Entry
from tests.correspondence.conftest import NOW
from tests.factories import cases
from tests.factories.accounts import house, user

pytestmark = pytest.mark.django_db
REFUSED = smtplib.SMTPRecipientsRefused({"x@example.org": (550, b"5.1.1 No such user")})
BUSY = smtplib.SMTPResponseException(451, b"4.7.1 Try again later")


def ask(actor, **fields):
    values = {"key": "k1", "to": "anais@example.org", "subject": "Objet", "body": "Texte"}
    return queue_message(organisation=actor.organisation, actor=actor, **{**values, **fields})


class Failing(EmailBackend):
    """A server that answers the errors given, then takes the message."""

    errors: list = []

    def send_messages(self, messages):
        """Raise the next error, if one is left."""
        if Failing.errors:
            raise Failing.errors.pop(0)
        return super().send_messages(messages)


@pytest.fixture
def server(settings):
    """A mail server whose errors a test gives."""
    settings.EMAIL_BACKEND = f"{__name__}.Failing"
    Failing.errors = []
    return Failing


def test_a_message_leaves_once_the_transaction_is_kept(actor, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        message = ask(actor, to_name="Anaïs Delcroix", body="**Bonjour**")
        assert mail.outbox == []
    message.refresh_from_db()
    sent = mail.outbox[0]
    assert (message.state, message.attempts) == (State.SENT, 1)
    assert sent.message()["To"] == "=?utf-8?q?Ana=C3=AFs_Delcroix?= <anais@example.org>"
    assert sent.extra_headers["Message-ID"] == message.message_id
    assert "<strong>Bonjour</strong>" in sent.alternatives[0][0]


def test_a_transaction_undone_sends_nothing(actor, django_capture_on_commit_callbacks):
    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(RuntimeError),
        transaction.atomic(),
    ):
        ask(actor)
        raise RuntimeError
    assert mail.outbox == []
    assert not OutgoingMessage.objects.exists()


def test_asked_twice_with_one_key_it_leaves_once(actor, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first, second = ask(actor), ask(actor)
    assert first.pk == second.pk
    assert len(mail.outbox) == 1
    with pytest.raises(KeyReused):
        ask(actor, subject="Autre objet")


def test_two_houses_may_use_the_same_key(actor):
    other = user("advisor", house())
    assert ask(actor).pk != ask(other).pk


@pytest.mark.parametrize("address", ["", "anais", "a@b@example.org", "x@example.org\nBcc: y@e.org"])
def test_an_address_that_is_none_is_refused(actor, address):
    with pytest.raises(AddressMissing):
        ask(actor, to=address)


@pytest.mark.parametrize("fields", [{"subject": "  "}, {"body": "\n"}])
def test_a_message_without_words_is_refused(actor, fields):
    with pytest.raises(WordsMissing):
        ask(actor, **fields)


def test_a_line_break_in_the_subject_cannot_add_a_header(actor):
    assert ask(actor, subject="Objet\r\nBcc: x@example.org").subject == "Objet Bcc: x@example.org"


def test_a_refusal_for_ever_fails_it_with_the_words_of_the_server(actor, server):
    message = ask(actor)
    server.errors = [REFUSED]
    done = send_queued(key=str(message.pk), at=NOW)
    assert (done.state, done.answer) == (State.FAILED, "550 5.1.1 No such user")
    assert Entry.objects.filter(action="correspondence.failed").count() == 1


def test_a_busy_server_is_tried_again_then_it_leaves(actor, server):
    message = ask(actor)
    server.errors = [BUSY]
    first = send_queued(key=str(message.pk), at=NOW)
    assert (first.state, first.answer) == (State.QUEUED, "451 4.7.1 Try again later")
    second = send_queued(key=str(message.pk), at=NOW)
    assert (second.state, second.answer, second.attempts) == (State.SENT, "", 2)


def test_after_the_last_attempt_it_fails_and_says_so(actor, server):
    message = ask(actor)
    server.errors = [ConnectionRefusedError("refusée")] * MOST_ATTEMPTS
    states = [send_queued(key=str(message.pk), at=NOW).state for _ in range(MOST_ATTEMPTS)]
    assert states == [State.QUEUED] * (MOST_ATTEMPTS - 1) + [State.FAILED]
    message.refresh_from_db()
    assert message.answer == "Serveur injoignable : refusée"


def test_a_message_taken_by_one_worker_is_not_sent_by_another(actor):
    message = ask(actor)
    OutgoingMessage.objects.filter(pk=message.pk).update(state=State.SENDING, tried_at=NOW)
    assert send_queued(key=str(message.pk), at=NOW).state == State.SENDING
    assert mail.outbox == []


def test_a_message_lost_while_sending_fails_after_an_hour_and_is_never_sent_again(actor):
    message = ask(actor)
    OutgoingMessage.objects.filter(pk=message.pk).update(state=State.SENDING, tried_at=NOW)
    assert fail_lost(at=NOW + timedelta(minutes=60)) == 0
    assert fail_lost(at=NOW + timedelta(minutes=61)) == 1
    message.refresh_from_db()
    assert message.state == State.FAILED
    assert "peut-être parti" in message.answer


def test_files_leave_with_it_and_an_invitation_says_its_method(actor):
    house_of = {"organisation": actor.organisation, "actor": actor}
    pdf = store_file(**house_of, name="lettre.pdf", content=b"%PDF-1.7\n")
    invitation = store_file(
        **house_of, name="comite.ics", content_type="text/calendar",
        content=b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n",
    )  # fmt: skip
    message = ask(actor, attachments=[pdf, invitation])
    send_queued(key=str(message.pk), at=NOW)
    parts = list(mail.outbox[0].message().walk())
    assert [part.get_filename() for part in parts if part.get_filename()] == [
        "lettre.pdf", "comite.ics",
    ]  # fmt: skip
    calendar = next(part for part in parts if part.get_content_type() == "text/calendar")
    assert calendar.get_param("method") == "REQUEST"


def test_an_answer_comes_back_to_the_dossier(actor, settings):
    settings.MAIL_ADDRESS = "dossiers@levier.example.org"
    case = cases.case(actor)
    send_queued(key=str(ask(actor, case=case).pk), at=NOW)
    assert mail.outbox[0].reply_to == [f"dossiers+{case.number}@levier.example.org"]
    settings.MAIL_ADDRESS = ""
    send_queued(key=str(ask(actor, case=case, key="k2").pk), at=NOW)
    assert mail.outbox[1].reply_to == [actor.email]


def test_resending_makes_another_message_and_waits_for_the_first(actor, server):
    message = ask(actor)
    with pytest.raises(NotResendable):
        resend_message(message=message, actor=actor, key="again")
    server.errors = [REFUSED]
    failed = send_queued(key=str(message.pk), at=NOW)
    again = resend_message(message=failed, actor=actor, key="again", to="autre@example.org")
    assert (again.to, again.resends_id, again.state) == (
        "autre@example.org", message.pk, State.QUEUED,
    )  # fmt: skip


def test_a_bounce_is_noted_once_and_only_on_what_left(actor):
    message = ask(actor)
    assert not note_bounce(message=message, answer="boîte pleine")
    sent = send_queued(key=str(message.pk), at=NOW)
    assert note_bounce(message=sent, answer="boîte pleine")
    assert not note_bounce(message=OutgoingMessage.objects.get(pk=sent.pk), answer="encore")


def test_a_message_of_a_dossier_is_read_by_those_who_read_the_dossier(actor):
    house_of = actor.organisation
    social = cases.case(user("brsa_advisor", house_of), track="brsa")
    ask(actor, case=social)
    ask(actor, key="k2")
    read = OutgoingMessage.objects.visible_to
    assert read(user("brsa_advisor", house_of)).count() == 2
    assert read(user("dla_officer", house_of)).count() == 1
    assert read(user("director", house())).count() == 0
    assert read(user("member", house_of)).count() == 0
