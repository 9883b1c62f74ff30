"""An evening of committee: five dossiers, one withdrawal, one refusal, one adjournment.

The session is held at the keyboard. What it costs a person is counted: the interactions and the
seconds from complete dossiers to the pack, and from the last vote to the minutes and every letter.
"""

import time
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import look
from tests.browser.walking import saved

pytestmark = pytest.mark.browser

PLACE = "Salle des Mineurs"
EVENING = (
    "Fleurs de la Lys", "Le Fournil d’Inès", "Ateliers Deswarte", "Salomé Coiffe",
    "La Halte d’Yasmine",
)  # fmt: skip
TABLET = {"width": 834, "height": 1112}
PROJECTOR = {"width": 1920, "height": 1080}
PACK_SECONDS, LETTERS_SECONDS = 120, 600


@dataclass
class Cost:
    """What a part of the evening asks of a person."""

    what: str
    began: float = field(default_factory=time.monotonic)
    gestures: int = 0

    def gesture(self, act, *args) -> None:
        """Do something with the keyboard or the mouse, and count it."""
        self.gestures += 1
        act(*args)

    def told(self, limit: int) -> float:
        """Print what it cost beside what is asked, and return the seconds."""
        seconds = time.monotonic() - self.began
        print(f"{self.what}: {self.gestures} gestures, {seconds:.0f} s of page (limit {limit} s)")
        return seconds


def open_evening(page: Page) -> None:
    """Open the sitting from the list."""
    page.goto("/comites/")
    page.get_by_role("row").filter(has_text=PLACE).get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Comité CE-")


def show_point(page: Page, title: str) -> None:
    """Show a dossier of the agenda in the session."""
    page.locator(".lv-odj").get_by_role("link", name=title).click()
    expect(page.locator(".note .titre")).to_have_text(title)


def decide(page: Page, cost: Cost, key: str, more=None) -> None:
    """Decide the dossier shown at the keyboard: outcome, what it asks for, votes, Enter."""
    cost.gesture(page.keyboard.press, key)
    if more:
        more()
    page.locator("body").evaluate("() => document.activeElement.blur()")
    cost.gesture(page.keyboard.press, "t")
    cost.gesture(page.keyboard.press, "d")
    cost.gesture(page.keyboard.press, "Enter")
    saved(page, "est enregistrée")


def test_1_five_complete_dossiers_make_a_pack(sign_in):
    page = sign_in("secretary")
    cost = Cost("from complete dossiers to the pack")
    page.goto("/comites/")
    cost.gesture(page.get_by_role("link", name="Planifier un comité").click)
    kinds = page.get_by_role("combobox", name="Comité")
    cost.gesture(lambda: kinds.select_option(label="Comité TPE"))
    cost.gesture(
        page.get_by_label("Date").fill, page.evaluate("new Date().toISOString().slice(0, 10)")
    )
    cost.gesture(page.get_by_label("Heure").fill, "18:30")
    cost.gesture(page.get_by_label("Lieu").fill, PLACE)
    cost.gesture(page.locator("main button[type=submit]").click)
    for title in EVENING:
        row = page.get_by_role("listitem").or_(page.locator("form.lv-ajout"))
        cost.gesture(row.filter(has_text=title).get_by_role("button", name="Inscrire").click)
        expect(page.locator(".lv-points")).to_contain_text(title)
    link = page.get_by_role("link", name="Dossier de séance").first
    cost.gesture(link.hover)
    pack = page.request.get(link.get_attribute("href"))
    assert pack.ok
    assert pack.body()[:5] == b"%PDF-"
    assert cost.told(PACK_SECONDS) < PACK_SECONDS
    assert cost.gestures < 20
    look(page, "soiree_ordre_du_jour")


def test_2_a_member_withdraws_on_a_tablet_and_loses_the_papers_at_once(sign_in):
    secretary = sign_in("secretary")
    open_evening(secretary)
    for box in secretary.locator("input[name=present]").all():
        box.check()
    secretary.get_by_role("button", name="Enregistrer les présences").click()
    saved(secretary, "présences")
    secretary.get_by_role("button", name="Ouvrir la séance").click()
    expect(secretary.locator(".lv-salle")).to_be_visible()
    member = sign_in("member", viewport=TABLET)
    open_evening(member)
    member.get_by_role("link", name="Ateliers Deswarte").first.click()
    note = member.get_by_role("link", name="Note complète, PDF").get_attribute("href")
    assert member.request.get(note).ok
    member.get_by_text("Déclarer un déport").click()
    member.get_by_label("Motif").fill("beau-frère de la créatrice")
    member.get_by_role("button", name="Enregistrer le déport").click()
    member.wait_for_load_state()
    assert member.request.get(note).status == 404
    open_evening(member)
    expect(member.locator("main")).not_to_contain_text("Ateliers Deswarte")
    look(member, "soiree_tablette")


def test_3_the_evening_is_decided_at_the_keyboard(sign_in):
    page = sign_in("secretary", viewport=PROJECTOR)
    open_evening(page)
    page.get_by_role("link", name="Reprendre la séance").click()
    cost = Cost("five decisions at the keyboard")

    def refuse():
        reason = page.locator("[name=refusal_reason]")
        cost.gesture(lambda: reason.select_option(index=1))

    def adjourn():
        cost.gesture(page.get_by_label("Élément attendu 1", exact=True).fill, "Un devis du four")
        cost.gesture(page.locator("#id_reason").fill, "Le coût du four n’est pas connu.")

    def condition():
        cost.gesture(page.get_by_label("Condition 1", exact=True).fill, "Bail signé")

    evening = (("1", None), ("3", adjourn), ("1", None), ("4", refuse), ("2", condition))
    for title, (key, more) in zip(EVENING, evening, strict=True):
        show_point(page, title)
        if title == "Ateliers Deswarte":
            expect(page.locator(".lv-salle")).to_contain_text("s’est déporté")
            assert not violations(page)
            look(page, "soiree_projection")
        decide(page, cost, key, more)
    cost.told(LETTERS_SECONDS)
    open_evening(page)
    points = page.locator(".lv-points")
    expect(points.locator(".decision")).to_have_count(5)
    for words in ("Refus", "Ajournement", "Accord avec conditions"):
        expect(points).to_contain_text(words, ignore_case=True)


def test_4_minutes_and_every_letter_follow_the_last_vote(sign_in):
    page = sign_in("secretary")
    open_evening(page)
    cost = Cost("from the last vote to the minutes and every letter")
    cost.gesture(page.get_by_role("button", name="Lever la séance").click)
    cost.gesture(page.get_by_role("button", name="Figer le procès-verbal").click)
    expect(page.locator("main")).to_contain_text("Empreinte SHA-256")
    letters = page.locator(".lettres a").all()
    assert len(letters) >= 5
    for link in letters:
        answer = page.request.get(link.get_attribute("href"))
        assert answer.ok, link.get_attribute("href")
        assert answer.body()[:5] == b"%PDF-"
    assert cost.told(LETTERS_SECONDS) < LETTERS_SECONDS
    assert not violations(page)
    look(page, "soiree_proces_verbal")
