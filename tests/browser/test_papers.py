"""Papers: pieces brought, read and checked in the page; the pack on screen; minutes signed."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.axe import contrast_violations, violations
from tests.browser.conftest import PHONE, look
from tests.browser.walking import a_pdf, saved
from tests.factories.papers import pdf_of, picture

pytestmark = pytest.mark.browser

ROOM = "Salle des Archives"


def a_photo(name: str) -> dict:
    """Return a photo as a file input takes it."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": picture(size=(1200, 900))}


def a_paper(name: str, pages: int) -> dict:
    """Return a PDF of blank pages."""
    return {"name": name, "mimeType": "application/pdf", "buffer": pdf_of(pages)}


def open_pieces(page: Page, waiting: int) -> list[str]:
    """Open the pieces of a dossier in instruction; ask for some until so many wait: their names."""
    page.goto("/dossiers/")
    for link in [row.get_attribute("href") for row in page.locator("a.lv-ligne").all()[:25]]:
        page.goto(f"{link}pieces/")
        if page.get_by_text("Demander une autre pièce").count():
            break
    awaited = page.locator(".lv-piece").filter(has_text="Attendue")
    while (count := awaited.count()) < waiting:
        page.get_by_text("Demander une autre pièce").click()
        page.locator("select[name=kind]").select_option(index=1)
        page.get_by_role("button", name="Demander la pièce", exact=True).click()
        expect(awaited).to_have_count(count + 1)
    return awaited.locator("h3").all_inner_texts()


def piece(page: Page, name: str):
    """Return a piece of the tab, by its name."""
    return page.locator("article", has=page.get_by_role("heading", name=name, exact=True))


def bring(page: Page, name: str, file: dict) -> None:
    """Put a file on a piece of the tab."""
    piece(page, name).get_by_label(f"Fichier pour {name}").set_input_files(file)
    piece(page, name).get_by_role("button", name="Envoyer", exact=True).click()
    saved(page, "est reçue")
    expect(piece(page, name)).to_contain_text(file["name"])


def test_1_several_files_at_once_each_with_its_own_answer(sign_in):
    page = sign_in("advisor")
    first, second = open_pieces(page, 3)[:2]
    several = page.get_by_label("Plusieurs fichiers pour les pièces du dossier")
    lie = {"name": f"{second}.pdf", "mimeType": "application/pdf", "buffer": b"<script>"}
    several.set_input_files(
        [a_photo(f"{first} 1.jpg"), a_photo(f"{first} 2.jpg"), lie, a_paper("scan_01.pdf", 1)]
    )
    rows = page.locator("[data-many-rows] li")
    expect(rows).to_have_count(4)
    for rank, name in enumerate((first, first, second)):
        expect(rows.nth(rank).locator("select option:checked")).to_contain_text(name)
    expect(rows.nth(3).locator("select option:checked")).to_have_text("choisissez la pièce")
    assert not violations(page)
    page.get_by_role("button", name="Envoyer les 4 fichiers").click()

    for rank in (0, 1):
        expect(rows.nth(rank)).to_contain_text(f"Reçue pour « {first} »")
    expect(rows.nth(2)).to_contain_text("n’est ni un PDF")
    expect(rows.nth(3)).to_contain_text("Choisissez la pièce")
    expect(piece(page, first)).to_contain_text(f"{first} 1 (2 pages).pdf")
    expect(page.get_by_role("button", name="Envoyer les 2 fichiers")).to_be_visible()
    assert not violations(page)
    look(page, "pieces_plusieurs_fichiers")


def test_2_a_piece_is_read_and_checked_in_two_clicks_without_downloading(sign_in):
    page = sign_in("advisor")
    name = open_pieces(page, 1)[0]
    bring(page, name, a_paper("un.pdf", 1))
    address, downloads = page.url, []
    page.on("download", lambda file: downloads.append(file))

    piece(page, name).get_by_role("link", name="Lire").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    shown = page.locator(".lv-liseuse img").first
    expect(shown).to_have_js_property("complete", True)
    assert shown.evaluate("image => image.naturalWidth") == 1400
    assert not violations(page)
    look(page, "piece_lecture")
    page.get_by_role("button", name="Vérifiée").click()
    saved(page, "est vérifiée")

    assert not downloads
    page.goto(address)
    expect(piece(page, name)).to_contain_text("Vérifiée")


def test_3_the_arrows_turn_the_pages_and_the_former_version_stays(sign_in):
    page = sign_in("advisor")
    name = open_pieces(page, 1)[0]
    bring(page, name, a_paper("ancienne.pdf", 1))
    bring(page, name, a_paper("nouvelle.pdf", 3))

    card = piece(page, name)
    card.get_by_text("2 versions").click()
    expect(card).to_contain_text("version 2 de")
    look(page, "piece_versions")
    card.get_by_role("link", name="Lire nouvelle.pdf").click()
    here = page.locator("[data-reader-here]")
    expect(here).to_have_text("page 1 sur 3")
    for number in (2, 3, 3):
        page.keyboard.press("ArrowRight")
        expect(here).to_have_text(f"page {number} sur 3")
    page.keyboard.press("ArrowLeft")
    expect(here).to_have_text("page 2 sur 3")
    page.keyboard.press("r")
    expect(page.get_by_label("Ou la refuser")).to_be_focused()
    page.get_by_role("link", name="version 1", exact=True).click()
    expect(page.locator("aside")).to_contain_text("version 1, remplacée")
    expect(page.get_by_role("button", name="Vérifiée")).to_have_count(0)


