"""Two files brought at once on one piece, on real connections: two versions, none lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from levier.cases.models import Piece
from levier.cases.services import receive_piece, request_pieces
from levier.documents.services import store_file
from tests.factories.accounts import house, user
from tests.factories.cases import DAY, with_guarantee
from tests.factories.papers import pdf_of

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs real connections"),
]


def bring(key, actor, pages, together) -> None:
    """Store a file, wait for the other one, then put it on the piece."""
    try:
        piece = Piece.objects.select_related("kind", "case", "organisation").get(pk=key)
        stored = store_file(
            organisation=piece.organisation, actor=actor, name="f.pdf", content=pdf_of(pages)
        )
        together.wait(timeout=30)
        receive_piece(piece=piece, actor=actor, on=DAY, stored_file=stored)
    finally:
        connections.close_all()


def test_two_uploads_at_once_make_versions_2_and_3(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    actor = user("advisor", house())
    colleague = user("director", actor.organisation)
    piece = request_pieces(case=with_guarantee(actor), actor=actor, on=DAY)[0]
    bring(piece.pk, actor, 1, Barrier(1))
    together = Barrier(2)

    with ThreadPoolExecutor(2) as pool:
        tasks = [
            pool.submit(bring, piece.pk, who, pages, together)
            for who, pages in ((actor, 2), (colleague, 3))
        ]
        for task in tasks:
            task.result(timeout=60)

    third, second, first = piece.versions.all()
    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert {second.received_by, third.received_by} == {actor, colleague}
    assert {row.stored_file.size for row in (first, second, third)} == {
        len(pdf_of(pages)) for pages in (1, 2, 3)
    }
    piece.refresh_from_db()
    assert piece.stored_file == third.stored_file
