"""Signing in, the second factor, and the pages that say no."""

import pytest
from playwright.sync_api import expect

from demo.accounts import PASSWORD, address_of
from tests.browser.axe import violations
from tests.browser.conftest import PHONE, look

pytestmark = pytest.mark.browser


@pytest.fixture
def visitor(chromium, site):
    """A page that nobody signed in on."""
    context = chromium.new_context(base_url=site.url, locale="fr-FR", reduced_motion="reduce")
    yield context.new_page()
    context.close()


def test_a_wrong_password_is_refused_in_french_and_says_nothing_of_the_account(visitor):
    visitor.goto("/")
    visitor.locator("#id_login").fill(address_of("advisor"))
    visitor.locator("#id_password").fill("pas-le-bon-mot")
    visitor.locator("#id_password").press("Enter")
    main = visitor.locator("main")
    expect(main).to_contain_text("mot de passe")
    wrong = visitor.locator("[role=alert], .lv-bandeau, .faute, .errorlist").first.inner_text()
    visitor.locator("#id_login").fill("personne@example.org")
    visitor.locator("#id_password").fill("pas-le-bon-mot")
    visitor.locator("#id_password").press("Enter")
    visitor.wait_for_load_state()
    unknown = visitor.locator("[role=alert], .lv-bandeau, .faute, .errorlist").first.inner_text()
    assert wrong == unknown
    assert not violations(visitor)
    look(visitor, "entree_mauvais_mot_de_passe")


def test_after_signing_in_one_comes_to_the_page_asked_for(visitor):
    visitor.goto("/comites/")
    visitor.locator("#id_login").fill(address_of("secretary"))
    visitor.locator("#id_password").fill(PASSWORD)
    visitor.locator("#id_password").press("Enter")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Comités")


def test_the_second_factor_is_set_up_from_one_s_account(sign_in):
    page = sign_in("advisor")
    page.goto("/compte/second-facteur/")
    assert not violations(page)
    look(page, "entree_second_facteur")
    page.goto("/compte/second-facteur/totp/activate/")
    if page.locator("#id_password").count():
        page.locator("#id_password").fill(PASSWORD)
        page.locator("#id_password").press("Enter")
    expect(page.locator("main svg, main img").first).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    assert not violations(page)
    look(page, "entree_second_facteur_code")


def test_a_page_that_does_not_exist_says_so_in_french(sign_in):
    page = sign_in("advisor")
    assert page.goto("/cette-page/").status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("Page introuvable")
    assert not violations(page)
    look(page, "erreur_404")


def test_a_page_of_another_role_says_who_may_open_it(sign_in):
    page = sign_in("member", viewport=PHONE)
    assert page.goto("/comptes/").status == 403
    expect(page.locator("main")).to_contain_text("administrat")
    assert not violations(page)
    look(page, "erreur_403")


def test_a_form_kept_open_too_long_is_refused_in_french(visitor):
    visitor.goto("/compte/login/")
    visitor.context.clear_cookies()
    visitor.locator("#id_login").fill(address_of("advisor"))
    visitor.locator("#id_password").fill(PASSWORD)
    visitor.locator("#id_password").press("Enter")
    expect(visitor.locator("html")).to_have_attribute("lang", "fr")
    expect(visitor.locator("body")).not_to_contain_text("Forbidden")
    look(visitor, "erreur_csrf")
