"""A loan from its contract to its restructuring: finance does it, the board decides the last."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import LAPTOP, PHONE, look
from tests.browser.walking import a_pdf, saved

pytestmark = pytest.mark.browser
NUMBER = "ENG-2024-21-P"  # a solidarity loan of the house, granted and not paid out


def open_loan(page):
    page.goto(f"/prets-et-apports/?q={NUMBER}")
    page.get_by_role("row").filter(has_text=NUMBER).get_by_role("link").first.click()


@pytest.mark.parametrize(("viewport", "scheme"), [(LAPTOP, "light"), (PHONE, "dark")])
def test_a_schedule_asks_for_what_its_method_needs(sign_in, viewport, scheme):
    """Before the walk below: nothing is kept here."""
    page = sign_in("finance", viewport=viewport, scheme=scheme)
    open_loan(page)
    page.get_by_role("link", name="Établir le contrat").click()
    fixed, shares = page.get_by_label("Échéance fixe"), page.get_by_label("Parts du capital")
    days, year = page.get_by_label("Jours par période"), page.get_by_label("L’année change le")
    for waits in (fixed, shares, days, year, page.get_by_label("Reste des arrondis")):
        expect(waits).to_be_hidden()
    page.get_by_label("Remboursement").select_option("fixed_instalment")
    expect(fixed).to_be_visible()
    page.get_by_label("Remboursement").select_option("custom_shares")
    expect(fixed).to_be_hidden()
    shares.fill("50 ; 40")
    page.get_by_label("Périodicité").select_option("0")
    days.fill("30")
    page.get_by_text("Conventions", exact=True).click()
    page.get_by_label("Calcul des intérêts").select_option("actual/actual")
    expect(year).to_be_visible()
    page.get_by_role("button", name="Voir les termes").click()
    expect(page.locator("main")).to_contain_text("2\u00a0parts pour")
    expect(year).to_be_visible()  # a convention that is not usual stays on view
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert not violations(page)


def test_a_loan_is_walked_from_its_contract_to_its_restructuring(sign_in):
    page = sign_in("finance")
    main = page.locator("main")
    open_loan(page)
    page.get_by_role("link", name="Établir le contrat").click()
    page.get_by_label("Versement prévu le").fill("2026-01-10")
    page.get_by_label("Frais à la charge").fill("150")
    page.get_by_role("button", name="Voir les termes").click()
    expect(main).to_contain_text("TEG proportionnel")
    assert not violations(page)
    look(page, "contrat_1_termes")
    page.get_by_role("button", name="Établir ce contrat").click()
    saved(page, "faites-le signer")
    contract = page.get_by_role("link", name="Contrat 1 du").get_attribute("href")
    assert page.request.get(contract).body().startswith(b"%PDF")
    assert not violations(page)
    look(page, "contrat_2_a_signer")

    page.get_by_role("link", name="Noter la signature").click()
    page.get_by_label("Signé le").fill(page.evaluate("new Date().toLocaleDateString('sv')"))
    page.get_by_label("Copie signée").set_input_files(a_pdf("contrat-signe.pdf"))
    page.get_by_role("button", name="Enregistrer la signature").click()
    saved(page, "La signature est notée")
    expect(main).to_contain_text("copie signée")

    page.get_by_label("Date", exact=True).fill("2026-01-10")
    page.get_by_role("button", name="Noter le versement").click()
    saved(page, "Le versement est noté")
    page.get_by_role("link", name="Échéancier", exact=True).click()
    page.get_by_role("link", name="Ouvrir l’échéancier").click()
    page.get_by_role("button", name="Voir l’échéancier").click()
    page.get_by_role("button", name="Ouvrir cet échéancier").click()
    expect(main).to_contain_text("En retard de")

    schedule = page.url
    page = sign_in("director")  # the board restructures, by delegation: finance would cite minutes
    page.goto(schedule)
    main = page.locator("main")
    page.get_by_role("link", name="Restructurer").click()
    page.get_by_label("Capital impayé").select_option("capitalise")
    page.get_by_label("Nombre d’échéances à venir").fill("60")
    page.get_by_label("Motif").fill("Saison perdue")
    page.get_by_label("Décidé par").select_option("body bureau")
    page.get_by_role("button", name="Voir avant et après").click()
    page.get_by_role("button", name="Enregistrer").click()
    expect(main).to_contain_text("Restructuré le")
    look(page, "contrat_3_restructure")


def test_the_accounts_are_read_and_a_fec_leaves(sign_in):
    page = sign_in("finance")
    page.goto("/comptabilite/")
    assert not violations(page)
    page.get_by_role("link", name="Balance").click()
    expect(page.locator("main")).to_contain_text("274000")
    assert not violations(page)
    page.goto("/comptabilite/fichiers/")
    page.get_by_label("SIREN de la maison").fill("123456789")
    page.get_by_role("button", name="Écrire le fichier").click()
    expect(page.locator("main")).to_contain_text("n’est pas un SIREN")
    assert not violations(page)
    page.get_by_label("SIREN de la maison").fill("732829320")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Écrire le fichier").click()
    assert taken.value.suggested_filename.startswith("732829320FEC")


MONEY = (
    "/comptabilite/", "/comptabilite/balance/", "/prelevements/", "/mandats/", "/extraits/",
    "/dotations/", "/provisions/",
)  # fmt: skip


@pytest.mark.parametrize("address", MONEY)
def test_the_pages_of_money_fit_a_phone_in_the_dark(sign_in, address):
    page = sign_in("finance", viewport=PHONE, scheme="dark")
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not violations(page)
