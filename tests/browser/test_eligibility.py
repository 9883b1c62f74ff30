"""« Éligibilité »: the verdicts follow the keyboard, and what is left is saved."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import LAPTOP, PHONE, look

pytestmark = pytest.mark.browser


def open_facts(page):
    """Open the tab of the first dossier, in instruction or ready, that asks for a guarantee."""
    for state in ("instruction", "ready"):
        page.goto(f"/dossiers/?etat={state}&filiere=creation")
        links = page.eval_on_selector_all(
            "main a[href^='/dossiers/0']", "all => all.map(one => one.getAttribute('href'))"
        )
        for link in dict.fromkeys(links):
            page.goto(link.split("?")[0].rstrip("/") + "/eligibilite/")
            if page.locator("#id_p-months").count():
                return
    raise AssertionError("The demo has no dossier being worked on with a guarantee.")


@pytest.mark.parametrize("viewport", [LAPTOP, PHONE])
def test_a_duration_typed_changes_the_verdict_and_is_saved_when_one_leaves(sign_in, viewport):
    page = sign_in("advisor", viewport=viewport)
    open_facts(page)
    months = page.locator("#id_p-months")
    former = months.input_value()
    verdicts = page.locator("#verdicts")
    months.fill("")
    months.press_sequentially("96", delay=40)
    expect(verdicts).to_contain_text("Si le prêt bancaire durait 84 mois au plus")
    expect(verdicts).to_contain_text("pas encore enregistré")
    expect(months).to_be_focused()
    with page.expect_response("**/eligibilite/faits/"):
        months.press("Tab")
    expect(verdicts).not_to_contain_text("pas encore enregistré")
    page.reload()
    expect(page.locator("#id_p-months")).to_have_value("96")
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert not violations(page)
    look(page, f"eligibilite_{viewport['width']}")
    page.locator("#id_p-months").fill(former)
    with page.expect_response("**/eligibilite/faits/"):
        page.locator("#id_p-months").press("Tab")
    page.reload()
    expect(page.locator("#id_p-months")).to_have_value(former)
