"""Following commitments: the list, a light set by hand, a review noted, a provision decided."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import PHONE, look

pytestmark = pytest.mark.browser


def test_a_commitment_is_followed_from_the_list_to_a_review(sign_in):
    page = sign_in("advisor")
    page.get_by_role("link", name="Suivi", exact=True).click()
    main = page.locator("main")
    expect(main).to_contain_text("en alerte avant impayé")
    assert not violations(page)
    look(page, "suivi_1_liste")

    page.get_by_role("link", name="à l’orange").click()
    page.locator("tbody a.lv-ligne").first.click()
    expect(main.get_by_role("heading", name="Feu", exact=True)).to_be_visible()
    assert not violations(page)
    page.get_by_text("Donner mon avis sur le feu").click()
    page.get_by_role("combobox", name="Feu").select_option("green")
    page.get_by_role("button", name="Noter l’avis").click()
    expect(main).to_contain_text("écrivez pourquoi")
    page.locator("details[open]").get_by_label("Pourquoi").fill("Rendez-vous pris lundi")
    page.get_by_role("button", name="Noter l’avis").click()
    expect(main).to_contain_text("Rendez-vous pris lundi")
    look(page, "suivi_2_engagement")

    page.locator("section", has_text="Revues à faire").locator("a.lv-tache").first.click()
    page.get_by_label("Constat").fill("Atelier visité, carnet plein.")
    for label in ("Emplois (ETP)", "Trésorerie (€)"):
        if page.get_by_label(label).count():
            page.get_by_label(label).first.fill("2,5")
    assert not violations(page)
    look(page, "suivi_3_revue")
    page.get_by_role("button", name="Noter la revue").click()
    expect(page.locator("body")).to_contain_text("La revue est notée.")


def test_the_follow_up_fits_a_phone(sign_in):
    page = sign_in("advisor", viewport=PHONE)
    page.goto("/suivi/")
    page.locator("tbody a.lv-ligne").first.click()

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not violations(page)
    look(page, "suivi_4_telephone")


def test_a_provision_is_decided_line_by_line(sign_in):
    page = sign_in("finance")
    page.goto("/provisions/")
    main = page.locator("main")
    expect(main).to_contain_text("proposés par la grille")
    assert not violations(page)
    page.get_by_role("link", name="Décider").first.click()
    expect(main).to_contain_text("seule la différence est comptabilisée")
    page.get_by_label("Montant retenu (€)").fill("1")
    page.get_by_role("button", name="Décider la provision").click()
    expect(main).to_contain_text("dites pourquoi")
    page.get_by_label("Motif").fill("Caution appelée")
    page.get_by_role("button", name="Décider la provision").click()
    expect(main).to_contain_text("Caution appelée")
    look(page, "suivi_5_provisions")
