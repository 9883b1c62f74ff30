"""An e-mail is read, kept once, filed on its dossier or in « À classer »."""

import io
import sys
from datetime import date
from email.message import EmailMessage
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from levier.correspondence.errors import AlreadyFiled, NotAMail, PieceNotAsked
from levier.correspondence.mailbox import fetch_unread
from levier.correspondence.models import IncomingMessage
from levier.correspondence.reading import read_mail
from levier.correspondence.services import (
    file_message,
    put_on_piece,
    queue_message,
    receive_mail,
    send_queued,
    set_aside,
)
from levier.correspondence.states import State
from levier.people.models import Person
from levier.people.services import prescriber_named
from tests.correspondence.conftest import NOW
from tests.factories import cases, people
from tests.factories.accounts import house, user
from tests.factories.correspondence import mail, with_file

pytestmark = pytest.mark.django_db


def receive(actor, message: EmailMessage, **fields):
    return receive_mail(organisation=actor.organisation, raw=message.as_bytes(), at=NOW, **fields)


@pytest.fixture
def case(actor):
    """A dossier whose holder has an address."""
    opened = cases.with_guarantee(actor)
    Person.objects.filter(pk=opened.person_id).update(email="anais@example.org")
    return opened


def test_a_number_in_the_subject_files_it_with_its_attachments(actor, case):
    message = with_file(mail("inconnu@example.org", f"Dossier {case.number.lower()} : devis"))
    row = receive(actor, message).message
    assert (row.case_id, row.found_by, row.sender_known_as) == (case.pk, "number", "")
    assert [file.stored_file.name for file in row.attachments.all()] == ["devis.pdf"]
    assert row.original.content_type == "message/rfc822"


def test_the_address_it_was_sent_to_files_it(actor, case):
    to = f"dossiers+{case.number}@levier.example.org"
    row = receive(actor, mail("inconnu@example.org", To=to)).message
    assert (row.case_id, row.found_by) == (case.pk, "address")


def test_its_sender_files_it_when_they_have_one_dossier_in_progress(actor, case):
    row = receive(actor, mail("Anaïs <ANAIS@example.org>")).message
    assert (row.case_id, row.found_by) == (case.pk, "sender")
    assert row.sender_known_as.endswith(", porteur de projet")
    cases.case(actor, person=case.person)
    second = receive(actor, mail(Message_ID="<2@example.org>")).message
    assert (second.case_id, second.found_by) == (None, "")


def shared_with(actor, register: str, **fields):
    """Return somebody else who has the address of Anaïs, in a register of the house."""
    makers = {
        "person": people.person,
        "structure": people.structure,
        "prescriber": lambda by: prescriber_named(
            organisation=by.organisation, name="Mission locale", actor=by
        ),
    }
    row = makers[register](actor)
    type(row).objects.filter(pk=row.pk).update(email="Anais@example.org")
    return row


@pytest.mark.parametrize("register", ["person", "structure", "prescriber"])
def test_an_address_that_two_share_files_nothing_when_each_has_a_dossier(actor, case, register):
    other = shared_with(actor, register)
    alone = receive(actor, mail()).message
    assert (alone.case_id, alone.found_by) == (case.pk, "sender")

    second = cases.case(actor, **{register: other})
    waiting = receive(actor, mail(Message_ID="<2@example.org>")).message
    assert (waiting.case_id, waiting.found_by) == (None, "")
    assert case.person.full_name in waiting.sender_known_as
    assert str(other) in waiting.sender_known_as

    type(case).objects.filter(pk=case.pk).update(state="closed")
    left = receive(actor, mail(Message_ID="<3@example.org>")).message
    assert (left.case_id, left.found_by) == (second.pk, "sender")


def test_a_person_and_their_business_on_one_dossier_are_one_dossier(actor, case):
    business = shared_with(actor, "structure")
    type(case).objects.filter(pk=case.pk).update(structure=business)
    row = receive(actor, mail()).message
    assert (row.case_id, row.found_by) == (case.pk, "sender")


def test_an_address_with_many_holders_is_named_as_far_as_the_line_goes(actor, case):
    for _ in range(12):
        shared_with(actor, "person")
    said = receive(actor, mail()).message.sender_known_as
    assert len(said) <= 200 and said.endswith("…")


