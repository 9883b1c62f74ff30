"""Step 4, as the finance officer lives it: lift a condition, amend, set up, see the envelopes."""

import pytest

from tests.browser.axe import violations
from tests.browser.conftest import PHONE, look

pytestmark = pytest.mark.browser


def test_a_condition_lifted_opens_the_guarantee_which_is_amended_then_set_up(sign_in):
    page = sign_in("finance")
    page.goto("/garanties/?etat=locked")
    page.locator("a.lv-ligne").first.click()
    page.locator("#cond").wait_for()
    assert violations(page) == []
    look(page, "4-garantie-a-debloquer")
    page.locator("input[name=evidence]").first.fill("bail reçu et relu")
    page.get_by_role("button", name="Lever la condition").first.click()
    page.get_by_role("button", name="Noter la mise en place").wait_for()

    page.get_by_role("link", name="Faire un avenant").click()
    loan = page.locator("#id_loan_amount")
    loan.wait_for()
    assert violations(page) == []
    loan.fill("9 000")
    page.locator("#id_reason").fill("le fonds coûte moins cher")
    page.get_by_role("button", name="Enregistrer l’avenant").click()
    page.locator(".lv-avap").wait_for()
    assert "9\u202f000\u00a0€" in page.locator(".lv-avap").inner_text()

    page.get_by_role("button", name="Noter la mise en place").click()
    page.locator(".lv-bandeau.pre", has_text="mise en place").wait_for()
    assert page.locator(".lv-etat", has_text="Mis en place").count() == 1
    look(page, "4-garantie-mise-en-place")


def test_an_envelope_says_what_is_left_and_an_opening_one_says_what_it_is(sign_in):
    page = sign_in("finance")
    page.goto("/enveloppes/")
    assert page.locator("td .vide", has_text="ouverture").count() > 0
    page.goto("/enveloppes/?ouverture=oui")
    page.locator("a.lv-ligne").first.click()
    page.locator("#tirages").wait_for()

    assert page.locator(".lv-bandeau", has_text="ouverture").count() == 1
    assert violations(page) == []
    look(page, "4-enveloppe-ouverture")


@pytest.mark.parametrize("path", ["/garanties/", "/primes/", "/enveloppes/", "/catalogue/"])
def test_the_money_pages_fit_a_phone_in_the_dark(sign_in, path):
    page = sign_in("finance", viewport=PHONE, scheme="dark")
    page.goto(path)

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(page) == []
    look(page, f"4-telephone-{path.strip('/')}")
