"""Step 3, as the secretary and a member live it: prepare, open, withdraw, vote, decide, freeze."""

from io import BytesIO

import pikepdf
import pytest

from tests.browser.axe import violations
from tests.browser.conftest import PHONE, look

pytestmark = pytest.mark.browser


def pdf_titles(page, url: str) -> list[str]:
    """Return the bookmarks of a PDF that this page may read."""
    answer = page.request.get(url)
    assert answer.headers["content-type"] == "application/pdf", answer.status
    with pikepdf.open(BytesIO(answer.body())) as pdf, pdf.open_outline() as outline:
        return [entry.title for entry in outline.root]


def coming(page):
    """Open the page of the sitting to come."""
    page.goto("/comites/?etat=planned")
    page.locator("a.lv-ligne").first.click()
    page.locator("#odj").wait_for()


def test_the_secretary_completes_the_agenda_and_changes_its_order(sign_in):
    page = sign_in("secretary")
    coming(page)
    before = page.locator(".lv-points > li").count()
    page.get_by_role("button", name="Inscrire").first.click()
    page.locator(".lv-bandeau", has_text="ordre du jour").wait_for()
    assert page.locator(".lv-points > li").count() == before + 1

    added = page.locator(".lv-points > li a.t").last.inner_text()
    page.locator(".lv-points > li").last.get_by_role("button", name="Monter").click()
    page.locator(".lv-bandeau", has_text="ordre").wait_for()

    assert page.locator(".lv-points > li a.t").nth(before - 1).inner_text() == added
    assert violations(page) == []
    look(page, "3-comite-ordre-du-jour")
    number = page.locator("h1").inner_text().split()[-1]
    assert pdf_titles(page, page.get_by_text("Dossier de séance").get_attribute("href"))[0] == (
        "Ordre du jour"
    )
    assert number.startswith("CE-")


def test_the_session_is_led_by_keyboard_and_its_minutes_are_frozen(sign_in):
    page = sign_in("secretary")
    coming(page)
    for box in page.locator("input[name=present]").all():
        box.check()
    page.get_by_role("button", name="Enregistrer les présences").click()
    page.locator(".lv-bandeau", has_text="présences").wait_for()
    page.get_by_role("button", name="Ouvrir la séance").click()
    page.locator("[data-decision]").wait_for()
    first = page.locator("h2.titre").inner_text()
    page.keyboard.press("ArrowDown")
    page.locator("h2.titre", has_not_text=first).wait_for()
    page.keyboard.press("ArrowUp")
    page.locator("h2.titre", has_text=first).wait_for()
    assert violations(page) == []
    look(page, "3-seance")

    page.keyboard.press("r")
    page.locator("#deport-motif").fill("travaille à la banque qui prête")
    page.get_by_role("button", name="Enregistrer le déport").click()
    page.locator(".lv-bandeau.bruyere", has_text="déporté").wait_for()
    page.keyboard.press("2")
    page.locator("input[name=condition]").first.fill("Bail commercial signé")
    page.get_by_role("button", name="Tous pour").click()
    page.keyboard.press("d")
    page.keyboard.press("Enter")
    page.locator(".lv-bandeau.pre", has_text="enregistrée").wait_for()
    look(page, "3-seance-suite")
    while page.locator("[data-decision]").count():
        page.keyboard.press("4")
        page.locator("textarea[name=reason]").fill("Le marché est trop étroit.")
        page.locator("[data-decision] .btn-primary").click()
        page.locator(".lv-bandeau", has_text="décision").first.wait_for()

    page.get_by_role("button", name="Lever la séance").click()
    page.get_by_role("button", name="Figer le procès-verbal").click()
    page.locator(".lv-empreinte").wait_for()

    assert len(page.locator(".lv-empreinte").inner_text()) == 64
    look(page, "3-comite-fige")
    for link in page.locator(".lettres a").all()[:3]:
        assert page.request.get(link.get_attribute("href")).body().startswith(b"%PDF")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_session_is_read_on_a_phone(sign_in, scheme):
    page = sign_in("secretary", viewport=PHONE, scheme=scheme)
    page.goto("/comites/?etat=minuted")
    page.locator("a.lv-ligne").first.click()
    page.locator(".lv-points a.t").first.click()
    page.locator("h2.titre").wait_for()

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(page) == []
    look(page, f"3-seance-telephone-{scheme}")
