"""The forecast typed as in a spreadsheet: recomputed as it is typed, formulas at hand, exported."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import contrast_violations, violations
from tests.browser.conftest import LAPTOP, PHONE, look
from tests.browser.walking import open_case, open_tab

pytestmark = pytest.mark.browser
SAVED_OR_THERE = re.compile("^(Enregistré)?$")  # nothing to save when it was typed before
PAGES = ("Hypothèses", "Compte de résultat", "Trésorerie", "Ratios et sensibilité")


def open_page(page: Page, name: str, search: str = "Cycles", holder: str = "Anaïs Delcroix"):
    """Open a page of the forecast of a dossier."""
    open_case(page, search, holder)
    open_tab(page, "Plan de financement")
    page.get_by_role("navigation", name="Pages du plan").get_by_role("link", name=name).click()
    expect(page.locator(".lv-plan-vues [aria-current=page]")).to_have_text(name)


def type_in(page: Page, cell: str, text: str) -> None:
    """Type in a cell of the entry grid, and wait until it is on the server."""
    page.locator(f"[data-cell='{cell}']").click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.locator("[data-grid-state]")).not_to_have_text("Enregistrement…")


def test_results_follow_what_is_typed_and_stay_after_a_reload(sign_in):
    page = sign_in("advisor")
    open_page(page, "Hypothèses", "Traiteur", "Leïla Cherif")
    page.wait_for_selector("[data-grid][data-ready]")
    type_in(page, "sale.1:year1", "50 000")
    type_in(page, "sale.1:cost", "40")
    type_in(page, "sale.1:vat", "5,5")
    expect(page.locator("[data-grid-state]")).to_have_text(SAVED_OR_THERE)

    margin = page.locator("[data-part=results] tr", has_text="EBE").locator("td").first
    expect(margin).to_have_text("30\u202f000")  # 50 000 less 40 %
    page.reload()
    expect(page.locator("[data-cell='sale.1:year1']")).to_have_text("50\u202f000")
    expect(margin).to_have_text("30\u202f000")


def test_a_refused_cell_says_why_and_the_rest_is_kept(sign_in):
    page = sign_in("advisor")
    open_page(page, "Hypothèses", "Traiteur", "Leïla Cherif")
    page.wait_for_selector("[data-grid][data-ready]")
    type_in(page, "general:customer_days", "900")

    expect(page.locator("[data-grid-faults]")).to_contain_text("comprise entre 0 et 360")
    expect(page.locator("[data-cell='general:customer_days']")).to_have_attribute(
        "aria-invalid", "true"
    )


@pytest.mark.parametrize("way", ["hover", "focus", "tap"])
def test_a_formula_shows_whatever_the_hand(sign_in, way):
    page = sign_in("advisor")
    open_page(page, "Compte de résultat")
    label = page.get_by_role("button", name="Valeur ajoutée")
    getattr(label, {"tap": "click"}.get(way, way))()

    expect(page.locator(".lv-formule-bulle:popover-open")).to_contain_text("− charges externes")
    page.keyboard.press("Escape")
    expect(page.locator(".lv-formule-bulle:popover-open")).to_have_count(0)


def test_the_model_goes_out_and_comes_back_unchanged(sign_in, tmp_path):
    page = sign_in("advisor")
    open_page(page, "Hypothèses", "Traiteur", "Leïla Cherif")
    with page.expect_download() as download:
        page.get_by_role("link", name="Exporter le modèle").click()
    path = tmp_path / "modele.xlsx"
    download.value.save_as(path)
    page.get_by_role("link", name="Importer le modèle").click()
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Voir ce qui change").click()

    expect(page.get_by_text("Le fichier ne change rien")).to_be_visible()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("size", "viewport"), [("laptop", LAPTOP), ("phone", PHONE)])
def test_the_pages_are_accessible_and_fit(sign_in, name, size, viewport):
    page = sign_in("member" if size == "laptop" else "advisor", viewport=viewport)
    open_page(page, name)

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    look(page, f"previsionnel-{PAGES.index(name)}-{size}")


def test_the_pages_keep_their_contrast_in_the_dark(sign_in):
    page = sign_in("advisor", scheme="dark")
    for name in PAGES:
        open_page(page, name)
        assert contrast_violations(page) == []
