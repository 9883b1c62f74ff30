"""Pieces asked, dropped from a telephone without account; an .eml filed; letters in one click."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.factories.correspondence import mail, with_file

pytestmark = pytest.mark.browser


def open_first(page, heading: str, address: str):
    """Open the first dossier or sitting of a list whose page holds a heading or a button."""
    links = [row.get_attribute("href") for row in page.locator("a.lv-ligne").all()[:20]]
    for link in links:
        page.goto(f"{link}{address}")
        if page.get_by_role("button", name=re.compile(heading)).count():
            return link
    raise AssertionError(f"No page offers « {heading} ».")


def test_pieces_are_asked_dropped_by_telephone_and_land_as_received(sign_in, chromium, site):
    page = sign_in("advisor")
    page.goto("/dossiers/")
    case = open_first(page, "Demander les pièces manquantes", "pieces/")
    page.get_by_text("Demander une autre pièce").click()
    page.locator("select[name=kind]").select_option(index=1)
    page.get_by_role("button", name="Demander la pièce", exact=True).click()
    expect(page.get_by_text("est demandée")).to_be_visible()
    page.get_by_role("button", name="Demander les pièces manquantes").click()
    expect(page.get_by_text("Les pièces manquantes sont demandées")).to_be_visible()
    page.get_by_role("link", name="message", exact=True).first.click()
    address = re.search(r"/depot/[^\s/]+/", page.locator(".lv-corps").first.inner_text())[0]

    telephone = chromium.new_context(viewport=PHONE, base_url=site.url, locale="fr-FR").new_page()
    telephone.goto(address)
    assert telephone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    name = telephone.locator("article h2").first.inner_text()
    telephone.get_by_label(f"Fichier pour {name}").set_input_files(
        {"name": "devis.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n"}
    )
    telephone.get_by_role("button", name=f"Déposer {name}").click()
    expect(telephone.get_by_text("Bien reçue").first).to_be_visible()
    telephone.context.close()

    page.goto(f"{case}pieces/")
    piece = page.locator("article", has=page.get_by_role("heading", name=name, exact=True))
    expect(piece.get_by_text("Reçue", exact=True)).to_be_visible()


def test_an_email_dropped_on_a_dossier_is_filed_with_its_attachment(sign_in):
    page = sign_in("advisor")
    page.goto("/dossiers/")
    open_first(page, "Classer au dossier", "echanges/")
    raw = with_file(mail("banque@example.org", "Accord de principe", Message_ID="<w@e.org>"))
    page.get_by_label("Courriels à classer au dossier").set_input_files(
        {"name": "accord.eml", "mimeType": "message/rfc822", "buffer": raw.as_bytes()}
    )
    page.get_by_role("button", name="Classer au dossier", exact=True).click()
    page.get_by_role("link", name="Accord de principe").first.click()
    expect(page.get_by_text("devis.pdf")).to_be_visible()


def test_the_letters_of_a_sitting_are_printed_and_sent_and_the_log_says_so(sign_in):
    page = sign_in("secretary")
    page.goto("/comites/")
    address = open_first(page, r"Produire \d|Envoyer [1-9]", "lettres/") + "lettres/"
    produce = page.get_by_role("button", name=re.compile(r"Produire \d"))
    if produce.count():
        produce.click()
    expect(page.get_by_role("button", name="Toutes sont produites")).to_be_visible(timeout=180_000)
    send = page.get_by_role("button", name=re.compile(r"Envoyer \d+ lettres? par courriel"))
    count = int(re.search(r"\d+", send.inner_text())[0])
    send.click()
    said = "lettre part" if count == 1 else "lettres partent"
    expect(page.get_by_text(f"{count} {said} par courriel")).to_be_visible()
    expect(page.get_by_role("button", name="Envoyer 0 lettre par courriel")).to_be_disabled()
    messages = page.locator("#lettres").get_by_role("link", name="Message")
    kept = [link.get_attribute("href") for link in messages.all()]
    assert len(kept) >= count
    for message in kept:
        wait_until_gone(page, message)
    page.goto(address)
    states = page.locator("#lettres .fin").get_by_text("Parti", exact=True)
    expect(states).to_have_count(len(kept))
    page.goto("/messages/?nature=letter&etat=sent")
    for message in kept:
        expect(page.locator(f"tr[data-href='{message}']")).to_be_visible()


def wait_until_gone(page, message: str) -> None:
    """Wait until the worker has handed a message over to the mail server."""
    for _ in range(60):
        page.goto(message)
        if not page.locator("main").get_by_text("pas encore", exact=True).count():  # no hour yet
            return
        page.wait_for_timeout(1000)
    raise AssertionError(f"{message} has not left")
