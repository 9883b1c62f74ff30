"""A live stock: the empty workbook filled and dropped, its conflict shown, the rest written."""

import io
from datetime import date

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from tests.browser.axe import violations
from tests.browser.conftest import PHONE, look
from tests.exchange.stock_factory import CARRIED, GUARANTEE, LOAN, stock_sheets
from tests.exchange.workbook_factory import Sheets, find, put, written

pytestmark = pytest.mark.browser

LONG = 120_000
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# docs/rules/reprise-stock.md: 30 000 € at 3.5 % owe this after twelve instalments of 545,75 €.
OWED = "24 411,92 €"


def filled(template: bytes, stock: Sheets) -> Sheets:
    """Return the sheets of the empty workbook with the lines of a stock, title by title."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(template))
    sheets: Sheets = {}
    for name in stock:
        rows = [list(row) for row in book.get_sheet_by_name(name).to_python()]
        titles = next(row for row in rows if row[: len(stock[name][1])] == stock[name][1])
        rows = rows[: rows.index(titles) + 1]
        sheets[name] = rows + [list(row) for row in stock[name][2:]]
    return sheets


def drop(page: Page, name: str, sheets: Sheets) -> None:
    """Send the workbook and wait until it is read."""
    page.goto("/imports/stock/")
    page.get_by_label("Classeur du stock").set_input_files(
        {"name": name, "mimeType": WORKBOOK, "buffer": written(sheets)}
    )
    page.get_by_role("button", name="Lire le classeur").click()
    expect(page.locator("main")).to_contain_text("Feuille par feuille", timeout=LONG)


def test_a_stock_is_dropped_its_conflict_shown_and_the_rest_written(sign_in):
    page = sign_in("director")
    page.goto("/imports/stock/")
    assert not violations(page)
    look(page, "stock_1_page")
    model = page.get_by_role("link", name="Classeur vide").get_attribute("href")
    sheets = filled(page.request.get(model).body(), stock_sheets())
    line = find(sheets, "Engagements", **{"N°_d’engagement": CARRIED})
    put(sheets, "Engagements", line, "Restant dû le", date(2023, 6, 30))
    put(sheets, "Engagements", line, "Restant dû", 12345.67)
    drop(page, "stock.xlsx", sheets)

    conflicts = page.get_by_role("region", name="Conflits").locator("tbody tr")
    expect(conflicts).to_have_count(1)
    expect(conflicts).to_contain_text(CARRIED)
    expect(conflicts).to_contain_text("12 345,67 €")
    assert not violations(page)
    look(page, "stock_2_conflit")
    page.get_by_role("button", name="Confirmer la reprise").click()
    expect(page.locator("main")).to_contain_text("Le stock est importé.", timeout=LONG)
    expect(page.get_by_role("button", name="Abandonner")).to_have_count(0)
    look(page, "stock_3_ecrit")

    page.goto(f"/prets-et-apports/?q={CARRIED}")
    expect(page.locator("main").get_by_role("row").filter(has_text=CARRIED)).to_have_count(0)
    page.goto(f"/prets-et-apports/?q={LOAN}")
    page.get_by_role("row").filter(has_text=LOAN).get_by_role("link").first.click()
    main = page.locator("main")
    for said in ("30 000 €", "Les Jardins", "Caution personnelle", "Anaïs Delcroix"):
        expect(main).to_contain_text(said)
    assert not violations(page)
    look(page, "stock_4_engagement")
    page.get_by_role("link", name="Échéancier", exact=True).click()
    expect(main).to_contain_text("RUM-0014")
    expect(main).to_contain_text("Paiement reçu")
    expect(main).to_contain_text(OWED)
    look(page, "stock_5_echeancier")
    page.goto(f"/garanties/?q={GUARANTEE}")
    expect(main.get_by_role("row").filter(has_text=GUARANTEE)).to_contain_text("9 750 €")


def test_the_workbook_dropped_again_writes_only_what_is_new(sign_in):
    page = sign_in("director")
    drop(page, "stock-corrige.xlsx", stock_sheets())
    rows = page.get_by_role("region", name="Lignes par feuille").locator("tbody tr")
    commitments = rows.filter(has_text="Engagements").locator("td")
    assert [cell.inner_text().strip() for cell in commitments.all()] == ["1", "–", "3", "–"]
    expect(page.get_by_role("region", name="Conflits")).to_have_count(0)
    look(page, "stock_6_de_nouveau")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_stock_is_read_on_a_phone(sign_in, scheme):
    page = sign_in("director", viewport=PHONE, scheme=scheme)
    page.goto("/imports/stock/")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not violations(page)
    page.locator("a.lv-ligne").first.click()
    expect(page.locator("#import")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not violations(page)
    look(page, f"stock_telephone_{scheme}")
