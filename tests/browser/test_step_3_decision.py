"""Step 3: a committee is prepared, held at the keyboard, written down and told to each."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import PHONE, look
from tests.browser.walking import saved

pytestmark = pytest.mark.browser

DOSSIER = "Épicerie du Beffroi"
TABLET = {"width": 834, "height": 1112}


def open_sitting(page, place: str) -> None:
    """Open, from the list, the sitting that was planned in a place."""
    page.goto("/comites/")
    page.get_by_role("row").filter(has_text=place).get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Comité CE-")


def fetch_pdf(page, link) -> bytes:
    """Return the PDF behind a link, as the browser would download it."""
    answer = page.request.get(link.get_attribute("href"))
    assert answer.ok
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


def test_the_secretary_plans_a_sitting_and_puts_a_ready_dossier_on_it(sign_in):
    page = sign_in("secretary")
    page.goto("/comites/")
    page.get_by_role("link", name="Planifier un comité").click()
    kinds = page.get_by_role("combobox", name="Comité")
    kinds.select_option(label=kinds.get_by_role("option").filter(has_text="TPE").inner_text())
    page.get_by_label("Date").fill(page.evaluate("new Date().toISOString().slice(0, 10)"))
    page.get_by_label("Heure").fill("18:30")
    page.get_by_label("Lieu").fill("Salle du Chevalement")
    look(page, "etape_3_planifier")
    page.locator("main button[type=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Comité CE-")
    page.get_by_role("listitem").or_(page.locator("form.lv-ajout")).filter(
        has_text=DOSSIER
    ).get_by_role("button", name="Inscrire").click()
    expect(page.locator(".lv-points")).to_contain_text(DOSSIER)
    assert not violations(page)
    look(page, "etape_3_ordre_du_jour")


def test_attendance_is_noted_and_the_sitting_opens(sign_in):
    page = sign_in("secretary")
    open_sitting(page, "Salle du Chevalement")
    for box in page.locator("input[name=present]").all():
        box.check()
    page.get_by_role("button", name="Enregistrer les présences").click()
    saved(page, "présences")
    page.get_by_role("button", name="Ouvrir la séance").click()
    expect(page.locator("main")).to_contain_text("En séance")
    expect(page.get_by_role("button", name="Enregistrer la décision")).to_be_visible()


def test_a_member_who_withdraws_reads_neither_the_dossier_nor_its_papers(sign_in):
    member = sign_in("member", viewport=TABLET)
    open_sitting(member, "Salle du Chevalement")
    number = member.locator(".lv-points a").filter(has_text=re.compile(r"^TPE-")).first
    case_url = number.get_attribute("href")
    member.get_by_role("link", name=DOSSIER).click()
    note_url = member.get_by_role("link", name="Note complète, PDF").get_attribute("href")
    assert member.goto(case_url).status == 200
    assert member.request.get(note_url).ok
    member.go_back()
    look(member, "etape_3_membre_tablette")
    member.get_by_text("Déclarer un déport").click()
    member.get_by_label("Motif").fill("client de l’épicerie")
    member.get_by_role("button", name="Enregistrer le déport").click()
    member.wait_for_load_state()
    assert member.goto(case_url).status == 404
    expect(member.locator("main")).to_contain_text("ne vous est pas ouverte")
    look(member, "etape_3_dossier_ferme")
    for tab in ("pieces/", "analyse/", "plan/", "comite/"):
        assert member.goto(f"{case_url}{tab}").status == 404
    assert member.request.get(note_url).status == 404
    open_sitting(member, "Salle du Chevalement")
    expect(member.locator(".lv-points")).to_have_count(0)
    expect(member.locator("main")).to_contain_text("1 dossier de ce comité")
    member.goto("/dossiers/")
    expect(member.locator("main")).not_to_contain_text("Duchâteau")
    member.goto("/recherche/?q=duchateau")
    expect(member.locator("main")).not_to_contain_text("Marek")


def test_the_decision_is_taken_at_the_keyboard_and_once(sign_in):
    page = sign_in("secretary")
    open_sitting(page, "Salle du Chevalement")
    page.get_by_role("link", name="Reprendre la séance").click()
    room = page.locator(".lv-salle")
    expect(room).to_contain_text("s’est déporté")
    expect(room).to_contain_text("ne vote pas")
    assert not violations(page)
    look(page, "etape_3_seance")
    page.keyboard.press("2")
    expect(page.get_by_role("radio", name="Accord avec conditions")).to_be_checked()
    condition = page.get_by_label("Condition 1", exact=True)
    condition.focus()
    page.keyboard.type("Compromis de cession signé")
    page.get_by_role("button", name="Tous pour").press("Enter")
    look(page, "etape_3_decision")
    page.locator("form.decision-form button[type=submit]").dblclick()
    saved(page, "est enregistrée")
    expect(page.locator("main")).to_contain_text("Compromis de cession signé")
    page.go_back()
    again = page.locator("form.decision-form button[type=submit]")
    if again.count():
        again.click()
    open_sitting(page, "Salle du Chevalement")
    expect(page.locator(".lv-points .decision")).to_have_count(1)
    expect(page.locator(".lv-points .decision")).to_contain_text("36 400 €")


def test_minutes_are_frozen_and_every_paper_comes_out_as_a_pdf(sign_in):
    page = sign_in("secretary")
    open_sitting(page, "Salle du Chevalement")
    page.get_by_role("button", name="Lever la séance").click()
    page.get_by_role("button", name="Figer le procès-verbal").click()
    expect(page.locator("main")).to_contain_text("Empreinte SHA-256")
    look(page, "etape_3_proces_verbal_fige")
    papers = [
        page.get_by_role("link", name="Procès-verbal CE-"),
        page.get_by_role("link", name="Dossier de séance"),
        page.get_by_role("link", name="Ordre du jour en PDF"),
        *page.locator(".lettres a").all(),
    ]
    letters = page.locator(".lettres").inner_text().lower()
    for who in ("porteur ·", "banque", "porteur du risque"):
        assert who in letters, letters
    for link in papers:
        body = fetch_pdf(page, link)
        assert body.startswith(b"%PDF-")
        assert len(body) > 5_000
    assert fetch_pdf(page, papers[0]) == fetch_pdf(page, papers[0])


@pytest.mark.parametrize("viewport", [PHONE, TABLET], ids=["phone", "tablet"])
def test_the_sitting_is_read_on_a_small_screen(sign_in, viewport):
    page = sign_in("secretary", viewport=viewport)
    open_sitting(page, "Salle du Chevalement")
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    look(page, f"etape_3_comite_{viewport['width']}")
