"""What several walks do alike: find a dossier, open a tab, hold a small PDF."""

import re
import zlib

from playwright.sync_api import Page, expect

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def a_pdf(name: str) -> dict:
    """Return a small PDF as a file input takes it."""
    return {"name": name, "mimeType": "application/pdf", "buffer": PDF}


def open_case(page: Page, search: str, holder: str) -> None:
    """Find a dossier in the list by a word, and open it by its holder's name."""
    page.goto(f"/dossiers/?q={search}")
    page.get_by_role("link", name=holder).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(holder)


def open_tab(page: Page, name: str) -> None:
    """Open a tab of the dossier that the page shows."""
    tabs = page.get_by_role("navigation", name="Parties du dossier")
    tabs.get_by_role("link", name=name).click()
    expect(tabs.locator("[aria-current=page]")).to_contain_text(name)
    expect(page.locator(".htmx-request")).to_have_count(0)


def saved(page: Page, words: str) -> None:
    """Wait until the page says so."""
    expect(page.locator("#messages")).to_contain_text(words)


def pages_of(pdf: bytes) -> int:
    """Return how many pages a PDF has, whether its objects are compressed or not."""
    parts = [pdf]
    for stream in re.findall(rb"/ObjStm.*?stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        parts.append(zlib.decompressobj().decompress(stream))
    return sum(len(re.findall(rb"/Type\s*/Page\b", part)) for part in parts)