def test_4_on_a_phone_the_photos_of_one_paper_leave_as_one_pdf(sign_in):
    page = sign_in("advisor", viewport=PHONE, scheme="dark")
    name = open_pieces(page, 1)[0]
    address = page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not contrast_violations(page)
    camera = piece(page, name).get_by_label(f"Photo de {name}")
    assert camera.get_attribute("capture") == "environment"
    camera.set_input_files(a_photo("IMG_1.jpg"))
    camera.set_input_files(a_photo("IMG_2.jpg"))
    send = piece(page, name).locator("[data-photos-send]")
    expect(send).to_have_text("Envoyer les 2 photos")
    send.evaluate("button => button.form.requestSubmit()")  # a mouse hides the camera's button
    saved(page, "est reçue")
    page.goto(address)
    expect(piece(page, name)).to_contain_text("IMG_1 (2 pages).pdf")
    piece(page, name).get_by_role("link", name="Lire").first.click()
    expect(page.locator("[data-reader-here]")).to_have_text("page 1 sur 2")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not contrast_violations(page)
    look(page, "piece_lecture_telephone")


def test_5_the_pack_is_read_on_screen_from_its_contents(sign_in):
    page = sign_in("secretary")
    page.goto("/comites/")
    for link in [row.get_attribute("href") for row in page.locator("a.lv-ligne").all()[:10]]:
        page.goto(link)
        if page.get_by_role("link", name="Lire à l’écran").count():
            break
    page.get_by_role("link", name="Lire à l’écran").click()
    contents = page.get_by_role("navigation", name="Sommaire").get_by_role("link")
    expect(contents.first).to_have_attribute("aria-current", "true")
    first = int(contents.nth(1).get_attribute("data-reader-goes"))
    contents.nth(1).click()
    here = page.locator("[data-reader-here]")
    expect(here).to_have_text(re.compile(f"page {first} sur"))
    expect(contents.nth(1)).to_have_attribute("aria-current", "true")
    page.keyboard.press("ArrowLeft")
    expect(contents.first).to_have_attribute("aria-current", "true")
    assert not violations(page)
    look(page, "dossier_de_seance_a_l_ecran")


def frozen_sitting(page: Page) -> str:
    """Hold a sitting without a dossier, freeze its minutes, and return its address."""
    page.goto("/comites/")
    page.get_by_role("link", name="Planifier un comité").click()
    page.get_by_role("combobox", name="Comité").select_option(label="Comité TPE")
    page.get_by_label("Date").fill(page.evaluate("new Date().toISOString().slice(0, 10)"))
    page.get_by_label("Lieu").fill(ROOM)
    page.locator("main button[type=submit]").click()
    for step in ("Ouvrir la séance", "Lever la séance", "Figer le procès-verbal"):
        page.get_by_role("button", name=step).click()
        page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("Empreinte SHA-256")
    return page.url


def drawn_signature() -> bytes:
    """Return the picture of a signature, dark on a clear ground."""
    mark = Image.new("RGBA", (600, 200), (0, 0, 0, 0))
    mark.paste((20, 35, 58, 255), (40, 90, 560, 110))
    written = BytesIO()
    mark.save(written, "PNG")
    return written.getvalue()


def test_6_minutes_are_signed_with_a_drawing_and_verified(sign_in):
    page = sign_in("secretary")
    frozen_sitting(page)
    page.get_by_role("link", name="Signature de la présidence").click()
    page.get_by_role("button", name="Signer le procès-verbal").click()
    expect(page.locator(".lv-faute").first).to_be_visible()
    assert not violations(page)
    box = page.locator("[data-pad]").bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(box["x"] + 60 + 40 * step, box["y"] + 60 + (step % 3) * 25)
    page.mouse.up()
    page.get_by_label("J’ai lu ce procès-verbal").check()
    look(page, "signer_dessin")
    page.get_by_role("button", name="Signer le procès-verbal").click()
    expect(page.get_by_text("Signature vérifiée.")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Empreinte SHA-256")
    assert not violations(page)
    look(page, "signature_verifiee")
    copy = page.request.get(page.get_by_role("link", name="Copie signée").get_attribute("href"))
    assert copy.body()[:5] == b"%PDF-"


def test_7_minutes_are_signed_with_an_image_brought_from_a_phone(sign_in):
    page = sign_in("secretary", viewport=PHONE, scheme="dark")
    frozen_sitting(page)
    page.get_by_role("link", name="Signature de la présidence").click()
    page.get_by_label("Déposer l’image de ma signature").check()
    page.get_by_label("J’ai lu ce procès-verbal").check()
    page.get_by_label("Image de la signature").set_input_files(a_pdf("signature.pdf"))
    page.get_by_role("button", name="Signer le procès-verbal").click()
    expect(page.locator("[data-way=uploaded] .lv-faute")).to_be_visible()
    page.get_by_label("J’ai lu ce procès-verbal").check()
    page.get_by_label("Image de la signature").set_input_files(
        {"name": "signature.png", "mimeType": "image/png", "buffer": drawn_signature()}
    )
    assert not contrast_violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("button", name="Signer le procès-verbal").click()
    expect(page.get_by_text("Signature vérifiée.")).to_be_visible()
    look(page, "signature_telephone")
