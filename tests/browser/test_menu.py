"""Every page of the menu opens, has no accessibility violation, and works by keyboard."""

import pytest

from tests.browser.axe import contrast_violations, violations
from tests.browser.conftest import PHONE, look

pytestmark = pytest.mark.browser

ROLES = (
    "advisor",
    "brsa_advisor",
    "dla_officer",
    "secretary",
    "member",
    "finance",
    "director",
    "funder",
    "prescriber",
    "entrepreneur",
    "citizen",
    "administrator",
    "network_administrator",
)
# The menus of these roles hold every page: they are looked at in the dark too, and pictured.
PICTURED = ("director", "brsa_advisor", "funder", "prescriber", "entrepreneur", "administrator")
MENU = "nav.lv-menu a.i"
FOCUS = """(() => {
  const style = getComputedStyle(document.activeElement);
  const shown = style.boxShadow !== 'none' || style.outlineStyle !== 'none';
  return document.activeElement.tagName + '|' + shown;
})()"""


def addresses_of_menu(page) -> list[str]:
    """Return the addresses of the left menu, in order, each once."""
    found = page.locator(MENU).evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return list(dict.fromkeys(found))


def name_of(address: str) -> str:
    """Return a file name for an address."""
    return address.strip("/").replace("/", "_") or "accueil"


def _faults(page, address: str, scheme: str, check) -> dict[str, list[str]]:
    found = check(page)
    return {f"{address} ({scheme})": found} if found else {}


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_the_menu_is_accessible_in_light_and_dark(sign_in, role):
    page = sign_in(role)
    faults = {}
    for address in addresses_of_menu(page) or ["/"]:
        answer = page.goto(address)
        assert answer.status == 200, address
        assert page.locator("h1").count() == 1, f"{address} has no single title"
        faults |= _faults(page, address, "light", violations)
        if role in PICTURED:
            look(page, f"{role}_{name_of(address)}_light")
            page.emulate_media(color_scheme="dark")
            faults |= _faults(page, address, "dark", contrast_violations)
            look(page, f"{role}_{name_of(address)}_dark")
            page.emulate_media(color_scheme="light")
    assert not faults, faults


@pytest.mark.parametrize("role", ["advisor", "director", "secretary"])
def test_the_menu_on_a_phone_never_scrolls_sideways(sign_in, role):
    addresses = addresses_of_menu(sign_in(role))
    page = sign_in(role, viewport=PHONE)
    for address in addresses:
        page.goto(address)
        width = page.evaluate("document.documentElement.scrollWidth")
        if role == "director":
            look(page, f"{role}_{name_of(address)}_phone")
        assert width <= PHONE["width"], f"{address} is {width} px wide on a phone"


@pytest.mark.parametrize("role", ["advisor", "director"])
def test_every_page_of_the_menu_is_reached_and_left_by_keyboard(sign_in, role):
    page = sign_in(role)
    for address in addresses_of_menu(page):
        page.goto(address)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#contenu", address
        page.keyboard.press("Enter")
        seen = set()
        for _ in range(12):
            page.keyboard.press("Tab")
            seen.add(page.evaluate(FOCUS))
        hidden = [item for item in seen if item.endswith("|false") and not item.startswith("BODY")]
        assert not hidden, f"{address}: focus is not seen on {hidden}"


def test_the_search_box_opens_with_a_key_and_finds_a_dossier(sign_in):
    page = sign_in("advisor")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.getAttribute('name')") == "q"
    page.keyboard.type("delcroix")
    page.locator("text=Anaïs Delcroix").first.wait_for()
