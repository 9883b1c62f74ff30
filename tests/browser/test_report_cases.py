"""The two cases of the annual report, done again on the screens: Chez Jess and OPUR.

From the call to the committee's agreements, as the people of the house would do it; what the
report does not say is invented.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import look
from tests.browser.walking import a_pdf, open_tab, saved

pytestmark = pytest.mark.browser


def call(page: Page, fields: dict[str, str], track: str) -> None:
    """Take the call: what is typed in the form of a new dossier."""
    page.goto("/dossiers/nouveau/")
    page.get_by_role("combobox", name="Filière").select_option(label=track)
    for label, text in fields.items():
        field = page.get_by_label(label, exact=False).first
        field.click()
        field.press_sequentially(text, delay=5)
    expect(page.locator("#lieu dl")).to_be_visible()
    page.get_by_role("button", name="Ouvrir le dossier").click()
    saved(page, "est ouvert")
    page.get_by_role("button", name="Instruire").first.click()
    expect(page.get_by_label("Étapes du dossier")).to_contain_text("Instruction")


def tell_the_project(page: Page, kind: str, texts: dict[str, str]) -> None:
    """Fill in the tab « Projet »."""
    open_tab(page, "Projet")
    page.get_by_role("combobox", name="Type de projet").select_option(label=kind)
    for label, text in texts.items():
        page.get_by_label(label, exact=True).first.fill(text)
    page.get_by_role("button", name="Enregistrer le projet").click()
    saved(page, "enregistré")


def plan(page: Page, lines: list[tuple[str, str, str]]) -> None:
    """Type the plan in its grid: (side, nature, amount) a line."""
    open_tab(page, "Plan de financement")
    page.wait_for_selector("[data-grid][data-ready]")
    for side, nature, amount in lines:
        page.get_by_role("link", name=side, exact=True).click()
        section = "need" if side == "Besoin" else "resource"
        line = page.locator(f"[data-section={section}] tr[data-row]").last
        page.keyboard.press("Enter")
        line.get_by_role("combobox").select_option(label=nature)
        page.keyboard.press("Enter")
        line.locator("[data-cell$=':amount']").click()
        page.keyboard.type(amount)
        page.keyboard.press("Enter")
        expect(page.locator("[data-grid-state]")).to_have_text("Enregistré")
    expect(page.locator("#dossier")).to_contain_text("À l’équilibre")


def ask(page: Page, instrument: str, terms: dict[str, str]) -> None:
    """Add one request."""
    open_tab(page, "Demandes")
    page.get_by_role("link", name="Demander un instrument").first.click()
    form = page.locator("form#demande")
    form.get_by_role("combobox", name="Instrument").select_option(label=instrument)
    for label, text in terms.items():
        form.get_by_label(label, exact=True).fill(text)
    form.get_by_role("button", name="Ajouter la demande").click()
    expect(page.get_by_role("table")).to_contain_text(instrument)


def complete(page: Page) -> None:
    """Bring the pieces, the analysis and the opinion, and declare the dossier ready."""
    open_tab(page, "Pièces")
    for state, act in (("Attendue", "Envoyer"), ("Reçue", "Vérifiée")):
        badge = page.locator(".lv-piece-etat", has_text=state)
        waiting = page.locator("article").filter(has=badge)
        while left := waiting.count():
            if act == "Envoyer":
                waiting.first.get_by_label("Fichier pour").set_input_files(a_pdf("piece.pdf"))
            waiting.first.get_by_role("button", name=act).click()
            expect(waiting).to_have_count(left - 1)
    open_tab(page, "Analyse")
    for group in page.get_by_role("group").filter(has=page.get_by_label("3", exact=True)).all():
        group.get_by_label("3", exact=True).check()
    page.get_by_role("button", name="Enregistrer les notes").click()
    saved(page, "enregistrée")
    open_tab(page, "Analyse")  # the next message is the opinion's
    page.get_by_role("combobox", name="Avis du conseiller").select_option(label="favorable")
    page.get_by_label("Avis motivé").fill("Le projet tient.")
    page.get_by_role("button", name="Enregistrer l’avis").click()
    saved(page, "enregistré")
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="Prêt pour le comité").click()
    expect(page.locator("#dossier")).to_contain_text("Rien ne manque")
    page.get_by_role("button", name="Déclarer prêt pour le comité").click()
    expect(page.locator("main")).to_contain_text("Prêt pour le comité")


def decide(page: Page, kind: str, holder: str, requests: int) -> None:
    """Plan a sitting today, put the dossier on it, hold it and agree to every request."""
    page.goto("/comites/")
    page.get_by_role("link", name="Planifier un comité").click()
    kinds = page.get_by_role("combobox", name="Comité")
    kinds.select_option(label=kinds.get_by_role("option", name=f"Comité {kind}").inner_text())
    page.get_by_label("Date").fill(page.evaluate("new Date().toISOString().slice(0, 10)"))
    page.get_by_label("Lieu").fill(f"Salle de {holder}")
    page.locator("main button[type=submit]").click()
    page.get_by_role("listitem").or_(page.locator("form.lv-ajout")).filter(
        has_text=holder
    ).get_by_role("button", name="Inscrire").click()
    expect(page.locator(".lv-points")).to_contain_text(holder)
    for box in page.locator("input[name=present]").all():
        box.check()
    page.get_by_role("button", name="Enregistrer les présences").click()
    page.get_by_role("button", name="Ouvrir la séance").click()
    for _ in range(requests):
        everybody = page.get_by_role("button", name="Tous pour")
        if everybody.count():
            everybody.click()
        page.locator("input[name=outcome][value=agreed]").check()
        page.locator("form.decision-form button[type=submit]").first.click()
        saved(page, "est enregistrée")


def open_case(page: Page, word: str, series: str) -> None:
    """Open the dossier of a series of numbers found by a word."""
    page.goto(f"/dossiers/?q={word}")
    page.get_by_role("row").filter(has_text=series).get_by_role("link").first.click()


def test_chez_jess_from_the_call_to_three_agreements(sign_in):
    page = sign_in("advisor")
    call(
        page,
        {"Nom": "Delporte", "Prénom": "Jessica", "Téléphone": "0639980171",
         "Commune du projet": "lens", "Idée de projet": "Chez Jess"},
        "création d'entreprise (TPE)",
    )  # fmt: skip
    open_tab(page, "Personnes")
    person = page.get_by_role("region", name="Porteur de projet")
    person.get_by_role("combobox", name="Sexe").select_option(label="femme")
    person.get_by_label("Date de naissance").fill("1998-05-04")
    person.get_by_role("button", name=re.compile("Enregistrer")).click()
    saved(page, "enregistré")
    page.get_by_text("Ouvrir un parcours").first.click()
    page.get_by_role("combobox", name="Programme").select_option(label="Accès+")
    page.get_by_role("button", name="Ouvrir le parcours").click()
    saved(page, "Accès+ est ouvert")
    expect(page.locator("main")).to_contain_text("ACC-")
    look(page, "cas_jess_parcours")
    tell_the_project(
        page, "création",
        {"Présentation du projet": "Un restaurant de quartier.", "Emplois créés (ETP)": "1",
         "Emplois consolidés (ETP)": "0", "Situation à l’entrée": "Demandeuse d’emploi"},
    )  # fmt: skip
    plan(page, [
        ("Besoin", "matériel", "33000"), ("Ressource", "prêt bancaire", "30000"),
        ("Ressource", "prime ou subvention", "3000"),
    ])  # fmt: skip
    ask(page, "Garantie Égalité Femmes",
        {"Banque": "Crédit Mutuel", "Prêt bancaire": "30000", "Quotité": "80",
         "Durée (mois)": "60", "Montant proposé": "24000"})  # fmt: skip
    ask(page, "Cap Quartier", {"Montant proposé": "2000"})
    ask(page, "Prime Accès+", {"Montant proposé": "1000"})
    open_tab(page, "Éligibilité")
    expect(page.locator("#dossier")).to_contain_text("Garantie Égalité Femmes")
    look(page, "cas_jess_eligibilite")
    complete(page)
    secretary = sign_in("secretary")
    decide(secretary, "TPE", "Chez Jess", 3)
    look(secretary, "cas_jess_decide")
    open_case(page, "Delporte", "TPE-")
    for words in ("24\u202f000\u00a0€", "2\u202f000\u00a0€", "1\u202f000\u00a0€"):
        expect(page.locator("main")).to_contain_text(words)
    look(page, "cas_jess_accorde")


def test_opur_from_the_call_to_three_agreements(sign_in):
    page = sign_in("advisor")
    call(
        page,
        {"Nom": "Lemaire", "Prénom": "Odile", "Téléphone": "0639980172",
         "Commune du projet": "guînes",
         "Entreprise ou structure": "OPUR Scierie", "Idée de projet": "Un local et une scierie"},
        "structure de l'ESS",
    )  # fmt: skip
    open_tab(page, "Personnes")
    structure = page.get_by_role("region", name="Entreprise ou structure")
    structure.get_by_label("SIRET").fill("00004500700010")
    structure.get_by_label("Forme juridique").fill("Association")
    structure.get_by_label(re.compile("Catégorie juridique")).fill("9220")
    structure.get_by_label("Type IAE").fill("ACI")
    structure.get_by_role("button", name=re.compile("Enregistrer")).click()
    saved(page, "enregistré")
    tell_the_project(
        page, "développement",
        {"Présentation du projet": "Un local et une activité de sciage du bois.",
         "Emplois créés (ETP)": "7", "Emplois consolidés (ETP)": "25"},
    )  # fmt: skip
    plan(page, [
        ("Besoin", "local et travaux", "150000"), ("Ressource", "prêt bancaire", "90000"),
        ("Ressource", "prêt ou apport solidaire", "60000"),
    ])  # fmt: skip
    ask(page, "Prêt participatif", {"Durée (mois)": "60", "Différé (mois)": "12",
        "Taux annuel": "2", "Montant proposé": "36000"})  # fmt: skip
    ask(page, "Contrat d’apport associatif avec droit de reprise",
        {"Durée (mois)": "48", "Différé (mois)": "12", "Montant proposé": "24000"})  # fmt: skip
    ask(page, "Garantie Solidarité Insertion",
        {"Banque": "Crédit Mutuel", "Prêt bancaire": "90000", "Quotité": "50",
         "Durée (mois)": "84", "Montant proposé": "45000"})  # fmt: skip
    complete(page)
    secretary = sign_in("secretary")
    decide(secretary, "ESS", "Un local et une scierie", 3)
    open_case(page, "scierie", "ESS-")
    for words in ("36\u202f000\u00a0€", "24\u202f000\u00a0€", "45\u202f000\u00a0€"):
        expect(page.locator("main")).to_contain_text(words)
    look(page, "cas_opur_accorde")