def test_a_partner_is_recognised_and_an_unknown_sender_waits(actor):
    body = prescriber_named(organisation=actor.organisation, name="Mission locale", actor=actor)
    type(body).objects.filter(pk=body.pk).update(email="contact@mission.example.org")
    known = receive(actor, mail("contact@mission.example.org")).message
    unknown = receive(actor, mail("qui@example.org", Message_ID="<2@e.org>")).message
    assert (known.sender_known_as, known.case_id) == ("Mission locale, organisme", None)
    assert (unknown.sender_known_as, unknown.case_id) == ("", None)


def test_a_number_of_another_house_is_not_recognised(actor, case):
    other = user("advisor", house())
    assert receive(other, mail("x@example.org", case.number)).message.case is None


def test_the_same_message_is_kept_once(actor, case):
    first, again = receive(actor, mail()), receive(actor, mail())
    assert (first.is_new, again.is_new) == (True, False)
    assert IncomingMessage.objects.count() == 1


def test_a_bad_file_is_refused_and_said_and_the_others_are_kept(actor, case):
    message = with_file(with_file(mail(), "virus.exe", b"MZ\x00\x90"), "photo.pdf")
    row = receive(actor, message).message
    assert [file.stored_file.name for file in row.attachments.all()] == ["photo.pdf"]
    assert [refused["name"] for refused in row.refused_files] == ["virus.exe"]
    assert "n’est ni un PDF" in row.refused_files[0]["why"]


@pytest.mark.parametrize(
    "text",
    [
        "Voir.\n\n--- Forwarded message ---\nDe : Anaïs <anais@example.org>\nDate : x\n",
        "--Message d'origine--\nFrom: anais@example.org [mailto:anais@example.org]\nSent: x\n",
        "> De: <anais@example.org>\n> Objet: x\n",
    ],
)
def test_the_first_sender_of_a_forwarded_message_is_found(actor, case, text):
    row = receive(actor, mail(actor.email, "TR: devis", text)).message
    assert (row.sender, row.forwarded_by) == ("anais@example.org", actor.email)
    assert row.case_id == case.pk


@pytest.mark.parametrize(
    "page",
    [
        "<div>-- Forwarded message --<br>De&nbsp;: <b>Anaïs</b> &lt;<a\nhref='mailto:"
        "anais@example.org'>anais@example.org</a>&gt;<br>Date : lun.<br></div>",
        "<p>Voir.</p><p><b>De :</b>\n Anaïs [mailto:anais@example.org]</p><p>Envoyé : x</p>",
        "<div>De : anais@example.org</div><div>Date : x</div>",
    ],
)
def test_the_first_sender_of_a_page_forwarded_without_plain_text_is_found(actor, case, page):
    message = mail(actor.email, "Fwd: devis")
    message.clear_content()
    message.set_content(page, subtype="html")
    row = receive(actor, message).message
    assert (row.sender, row.case_id) == ("anais@example.org", case.pk)


def test_a_message_forwarded_as_a_file_gives_its_sender_and_its_files(actor, case):
    outer = mail(actor.email, "devis", "voir le message joint", Message_ID="<9@e.org>")
    outer.add_attachment(with_file(mail()))
    row = receive(actor, outer).message
    assert (row.sender, row.forwarded_by, row.case_id) == (
        "anais@example.org", actor.email, case.pk,
    )  # fmt: skip
    assert row.attachments.count() == 1


def test_an_answer_that_quotes_is_no_forward():
    read = read_mail(mail("b@example.org", "RE: devis", "De : a@example.org\nDate").as_bytes())
    assert (read.sender, read.forwarded_by) == ("b@example.org", "")


def test_html_is_cleaned_and_calls_nothing_outside():
    message = mail()
    message.add_alternative(
        "<p onclick='x()'>Bonjour <img src='https://suivi.example.org/p.gif'></p>"
        "<script>x()</script><style>p{background:url(https://x.example.org)}</style>"
        "<form action='https://x.example.org'><input name='a'></form>",
        subtype="html",
    )
    html = read_mail(message.as_bytes()).html
    assert "<p>Bonjour </p>" in html
    assert not any(word in html for word in ("img", "script", "onclick", "style", "form", "http"))


