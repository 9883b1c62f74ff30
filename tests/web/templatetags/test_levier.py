"""Tags and filters: French amounts and days, badges, delays, icons."""

from datetime import date
from decimal import Decimal

import pytest
from django.template import Context, Template

from levier.cases.models import Case

TODAY = date(2024, 12, 19)


def rendered(source: str, **values) -> str:
    return Template(source).render(Context({"today": TODAY, **values})).strip()


@pytest.mark.parametrize(
    ("source", "value", "expected"),
    [
        ("{{ v|euros }}", Decimal("36000"), "36\u202f000\u00a0€"),
        ("{{ v|euros }}", Decimal("36000.50"), "36\u202f000,50\u00a0€"),
        ("{{ v|euros }}", None, ""),
        ("{{ v|euros }}", Decimal(0), "0\u00a0€"),
        ("{{ v|short_euros }}", Decimal("1364000"), "1,4\u00a0M€"),
        ("{{ v|percent }}", Decimal("0.65"), "65\u00a0%"),
        ("{{ v|number }}", Decimal("1234.5"), "1\u202f234,5"),
        ("{{ v|long_date }}", date(2024, 12, 1), "1er\u00a0décembre\u00a02024"),
        ("{{ v|short_date }}", date(2024, 12, 19), "19\u00a0déc.\u00a02024"),
        ("{{ v|numeric_date }}", date(2024, 11, 5), "05/11/2024"),
        ('{{ v|plural:"dossier" }}', 0, "0\u00a0dossier"),
        ('{{ v|plural:"canal,canaux" }}', 2, "2\u00a0canaux"),
        ("{{ v|capitalised }}", "en cours", "En cours"),
        ("{{ v|unlocalised }}", 12.5, "12.5"),
    ],
)
def test_values_are_written_in_french(source, value, expected):
    assert rendered(source, v=value) == expected


def test_a_blank_amount_never_looks_like_zero():
    assert "non chiffré" in rendered("{% amount v %}", v=None)
    assert "0\u00a0€" in rendered("{% amount v %}", v=Decimal(0))


def test_an_amount_says_its_nature():
    html = rendered('{% amount v "accordé" %}', v=Decimal(1000))

    assert "1\u202f000\u00a0€<small>accordé</small>" in html


@pytest.mark.parametrize(
    ("since", "sense"),
    [(date(2024, 12, 6), ""), (date(2024, 12, 5), "ocre"), (date(2024, 11, 20), "ocre"),
     (date(2024, 11, 19), "brique")],
)  # fmt: skip
def test_a_wait_is_coloured_from_two_weeks_and_from_a_month(since, sense):
    html = rendered("{% waiting since today %}", since=since)

    assert f'class="lv-delai {sense}"' in html
    assert f"{(TODAY - since).days}\u00a0j" in html


@pytest.mark.parametrize(
    ("day", "text", "sense"),
    [
        (date(2024, 12, 16), "Retard 3\u00a0j", "brique"),
        (date(2024, 12, 19), "Aujourd’hui", "brique"),
        (date(2024, 12, 20), "Demain", "ocre"),
        (date(2024, 12, 30), "30\u00a0déc.", "ocre"),
        (date(2025, 1, 19), "19\u00a0janv.\u00a02025", "mer"),
    ],
)
def test_a_deadline_is_written_and_coloured(day, text, sense):
    html = rendered("{% due day today %}", day=day)

    assert text in html
    assert f"lv-delai {sense}" in html


def test_a_state_always_comes_with_its_word():
    html = rendered("{% state_badge case %}", case=Case(state="conditions"))

    assert html == '<span class="lv-etat ocre">Conditions à lever</span>'


def test_what_was_typed_is_escaped():
    assert "&lt;b&gt;" in rendered('{% badge word "pre" %}', word="<b>")


def test_an_icon_is_hidden_from_screen_readers():
    assert 'aria-hidden="true"' in rendered('{% icon "search" %}')


def test_a_page_that_does_not_exist_has_no_address():
    assert rendered('{% page_url "web:nowhere" %}') == ""
    assert rendered('{% page_url "web:home" %}') == "/"
