"""A year's workbook is dropped on the page, read, corrected in the grid, and confirmed."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import look
from tests.exchange.workbook_factory import DEMO, cell, find, next_year_sheets, put, written

pytestmark = pytest.mark.browser

LONG = 120_000
SHEET, TITLE = "Garanties TPE", "Quotité"


def drop(page, name: str, content: bytes, year: int) -> None:
    """Choose a workbook and its year, and send it."""
    page.goto("/imports/")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.get_by_label("Classeur de l’année").set_input_files(
        {"name": name, "mimeType": kind, "buffer": content}
    )
    page.get_by_role("spinbutton", name="Année").fill(str(year))
    page.get_by_role("button", name="Lire le classeur").click()


def test_the_workbook_of_the_demo_is_already_up_to_date(sign_in):
    page = sign_in("director")
    drop(page, "annee_2024.xlsx", DEMO.read_bytes(), 2024)
    main = page.locator("main")
    expect(main).to_contain_text("Tout est déjà importé", timeout=LONG)
    assert not violations(page)
    look(page, "import_deja_a_jour")


def test_a_file_that_is_no_workbook_is_refused_in_french(sign_in):
    page = sign_in("director")
    drop(page, "notes.xlsx", b"ceci n'est pas un classeur", 2024)
    refusal = page.get_by_role("alert")
    expect(refusal.first).to_be_visible(timeout=LONG)
    expect(refusal.first).to_contain_text("contient en réalité un texte")
    look(page, "import_illisible")


def test_a_fault_is_shown_in_the_grid_corrected_there_and_the_year_confirmed(sign_in):
    page = sign_in("director")
    sheets = next_year_sheets()
    line = find(sheets, SHEET, Quotité=0.8)
    right = cell(sheets, SHEET, line, TITLE)
    put(sheets, SHEET, line, TITLE, "8")
    drop(page, "annee_2025.xlsx", written(sheets), 2025)
    main = page.locator("main")
    expect(main).to_contain_text("1 erreur", timeout=LONG)
    field = page.get_by_label(f"{TITLE}, ligne {line}")
    expect(field).to_have_value("8")
    assert not violations(page)
    look(page, "import_faute")
    field.fill(str(right))
    page.get_by_role("button", name="Vérifier les cellules corrigées").click()
    expect(main).to_contain_text("Aucune erreur.", timeout=LONG)
    look(page, "import_apercu")
    page.get_by_role("button", name="Confirmer l’import de 2025").click()
    expect(main).not_to_contain_text("Avancement", timeout=LONG)
    expect(main).to_contain_text("importé", timeout=LONG)
    look(page, "import_fait")
