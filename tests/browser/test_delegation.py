"""A small dossier is decided by the director alone, then ratified by the next committee."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import PHONE, look
from tests.browser.walking import saved

pytestmark = pytest.mark.browser

DOSSIER, PLACE = "Papeterie des Corons", "Salle du Conseil"


def test_the_director_decides_a_small_dossier_in_four_gestures(sign_in):
    page = sign_in("director")
    page.goto("/comites/par-delegation/")
    assert not violations(page)
    look(page, "delegation_liste")
    page.get_by_role("link", name=DOSSIER).click()  # 1
    expect(page.get_by_role("radio", name="Direction")).to_be_checked()
    assert not violations(page)
    look(page, "delegation_decider")
    page.get_by_role("radio", name="Accord avec conditions").check()  # 2
    page.get_by_label("Conditions, une par ligne").fill("Bail signé")
    page.get_by_role("radio", name="Accord", exact=True).check()
    expect(page.get_by_label("Conditions, une par ligne")).to_be_hidden()
    page.get_by_role("button", name="Décider ce dossier").click()  # 3, and 4 to confirm
    assert any("ne se défait pas" in told for told in sign_in.told)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Décisions par délégation DD-")
    saved(page, "est décidé par délégation")
    expect(page.locator(".decision")).to_contain_text("à ratifier")
    assert not violations(page)
    look(page, "delegation_acte")
    letter = page.locator(".lettres a").first
    answer = page.request.get(letter.get_attribute("href"))
    assert answer.headers["content-type"] == "application/pdf"


def test_above_the_ceiling_the_page_says_that_the_committee_decides(sign_in):
    page = sign_in("director", viewport=PHONE)
    page.goto("/dossiers/?q=Beffroi")
    page.locator("tbody a").first.click()
    page.goto(f"{page.url.rstrip('/')}/comite/")
    page.get_by_role("link", name="Décider par délégation").click()
    expect(page.get_by_text("au-dessus de la délégation").first).to_be_visible()
    look(page, "delegation_plafond_telephone")
    page.get_by_role("button", name="Décider ce dossier").click()
    expect(page.get_by_role("alert")).to_contain_text("le comité décide")


def test_the_next_committee_ratifies_in_session(sign_in):
    page = sign_in("director")
    page.goto("/comites/nouveau/")
    kinds = page.get_by_role("combobox", name="Comité")
    kinds.select_option(label=kinds.get_by_role("option").filter(has_text="TPE").inner_text())
    page.get_by_label("Date").fill(page.evaluate("new Date().toISOString().slice(0, 10)"))
    page.get_by_label("Lieu").fill(PLACE)
    page.locator("main button[type=submit]").click()
    for box in page.locator("input[name=present]").all():
        box.check()
    page.get_by_role("button", name="Enregistrer les présences").click()
    saved(page, "présences")
    expect(page.get_by_role("link", name="à ratifier")).to_be_visible()
    page.get_by_role("button", name="Ouvrir la séance").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("link", name="à ratifier").click()
    assert not violations(page)
    look(page, "delegation_ratifier")
    page.get_by_role("button", name="Ratifier les décisions cochées").click()
    saved(page, "ratifiée")
    expect(page.locator(".lv-ratifier")).to_contain_text("ratifiée")
