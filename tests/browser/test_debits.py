"""Direct debits: a mandate recorded, announced, handed over in a file, returned by the bank."""

import re
from datetime import date, datetime
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import PHONE, look
from tests.browser.walking import a_pdf, saved
from tests.factories.banking import HOUSE_IBAN, PAYEE_IBAN, status_file
from tests.factories.collections import debit_statement

pytestmark = pytest.mark.browser

NUMBER = "ESS-2024-11-1"  # a loan of the house, monthly, without a mandate
AT_BANK = "ESS-2024-12-1"  # its last due date was debited: the bank has not said what became of it


def open_schedule(page: Page, number: str) -> None:
    """Open the schedule of a loan from the list."""
    page.goto(f"/prets-et-apports/?q={number}")
    page.get_by_role("row").filter(has_text=number).get_by_role("link").first.click()
    page.get_by_role("link", name="Échéancier", exact=True).click()


def read_bank(page: Page, name: str, content: bytes) -> None:
    """Bring a file of the bank to the page of debits."""
    page.goto("/prelevements/")
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/xml", "buffer": content}
    )
    page.get_by_role("button", name="Lire le fichier").click()


def test_a_mandate_is_recorded_announced_debited_by_another_and_rejected(sign_in):
    page = sign_in("finance")
    open_schedule(page, NUMBER)
    page.get_by_role("link", name="Enregistrer un mandat").click()
    expect(page.get_by_label("Référence unique du mandat")).to_have_value(f"{NUMBER}-1")
    holder = page.get_by_label("Titulaire du compte débité").input_value()
    assert holder
    page.get_by_label("Signé le").fill(page.evaluate("new Date().toLocaleDateString('sv')"))
    page.get_by_label("IBAN").fill(PAYEE_IBAN)
    page.get_by_label("Mandat signé").set_input_files(a_pdf("mandat.pdf"))
    assert not violations(page)
    look(page, "prelevement_1_mandat")
    page.get_by_role("button", name="Enregistrer le mandat").click()
    saved(page, "annoncez ses prélèvements")

    page.goto("/prelevements/")
    expect(page.locator(".lv-payer").first).to_contain_text(NUMBER)
    page.get_by_role("button", name="Préparer les prélèvements").click()
    saved(page, "à annoncer")
    assert not violations(page)
    look(page, "prelevement_2_a_annoncer")
    page.get_by_role("link", name=f"Annoncer à {holder}").click()
    expect(page.get_by_label("Texte")).to_have_value(re.compile(f"{NUMBER}"))
    assert not violations(page)
    look(page, "prelevement_3_preavis")
    page.get_by_role("button", name="Noter l’envoi par courrier").click()
    saved(page, "L’envoi par courrier est noté")

    page.goto("/prelevements/")
    expect(page.locator("main")).to_contain_text("une autre personne le remet")
    expect(page.get_by_role("button", name="Écrire le fichier SEPA")).to_have_count(0)

    director = sign_in("director")
    director.goto("/prelevements/")
    ticks = director.locator("input[name=collection]")
    for tick in ticks.all():
        tick.set_checked(NUMBER in tick.locator("xpath=ancestor::li").inner_text())
    look(director, "prelevement_4_a_remettre")
    director.get_by_role("button", name="Écrire le fichier SEPA").click()
    saved(director, "déposez-le à la banque")
    link = director.get_by_role("link", name="Télécharger le fichier")
    content = director.request.get(link.get_attribute("href")).body().decode()
    assert "pain.008.001.08" in content
    assert f"<MndtId>{NUMBER}-1</MndtId>" in content
    number = director.locator("td a.lv-ligne").inner_text()
    look(director, "prelevement_5_fichier")

    read_bank(page, "rejet.xml", status_file((number, "RJCT", "AC04"), message_id="BQ-AC04"))
    expect(page.locator("main")).to_contain_text("AC04")
    page.goto("/prelevements/")
    expect(page.locator("main")).to_contain_text("demandez un nouveau RIB")
    page.get_by_role("link", name=number).first.click()
    expect(page.locator("main")).to_contain_text("Revenu (AC04).")
    assert not violations(page)
    look(page, "prelevement_6_rejete")
    page.get_by_role("link", name=f"{NUMBER}-1").click()
    expect(page.locator("main")).to_contain_text("Suspendu.")


def test_a_debit_booked_then_returned_leaves_its_loan_unpaid(sign_in):
    page = sign_in("finance")
    page.goto("/prelevements/")
    at_bank = page.locator("section[aria-labelledby=a-la-banque] a").first
    expect(at_bank).to_contain_text("lisez le relevé")
    at_bank.click()
    number = page.locator("h1").inner_text().removeprefix("Prélèvement ")
    amount = amount_of(page.locator("#faits").inner_text())
    day = due_day(page)
    expect(page.locator("main")).to_contain_text(AT_BANK)

    read_bank(
        page, "releve-1.xml",
        debit_statement(
            (number, f"{amount}", "CRDT", ""), day=day, name="RELEVE-1",
            iban=HOUSE_IBAN.replace(" ", ""),
        ),
    )  # fmt: skip
    saved(page, "1 prélèvement encaissé")
    open_schedule(page, AT_BANK)
    expect(page.locator("main")).to_contain_text(f"Prélèvement {number}")
    expect(page.locator("main")).not_to_contain_text("En retard de")

    read_bank(
        page, "releve-2.xml",
        debit_statement(
            (number, f"{amount}", "DBIT", "AM04"), day=day, name="RELEVE-2",
            iban=HOUSE_IBAN.replace(" ", ""),
        ),
    )  # fmt: skip
    saved(page, "1 prélèvement revenu")
    look(page, "prelevement_7_revenu_lu")
    open_schedule(page, AT_BANK)
    expect(page.locator("main")).to_contain_text("En retard de")
    expect(page.locator("main")).to_contain_text(f"{number} revenu (AM04)")
    assert not violations(page)
    look(page, "prelevement_8_impaye")
    page.goto("/prets-en-retard/")
    expect(page.locator("main")).to_contain_text(AT_BANK)
    page.goto("/prelevements/")
    expect(page.locator("section[aria-labelledby=revenus]")).to_contain_text(
        "relancez, puis représentez une seule fois"
    )


def amount_of(text: str) -> Decimal:
    """Return the amount of a French text, « 1 145,70 € »."""
    return Decimal(re.sub(r"[^\d,]", "", text).replace(",", "."))


def due_day(page: Page) -> date:
    """Return the day on which the debit shown is due."""
    page.goto(page.url)
    said = page.locator("dl.lv-faits > div").filter(has_text="À prélever le").locator("dd")
    months = (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    ).split()
    day, month, year = said.inner_text().replace("\u00a0", " ").replace("1er", "1").split()
    return datetime(int(year), months.index(month) + 1, int(day)).date()  # noqa: DTZ001


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_debits_fit_a_phone(sign_in, scheme):
    page = sign_in("finance", viewport=PHONE, scheme=scheme)
    for address in ("/prelevements/", "/mandats/", "/titres/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert not violations(page)
    page.goto("/prelevements/")
    look(page, f"prelevements_telephone_{scheme}")
