"""An evening of committee: five dossiers, one withdrawal, one refusal, one adjournment.

The session is projected and held with the keyboard alone. What the evening costs a person is
counted (effort.py): from complete dossiers to the pack, and from the last vote to the minutes
frozen and every letter gone. What the dossiers say already is never asked again.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import look
from tests.browser.effort import Effort, asked_by
from tests.browser.walking import pages_of, saved

pytestmark = pytest.mark.browser

PLACE = "Salle des Mineurs"
EVENING = (
    "Fleurs de la Lys", "Le Fournil d’Inès", "Ateliers Deswarte", "Salomé Coiffe",
    "La Halte d’Yasmine",
)  # fmt: skip
# What the five dossiers say (demo/evening.py) of the bank's loan, in the fields of the decision.
TERMS = {"loan_amount": "15 000", "quota": "80", "months": "60"}
HOLDERS = ("Lheureux", "Carpentier", "Deswarte", "Vandewalle", "Lecoutre")
CONDITION, EXPECTED, WHY = "Bail signé", "Un devis du four", "Le coût du four n’est pas connu."
FACTS = re.compile(
    r"montant|taux|durée|mois|quotité|prêt|garanti|nom\b|prénom|porteur(?! du risque)|banque", re.I
)
TABLET = {"width": 834, "height": 1112}
PROJECTOR = {"width": 1920, "height": 1080}
PACK_SECONDS, LETTERS_SECONDS = 120, 600


@pytest.fixture(scope="module")
def typed():
    """What was typed during the whole evening, by everybody: (field, text)."""
    return []


def open_evening(page: Page) -> None:
    """Open the sitting from the list."""
    page.goto("/comites/")
    page.get_by_role("row").filter(has_text=PLACE).get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Comité CE-")


def asks_no_known_fact(page: Page) -> None:
    """Check that no empty field of the page asks for what the dossiers say."""
    asked = [label for label in asked_by(page) if FACTS.search(label)]
    assert not asked, f"{page.url} asks again: {asked}"


def holds_the_terms(page: Page) -> None:
    """Check that the decision is filled in with the terms of the dossier."""
    for name, value in TERMS.items():
        field = page.locator(f".decision-form [name={name}]")
        shown = re.sub(r"\s", " ", field.input_value()).removesuffix(",00")
        assert shown == value, f"{name}: {shown}"
    asks_no_known_fact(page)


def decide(page: Page, effort: Effort, key: str, words: dict[str, str]) -> None:
    """Decide the dossier shown with the keyboard alone: outcome, what it asks for, votes, Enter."""
    effort.press(page, key)
    for selector, text in words.items():
        effort.type_in(page, page.locator(selector).first, text)
    effort.press(page, "t", "d", "Enter")
    saved(page, "est enregistrée")


def refuse(page: Page, effort: Effort) -> None:
    """Choose the first reason of a refusal with the keyboard."""
    effort.press(page, "4")
    effort.tab_to(page, page.locator("[name=refusal_reason]"))
    effort.press(page, "ArrowDown", "Escape", "t", "d", "Enter")
    saved(page, "est enregistrée")


def test_1_five_complete_dossiers_make_a_pack(sign_in, typed):
    page = sign_in("secretary")
    effort = Effort("from complete dossiers to the pack")
    page.goto("/comites/")
    effort.click(page.get_by_role("link", name="Planifier un comité"))
    effort.choose(page.get_by_role("combobox", name="Comité"), label="Comité TPE")
    today = page.evaluate("new Date().toLocaleDateString('sv')")
    effort.fill(page.get_by_label("Date"), today)
    effort.fill(page.get_by_label("Heure"), "18:30")
    effort.fill(page.get_by_label("Lieu"), PLACE)
    effort.click(page.locator("main button[type=submit]"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Comité CE-", timeout=30_000)
    for title in EVENING:
        row = page.get_by_role("listitem").or_(page.locator("form.lv-ajout"))
        effort.click(row.filter(has_text=title).get_by_role("button", name="Inscrire"))
        expect(page.locator(".lv-points")).to_contain_text(title)
    asks_no_known_fact(page)
    link = page.get_by_role("link", name="Dossier de séance").first
    pack = page.request.get(link.get_attribute("href"))
    assert pack.ok
    assert pack.body()[:5] == b"%PDF-"
    print(effort.said(PACK_SECONDS))
    assert effort.seconds() < PACK_SECONDS
    assert effort.gestures < 20
    typed += effort.typed
    look(page, "soiree_ordre_du_jour")


def test_2_a_member_withdraws_on_a_tablet_and_loses_the_papers_at_once(sign_in, typed):
    secretary = sign_in("secretary")
    open_evening(secretary)
    for box in secretary.locator("input[name=present]").all():
        box.check()
    secretary.get_by_role("button", name="Enregistrer les présences").click()
    saved(secretary, "présences")
    secretary.get_by_role("button", name="Ouvrir la séance").click()
    expect(secretary.locator(".lv-salle")).to_be_visible()
    member = sign_in("member", viewport=TABLET)
    effort = Effort("a withdrawal")
    open_evening(member)
    member.get_by_role("link", name="Ateliers Deswarte").first.click()
    note = member.get_by_role("link", name="Note complète, PDF").get_attribute("href")
    assert member.request.get(note).ok
    asks_no_known_fact(member)
    effort.click(member.get_by_text("Déclarer un déport"))
    effort.fill(member.get_by_label("Motif"), "beau-frère de la créatrice")
    effort.click(member.get_by_role("button", name="Enregistrer le déport"))
    member.wait_for_load_state()
    assert member.request.get(note).status == 404
    open_evening(member)
    expect(member.locator("main")).not_to_contain_text("Ateliers Deswarte")
    typed += effort.typed
    look(member, "soiree_tablette")


def test_3_the_evening_is_projected_and_decided_with_the_keyboard_alone(sign_in, typed):
    page = sign_in("secretary", viewport=PROJECTOR)
    open_evening(page)
    effort = Effort("five decisions with the keyboard alone")
    effort.press(page, "Tab", "Enter")  # « Aller au contenu »
    effort.tab_to(page, page.get_by_role("link", name="Reprendre la séance"))
    effort.press(page, "Enter")
    expect(page.locator(".note .titre")).to_have_text(EVENING[0])
    effort.press(page, "p")
    expect(page.locator("html")).to_have_attribute("data-echelle", "salle")
    evening = (
        ("1", {}), ("3", {"[name=expected]": EXPECTED, "#id_reason": WHY}), ("1", {}), None,
        ("2", {"[name=condition]": CONDITION}),
    )  # fmt: skip
    for title, decision in zip(EVENING, evening, strict=True):
        if page.locator(".note .titre").inner_text() != title:
            effort.press(page, "ArrowDown")
        expect(page.locator(".note .titre")).to_have_text(title)
        holds_the_terms(page)
        if title == "Ateliers Deswarte":
            expect(page.locator(".lv-salle")).to_contain_text("s’est déporté")
            expect(page.locator(".lv-salle")).not_to_contain_text("beau-frère")
            assert not violations(page)
            look(page, "soiree_projection")
        if decision:
            decide(page, effort, *decision)
        else:
            refuse(page, effort)
    print(effort.said(LETTERS_SECONDS))
    typed += effort.typed
    open_evening(page)
    points = page.locator(".lv-points")
    expect(points.locator(".decision")).to_have_count(5)
    for words in ("Refus", "Ajournement", "Accord avec conditions"):
        expect(points).to_contain_text(words, ignore_case=True)


def test_4_minutes_and_every_letter_are_out_after_the_last_vote(sign_in, typed):
    page = sign_in("secretary")
    open_evening(page)
    effort = Effort("from the last vote to the minutes and every letter")
    effort.click(page.get_by_role("button", name="Lever la séance"))
    asks_no_known_fact(page)
    effort.click(page.get_by_role("button", name="Figer le procès-verbal"))
    expect(page.locator("main")).to_contain_text("Empreinte SHA-256")
    assert not violations(page)
    look(page, "soiree_proces_verbal")
    effort.click(page.get_by_role("link", name="Lettres", exact=True))
    asks_no_known_fact(page)
    effort.click(page.get_by_role("button", name=re.compile(r"Produire \d+ lettres")))
    done = page.get_by_role("button", name="Toutes sont produites")
    expect(done).to_be_visible(timeout=LETTERS_SECONDS * 1000)
    letters = page.locator("#lettres .lv-tache")
    addressed = letters.filter(has_text="Lira ce courrier")
    assert letters.count() >= 5
    assert addressed.count() >= 5  # at least one to each holder
    effort.click(page.get_by_role("button", name=re.compile(r"Envoyer \d+ lettres? par courriel")))
    saved(page, "par courriel")
    wait_until_gone(page, addressed.count())
    print(effort.said(LETTERS_SECONDS))
    assert effort.seconds() < LETTERS_SECONDS
    for holder in HOLDERS:
        gone = letters.filter(has_text=holder).get_by_text("Parti", exact=True)
        assert gone.count(), holder
    bound = page.get_by_role("link", name="Un seul PDF").get_attribute("href")  # to post the others
    assert pages_of(page.request.get(bound).body()) >= letters.count()
    typed += effort.typed
    look(page, "soiree_lettres")


def wait_until_gone(page: Page, count: int) -> None:
    """Wait until the worker has handed over every letter, then read it line by line in the log."""
    address, number = page.url, page.locator("h1").inner_text().split()[-1]
    states = page.locator("#lettres .lv-tache .fin").get_by_text("Parti", exact=True)
    for _ in range(LETTERS_SECONDS):
        if states.count() >= count:
            break
        page.wait_for_timeout(1000)
        page.goto(address)
    page.goto(f"/messages/?nature=letter&texte={number}")
    lines = page.locator("tbody tr")
    expect(lines).to_have_count(count)
    for line in lines.all():
        expect(line.get_by_text("Parti", exact=True)).to_be_visible()
    look(page, "soiree_journal_des_courriels")
    page.goto(address)


def test_5_nothing_was_typed_twice(typed):
    texts = [text for _, text in typed]
    assert len(texts) == len(set(texts)), typed
    assert {CONDITION, EXPECTED, WHY, PLACE} <= set(texts)
    known = [*HOLDERS, *EVENING, *TERMS.values(), "12 000", "4,1"]
    again = [row for row in typed for fact in known if fact in row[1]]
    assert not again, f"typed again though a dossier says it: {again}"


def test_6_what_was_typed_stands_where_it_is_read_next(sign_in):
    """The condition reaches the commitment, the terms its page, without anybody typing them."""
    page = sign_in("finance")
    page.goto("/garanties/?q=Lecoutre")
    page.locator("a.lv-ligne").first.click()
    main = page.locator("main")
    for said in (CONDITION, "12 000 €", "60 mois", "4,1 %", "80 %"):
        expect(main).to_contain_text(said)
    asks_no_known_fact(page)
    page.get_by_role("link", name=f"Lever la condition « {CONDITION} »").click()
    asks_no_known_fact(page)
