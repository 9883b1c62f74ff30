from datetime import time

import pytest
from django.urls import reverse

from levier.cases.models import Case
from levier.committees.models import AgendaItem
from levier.committees.services import end_sitting
from levier.rendering.documents import render_minutes
from levier.workflows.minutes_extract import NotMinutedYet, extract_data
from levier.workflows.rectified_minutes import rectify_minutes
from levier.workflows.sitting_documents import items_of, publish_minutes
from tests.factories.committees import HELD_ON, in_session, secretary
from tests.factories.portfolio import decided

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def actor():
    return secretary()


def two_points(actor):
    """Return the items of a sitting with two decided dossiers, its minutes frozen."""
    row = in_session(actor)
    decided(actor, sitting=row)
    decided(actor, sitting=row)
    publish_minutes(sitting=end_sitting(sitting=row, actor=actor), actor=actor, on=HELD_ON)
    return list(AgendaItem.objects.filter(sitting=row).order_by("position", "id"))


def test_an_extract_holds_its_dossier_alone_under_the_fingerprint_of_all(actor):
    first, second = two_points(actor)

    data = extract_data(second, HELD_ON)

    assert len(data.items) == 1
    said = repr(data.items)
    assert second.case.number in said
    assert first.case.number not in said
    assert data.fingerprint == second.sitting.minutes_hash != ""
    assert second.case.number in data.extract_of
    assert render_minutes(data).content.startswith(b"%PDF-")


def test_an_extract_of_rectified_minutes_says_so(actor):
    item = two_points(actor)[0]
    rectify_minutes(sitting=item.sitting, actor=actor, on=HELD_ON, correction="Lire « Liévin ».")

    assert ("Rectifié", "1\u00a0procès-verbal") in extract_data(item, HELD_ON).facts


def test_no_extract_before_the_minutes_are_frozen(actor):
    row = in_session(actor)
    decided(actor, sitting=row)
    with pytest.raises(NotMinutedYet, match="figez-le"):
        extract_data(row.items.get(), HELD_ON)


def test_the_page_gives_it_to_who_reads_the_dossier_and_to_nobody_else(actor, client):
    item = two_points(actor)[0]
    url = reverse("web:minutes_extract_pdf", args=[item.pk])

    client.force_login(actor)
    assert client.get(url)["Content-Type"] == "application/pdf"
    client.force_login(secretary())
    assert client.get(url).status_code == 404


def test_each_point_has_its_hour_even_when_one_before_it_is_closed_to_the_reader(actor):
    """18 h 30, then a quarter of an hour a point."""
    row = in_session(actor)
    decided(actor, sitting=row)
    decided(actor, sitting=row)
    row.starts_at = time(18, 30)
    row.save()
    second = row.items.order_by("position", "id").last()

    assert [item.begins_at for item in items_of(row)] == [time(18, 30), time(18, 45)]
    only = Case.objects.filter(pk=second.case_id)
    assert [item.begins_at for item in items_of(row, only)] == [time(18, 45)]
