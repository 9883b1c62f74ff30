"""The plan typed as in a spreadsheet: blocks from Excel, undo, two browsers on one cell."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import PHONE, look
from tests.browser.walking import a_pdf, open_tab

pytestmark = pytest.mark.browser
SAVED = "Enregistré"
BLOCK = "Four à pain\t\t1\u00a0234,56 €\t(0)\nVitrine\t\t2 000\t\n"


def open_plan(page: Page, search: str = "Ferme") -> None:
    """Open the plan of a dossier in instruction, found by a word."""
    page.goto(f"/dossiers/?q={search}")
    page.locator("tbody a[href*='/dossiers/0']").first.click()
    open_tab(page, "Plan de financement")
    page.wait_for_selector("[data-grid][data-ready]")


def paste(page: Page, text: str) -> None:
    """Paste a text in the active cell, as the browser does."""
    page.evaluate(
        """(text) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          const paste = new ClipboardEvent("paste", {clipboardData: data, bubbles: true});
          document.activeElement.dispatchEvent(paste);
        }""",
        text,
    )


def saved(page: Page) -> None:
    """Wait until everything typed is on the server."""
    expect(page.locator("[data-grid-state]")).to_have_text(SAVED)


def add_need(page: Page):
    """Add a need from the bar, and return its row."""
    page.get_by_role("link", name="Besoin", exact=True).click()
    key = page.locator("[data-section=need] tr[data-row]").last.get_attribute("data-row")
    return page.locator(f"tr[data-row='{key}']")


def test_typed_pasted_undone_and_still_there_after_a_reload(sign_in):
    page = sign_in("advisor")
    open_plan(page, "traiteur")
    rows = page.locator("[data-section=need] tr[data-row]")
    before = rows.count()
    line = add_need(page)
    line.locator("[data-cell$=':label']").click()
    paste(page, BLOCK)
    expect(rows).to_have_count(before + 2)
    expect(line.locator("[data-cell$=':amount']")).to_have_text("1 234,56")
    expect(rows.last.locator("[data-cell$=':label']")).to_have_text("Vitrine")
    saved(page)
    page.keyboard.press("Control+z")
    expect(line.locator("[data-cell$=':amount']")).to_have_text("")
    page.keyboard.press("Control+y")
    expect(line.locator("[data-cell$=':amount']")).to_have_text("1 234,56")
    saved(page)
    page.reload()
    expect(line.locator("[data-cell$=':amount']")).to_have_text("1 234,56")
    assert violations(page) == []
    look(page, "plan_grille")
    for _ in range(2):
        rows.last.locator("[data-cell$=':label']").click()
        page.keyboard.press("Control+Delete")
    expect(rows).to_have_count(before)
    saved(page)


def test_a_mistake_is_said_at_its_cell_and_the_rest_is_saved(sign_in):
    page = sign_in("advisor")
    open_plan(page, "traiteur")
    cell = page.locator("[data-section=need] [data-cell$=':year_1']").first
    cell.click()
    page.keyboard.type("beaucoup")
    page.keyboard.press("Enter")
    expect(cell).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[data-grid-faults]")).to_contain_text("Écrivez un montant")
    assert violations(page) == []
    cell.click()
    page.keyboard.press("Delete")
    expect(cell).not_to_have_attribute("aria-invalid", "true")
    saved(page)


def test_what_the_network_lost_is_kept_and_sent_again(sign_in):
    page = sign_in("advisor")
    open_plan(page, "traiteur")
    cell = page.locator("[data-section=need] [data-cell$=':year_2']").first
    page.route("**/plan/grille/", lambda route: route.abort())
    cell.click()
    page.keyboard.type("77")
    page.keyboard.press("Enter")
    expect(page.locator("[data-grid-state]")).to_have_text("Non enregistré : réessai…")
    page.unroute("**/plan/grille/")
    saved(page)
    page.reload()
    expect(cell).to_have_text("77")
    cell.click()
    page.keyboard.press("Delete")
    saved(page)


def test_two_browsers_in_one_cell_see_both_values_and_one_chooses(sign_in):
    mine, hers = sign_in("advisor"), sign_in("director")
    for page in (mine, hers):
        open_plan(page, "traiteur")
    place = "[data-section=need] [data-cell$=':year_3']"
    for page, typed in ((hers, "500"), (mine, "900")):
        page.locator(place).first.click()
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        if page is hers:
            saved(page)
    cell = mine.locator(place).first
    expect(
        cell.get_by_role("button", name=re.compile("Celle de Jérémy Benali : 500"))
    ).to_be_visible()
    look(mine, "plan_conflit")
    assert violations(mine) == []
    cell.get_by_role("button", name="La mienne : 900").click()
    saved(mine)
    expect(hers.locator(place).first).to_have_text("900", timeout=30_000)
    cell.click()
    mine.keyboard.press("Delete")
    saved(mine)


def test_on_a_phone_a_tap_opens_the_cell_with_the_number_pad(chromium, site, sign_in):
    page = sign_in("advisor", viewport=PHONE)
    open_plan(page, "traiteur")
    cell = page.locator("[data-section=need] [data-cell$=':amount']").first
    cell.dblclick()
    expect(cell.locator("input")).to_have_attribute("inputmode", "decimal")
    page.keyboard.press("Escape")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    look(page, "plan_telephone")


def test_a_line_that_a_colleague_wrote_in_is_not_taken_out(sign_in):
    mine, hers = sign_in("advisor"), sign_in("director")
    for page in (mine, hers):
        open_plan(page, "traiteur")
    place = "[data-section=need] [data-cell$=':year_2']"
    rows = mine.locator("[data-section=need] tr[data-row]")
    before = rows.count()
    hers.locator(place).first.click()
    hers.keyboard.type("250")
    hers.keyboard.press("Enter")
    saved(hers)
    mine.locator(place).first.click()
    mine.keyboard.press("Control+Delete")
    expect(mine.locator("[data-grid-state]")).to_contain_text("n’est pas retirée")
    expect(rows).to_have_count(before)
    expect(mine.locator(place).first).to_have_text("250")
    mine.locator(place).first.click()
    mine.keyboard.press("Delete")
    saved(mine)


SHEET = "BESOINS;Départ;Année 1\nFour;1 200,50;\nStock;abc;\nRESSOURCES;;\nAide exemple;1 200,50;\n"


def test_a_mapped_file_enters_once_and_its_sender_is_recognised(sign_in):
    page = sign_in("advisor")
    open_plan(page, "traiteur")
    file = {"name": "cabinet.csv", "mimeType": "text/csv", "buffer": SHEET.encode()}
    page.get_by_role("link", name="Importer", exact=True).click()
    page.set_input_files("#fichier-plan", file)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#dossier")).to_contain_text("1 en erreur, 2 à écrire")
    assert violations(page) == []
    page.get_by_label("Expéditeur").fill("Cabinet Exemple")
    page.get_by_label("Départ, ligne 3").fill("300")
    look(page, "plan_import")
    page.get_by_role("button", name="Importer 2 lignes").click()
    expect(page.locator("#messages")).to_contain_text("3 lignes dans le plan")
    page.get_by_role("link", name="Importer", exact=True).click()
    page.set_input_files("#fichier-plan", {**file, "buffer": SHEET.replace("abc", "300").encode()})
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#messages")).to_contain_text("Modèle reconnu : Cabinet Exemple")
    page.get_by_role("button", name="Confirmer, rien à changer").click()
    expect(page.locator("#messages")).to_contain_text("rien n’a changé")
    for label in ("Four", "Stock", "Aide exemple"):
        page.locator("[data-cell$=':label']").get_by_text(label, exact=True).click()
        page.keyboard.press("Control+Delete")
    saved(page)


def test_a_pdf_is_read_beside_the_grid(sign_in):
    page = sign_in("advisor")
    open_plan(page, "traiteur")
    page.get_by_role("link", name="Importer", exact=True).click()
    page.set_input_files("#fichier-plan", a_pdf("comptable.pdf"))
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("iframe[title='comptable.pdf']")).to_be_visible()
    expect(page.locator("[data-grid][data-ready]")).to_be_visible()
    page.set_viewport_size(PHONE)
    expect(page.locator("iframe[title='comptable.pdf']")).to_be_hidden()
    expect(page.get_by_role("link", name="Ouvrir à part")).to_be_visible()


def test_a_financier_is_seated_with_a_letter(sign_in):
    page = sign_in("advisor")
    open_plan(page, "traiteur")
    page.get_by_role("link", name="Tour de table").click()
    page.get_by_label(re.compile("Modifier le financeur de Prêt bancaire")).click()
    page.get_by_label("Partenaire").fill("Crédit Mutuel")
    page.get_by_label("Interlocuteur").fill("Mme Exemple")
    page.get_by_label("État").select_option(label="accord de principe")
    page.get_by_label("Courrier").set_input_files(a_pdf("accord.pdf"))
    page.get_by_role("button", name="Enregistrer").click()
    row = page.locator(".lv-tour tbody tr").first
    expect(row).to_contain_text("Accord de principe")
    expect(row.get_by_role("link", name="accord.pdf")).to_be_visible()
    assert violations(page) == []
    look(page, "tour_de_table")
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    look(page, "tour_de_table_telephone")
