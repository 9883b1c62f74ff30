"""Every file that a piece receives is a version: numbered, dated, never lost."""

from datetime import date

import pytest

from levier.cases.errors import NewerVersion
from levier.cases.models import Piece
from levier.cases.services import check_piece, receive_piece, reject_piece, request_pieces
from levier.documents.services import content_of, store_file
from levier.journal.models import Entry
from tests.factories.cases import DAY, with_guarantee
from tests.factories.papers import pdf_of

LATER = date(2024, 6, 20)


@pytest.fixture
def piece(actor):
    return request_pieces(case=with_guarantee(actor), actor=actor, on=DAY)[0]


def bring(piece, actor, pages, on=DAY, by="same"):
    stored = store_file(
        organisation=piece.organisation, actor=actor, name=f"v{pages}.pdf", content=pdf_of(pages)
    )
    return receive_piece(
        piece=piece, actor=actor if by == "same" else by, on=on, stored_file=stored
    )


def test_a_second_file_is_version_2_and_the_first_one_stays(piece, actor):
    bring(piece, actor, 1)
    bring(piece, actor, 2, on=LATER, by=None)

    second, first = piece.versions.all()
    assert (first.number, first.received_on, first.brought_by) == (1, DAY, actor.full_name)
    assert (second.number, second.received_on, second.brought_by) == (2, LATER, "le porteur")
    assert content_of(first.stored_file) == pdf_of(1)
    piece.refresh_from_db()
    assert piece.stored_file == second.stored_file
    summaries = Entry.objects.filter(action="cases.piece_received").values_list(
        "summary", flat=True
    )
    assert {"version 2" in line for line in summaries} == {True, False}


def test_a_version_keeps_why_it_was_refused_and_who_said_so(piece, actor):
    bring(piece, actor, 1)
    reject_piece(piece=piece, actor=actor, on=DAY, reason="page 2 illisible")
    bring(piece, actor, 2, on=LATER)
    check_piece(piece=piece, actor=actor, on=LATER)

    second, first = piece.versions.all()
    assert (first.status, first.comment, first.judged_on) == ("rejected", "page 2 illisible", DAY)
    assert (second.status, second.comment, second.judged_by) == ("checked", "", actor)


def test_a_version_that_was_not_read_is_neither_checked_nor_refused(piece, actor):
    bring(piece, actor, 1)
    seen = piece.versions.get().number
    bring(Piece.objects.get(pk=piece.pk), actor, 2, by=None)

    with pytest.raises(NewerVersion, match=r"version 2 .* déposée par le porteur"):
        check_piece(piece=piece, actor=actor, on=DAY, seen=seen)
    with pytest.raises(NewerVersion):
        reject_piece(piece=piece, actor=actor, on=DAY, reason="illisible", seen=seen)

    piece.refresh_from_db()
    assert piece.status == "received"
    assert check_piece(piece=piece, actor=actor, on=DAY, seen=2).status == "checked"
