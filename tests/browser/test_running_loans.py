"""A loan that runs: its schedule opened, a payment, a restructuring, and what is late."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import look

pytestmark = pytest.mark.browser

# Paid out in 2024 and 2025, their schedules not opened by the demo.
NUMBER, UNPAID = "ESS-2024-24-1", "ESS-2024-28-2"


def open_schedule(page, number=NUMBER):
    page.goto(f"/prets-et-apports/?q={number}")
    page.get_by_role("row").filter(has_text=number).get_by_role("link").first.click()
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


def test_a_loan_never_paid_is_due_whole_after_its_notice(sign_in):
    page = sign_in("finance")
    open_schedule(page, UNPAID)
    main = page.locator("main")
    page.get_by_role("link", name="Ouvrir l’échéancier").click()
    page.get_by_role("button", name="Voir l’échéancier").click()
    page.get_by_role("button", name="Ouvrir cet échéancier").click()
    page.get_by_role("link", name="Prononcer la déchéance du terme").click()
    page.get_by_label("Motif").fill("Sans réponse")
    page.get_by_role("button", name="Voir avant et après").click()
    expect(main).to_contain_text("Aucune mise en demeure n’est partie d’ici")
    assert not violations(page)
    look(page, "pret_6_decheance_refusee")

    page.get_by_label("Mise en demeure partie le").fill("2026-03-02")
    page.get_by_label("Référence de la mise en demeure").fill("LRAR 1A 234 567")
    page.get_by_role("button", name="Voir avant et après").click()
    expect(main).to_contain_text("Avant, après")
    assert not violations(page)
    look(page, "pret_7_decheance")
    page.get_by_role("button", name="Enregistrer").click()
    expect(main).to_contain_text("Déchu du terme le")
    expect(main).to_contain_text("Terme déchu")
    expect(page.get_by_role("link", name="Accorder une pause")).to_have_count(0)
    assert not violations(page)
    look(page, "pret_8_dechu")
    page.goto("/prets-en-retard/")
    expect(main).to_contain_text("déchu du terme")
    assert not violations(page)
    look(page, "pret_9_retards")


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
