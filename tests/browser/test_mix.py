"""A mix found and edited on a dossier; amounts tried over a sitting; keyboard and phone too."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import contrast_violations, violations
from tests.browser.conftest import PHONE, look
from tests.browser.walking import open_case, open_tab, saved

pytestmark = pytest.mark.browser
HOLDER = "Leïla Cherif"
CALCULATE = re.compile("Proposer un montage|Calculer de nouveau")


def open_mix(page: Page) -> None:
    """Open « Montage proposé » of a dossier in instruction, and calculate."""
    open_case(page, "Cherif", HOLDER)
    open_tab(page, "Demandes")
    page.get_by_role("link", name="Montage proposé").click()
    expect(page.locator(".lv-a-financer")).to_be_visible()
    with page.expect_response(lambda answer: answer.url.endswith("/etat/")):  # the page after it
        page.get_by_role("button", name=CALCULATE).click()
    expect(page.locator(".lv-montage").first).to_be_visible()
    expect(page.locator(".htmx-request")).to_have_count(0)


def no_scroll_aside(page: Page) -> bool:
    """Whether nothing is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_mixes_are_compared_and_say_why_each_amount(sign_in):
    page = sign_in("advisor")
    open_mix(page)

    expect(page.locator(".lv-montage").first).to_contain_text("Pourquoi ce montant")
    assert violations(page) == []
    look(page, "montage")


def test_the_comparison_holds_on_a_phone_in_the_dark(sign_in):
    page = sign_in("advisor", viewport=PHONE, scheme="dark")
    open_mix(page)

    assert no_scroll_aside(page)
    assert contrast_violations(page) == []
    look(page, "montage_telephone")


def test_broken_rules_are_said_while_one_types_and_the_mix_joins_the_others(sign_in):
    page = sign_in("advisor")
    open_mix(page)
    before = page.locator(".lv-montage").count()
    page.get_by_role("link", name=re.compile("Modifier le montage 1")).click()
    loan = page.get_by_label("Prêt bancaire", exact=True)
    asked = loan.input_value()
    loan.fill("12 000")
    expect(page.locator("#juge")).to_contain_text("pour couvrir les besoins")
    assert violations(page) == []
    look(page, "montage_modifie")
    loan.fill(asked)
    expect(page.locator("#juge")).to_contain_text("Toutes les règles sont respectées")
    quota = page.get_by_label(re.compile("Garantie Égalité Femmes"))
    quota.fill("70")
    expect(page.locator("#juge")).to_contain_text("70")
    page.get_by_role("button", name="Ajouter à la comparaison").press("Enter")

    expect(page.locator(".lv-montage")).to_have_count(before + 1)
    expect(page.locator(".lv-montage").last).to_contain_text("modifié à la main")


def test_a_sitting_s_amounts_are_tried_against_the_envelopes(sign_in):
    page = sign_in("secretary")
    page.goto("/comites/")
    page.locator("a.lv-ligne").first.click()
    page.get_by_role("link", name="Montants").click()
    for name, start in (("Tout", "demande"), ("Au mieux", "montant")):
        if page.get_by_role("columnheader", name=name).count() == 0:
            page.get_by_label("Nom").fill(name)
            page.get_by_label("Partir de").select_option(start)
            page.get_by_role("button", name="Ajouter").click()
            saved(page, "Le scénario est ajouté")
    assert violations(page) == []
    look(page, "seance_scenarios")
    page.get_by_role("link", name="Régler Tout").click()
    slider = page.locator("input[type=range]").last
    field = page.locator(f"[id='{slider.get_attribute('data-slides')}']")
    totals = page.locator("#totaux").inner_text()
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#totaux")).not_to_have_text(totals)
    assert field.input_value() == slider.input_value()
    assert violations(page) == []
    look(page, "seance_scenario")


def test_the_house_s_preferences_are_readable_by_everybody_who_works_there(sign_in):
    page = sign_in("advisor", viewport=PHONE)
    page.goto("/catalogue/preferences-de-montage/")

    expect(page.get_by_text("en usage, à confirmer")).to_be_visible()
    assert no_scroll_aside(page)
    assert violations(page) == []
