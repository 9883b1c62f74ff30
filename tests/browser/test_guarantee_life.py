"""A guarantee is set up, goes wrong, is called by its bank, paid by its carrier, recovered upon."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import PHONE, look
from tests.browser.walking import a_pdf, saved

pytestmark = pytest.mark.browser
GRANTED = "TPE-2024-106"  # granted in April 2024, not set up
TODAY = "new Date().toISOString().slice(0, 10)"


def step(page, title: str):
    """Open a folded step and return it."""
    part = page.locator("details.lv-etape").filter(has=page.locator("summary", has_text=title))
    if part.get_attribute("open") is None:
        part.locator("summary").click()
    return part


def test_a_guarantee_from_its_set_up_to_a_recovery(sign_in):
    page = sign_in("finance")
    page.goto(f"/garanties/?q={GRANTED}")
    page.get_by_role("row").filter(has_text=GRANTED).get_by_role("link").first.click()
    form = page.locator("form.lv-formulaire")
    form.get_by_label("N° chez le porteur du risque").fill("FAG-2024-106")
    form.get_by_label("Date", exact=True).fill("2024-05-02")
    look(page, "sinistre_mise_en_place")
    page.get_by_role("button", name="Noter la mise en place").click()
    saved(page, "mise en place est notée")
    page.get_by_role("link", name="Vie de la garantie").click()
    expect(page.get_by_text("aucun incident signalé")).to_be_visible()
    assert not violations(page)
    address = page.url

    event = step(page, "Noter un événement")
    event.get_by_label("Événement").select_option(label="déchéance du terme")
    event.get_by_label("Le", exact=True).fill(page.evaluate(TODAY))
    event.get_by_label("Capital restant dû (€)").fill("1000")
    event.get_by_role("button", name="Noter l’événement").click()
    saved(page, "L’événement est noté")
    expect(page.locator("main")).to_contain_text("terme déchu")

    call = step(page, "La banque appelle la garantie")
    call.get_by_label("Capital restant dû (€)").fill("1000")
    call.get_by_role("button", name="Ouvrir l’appel").click()
    saved(page, "L’appel est ouvert")
    for paper in (
        "Contrat de prêt signé", "Tableau d’amortissement", "Preuve du déblocage du prêt",
        "Mise en demeure et déchéance du terme", "Décompte de la créance",
    ):  # fmt: skip
        part = step(page, "Une pièce est arrivée")
        part.get_by_label("Pièce").select_option(label=paper)
        part.locator("input[type=file]").set_input_files(a_pdf("piece.pdf"))
        part.get_by_role("button", name="Noter la pièce").click()
        saved(page, "La pièce est notée")
    assert not violations(page)
    look(page, "sinistre")

    opinion = step(page, "Transmettre au porteur du risque")
    opinion.get_by_label("Motif de l’avis").fill("Dossier régulier.")
    opinion.get_by_role("button", name="Transmettre avec l’avis").click()
    saved(page, "transmis au porteur du risque")
    step(page, "Le porteur du risque a décidé").get_by_role("button").click()
    saved(page, "décision du porteur du risque est notée")
    step(page, "L’indemnité est payée").get_by_role("button").click()
    saved(page, "paiement de l’indemnité est noté")
    recovery = step(page, "Un recouvrement est arrivé")
    recovery.get_by_label("Recouvré, en tout (€)").fill("100")
    recovery.get_by_role("button").click()
    saved(page, "Le recouvrement est noté")
    expect(page.locator("#appel").locator("xpath=../..")).to_contain_text("au garant")
    look(page, "sinistre_fin")

    page.goto("/sinistres/")
    assert not violations(page)
    expect(page.locator("tbody")).to_contain_text("Indemnisé")
    phone = sign_in("finance", viewport=PHONE, scheme="dark")
    phone.goto(address)
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not violations(phone)
    look(phone, "sinistre_telephone")
