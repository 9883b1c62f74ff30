"""Step 2: a dossier is instructed, tab by tab, until the committee may read it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import look
from tests.browser.walking import a_pdf, open_case, open_tab

pytestmark = pytest.mark.browser

TABS = (
    "Synthèse", "Projet", "Personnes", "Plan de financement", "Demandes", "Éligibilité", "Pièces",
    "Analyse", "Engagement", "Échanges", "Comité", "Journal",
)  # fmt: skip
HOLDER = "Leïla Cherif"


@pytest.fixture
def dossier(sign_in):
    """The page of a dossier that its advisor is instructing."""
    page = sign_in("advisor")
    open_case(page, "traiteur", HOLDER)
    return page


def pieces_that_are(page, state: str):
    """Return the pieces of the tab whose badge says a state."""
    badge = page.locator(".lv-piece-etat", has_text=state)
    return page.locator("article").filter(has=badge)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_tab_opens_and_is_accessible(sign_in, scheme):
    page = sign_in("advisor", scheme=scheme)
    open_case(page, "traiteur", HOLDER)
    faults = {}
    for tab in TABS:
        open_tab(page, tab)
        found = violations(page)
        if found:
            faults[tab] = found
        look(page, f"etape_2_{tab.lower().replace(' ', '_')}_{scheme}")
    assert not faults, faults


def test_readiness_names_what_is_missing(dossier):
    dossier.get_by_role("link", name="Prêt pour le comité").click()
    missing = dossier.locator(".lv-manque li")
    expect(missing.first).to_be_visible()
    for words in ("Il manque 6 500 € de ressources", "Avis du conseiller", "Pièce d’identité"):
        expect(dossier.locator(".lv-manque")).to_contain_text(words)
    look(dossier, "etape_2_pret_ce_qui_manque")


def test_the_plan_tips_then_balances(dossier):
    open_tab(dossier, "Plan de financement")
    card = dossier.locator("#dossier")
    expect(card).to_contain_text("Il manque 6 500 €")
    dossier.get_by_role("link", name="Ressource", exact=True).click()
    line = dossier.locator("[data-section=resource] tr[data-row]").last
    dossier.keyboard.press("Enter")
    line.get_by_role("combobox").select_option(label="prime ou subvention")
    dossier.keyboard.press("Tab")
    dossier.keyboard.type("Aide de la commune")
    dossier.keyboard.press("Tab")
    dossier.keyboard.press("Tab")
    dossier.keyboard.type("6499,99")
    dossier.keyboard.press("Enter")
    expect(card).to_contain_text("0,01 €")
    line.locator("[data-cell$=':amount']").click()
    dossier.keyboard.type("6500")
    dossier.keyboard.press("Enter")
    expect(card).to_contain_text("À l’équilibre")
    expect(dossier.locator("[data-grid-state]")).to_have_text("Enregistré")
    look(dossier, "etape_2_plan_equilibre")


def test_a_page_read_before_a_colleague_wrote_is_refused_and_loses_nothing(sign_in):
    mine, hers = sign_in("advisor"), sign_in("director")
    for page in (mine, hers):
        open_case(page, "traiteur", HOLDER)
        open_tab(page, "Projet")
    hers.get_by_label("Code NAF").fill("56.21Z")
    hers.get_by_role("button", name="Enregistrer le projet").click()
    expect(hers.locator("#messages")).to_contain_text("enregistré")
    mine.get_by_label("Code NAF").fill("10.85Z")
    mine.get_by_label("Emplois créés (ETP)").fill("1,5")
    mine.get_by_role("button", name="Enregistrer le projet").click()
    refusal = mine.locator(".lv-fautes")
    expect(refusal).to_contain_text("ont changé depuis que vous avez ouvert la page")
    expect(mine.get_by_label("Emplois créés (ETP)")).to_have_value("1,5")
    look(mine, "etape_2_page_perimee")
    mine.get_by_label("Emplois consolidés (ETP)").fill("0")
    mine.get_by_role("button", name="Enregistrer le projet").click()
    expect(mine.locator("#messages")).to_contain_text("enregistré")


def test_a_file_that_is_not_what_it_says_is_refused_in_french(dossier):
    open_tab(dossier, "Pièces")
    piece = dossier.locator("article").filter(has_text="Pièce d’identité")
    fake = {
        "name": "identite.pdf",
        "mimeType": "application/pdf",
        "buffer": b"MZ\x90\x00 not a pdf",
    }
    piece.get_by_label("Fichier pour").set_input_files(fake)
    piece.get_by_role("button", name="Envoyer").click()
    expect(dossier.locator("#dossier")).to_contain_text("fichier")
    expect(piece).to_contain_text("Attendue")


def test_pieces_are_sent_and_checked(dossier):
    open_tab(dossier, "Pièces")
    while (waiting := pieces_that_are(dossier, "Attendue")).count():
        name = waiting.first.locator("h3").inner_text()
        waiting.first.get_by_label("Fichier pour").set_input_files(a_pdf("piece.pdf"))
        waiting.first.get_by_role("button", name="Envoyer").click()
        expect(pieces_that_are(dossier, "Reçue").filter(has_text=name)).to_have_count(1)
    while (received := pieces_that_are(dossier, "Reçue")).count():
        name = received.first.locator("h3").inner_text()
        received.first.get_by_role("button", name="Vérifiée").click()
        expect(pieces_that_are(dossier, "Vérifiée").filter(has_text=name)).to_have_count(1)
    tabs = dossier.get_by_role("navigation", name="Parties du dossier")
    expect(tabs).to_contain_text(re.compile(r"Pièces\s*(\d+)/\1"))  # how many depends on the plan
    look(dossier, "etape_2_pieces_verifiees")


def test_an_extreme_rating_asks_for_its_reason(dossier):
    open_tab(dossier, "Analyse")
    notes = dossier.locator("#dossier")
    for legend, value in (
        ("Équipe dirigeante", "4"), ("Organisation", "3"), ("Environnement et stratégie", "3"),
        ("Impact social", "3"), ("Économie et finances", "2"),
    ):  # fmt: skip
        dossier.get_by_role("group", name=legend).get_by_label(value, exact=True).check()
    dossier.get_by_role("button", name="Enregistrer les notes").click()
    expect(notes.locator(".faute").first).to_be_visible()
    dossier.get_by_label("Commentaire : Équipe dirigeante").fill("Dix ans de cuisine.")
    dossier.get_by_role("button", name="Enregistrer les notes").click()
    expect(notes.locator(".faute")).to_have_count(0)
    dossier.get_by_role("combobox", name="Avis du conseiller").select_option(label="favorable")
    dossier.get_by_label("Avis motivé").fill("Favorable : les commandes sont là.")
    dossier.get_by_role("button", name="Enregistrer l’avis").click()
    expect(dossier.locator("#messages")).to_be_visible()


def test_an_axis_is_held_with_its_proof(dossier):
    open_tab(dossier, "Engagement")
    dossier.get_by_role("checkbox", name="Emploi").check()
    dossier.get_by_role("button", name="Enregistrer les axes").click()
    expect(dossier.locator("#dossier")).to_contain_text("Sans preuve pour l’instant : Emploi")
    dossier.get_by_label("Ce qui prouve l’axe Emploi").fill("Un contrat aidé signé")
    dossier.get_by_role("button", name="Enregistrer les axes").click()
    expect(dossier.locator("#dossier")).not_to_contain_text("Sans preuve")


def test_a_guarantee_asked_for_starts_from_the_loan_of_the_plan(dossier):
    open_tab(dossier, "Demandes")
    dossier.get_by_role("link", name="Demander un instrument").first.click()
    instrument = dossier.get_by_role("combobox", name="Instrument")
    instrument.select_option(label="Cap Quartier")
    expect(dossier.get_by_label("Prêt bancaire")).to_have_value("")
    instrument.select_option(label="Garantie Emploi")
    expect(dossier.get_by_label("Prêt bancaire")).to_have_value(re.compile(r"24\s000"))
    dossier.get_by_label("Quotité").fill("65")
    expect(dossier.locator("#calcul")).to_contain_text("15 600 €")
    dossier.get_by_role("link", name="Annuler").click()
    expect(dossier.get_by_label("Prêt bancaire")).to_have_count(0)


def test_a_guarantee_shows_its_amount_to_the_cent_while_it_is_typed(dossier):
    open_tab(dossier, "Demandes")
    dossier.get_by_label("Modifier Garantie Égalité Femmes").click()
    dossier.get_by_label("Prêt bancaire").fill("24 000,33")
    dossier.get_by_label("Quotité").fill("80")
    expect(dossier.locator("#calcul")).to_contain_text("19 200,26 €")
    look(dossier, "etape_2_garantie_calculee")
    dossier.get_by_label("Prêt bancaire").fill("24000")
    dossier.get_by_label("Montant proposé").fill("19200")
    dossier.get_by_role("button", name="Enregistrer la demande").click()
    expect(dossier.get_by_role("table")).to_contain_text("19 200 €")


def test_eligibility_gives_a_reason_and_a_source_for_each_instrument(dossier):
    open_tab(dossier, "Éligibilité")
    card = dossier.locator("#dossier")
    expect(card).to_contain_text("Oui · Garantie Égalité Femmes")
    expect(card).to_contain_text("Le projet est porté par une femme")
    expect(card).to_contain_text("France Active, fiche de la Garantie Égalité Femmes")


def test_a_note_says_who_reads_it_before_it_is_written(sign_in):
    page = sign_in("advisor")
    open_case(page, "cycles", "Anaïs Delcroix")
    open_tab(page, "Échanges")
    page.get_by_label("L’équipe seule").check()
    page.get_by_role("textbox", name="Note").fill("Le bailleur hésite.")
    page.get_by_role("button", name="Ajouter la note").click()
    expect(page.locator("article.bruyere").first).to_contain_text("Le bailleur hésite.")
    page.get_by_label("L’équipe et le porteur").check()
    page.get_by_role("textbox", name="Note").fill("Pensez à signer le bail.")
    page.get_by_role("button", name="Ajouter la note").click()
    expect(page.locator("article.mer").first).to_contain_text("Pensez à signer le bail.")
    holder = sign_in("entrepreneur")
    expect(holder.locator("main")).to_contain_text("Pensez à signer le bail.")
    expect(holder.locator("main")).not_to_contain_text("Le bailleur hésite.")
    assert not violations(holder)
    look(holder, "etape_2_ce_que_lit_le_porteur")


def test_the_dossier_is_declared_ready_once_nothing_is_missing(dossier):
    dossier.get_by_role("link", name="Prêt pour le comité").click()
    expect(dossier.locator("#dossier")).to_contain_text("Rien ne manque")
    dossier.get_by_role("button", name="Déclarer prêt pour le comité").click()
    expect(dossier.get_by_role("link", name="Inscrire au comité")).to_be_visible()
    open_tab(dossier, "Plan de financement")
    expect(dossier.get_by_role("link", name="Ressource", exact=True)).to_have_count(0)
    look(dossier, "etape_2_pret")
