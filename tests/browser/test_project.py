"""« Mon projet »: a visitor, the keyboard alone, a phone, no script."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import LAPTOP, PHONE, look

pytestmark = pytest.mark.browser


@pytest.fixture
def visit(chromium, site):
    """Return a function that opens the page as nobody."""
    contexts = []

    def open_page(viewport=LAPTOP, **options):
        context = chromium.new_context(
            base_url=site.url, locale="fr-FR", reduced_motion="reduce", viewport=viewport, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.goto("/mon-projet/")
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_six_questions_are_answered_with_the_keyboard_alone(visit):
    page = visit()
    page.locator("#id_commune").focus()
    page.keyboard.type("Calais")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # the answer that is checked is « je ne sais pas »
    page.keyboard.press("ArrowDown")  # goes round to the first: a creation
    expect(page.get_by_label("créer une activité")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("une femme")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("34")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("à France Travail depuis moins d’un an")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("36 000")
    page.keyboard.press("Tab")
    answer = page.locator("#reponse")
    expect(answer).to_contain_text("Garantie Égalité Femmes")
    expect(answer).to_contain_text("environ 28 800 € garantis")
    expect(answer).to_contain_text("Qui appeler")
    expect(answer.locator(".numero")).to_be_visible()
    expect(page.get_by_role("button", name="Voir ce qui est possible")).to_be_focused()
    assert page.context.cookies() == []
    assert "?" not in page.url
    assert not violations(page)
    look(page, "mon_projet")


def test_a_commune_elsewhere_is_told_no_at_once(visit):
    page = visit(PHONE, color_scheme="dark")
    page.locator("#id_commune").fill("Bayonne")
    page.keyboard.press("Tab")
    expect(page.locator("#tot")).to_contain_text("Non, pas ici.")
    expect(page.locator("#reponse")).to_contain_text("La suite")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not violations(page)
    look(page, "mon_projet_non")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_it_without_scrolling_sideways(visit, scheme):
    page = visit(PHONE, color_scheme=scheme)
    page.get_by_label("un homme").check()
    expect(page.locator("#reponse")).to_contain_text("Garantie Emploi")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not violations(page)


def test_without_scripts_the_button_gives_the_same_answer(visit):
    page = visit(java_script_enabled=False)
    page.get_by_label("une femme").check()
    page.get_by_label("créer une activité").check()
    page.get_by_label("au RSA, à l’ASS ou à l’AAH").check()
    page.get_by_role("button", name="Voir ce qui est possible").click()
    expect(page.locator("#reponse")).to_contain_text("Garantie Égalité Femmes")
    expect(page.get_by_label("une femme")).to_be_checked()
    assert page.context.cookies() == []


def test_the_sign_in_page_leads_there(visit):
    page = visit()
    page.goto("/compte/login/")
    page.get_by_role("link", name="Voyez ce qui est possible").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Quelles aides")
