"""Guarantees, grants, envelopes, the catalogue, as they are read: nothing is written."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import PHONE, look

pytestmark = pytest.mark.browser
LISTS = ["/garanties/", "/prets-et-apports/", "/primes/", "/enveloppes/", "/catalogue/"]


def test_an_opening_envelope_says_what_it_is_and_opens_on_its_draws(sign_in):
    page = sign_in("finance")
    page.goto("/enveloppes/?ouverture=oui")
    page.locator("a.lv-ligne").first.click()
    expect(page.locator(".lv-bandeau", has_text="Enveloppe d’ouverture")).to_be_visible()

    assert violations(page) == []
    look(page, "enveloppe_ouverture")
    page.locator("#tirages").locator("xpath=../..").locator("a.lv-ligne").first.click()
    expect(page.locator("h1")).to_contain_text("PR-")


def test_the_page_of_a_guarantee_says_its_terms_its_committee_and_its_version(sign_in):
    page = sign_in("finance")
    page.goto("/garanties/")
    page.locator("a.lv-ligne").nth(3).click()
    expect(page.locator("#termes")).to_be_visible()

    assert page.get_by_role("link", name="CE-").count() == 1
    assert violations(page) == []
    look(page, "garantie")


@pytest.mark.parametrize("path", LISTS)
def test_the_lists_fit_a_phone_in_the_dark(sign_in, path):
    page = sign_in("finance", viewport=PHONE, scheme="dark")
    page.goto(path)

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(page) == []
    look(page, f"telephone_{path.strip('/')}")


@pytest.mark.parametrize("path", ["/catalogue/", "/aides-de-minimis/", "/comites/par-delegation/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_row_of_the_list_opens_on_an_accessible_page(sign_in, path, scheme):
    page = sign_in("director", viewport=PHONE, scheme=scheme)
    page.goto(path)
    page.locator("a.lv-ligne, a.lv-tache").first.click()
    page.wait_for_url(lambda url: not url.endswith(path))
    expect(page.locator("h1")).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(page) == []
    look(page, f"ligne_{path.strip('/').replace('/', '_')}_{scheme}")
