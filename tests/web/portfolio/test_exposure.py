"""« Portefeuille » : the cuts, the file, the same cost whatever the rows."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from levier.portfolio.models import Commitment
from levier.reporting.exposure import CUTS
from tests.factories.accounts import user
from tests.factories.claims import accepted, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client):
    finance = user("finance")
    client.force_login(finance)
    client.actor = user("secretary", finance.organisation)
    return client


@pytest.mark.parametrize("cut", [*CUTS, "inconnu"])
def test_every_cut_is_shown_with_its_total(page, cut):
    row = running(page.actor)
    answer = page.get(reverse("web:exposure"), {"par": cut})
    assert answer.status_code == 200
    assert answer.context["total"].granted == row.amount
    assert len(answer.context["lines"]) == 1


def test_the_file_holds_what_the_page_shows(page):
    call = accepted(page.actor)
    answer = page.get(reverse("web:exposure"), {"par": "produit", "export": "xlsx"})
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
    cells = [cell for line in book.get_sheet_by_index(0).to_python() for cell in line]
    assert str(call.commitment.instrument) in cells
    assert 28800 in cells
    assert "Total" in cells


def test_the_page_costs_the_same_with_many_guarantees(page, django_assert_max_num_queries):
    for _ in range(4):
        running(page.actor)
    with django_assert_max_num_queries(16):
        page.get(reverse("web:exposure"))


def test_survival_is_shown_with_what_is_not_known(client):
    actor = user("director")
    row = running(user("secretary", actor.organisation))
    Commitment.objects.filter(pk=row.pk).update(set_up_on=date(2019, 3, 15))
    client.force_login(actor)
    answer = client.get(reverse("web:exposure"))
    (vintage,) = answer.context["vintages"]

    assert (vintage.year, vintage.after[3].unknown, vintage.after[3].rate) == (2019, 1, None)
    said = answer.content.decode()
    assert "vivantes ÷ (vivantes + cessées)" in said
    assert "Inconnues" in said
