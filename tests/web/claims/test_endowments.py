"""Lines of endowment on the screens: opened, backing guarantees, their figures on a day."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from levier.claims.models import Backing, Endowment
from tests.factories.accounts import user
from tests.factories.claims import running
from tests.factories.committees import HELD_ON
from tests.factories.endowments import backed, endowment
from tests.factories.funds import funder
from tests.factories.portfolio import guarantee

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance():
    return user("finance")


@pytest.fixture
def page(client, finance):
    client.force_login(finance)
    return client


def html(answer, status=200) -> str:
    assert answer.status_code == status
    return answer.content.decode()


def of(name, row) -> str:
    return reverse(f"web:{name}", args=[row.pk])


def opened(page, payer, **values):
    return page.post(
        "/dotations/nouvelle/",
        {
            "funder": payer.pk, "title": "Région 2026", "amount": "100 000", "multiplier": "5,5",
            "source": "Convention, article 4", "first_day": "2024-01-01", "epci_sirens": "",
            **values,
        },
        follow=True,
    )  # fmt: skip


def test_a_line_is_opened_with_its_multiplier_and_its_source(page, finance):
    shown = html(opened(page, funder(finance.organisation)))
    assert "550\u202f000" in shown
    assert "Convention, article 4" in shown
    assert "Région 2026" in html(page.get("/dotations/"))


def test_faults_of_a_line_stand_on_its_form(page, finance):
    payer = funder(finance.organisation)
    assert "Un SIREN a neuf chiffres" in html(opened(page, payer, epci_sirens="12"), 422)
    assert "ne peut pas précéder" in html(opened(page, payer, last_day="2023-01-01"), 422)
    assert not Endowment.objects.exists()


def test_the_figures_open_on_their_guarantees_on_the_day_asked(page, finance):
    line, day = endowment(finance), timezone.localdate()
    row = guarantee(finance)
    shown = html(page.get(of("endowment", line), {"au": day.isoformat()}))
    assert row.number in shown
    assert "28\u202f800,00" in shown
    before = html(page.get(of("endowment", line), {"au": HELD_ON - timedelta(days=1)}))
    assert row.number not in before


def test_a_guarantee_is_attached_by_hand_with_what_is_available(page, finance):
    row, line = running(finance), endowment(finance)
    other = endowment(finance, products=["autre"])
    form = html(page.get(of("guarantee_back", row)))
    assert 'value="100"' in form
    assert "500\u202f000" in form
    assert str(other.pk) not in form
    page.post(of("guarantee_back", row), {"endowment": line.pk, "share": "60"})
    assert str(Backing.objects.get().share) == "0.600000"
    life = html(page.get(of("guarantee_life", row)))
    assert str(line) in life
    assert "60\u00a0%" in life


def test_a_line_that_is_exceeded_says_what_is_missing_at_its_field(page, finance):
    row, line = guarantee(finance), endowment(finance, "100", "1")
    answer = page.post(of("guarantee_back", row), {"endowment": line.pk, "share": "100"})
    assert "il manque 28\u202f700,00" in html(answer, 422)
    assert not Backing.objects.exists()


def test_a_guarantee_leaves_its_line_with_a_reason(page, finance):
    row, line = guarantee(finance), endowment(finance)
    kept = backed(row, line)
    refused = page.post(of("guarantee_detach", kept), {"reason": ""}, follow=True)
    assert "Dites pourquoi" in html(refused)
    page.post(of("guarantee_detach", kept), {"reason": "erreur de ligne"})
    assert not Backing.objects.exists()


def test_a_multiplier_and_a_counter_guarantee_are_dated_and_sourced(page, finance):
    line = endowment(finance)
    page.post(
        of("endowment_multiplier", line),
        {"multiplier": "8", "first_day": "2024-06-01", "source": "Avenant 1"},
    )
    page.post(
        of("endowment_counter", line),
        {
            "guarantor": "Fonds européen", "share": "70", "first_day": "2024-01-01",
            "source": "Accord",
        },
    )  # fmt: skip
    shown = html(page.get(of("endowment", line)))
    assert "Avenant 1" in shown
    assert "Fonds européen, 70" in shown


def test_who_reads_lines_does_not_change_them(client, finance):
    row, line = guarantee(finance), endowment(finance)
    backed(row, line)
    client.force_login(user("advisor", finance.organisation))
    assert "Nouveau coefficient" not in html(client.get(of("endowment", line)))
    assert client.get("/dotations/nouvelle/").status_code == 403


def test_the_list_is_exported_with_its_figures(page, finance):
    endowment(finance)
    answer = page.get("/dotations/", {"export": "xlsx"})
    assert b"".join(answer).startswith(b"PK")


def test_the_lines_of_a_funder_are_summed(page, finance):
    payer = funder(finance.organisation, name="Région")
    endowment(finance, funder=payer)
    endowment(finance, "20000", funder=payer)
    shown = html(page.get("/dotations/"))
    summed = shown.split("Par financeur")[1]
    assert "120\u202f000" in summed
    assert "600\u202f000" in summed
    assert f"?financeur={payer.pk}" in summed
