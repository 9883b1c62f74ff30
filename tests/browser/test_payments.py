"""A grant is paid: prepared by finance, approved by the director, handed over, read back."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import PHONE, look
from tests.browser.walking import saved
from tests.factories.banking import PAYEE_IBAN, status_file

pytestmark = pytest.mark.browser


def test_a_grant_is_paid_by_two_people_and_the_bank(sign_in):
    finance = sign_in("finance")
    finance.goto("/primes/?q=FID-2024-03")
    finance.locator("a.lv-ligne").first.click()
    finance.get_by_role("link", name="Préparer le paiement").click()
    expect(finance.get_by_label("Montant (€)")).to_have_value("26\u202f600")
    finance.get_by_label("IBAN").fill(PAYEE_IBAN)
    assert not violations(finance)
    look(finance, "paiement_preparer")
    finance.get_by_role("button", name="Préparer le paiement").click()
    saved(finance, "une autre personne l’approuve")
    number = finance.locator("h1").inner_text().removeprefix("Paiement ")
    assert not violations(finance)
    look(finance, "paiement")

    director = sign_in("director")
    director.goto("/paiements/")
    assert not violations(director)
    look(director, "paiements_a_approuver")
    director.get_by_role("button", name=f"Approuver {number}").click()
    saved(director, "est approuvé")
    assert any(PAYEE_IBAN in told for told in sign_in.told)

    finance.goto("/paiements/")
    look(finance, "paiements")
    finance.get_by_role("button", name="Écrire le fichier SEPA").click()
    saved(finance, "déposez-le à la banque")
    assert not violations(finance)
    look(finance, "paiements_fichier")
    link = finance.get_by_role("link", name="Télécharger le fichier")
    assert b"pain.001.001.09" in finance.request.get(link.get_attribute("href")).body()

    finance.goto("/paiements/")
    answer = {
        "name": "retour.xml", "mimeType": "application/xml",
        "buffer": status_file((number, "ACSC", ""), message_id=f"BQ-{number}"),
    }  # fmt: skip
    finance.locator("input[type=file]").set_input_files(answer)
    finance.get_by_role("button", name="Lire le fichier").click()
    saved(finance, "1 paiement exécuté")
    finance.goto("/primes/?q=FID-2024-03")
    expect(finance.locator("tbody")).to_contain_text("Versé")


def test_the_payments_fit_a_phone_in_the_dark(sign_in):
    page = sign_in("finance", viewport=PHONE, scheme="dark")
    page.goto("/paiements/")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not violations(page)
    look(page, "paiements_telephone")
