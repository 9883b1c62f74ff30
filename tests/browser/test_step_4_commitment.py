"""Step 4: what was decided is committed, drawn, changed, set up, or given up."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import look
from tests.browser.walking import a_pdf, saved

pytestmark = pytest.mark.browser

GUARANTEED, GRANTED = "Kévin Vasseur", "Anaïs Delcroix"
YEAR = date.today().year  # noqa: DTZ011


def open_commitment(page, address: str, holder: str) -> None:
    """Open the commitment of this year that a holder was granted."""
    page.goto(address)
    row = page.get_by_role("row").filter(has_text=holder).filter(has_text=str(YEAR)).first
    row.get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("Conditions accordées")


def test_a_guarantee_cannot_be_set_up_before_its_condition_is_lifted(sign_in):
    page = sign_in("finance")
    open_commitment(page, "/garanties/", GUARANTEED)
    main = page.locator("main")
    expect(main).to_contain_text("29 250 €")
    expect(main).to_contain_text("1 condition à lever")
    assert not violations(page)
    look(page, "etape_4_garantie")
    page.get_by_role("link", name="Lever la condition « Bail commercial signé »").click()
    assert not violations(page)
    look(page, "etape_4_lever_une_condition")
    page.get_by_label("Preuve").fill("Bail du 3, déposé")
    page.get_by_label("Fichier").set_input_files(a_pdf("bail.pdf"))
    page.get_by_role("button", name="Lever la condition").click()
    expect(main).not_to_contain_text("condition à lever")
    expect(main).to_contain_text("levée")
    expect(main.get_by_role("link", name="Bail du 3, déposé")).to_be_visible()


def test_an_amendment_within_the_tolerance_applies_and_keeps_both_versions(sign_in):
    page = sign_in("advisor")
    open_commitment(page, "/garanties/", GUARANTEED)
    page.get_by_role("link", name="Faire un avenant").click()
    page.get_by_label("Prêt (€)").fill("44 999,99")
    page.get_by_label("Motif de l’avenant").fill("La banque prête un centime de moins")
    page.get_by_role("button", name="Enregistrer l’avenant").click()
    saved(page, "avenant est enregistré")
    amendment = page.get_by_label("Avenant 1")
    expect(amendment).to_contain_text("45 000 €")
    expect(amendment).to_contain_text("44 999,99 €")
    expect(page.locator("main")).to_contain_text("29 249,99 €")
    look(page, "etape_4_avenant")


def test_a_guarantee_is_set_up_with_its_carrier_s_number(sign_in):
    page = sign_in("finance")
    open_commitment(page, "/garanties/", GUARANTEED)
    page.locator("form.lv-formulaire").get_by_label("N° chez le porteur du risque").fill("FAG-1")
    page.get_by_role("button", name="Noter la mise en place").click()
    saved(page, "mise en place est notée")
    expect(page.get_by_role("button", name="Noter la mise en place")).to_have_count(0)


def test_a_guarantee_and_its_grant_are_decided_together(sign_in):
    page = sign_in("secretary")
    page.goto("/comites/")
    page.get_by_role("row").filter(has_text="Prévu").first.get_by_role("link").first.click()
    for box in page.locator("input[name=present]").all():
        box.check()
    page.get_by_role("button", name="Enregistrer les présences").click()
    page.locator("input[name=confirmed]").first.check()  # it is planned in six days
    page.get_by_role("button", name="Ouvrir la séance").click()
    expect(page.locator("h2.titre")).to_have_text("Cycles de la Gohelle")
    for asked in ("Garantie Égalité Femmes", "Cap Quartier"):
        expect(page.locator("form.decision-form h2").first).to_have_text(asked)
        page.keyboard.press("1")
        page.get_by_role("button", name="Tous pour").click()
        page.locator("form.decision-form button[type=submit]").click()
        saved(page, "est enregistrée")
    decisions = page.locator("main")
    expect(decisions).to_contain_text("28 800 €")
    expect(decisions).to_contain_text("2 000 €")
    look(page, "etape_4_deux_decisions")


def test_an_amendment_beyond_the_tolerance_goes_back_to_the_committee(sign_in):
    page = sign_in("advisor")
    open_commitment(page, "/garanties/", GRANTED)
    page.get_by_role("link", name="Faire un avenant").click()
    page.get_by_label("Prêt (€)").fill("60000")
    page.get_by_label("Motif de l’avenant").fill("Un second atelier")
    page.get_by_role("button", name="Enregistrer l’avenant").click()
    main = page.locator("main")
    expect(main).to_contain_text("Rien ne change tant qu’il n’a pas décidé")
    expect(main).to_contain_text("28 800 €")
    secretary = sign_in("secretary")
    secretary.goto("/comites/")
    held = secretary.get_by_role("row").filter(has_text="En séance")
    held.first.get_by_role("link").first.click()
    expect(secretary.get_by_role("button", name="Inscrire l’avenant")).to_be_visible()


def test_a_small_envelope_is_opened_by_the_finance_officer(sign_in):
    page = sign_in("finance")
    page.goto("/enveloppes/nouvelle/")
    funder = page.get_by_role("combobox", name="Financeur")
    name = funder.get_by_role("option").filter(has_text="Lens-Liévin").first.inner_text()
    funder.select_option(label=name)
    page.get_by_role("textbox", name="Enveloppe").fill("Reliquat Cap Quartier")
    scheme = page.get_by_role("combobox", name="Dispositif")
    scheme.select_option(value="cap_quartier")
    page.get_by_label("Montant").fill("500")
    page.get_by_label("Premier jour").fill(f"{YEAR}-01-01")
    page.locator("main button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("Reliquat Cap Quartier")


def test_a_grant_is_drawn_on_two_envelopes_and_never_on_more_than_they_hold(sign_in):
    page = sign_in("finance")
    open_commitment(page, "/primes/", GRANTED)
    page.get_by_role("link", name="Répartir").click()
    state = page.get_by_label("part de l’État", exact=False).first
    local = page.get_by_label("part de Lens-Liévin", exact=False).first
    small = page.get_by_label("Reliquat Cap Quartier", exact=False).first
    for field in page.locator("main input[name^=envelope-]").all():
        field.fill("")
    state.fill("1499,99")
    small.fill("500,01")
    page.get_by_role("button", name="Enregistrer la répartition").click()
    expect(page.locator("main")).to_contain_text("500 €")
    expect(page.locator("main .lv-fautes, main .lv-faute, main .faute").first).to_be_visible()
    look(page, "etape_4_enveloppe_depassee")
    state.fill("1200,01")
    small.fill("")
    local.fill("799,98")
    page.get_by_role("button", name="Enregistrer la répartition").click()
    expect(page.locator("main .lv-fautes, main .lv-faute, main .faute").first).to_be_visible()
    local.fill("799,99")
    page.get_by_role("button", name="Enregistrer la répartition").click()
    saved(page, "répartition est enregistrée")
    table = page.get_by_role("table").filter(has_text="Enveloppe")
    expect(table).to_contain_text("1 200,01 €")
    expect(table).to_contain_text("799,99 €")
    look(page, "etape_4_deux_enveloppes")


def test_the_funder_has_its_letter(sign_in):
    page = sign_in("secretary")
    open_commitment(page, "/primes/", GRANTED)
    page.get_by_role("link", name="CE-").click()
    letters = page.locator(".lettres a").filter(has_text="ANCT")
    answer = page.request.get(letters.first.get_attribute("href"))
    assert answer.body().startswith(b"%PDF-")


def test_a_cancellation_names_its_effect_before_it_happens(sign_in):
    page = sign_in("finance")
    open_commitment(page, "/primes/", GRANTED)
    page.get_by_role("link", name="Annuler l’engagement").click()
    expect(page.locator("main")).to_contain_text("1 200,01 € à « Cap Quartier, part de l’État")
    look(page, "etape_4_annulation")
    page.get_by_role("textbox", name="Motif").fill("Le porteur renonce à la prime")
    page.get_by_role("button", name="Annuler l’engagement").click()
    saved(page, "est annulé")
