"""The pack on screen: its contents, its pages, and what a withdrawal takes away at once."""

import re
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from levier.committees.services import declare_withdrawal
from levier.journal.models import Entry
from levier.web.ticks import forget_old_packs
from tests.factories import accounts
from tests.factories.committees import committee, in_session, laid, seat, secretary

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def evening():
    """Return (secretary, a seated member, the sitting, its two points)."""
    actor = secretary()
    person = seat(committee(actor.organisation), with_account=True)
    row = in_session(actor)
    return actor, person, row, [laid(row, actor)[0], laid(row, actor)[0]]


def opened(client, row) -> str:
    return client.get(reverse("web:pack_read", args=[row.pk])).content.decode()


def pictures(html: str) -> list[str]:
    return re.findall(r'<img src="([^"]+)"', html)


def test_the_contents_lead_to_each_dossier_and_every_page_is_a_picture(client, evening):
    actor, _, row, points = evening
    client.force_login(actor)

    html = opened(client, row)

    pages = pictures(html)
    firsts = [int(n) for n in re.findall(r'data-reader-goes="(\d+)"', html)]
    assert len(firsts) == 3
    assert (firsts[0], firsts == sorted(firsts)) == (1, True)
    for point, first in zip(points, firsts[1:], strict=True):
        assert point.case.number in html
        assert f"/points/{point.pk}/" in pages[first - 1]
        assert f"/points/{point.pk}/" not in pages[first - 2]
    for address in (pages[0], pages[-1]):
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
        assert answer["Cache-Control"] == "private, no-store"
    assert pictures(opened(client, row)) == pages
    assert Entry.objects.filter(summary__contains="ouvert à l’écran").count() == 2


def test_a_withdrawal_takes_the_pages_of_that_dossier_at_once_and_no_other(client, evening):
    actor, person, row, (first, second) = evening
    client.force_login(person.user)
    pages = pictures(opened(client, row))
    agenda, mine, other = (
        pages[0],
        next(p for p in pages if str(first.pk) in p),
        next(p for p in pages if str(second.pk) in p),
    )
    assert [client.get(page).status_code for page in (agenda, mine, other)] == [200, 200, 200]

    declare_withdrawal(item=first, representative=person, reason="cousine", actor=actor)

    # The agenda named the dossier: it goes with it; the next opening makes another.
    assert [client.get(page).status_code for page in (agenda, mine, other)] == [404, 404, 200]
    html = opened(client, row)
    assert first.case.number not in html
    assert second.case.number in html
    assert client.get(pictures(html)[0]).status_code == 200

    declare_withdrawal(item=second, representative=person, reason="cousine", actor=actor)
    answer = client.get(reverse("web:pack_read", args=[row.pk]))
    assert answer.url == reverse("web:sitting", args=[row.pk])
    assert client.get(other).status_code == 404


def test_an_agenda_is_its_reader_s_alone(client, evening):
    actor, person, row, (first, _) = evening
    client.force_login(actor)
    whole = pictures(opened(client, row))[0]
    declare_withdrawal(item=first, representative=person, reason="cousine", actor=actor)

    client.force_login(person.user)

    assert client.get(whole).status_code == 404


def test_a_stranger_reads_no_page(client, evening):
    actor, _, row, _ = evening
    client.force_login(actor)
    pages = pictures(opened(client, row))
    client.force_login(accounts.user("secretary", accounts.house()))

    assert client.get(reverse("web:pack_read", args=[row.pk])).status_code == 404
    assert {client.get(page).status_code for page in (pages[0], pages[-1])} == {404}


def test_a_pack_is_forgotten_sixty_days_after_its_sitting(client, evening):
    actor, _, row, _ = evening
    client.force_login(actor)
    pages = pictures(opened(client, row))
    assert client.get(pages[0]).status_code == 200

    assert forget_old_packs(row.held_on + timedelta(days=60)) == 0
    assert client.get(pages[0]).status_code == 200
    assert forget_old_packs(row.held_on + timedelta(days=61)) == 1
    assert {client.get(page).status_code for page in pages} == {404}
    assert default_storage.listdir("packs") == ([], [])
    assert pictures(opened(client, row)) == pages
