"""A loan that runs: its schedule opened, a payment, a restructuring, and what is late."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import look

pytestmark = pytest.mark.browser

NUMBER = "ESS-2024-24-1"  # paid out in 2024, its schedule not opened by the demo


def open_schedule(page):
    page.goto(f"/prets-et-apports/?q={NUMBER}")
    page.get_by_role("row").filter(has_text=NUMBER).get_by_role("link").first.click()
    page.get_by_role("link", name="Échéancier", exact=True).click()


def test_a_loan_is_walked_from_its_schedule_to_its_restructuring(sign_in):
    page = sign_in("finance")
    open_schedule(page)
    main = page.locator("main")
    expect(main).to_contain_text("pas encore ouvert")
    page.get_by_role("link", name="Ouvrir l’échéancier").click()
    page.get_by_role("button", name="Voir l’échéancier").click()
    expect(main).to_contain_text("rien n’est encore enregistré")
    assert not violations(page)
    look(page, "pret_1_apercu")
    page.get_by_role("button", name="Ouvrir cet échéancier").click()
    expect(main).to_contain_text("En retard de")
    assert not violations(page)
    look(page, "pret_2_echeancier")

    page.get_by_role("link", name="Noter un paiement").click()
    page.get_by_label("Montant reçu (€)").fill("1 000")
    page.get_by_role("button", name="Voir avant et après").click()
    expect(main).to_contain_text("À recevoir")
    page.get_by_role("button", name="Enregistrer").click()
    expect(main).to_contain_text("Paiement reçu")

    schedule = page.url
    page = sign_in("director")  # the board restructures, by delegation: finance would cite minutes
    page.goto(schedule)
    main = page.locator("main")
    page.get_by_role("link", name="Restructurer").click()
    page.get_by_label("Capital impayé").select_option("capitalise")
    page.get_by_label("Intérêts impayés").select_option("waive")
    page.get_by_label("Nombre d’échéances à venir").fill("48")
    page.get_by_label("Motif").fill("Comité de suivi")
    page.get_by_label("Décidé par").select_option("body bureau")
    page.get_by_role("button", name="Voir avant et après").click()
    expect(main).to_contain_text("passent en perte")
    assert not violations(page)
    look(page, "pret_3_restructuration")
    page.get_by_role("button", name="Enregistrer").click()
    expect(main).to_contain_text("Restructuré le")
    expect(main).to_contain_text("version 2")
    expect(main).not_to_contain_text("En retard de")


def test_what_is_late_is_listed_and_a_step_is_read_again(sign_in):
    page = sign_in("finance")
    page.goto("/prets-en-retard/")
    main = page.locator("main")
    expect(main).to_contain_text("PAR30")
    expect(main).to_contain_text("Relances à valider")
    assert not violations(page)
    look(page, "pret_4_retards")
    page.get_by_role("link", name="Mise en demeure").first.click()
    expect(main).to_contain_text("mettons en demeure")
    assert not violations(page)
    look(page, "pret_5_relance")
