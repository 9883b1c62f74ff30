"""Step 5: the year is counted, opened, published, and printed."""

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from tests.browser.axe import violations
from tests.browser.conftest import look
from tests.browser.walking import open_case, open_tab, pages_of, saved

pytestmark = pytest.mark.browser


def test_each_headline_opens_on_its_definition_and_its_dossiers(sign_in):
    page = sign_in("director")
    page.goto("/chiffres/2024/")
    main = page.locator("main")
    expect(main).to_contain_text("290")
    assert not violations(page)
    look(page, "etape_5_chiffres")
    page.get_by_role("link", name="Comités d’engagement").first.click()
    expect(page.locator("#panneau")).to_contain_text("CE-2024-")
    page.goto("/chiffres/2024/tpe.projects/")
    expect(main).to_contain_text("290")
    expect(main).to_contain_text("Jour de lecture")
    expect(page.get_by_role("row")).not_to_have_count(0)
    look(page, "etape_5_chiffre_ouvert")


def test_the_rows_behind_a_figure_are_exported_to_a_workbook(sign_in):
    page = sign_in("director")
    page.goto("/chiffres/2024/tpe.projects/")
    with page.expect_download() as waiting:
        page.locator("#lv-export").click()
    sheet = CalamineWorkbook.from_path(waiting.value.path()).get_sheet_by_index(0)
    rows = [row for row in sheet.to_python() if str(row[0]).strip()]
    assert 290 <= len(rows) <= 294


def test_coherence_decomposes_the_headlines_and_says_where_they_do_not_add_up(sign_in):
    page = sign_in("director")
    page.goto("/chiffres/2024/coherence/")
    expect(page.locator("main")).to_contain_text("485")
    assert not violations(page)
    look(page, "etape_5_coherence")


def test_a_published_year_stays_and_a_later_change_is_listed_with_its_author(sign_in):
    director = sign_in("director")
    director.goto("/chiffres/2024/publier/")
    look(director, "etape_5_publier")
    director.get_by_role("button", name="Publier et figer 2024").click()
    expect(director.locator("main")).to_contain_text("publi")
    advisor = sign_in("advisor")
    open_case(advisor, "TPE-2024-222", "Coralie Giraud")
    open_tab(advisor, "Personnes")
    advisor.get_by_label("Sexe").select_option(label="homme")
    advisor.get_by_role("button", name="Enregistrer la personne").click()
    saved(advisor, "enregistré")
    director.goto("/chiffres/2024/ecarts/")
    main = director.locator("main")
    expect(main).to_contain_text("Florian Wojcik")
    look(director, "etape_5_ecarts")
    director.goto("/chiffres/2024/tpe.share_women/")
    expect(director.locator(".lv-grand")).to_contain_text("34")
    director.goto("/chiffres/2024/publier/")
    expect(director.get_by_role("button", name="Publier et figer 2024")).to_have_count(0)


def test_the_annual_report_is_downloaded_and_long(sign_in):
    page = sign_in("director")
    page.goto("/rapport/2024/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert not violations(page)
    look(page, "etape_5_rapport")
    answer = page.request.get("/rapport/2024/rapport.pdf", timeout=90_000)
    assert answer.body().startswith(b"%PDF-")
    assert pages_of(answer.body()) > 15
