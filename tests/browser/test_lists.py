"""A list as one uses it: filters without reload, tags, coming back, the export, the shortcuts."""

import pytest

pytestmark = pytest.mark.browser


def test_a_list_filters_without_reload_and_keeps_the_panel_open(sign_in):
    page = sign_in("advisor")
    page.goto("/personnes/")
    page.evaluate("window.sameDocument = true")
    page.locator(".lv-filtres summary").click()
    page.locator(".lv-filtres input[name=nom]").press_sequentially("dup", delay=40)
    page.locator(".lv-filtre", has_text="dup").wait_for()

    assert page.url.endswith("/personnes/?nom=dup")
    assert page.evaluate("window.sameDocument")
    assert page.evaluate("document.activeElement.name") == "nom"
    assert page.locator("#lv-export").inner_text() != ""


def test_a_tag_takes_its_filter_off_and_reset_takes_all(sign_in):
    page = sign_in("advisor")
    page.goto("/personnes/?nom=dup&sexe=F")
    page.get_by_label("Retirer le filtre Sexe").click()
    page.wait_for_url("**/personnes/?nom=dup")
    page.get_by_text("Vider", exact=True).click()
    page.wait_for_url("**/personnes/")

    assert page.locator(".lv-filtre").count() == 0


def test_filters_survive_opening_a_row_and_coming_back(sign_in):
    page = sign_in("advisor")
    page.goto("/personnes/?sexe=F&tri=-nom")
    before = page.locator("tbody tr").first.inner_text()
    page.locator("a.lv-ligne").first.click()
    page.locator("text=Modifier la fiche").wait_for()
    page.go_back()
    page.locator(".lv-filtre").wait_for()

    assert page.url.endswith("/personnes/?sexe=F&tri=-nom")
    assert page.locator("tbody tr").first.inner_text() == before


def test_the_export_downloads_what_is_filtered(sign_in):
    page = sign_in("advisor")
    page.goto("/personnes/?nom=dup")
    with page.expect_download() as download:
        page.locator("#lv-export").click()

    assert download.value.suggested_filename.startswith("personnes-")


def test_results_are_walked_by_keyboard(sign_in):
    page = sign_in("advisor")
    page.keyboard.press("/")
    page.keyboard.type("dup")
    page.locator("#lv-trouvailles a.r").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.classList.contains('r')")
    page.keyboard.press("Escape")
    assert page.locator("#lv-trouvailles a.r").count() == 0


def test_a_key_opens_a_new_dossier_and_the_theme_is_remembered(sign_in):
    page = sign_in("advisor")
    page.locator(".lv-moi").click()
    page.locator("[data-theme-toggle]").click()
    page.reload()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"

    page.keyboard.press("n")
    page.wait_for_url("**/dossiers/nouveau/**")
