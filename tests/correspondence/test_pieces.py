"""Pieces asked in one message, dropped without account, reminded until they arrive."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from levier.cases.models import Piece
from levier.cases.services import check_piece, reject_piece
from levier.correspondence.errors import (
    BadSchedule,
    HolderWithoutAddress,
    LinkClosed,
    NothingMissing,
    PieceNotAsked,
    SourceMissing,
)
from levier.correspondence.links import deposit_token, key_of_token
from levier.correspondence.models import OutgoingMessage, PieceReminder, PieceRequest
from levier.correspondence.services import (
    ask_missing_pieces,
    deposit_piece,
    remind,
    remind_all,
    schedule_in_force,
    set_schedule,
)
from levier.documents.errors import UnknownFileType
from levier.people.models import Person
from tests.factories import cases
from tests.factories.papers import picture

pytestmark = pytest.mark.django_db
DAY = date(2024, 6, 3)
PDF = b"%PDF-1.7\n"


@pytest.fixture
def case(actor):
    """A dossier that asks for a guarantee, whose holder has an address."""
    opened = cases.with_guarantee(actor)
    Person.objects.filter(pk=opened.person_id).update(email="anais@example.org")
    opened.person.refresh_from_db()
    return opened


@pytest.fixture
def asked(case, actor):
    """Its request of pieces, of the 3rd of June."""
    return ask_missing_pieces(case=case, actor=actor, on=DAY, key="ask")


def drop(request, piece, day=DAY, **fields):
    values = {"name": "devis.pdf", "content": PDF, **fields}
    return deposit_piece(request=request, piece_key=piece.pk, on=day, **values)


def after(days):
    return DAY + timedelta(days=days)


def test_one_message_lists_every_missing_piece_and_the_link(case, asked):
    message = asked.message
    pieces = list(case.pieces.all())
    assert len(pieces) > 1
    assert {line.piece_id for line in asked.lines.all()} == {piece.pk for piece in pieces}
    assert all(f"- {piece.kind}" in message.body for piece in pieces)
    assert f"/depot/{deposit_token(asked.pk)}/" in message.body
    assert (message.to, message.kind, message.case_id) == ("anais@example.org", "pieces", case.pk)
    assert asked.expires_on == date(2024, 7, 18)


def test_asked_twice_with_one_key_there_is_one_message(case, actor, asked):
    assert ask_missing_pieces(case=case, actor=actor, on=DAY, key="ask").pk == asked.pk
    assert OutgoingMessage.objects.count() == 1


def test_a_newer_request_closes_the_link_of_the_former(case, actor, asked):
    newer = ask_missing_pieces(case=case, actor=actor, on=DAY, key="ask again")
    asked.refresh_from_db()
    piece = case.pieces.first()
    with pytest.raises(LinkClosed):
        drop(asked, piece)
    assert drop(newer, piece).status == Piece.Status.RECEIVED


def test_a_token_opens_its_request_and_a_forged_one_opens_nothing(asked):
    token = deposit_token(asked.pk)
    assert key_of_token(token) == asked.pk
    assert key_of_token(asked.pk.hex + token[32:].replace(token[-1], "x")) is None
    assert key_of_token(asked.pk.hex) is None


def test_a_file_dropped_without_account_lands_as_received(case, asked):
    piece = drop(asked, case.pieces.first())
    assert (piece.status, piece.received_on) == (Piece.Status.RECEIVED, DAY)
    assert piece.stored_file.origin == "déposé par le porteur"
    assert piece.stored_file.stored_by is None


def test_a_second_drop_is_a_second_version_and_the_first_one_stays(case, asked):
    piece = drop(asked, case.pieces.first())
    drop(asked, piece, name="mieux.pdf")

    assert [(row.number, row.stored_file.name) for row in piece.versions.all()] == [
        (2, "mieux.pdf"), (1, "devis.pdf"),
    ]  # fmt: skip
    assert {row.brought_by for row in piece.versions.all()} == {"le porteur"}


def test_the_photos_of_one_paper_dropped_together_are_one_pdf(client, case, asked):
    piece = case.pieces.first()
    photos = [SimpleUploadedFile(f"IMG_{n}.jpg", picture()) for n in (1, 2)]
    page = f"/depot/{deposit_token(asked.pk)}/"
    PieceRequest.objects.filter(pk=asked.pk).update(expires_on=date(2100, 1, 1))

    client.post(page, {"piece": str(piece.pk), "file": photos})

    piece.refresh_from_db()
    assert piece.stored_file.name == "IMG_1 (2 pages).pdf"
    assert piece.stored_file.content_type == "application/pdf"


def test_the_link_is_good_on_its_last_day_and_not_the_day_after(case, asked):
    first, second = case.pieces.all()[:2]
    drop(asked, first, day=asked.expires_on)
    with pytest.raises(LinkClosed):
        drop(asked, second, day=asked.expires_on + timedelta(days=1))


def test_it_takes_no_piece_of_another_dossier_nor_one_already_checked(case, actor, asked):
    other = cases.with_guarantee(actor)
    stranger = Piece.objects.create(
        organisation=other.organisation, case=other, kind=case.pieces.first().kind
    )
    with pytest.raises(PieceNotAsked):
        drop(asked, stranger)
    piece = drop(asked, case.pieces.first())
    check_piece(piece=piece, actor=actor, on=DAY)
    with pytest.raises(PieceNotAsked):
        drop(asked, piece)


def test_a_file_that_is_none_is_refused_and_the_piece_stays_missing(case, asked):
    piece = case.pieces.first()
    with pytest.raises(UnknownFileType):
        drop(asked, piece, name="x.exe", content=b"MZ\x00\x01")
    piece.refresh_from_db()
    assert piece.status == Piece.Status.REQUIRED


def test_without_an_address_or_anything_missing_nothing_is_asked(case, actor):
    Person.objects.filter(pk=case.person_id).update(email="")
    case.person.refresh_from_db()
    with pytest.raises(HolderWithoutAddress):
        ask_missing_pieces(case=case, actor=actor, on=DAY, key="a")
    bare = cases.case(actor)
    with pytest.raises(NothingMissing):
        ask_missing_pieces(case=bare, actor=actor, on=DAY, key="b")


@pytest.mark.parametrize(
    ("days", "sent"), [(6, 0), (7, 1), (8, 1), (14, 1), (15, 2), (29, 2), (30, 3), (44, 3)]
)
def test_reminders_leave_on_the_days_in_use_and_never_twice(asked, days, sent):
    for day in range(days + 1):
        remind_all(on=after(day))
        remind_all(on=after(day))
    assert PieceReminder.objects.count() == sent
    assert OutgoingMessage.objects.filter(kind="reminder").count() == sent


def test_days_missed_make_one_reminder(asked):
    assert remind_all(on=after(20)) == 1
    assert [row.after_days for row in PieceReminder.objects.all()] == [15]


def test_a_reminder_names_only_what_is_still_missing_and_stops_when_all_arrived(case, asked):
    first, *others = case.pieces.all()
    drop(asked, first)
    reminder = remind(request=asked, on=after(7))
    assert str(first.kind) not in reminder.message.body
    assert all(str(piece.kind) in reminder.message.body for piece in others)
    for piece in others:
        drop(asked, piece)
    assert remind_all(on=after(15)) == 0


def test_a_piece_that_came_back_refused_is_reminded_with_the_reason(case, actor, asked):
    for piece in case.pieces.all():
        drop(asked, piece)
    refused = Piece.objects.select_related("case", "kind").filter(case=case).first()
    reject_piece(piece=refused, actor=actor, on=DAY, reason="illisible")
    assert "(à refaire : illisible)" in remind(request=asked, on=after(7)).message.body


def test_the_schedule_of_the_house_replaces_the_one_in_use_from_its_day(actor, asked):
    set_schedule(
        organisation=actor.organisation, actor=actor, days=[3, 10], link_days=20,
        starts_on=after(5), source="bureau du 3 juin 2024", on=DAY,
    )  # fmt: skip
    assert schedule_in_force(actor.organisation, after(4)).days == (7, 15, 30)
    assert schedule_in_force(actor.organisation, after(5)).days == (3, 10)
    assert remind_all(on=after(4)) == 0
    assert remind_all(on=after(5)) == 1


@pytest.mark.parametrize(
    ("days", "link"), [([], 45), ([7, 7], 45), ([15, 7], 45), ([0], 45), ([121], 180), ([30], 29)]
)
def test_days_that_make_no_schedule_are_refused(actor, days, link):
    with pytest.raises(BadSchedule):
        set_schedule(
            organisation=actor.organisation, actor=actor, days=days, link_days=link,
            starts_on=DAY, source="bureau", on=DAY,
        )  # fmt: skip


def test_a_schedule_says_who_decided_it(actor):
    with pytest.raises(SourceMissing):
        set_schedule(
            organisation=actor.organisation, actor=actor, days=[7], link_days=45, starts_on=DAY,
            source=" ", on=DAY,
        )  # fmt: skip
