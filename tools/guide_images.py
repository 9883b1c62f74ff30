"""Take the pictures of the guide and of the README from a served demo.

Usage: `make demo` in one terminal, then `.venv/bin/python tools/guide_images.py` in another
(needs the packages and the Chromium of `make e2e`).
"""

import os
import sys
from datetime import date
from pathlib import Path

import django
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("LEVIER_ENV", "demo")
django.setup()

from demo.accounts import PASSWORD, address_of  # noqa: E402
from tests.exchange.stock_factory import CARRIED, stock_sheets  # noqa: E402
from tests.exchange.workbook_factory import find, put, written  # noqa: E402
from tools.install_chromium import find_chromium  # noqa: E402

IMAGES = ROOT / "docs" / "guide" / "images"
SIZE = {"width": 1280, "height": 860}
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sign_in(browser, role: str, url: str) -> Page:
    """Return a page signed in as a role."""
    page = browser.new_context(viewport=SIZE, base_url=url, locale="fr-FR").new_page()
    page.goto("/compte/login/")
    page.fill("#id_login", address_of(role))
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url(lambda address: "/login" not in address)
    return page


def take(page: Page, address: str, name: str) -> None:
    """Open an address, if it is not the page already shown, and keep its picture."""
    if address:
        page.goto(address)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / f"{name}.png")


def follow(page: Page, start: str, text: str) -> None:
    """Open a list and follow the first link that holds a text."""
    page.goto(start)
    page.locator(f"main a:has-text('{text}')").first.click()
    page.wait_for_load_state()


def take_finance(page: Page) -> None:
    """Take what finance does with commitments; nothing is written."""
    follow(page, "/prets-et-apports/?q=ENG-2024-21-P", "ENG-2024-21-P")
    page.get_by_role("link", name="Établir le contrat").click()
    page.get_by_label("Versement prévu le").fill("2026-01-10")
    page.get_by_label("Frais à la charge").fill("150")
    page.get_by_role("button", name="Voir les termes").click()
    page.get_by_role("button", name="Établir ce contrat").wait_for()
    take(page, "", "contrat")
    take(page, "/prelevements/", "prelevements")
    page.goto("/extraits/")
    page.locator("a.lv-ligne").last.click()
    page.wait_for_load_state()
    take(page, "", "extrait")
    page.goto("/suivi/?surveille=oui")
    page.locator("tbody a.lv-ligne").first.click()
    page.wait_for_load_state()
    take(page, "", "suivi")
    take(page, "/comptabilite/", "comptabilite")


def take_stock(page: Page) -> None:
    """Take the preview of a stock with one conflict, then give the import up."""
    sheets = stock_sheets()
    line = find(sheets, "Engagements", **{"N°_d’engagement": CARRIED})
    put(sheets, "Engagements", line, "Restant dû le", date(2023, 6, 30))
    put(sheets, "Engagements", line, "Restant dû", 12345.67)
    page.goto("/imports/stock/")
    page.get_by_label("Classeur du stock").set_input_files(
        {"name": "stock.xlsx", "mimeType": WORKBOOK, "buffer": written(sheets)}
    )
    page.get_by_role("button", name="Lire le classeur").click()
    page.get_by_role("heading", name="Conflits").wait_for(timeout=120_000)
    take(page, "", "stock")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Abandonner").click()


def main(url: str) -> None:
    """Take every picture."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium())
        advisor = sign_in(browser, "advisor", url)
        take(advisor, "/", "journee")
        take(advisor, "/dossiers/nouveau/", "nouveau")
        follow(advisor, "/dossiers/", "Anaïs Delcroix")
        take(advisor, "", "dossier")
        secretary = sign_in(browser, "secretary", url)
        follow(secretary, "/comites/", "CE-2026-02")
        secretary.locator("a:has-text('Voir la séance')").first.click()
        take(secretary, "", "seance")
        follow(secretary, "/garanties/", "GA-2026-001")
        take(secretary, "", "engagement")
        finance = sign_in(browser, "finance", url)
        take_finance(finance)
        director = sign_in(browser, "director", url)
        take(director, "/chiffres/2024/", "chiffres")
        take(director, "/imports/", "import")
        take_stock(director)
        browser.close()


if __name__ == "__main__":
    main(f"http://127.0.0.1:{os.environ.get('PORT', '8000')}")