def test_a_charset_that_does_not_exist_is_read_all_the_same():
    raw = (
        b"From: a@example.org\nSubject: x\nContent-Type: text/plain; charset=nowhere\n"
        b"Content-Transfer-Encoding: 8bit\n\nd\xe9j\xe0\n"
    )
    assert read_mail(raw).text == "déjà"


@pytest.mark.parametrize("raw", [b"", b"\x00\x01\x02", b"Subject: sans auteur\n\ntexte"])
def test_what_is_no_mail_is_refused(actor, raw):
    with pytest.raises(NotAMail):
        receive_mail(organisation=actor.organisation, raw=raw, at=NOW)


def test_a_delivery_notice_marks_our_message_as_come_back(actor):
    sent = queue_message(
        organisation=actor.organisation, actor=actor, key="k", to="x@example.org", subject="S",
        body="B",
    )  # fmt: skip
    sent = send_queued(key=str(sent.pk), at=NOW)
    notice = (
        "From: MAILER-DAEMON@example.org\nSubject: Undelivered\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        "--b\nContent-Type: text/plain; charset=utf-8\n\nBoîte pleine\n"
        "--b\nContent-Type: message/delivery-status\n\nStatus: 5.2.2\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {sent.message_id}\n\n--b--\n"
    ).encode()
    result = receive_mail(organisation=actor.organisation, raw=notice, at=NOW)
    sent.refresh_from_db()
    assert result.message is None
    assert (sent.state, sent.answer) == (State.BOUNCED, "Boîte pleine")


def test_a_waiting_message_is_filed_by_hand_once(actor, case):
    row = receive(actor, mail("qui@example.org")).message
    assert file_message(message=row, case=case, actor=actor).case_id == case.pk
    with pytest.raises(AlreadyFiled):
        file_message(message=row, case=case, actor=actor)
    with pytest.raises(AlreadyFiled):
        set_aside(message=row, actor=actor, on=date(2024, 6, 3))


def test_a_file_received_goes_on_a_piece_of_its_dossier_only(actor, case):
    from levier.cases.services import request_pieces

    piece = request_pieces(case=case, actor=actor, on=date(2024, 6, 3))[0]
    attachment = receive(actor, with_file(mail())).message.attachments.get()
    fields = {"attachment": attachment, "actor": actor, "on": date(2024, 6, 4)}
    assert put_on_piece(piece_key=piece.pk, **fields).status == "received"
    other = cases.with_guarantee(actor)
    foreign = request_pieces(case=other, actor=actor, on=date(2024, 6, 3))[0]
    with pytest.raises(PieceNotAsked):
        put_on_piece(piece_key=foreign.pk, **fields)


def test_the_command_reads_a_message_on_its_input(actor, case, monkeypatch):
    raw = mail(subject=f"Dossier {case.number}").as_bytes()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    out = io.StringIO()
    call_command("receive_mail", stdout=out)
    assert out.getvalue() == f"Reçu de anais@example.org, dossier {case.number}.\n"
    house()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    with pytest.raises(CommandError, match="--house"):
        call_command("receive_mail")


class FakeBox:
    """A mailbox: what is unread, and what was marked as read."""

    def __init__(self, *messages):
        self.items = [SimpleNamespace(uid=str(n), obj=m) for n, m in enumerate(messages)]
        self.seen = []

    def fetch(self, criteria, *, limit, mark_seen, bulk):
        assert str(criteria) == "(UNSEEN)"
        assert not mark_seen
        return list(self.items[:limit])

    def flag(self, uid_list, flag_set, value):
        self.seen += uid_list


def test_the_mailbox_is_read_and_only_what_was_received_is_marked(actor, case):
    broken = EmailMessage()
    broken["Subject"] = "sans auteur"
    box = FakeBox(mail(), broken, mail(), mail(Message_ID="<3@example.org>"))
    done = fetch_unread(box, organisation=actor.organisation, at=NOW)
    assert (done.received, done.known, len(done.faults)) == (2, 1, 1)
    assert box.seen == ["0", "2", "3"]


def test_a_mailbox_without_settings_says_which(actor):
    with pytest.raises(CommandError, match="IMAP_HOST"):
        call_command("fetch_mail")
