"""The extract of a carrier: its columns named, each difference read, what is ticked kept."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import PHONE, look
from tests.browser.walking import saved

pytestmark = pytest.mark.browser

SENDER, UNKNOWN = "France Active Garantie", "FG-2026-0777"


def expected_of(page: Page) -> tuple[str, list[tuple[str, str]]]:
    """Return the day (ISO) of the extract of the demo, and the (number, euros) it finds equal."""
    page.goto("/extraits/")
    page.locator("a.lv-ligne").last.click()
    rows = page.get_by_role("region", name="Lignes comparées").locator("tbody tr")
    cells = [row.locator("td").all_inner_texts() for row in rows.all()]
    equal = [row for row in cells if "égal" in row[1]]
    day = "-".join(reversed(equal[0][2].split("/")))
    return day, [(row[0], amount(row[4])) for row in equal[:3]]


def amount(text: str) -> str:
    """Return « 28 680,55 € » as an extract writes it, 28680,55."""
    return re.sub(r"[^\d,]", "", text)


def raised(written: str) -> str:
    """Return an amount one hundred euros larger."""
    euros, cents = written.split(",")
    return f"{int(euros) + 100},{cents}"


def drop(page: Page, text: str, day: str) -> None:
    """Drop an extract of the carrier, closed on a day."""
    page.goto("/extraits/")
    page.get_by_role("link", name="Déposer un extrait").click()
    page.get_by_role("combobox", name="Expéditeur").select_option(label=SENDER)
    page.get_by_label("Arrêté au").fill(day)
    page.get_by_label("Fichier").set_input_files(
        {"name": "encours.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Lire l’extrait").click()
    saved(page, "L’extrait est comparé")


def row_of(page: Page, number: str):
    """Return the row of a guarantee, or of a number unknown here."""
    rows = page.get_by_role("region", name="Lignes comparées").locator("tbody tr")
    return rows.filter(has_text=number)


def test_differences_are_read_row_by_row_and_what_is_ticked_is_kept(sign_in):
    page = sign_in("finance")
    day, (equal, other, third) = expected_of(page)
    # Titles that say nothing: a person says which column holds what.
    lines = [
        f"{equal[0]};{equal[1]};",
        f"{other[0]};{raised(other[1])};",
        f"{third[0]};{raised(third[1])};250,00",
        f"{UNKNOWN};12 400,00;",
    ]
    drop(page, "\n".join(("Colonne 1;Colonne 2;Colonne 3", *lines)), day)
    expect(page.locator("main")).to_contain_text("Dites quelle colonne porte")
    assert not violations(page)
    look(page, "extrait_1_colonnes")
    for letter, role in (
        ("A", "N° de la garantie"), ("B", "Capital restant dû"), ("C", "Montant impayé"),
    ):  # fmt: skip
        column = page.get_by_role("combobox", name=f"Contenu de la colonne {letter}")
        column.select_option(label=role)
    page.get_by_label("Ligne des titres").fill("1")
    page.get_by_role("button", name="Relire avec ces colonnes").click()
    saved(page, "Colonnes retenues")

    expect(row_of(page, equal[0])).to_contain_text("égal")
    expect(row_of(page, other[0])).to_contain_text("100,00 €")
    expect(row_of(page, third[0])).to_contain_text("impayé signalé")
    expect(row_of(page, UNKNOWN)).to_contain_text("inconnue ici")
    assert not violations(page)
    look(page, "extrait_2_ecarts")
    row_of(page, third[0]).get_by_role("checkbox").uncheck()
    page.get_by_role("button", name="Reprendre les écarts cochés").click()
    saved(page, "1 écart repris")
    expect(row_of(page, other[0])).to_contain_text("oui")
    expect(row_of(page, third[0])).not_to_contain_text("oui")
    expect(page.get_by_role("button", name="Reprendre les écarts cochés")).to_have_count(0)
    assert not violations(page)
    look(page, "extrait_3_repris")

    row_of(page, other[0]).get_by_role("link").click()
    expect(page.locator("main")).to_contain_text(re.compile(spelt(raised(other[1]))))
    look(page, "extrait_4_garantie")


def spelt(written: str) -> str:
    """Return a pattern of an amount as the pages spell it, whatever its spaces."""
    euros, cents = written.split(",")
    grouped = f"{int(euros):,}".replace(",", r"\s")
    return f"{grouped},{cents}\\s€"


def test_the_next_extract_of_the_carrier_needs_no_column_named(sign_in):
    page = sign_in("finance")
    day, (equal, *_) = expected_of(page)
    drop(page, f"Colonne 1;Colonne 2;Colonne 3\n{equal[0]};{equal[1]};\n", day)
    expect(page.locator("main")).to_contain_text("modèle reconnu")
    expect(row_of(page, equal[0])).to_contain_text("égal")
    page.get_by_role("button", name="Abandonner").click()
    saved(page, "rien n’a changé")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_extract_is_read_on_a_phone(sign_in, scheme):
    page = sign_in("finance", viewport=PHONE, scheme=scheme)
    page.goto("/extraits/")
    page.locator("a.lv-ligne").last.click()
    expect(page.locator("h1")).to_contain_text(SENDER)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not violations(page)
    look(page, f"extrait_telephone_{scheme}")
