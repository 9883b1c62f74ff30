"""Step 1: a call is taken. The advisor types what the caller says, and nothing twice."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import look

pytestmark = pytest.mark.browser


def type_into(page, label: str, text: str) -> None:
    """Type as a person does, one key at a time, so that the page can answer meanwhile."""
    field = page.get_by_label(label, exact=False).first
    field.click()
    field.press_sequentially(text, delay=5)


def test_a_new_person_is_taken_in_four_fields_and_one_key(sign_in):
    page = sign_in("advisor")
    page.keyboard.press("n")
    page.wait_for_url("**/dossiers/nouveau/")
    assert page.evaluate("document.activeElement.name") == "last_name"
    page.keyboard.type("Wattrelos")
    page.keyboard.press("Tab")
    page.keyboard.type("0639980147")
    page.keyboard.press("Tab")
    page.keyboard.type("Bérénice")
    type_into(page, "Commune du projet", "wizernes")
    place = page.locator("#lieu")
    expect(place).to_contain_text("CA du Pays de Saint-Omer")
    expect(place).to_contain_text("Calais 2")
    expect(place).to_contain_text("ZFRR")
    look(page, "etape_1_appel")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bérénice Wattrelos")
    expect(page.locator("#messages")).to_contain_text("est ouvert")
    expect(page.get_by_label("Étapes du dossier")).to_contain_text("Premier contact")


def test_a_town_that_two_communes_bear_is_chosen_before_the_rest_follows(sign_in):
    page = sign_in("advisor")
    page.goto("/dossiers/nouveau/")
    type_into(page, "Commune du projet", "beaumetz")
    choices = page.locator("#lieu input[name=commune_code]")
    expect(choices).not_to_have_count(0)
    assert choices.count() > 1
    page.locator("#lieu").get_by_text("Beaumetz-lès-Aire").click()
    expect(page.locator("#lieu dl")).to_contain_text("CA du Pays de Saint-Omer")


@pytest.mark.parametrize("typed", ["DUCHATEAU", "duchâteau", "Duchato"])
def test_a_known_person_is_proposed_despite_accents_case_and_spelling(sign_in, typed):
    page = sign_in("advisor")
    page.goto("/dossiers/nouveau/")
    type_into(page, "Nom", typed)
    type_into(page, "Prénom", "marek")
    card = page.locator("#deja")
    expect(card).to_contain_text("Utiliser la fiche de Marek Duchâteau")


def test_the_known_person_keeps_one_file_and_gets_a_second_dossier(sign_in):
    page = sign_in("advisor")
    page.goto("/dossiers/nouveau/")
    type_into(page, "Nom", "duchateau")
    type_into(page, "Prénom", "marek")
    type_into(page, "Téléphone", "0639980145")
    type_into(page, "Commune du projet", "béthune")
    expect(page.locator("#lieu dl")).to_contain_text("Béthune")
    page.get_by_role("button", name="Ouvrir le dossier").click()
    page.wait_for_load_state()
    expect(page.locator("#id_last_name_error")).to_contain_text("est peut-être la même personne")
    look(page, "etape_1_deja_connu")
    page.get_by_text("Utiliser la fiche de Marek Duchâteau").click()
    page.get_by_role("button", name="Ouvrir le dossier").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Marek Duchâteau")
    page.goto("/personnes/?nom=duchateau")
    expect(page.get_by_role("row").filter(has_text="Duchâteau")).to_have_count(1)


def test_two_clicks_open_one_dossier(sign_in):
    page = sign_in("advisor")
    page.goto("/dossiers/nouveau/")
    type_into(page, "Nom", "Deuxclics")
    type_into(page, "Téléphone", "0639980146")
    type_into(page, "Commune du projet", "lens")
    expect(page.locator("#lieu dl")).to_contain_text("Lens")
    page.get_by_role("button", name="Ouvrir le dossier").dblclick()
    page.wait_for_url("**/dossiers/*-*/")
    page.goto("/dossiers/?q=deuxclics")
    expect(page.get_by_role("row").filter(has_text="Deuxclics")).to_have_count(1)


def test_a_form_without_a_name_says_so_in_french_and_keeps_what_was_typed(sign_in):
    page = sign_in("advisor")
    page.goto("/dossiers/nouveau/")
    type_into(page, "Téléphone", "0639980148")
    page.get_by_role("button", name="Ouvrir le dossier").click()
    expect(page.locator("#id_last_name_error")).to_contain_text("Remplissez ce champ.")
    expect(page.get_by_role("textbox", name="Téléphone")).to_have_value("0639980148")


def test_a_referral_goes_out_with_consent_only_and_its_answer_is_followed(sign_in):
    page = sign_in("advisor")
    page.goto("/dossiers/nouveau/")
    type_into(page, "Nom", "Quesnoy")
    type_into(page, "Téléphone", "0639980149")
    type_into(page, "Commune du projet", "arras")
    expect(page.locator("#lieu dl")).to_contain_text("Arras")
    type_into(page, "Orienté par", "Mission locale de l’Arrageois")
    page.get_by_role("button", name="Ouvrir et orienter ailleurs").click()
    referrals = page.locator("#orienter")
    page.wait_for_url("**/echanges/#orienter")
    expect(referrals).to_be_visible()
    expect(page.locator("#dossier")).to_contain_text("Mission locale de l’Arrageois")
    page.get_by_label("Organisme").fill("BGE Hauts de France")
    page.get_by_label("Motif").fill("Formation avant l’emprunt")
    page.get_by_role("button", name="Orienter", exact=True).click()
    expect(referrals).to_contain_text("Sans son accord, rien ne part de la maison.")
    page.get_by_label("La personne est d’accord", exact=False).check()
    page.get_by_role("button", name="Orienter", exact=True).click()
    expect(referrals).to_contain_text("BGE Hauts de France")
    page.get_by_text("Noter la réponse de BGE Hauts de France").click()
    page.get_by_label("acceptée").check()
    page.get_by_label("Précision").fill("Rendez-vous le 12.")
    page.get_by_role("button", name="Enregistrer la réponse").click()
    expect(referrals).to_contain_text("Rendez-vous le 12.")
    look(page, "etape_1_orientation")
