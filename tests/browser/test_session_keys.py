"""The session at the keyboard and on a projector, on an evening of 2024: nothing is written."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import PHONE, look

pytestmark = pytest.mark.browser


def evening(page) -> None:
    """Open the session of an evening of 2024 that had several dossiers."""
    page.goto("/comites/?q=CE-2024-76")
    page.locator("a.lv-ligne").first.click()
    page.locator(".lv-points a.t").first.click()
    expect(page.locator("h2.titre")).to_be_visible()


def test_arrows_go_from_a_dossier_to_the_next_and_back(sign_in):
    page = sign_in("secretary")
    evening(page)
    first = page.locator("h2.titre").inner_text()
    page.keyboard.press("ArrowDown")
    expect(page.locator("h2.titre")).not_to_have_text(first)
    page.keyboard.press("ArrowUp")

    expect(page.locator("h2.titre")).to_have_text(first)


def test_escape_leaves_a_field_and_gives_the_keys_back(sign_in):
    page = sign_in("secretary")
    evening(page)
    first = page.locator("h2.titre").inner_text()
    field = page.locator("[data-search] input").first
    field.focus()
    page.keyboard.press("Escape")
    expect(field).not_to_be_focused()
    page.keyboard.press("ArrowDown")

    expect(page.locator("h2.titre")).not_to_have_text(first)


def test_the_room_s_screen_is_larger_and_stays_so_from_a_dossier_to_the_next(sign_in):
    page = sign_in("secretary")
    evening(page)
    page.keyboard.press("p")
    expect(page.locator("html")).to_have_attribute("data-echelle", "salle")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Quitter la projection")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-echelle", "salle")

    assert violations(page) == []
    look(page, "seance_salle")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_session_is_read_on_a_phone(sign_in, scheme):
    page = sign_in("secretary", viewport=PHONE, scheme=scheme)
    evening(page)

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(page) == []
    look(page, f"seance_telephone_{scheme}")
