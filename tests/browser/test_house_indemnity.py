"""The house carries a guarantee: its indemnity is prepared, approved by another, executed."""

import sqlite3

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import LAPTOP, PHONE, look
from tests.browser.test_guarantee_life import TODAY, step
from tests.browser.walking import a_pdf, saved
from tests.factories.banking import PAYEE_IBAN, status_file

pytestmark = pytest.mark.browser
PAPERS = (
    "Contrat de prêt signé", "Tableau d’amortissement", "Preuve du déblocage du prêt",
    "Mise en demeure et déchéance du terme", "Décompte de la créance",
)  # fmt: skip


@pytest.fixture
def guarantee(site) -> tuple[str, str]:
    """A guarantee set up, that the house carries: its number, and the name of its bank.

    The demo holds none: every product of guarantee names another carrier.
    """
    if site.database is None:
        pytest.skip("the demo served elsewhere has no guarantee of the house")
    with sqlite3.connect(site.database, timeout=30) as base:
        key, number, bank = base.execute(
            "select c.id, c.number, b.name from portfolio_commitment c"
            " join portfolio_guarantee g on g.commitment_id = c.id"
            " join people_bank b on b.id = g.bank_id"
            " where c.kind = 'guarantee' and c.state = 'set_up' and g.loan_amount > 5000"
            " order by c.number desc limit 1"
        ).fetchone()
        base.execute(
            "update portfolio_commitment set carrier_id ="
            " (select id from catalogue_carrier where is_house = 1 limit 1) where id = ?", [key]
        )  # fmt: skip
    return number, bank


def test_an_indemnity_of_the_house_is_approved_by_a_second_person(sign_in, guarantee):
    number, bank = guarantee
    director, finance = sign_in("director"), sign_in("finance")
    _name_the_accounts(director, bank)
    address = _accepted_call(finance, number)
    expect(finance.locator("main")).to_contain_text("L’indemnité est partie autrement")
    finance.get_by_role("link", name="Préparer le paiement").click()
    expect(finance.locator("main")).to_contain_text(PAYEE_IBAN)
    finance.get_by_label("Compte de charge").fill("686600")
    assert not violations(finance)
    look(finance, "indemnite_preparer")
    finance.get_by_role("button", name="Préparer le paiement").click()
    saved(finance, "une autre personne l’approuve")
    order = finance.locator("h1").inner_text().removeprefix("Paiement ")
    look(finance, "indemnite_ordre")
    finance.goto(address)
    expect(finance.locator("main")).to_contain_text(order)
    expect(finance.locator("main")).not_to_contain_text("L’indemnité est partie autrement")
    look(finance, "indemnite_en_cours")

    director.goto("/paiements/")
    director.get_by_role("button", name=f"Approuver {order}").click()
    saved(director, "est approuvé")
    finance.goto("/paiements/")
    finance.get_by_role("button", name="Écrire le fichier SEPA").click()
    saved(finance, "déposez-le à la banque")
    finance.goto("/paiements/")
    answer = {
        "name": "retour.xml", "mimeType": "application/xml",
        "buffer": status_file((order, "ACSC", ""), message_id=f"BQ-{order}"),
    }  # fmt: skip
    finance.locator("input[type=file]").set_input_files(answer)
    finance.get_by_role("button", name="Lire le fichier").click()
    saved(finance, "1 paiement exécuté")
    for name, view, scheme in (("", LAPTOP, "dark"), ("_telephone", PHONE, "light")):
        page = sign_in("finance", viewport=view, scheme=scheme)
        page.goto(address)
        expect(page.locator("main")).to_contain_text("Indemnisé")
        assert page.evaluate("document.documentElement.scrollWidth") <= view["width"]
        assert not violations(page)
        look(page, f"indemnite_payee{name}")


def _name_the_accounts(director, bank: str) -> None:
    """Put the bank's IBAN on its card, and the ledger account on the house's own account."""
    director.goto("/banques/")
    director.get_by_role("link", name=bank, exact=True).first.click()
    director.get_by_label("IBAN").fill(PAYEE_IBAN)
    assert not violations(director)
    look(director, "banque_iban")
    director.get_by_role("button", name="Enregistrer").click()
    saved(director, "La banque est modifiée")
    director.goto("/paiements/comptes/")
    director.get_by_role("link", name="Compte des primes").first.click()
    director.get_by_label("Compte comptable").fill("512000")
    director.get_by_role("button", name="Enregistrer").click()
    director.wait_for_load_state()


def _accepted_call(page, number: str) -> str:
    """Lead the call of a guarantee to its acceptance; return the address of its life."""
    page.goto(f"/garanties/?q={number}")
    page.get_by_role("row").filter(has_text=number).get_by_role("link").first.click()
    page.get_by_role("link", name="Vie de la garantie").click()
    event = step(page, "Noter un événement")
    event.get_by_label("Événement").select_option(label="déchéance du terme")
    event.get_by_label("Le", exact=True).fill(page.evaluate(TODAY))
    event.get_by_label("Capital restant dû (€)").fill("1000")
    event.get_by_role("button", name="Noter l’événement").click()
    saved(page, "L’événement est noté")
    call = step(page, "La banque appelle la garantie")
    call.get_by_label("Capital restant dû (€)").fill("1000")
    call.get_by_role("button", name="Ouvrir l’appel").click()
    saved(page, "L’appel est ouvert")
    for paper in PAPERS:
        part = step(page, "Une pièce est arrivée")
        part.get_by_label("Pièce").select_option(label=paper)
        part.locator("input[type=file]").set_input_files(a_pdf("piece.pdf"))
        part.get_by_role("button", name="Noter la pièce").click()
        saved(page, "La pièce est notée")
    opinion = step(page, "Transmettre au porteur du risque")
    opinion.get_by_label("Motif de l’avis").fill("Dossier régulier.")
    opinion.get_by_role("button", name="Transmettre avec l’avis").click()
    saved(page, "transmis au porteur du risque")
    step(page, "Le porteur du risque a décidé").get_by_role("button").click()
    saved(page, "décision du porteur du risque est notée")
    return page.url
