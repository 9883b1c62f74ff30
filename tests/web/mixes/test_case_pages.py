"""« Montage proposé » in the dossier: proposed, compared, edited, kept."""

from decimal import Decimal

import pytest
from django.urls import reverse

from levier.cases.models import Case, FundingRequest
from levier.cases.services import add_plan_line
from levier.mixes.models import MixProposal
from levier.state_aid.services import undertaking_of
from tests.factories.accounts import user
from tests.factories.cases import DAY
from tests.factories.funds import envelope, funder
from tests.factories.mixes import jess
from tests.factories.state_aid import declared

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def advisor():
    return user("advisor")


@pytest.fixture
def case(advisor):
    return jess(advisor)


@pytest.fixture
def browser(client, advisor):
    client.force_login(advisor)
    return client


def page(browser, case, follow=None):
    return browser.get(reverse("web:case_mix", args=[case.pk])).content.decode()


def state(browser, case):
    return browser.post(reverse("web:case_mix_state", args=[case.pk])).content.decode()


def calculate(browser, case, **data):
    browser.post(reverse("web:case_mix", args=[case.pk]), data)
    return MixProposal.objects.filter(case=case).first()


def test_three_cards_say_their_amounts_and_why(browser, case):
    calculate(browser, case)

    shown = page(browser, case)

    assert shown.count('class="card lv-montage') == 3
    assert "le plafond de «\u00a0Cap Quartier\u00a0» (2\u202f000\u00a0€)" in shown
    assert "Retenir ce montage" in shown
    assert "à vérifier" in shown


def test_the_page_keeps_within_twenty_queries(
    browser, case, advisor, django_assert_max_num_queries
):
    envelope(case.organisation, funder=funder(case.organisation, kind="state", name="ANCT"))
    firm = undertaking_of(structure=None, person=case.person, on=DAY, actor=advisor)
    declared(firm, advisor, "5000", DAY)
    calculate(browser, case)
    page(browser, case)

    with django_assert_max_num_queries(20):
        page(browser, case)
    with django_assert_max_num_queries(20):
        state(browser, case)


def test_an_instrument_to_be_checked_is_admitted_from_the_page(browser, case):
    assert "Garantie Solidarité Insertion" in state(browser, case)

    proposal = calculate(browser, case, admis="garantie_solidarite_insertion")

    assert proposal.admitted == ["garantie_solidarite_insertion"]
    assert "checked" in state(browser, case)


def test_a_mix_is_kept_once_whatever_the_clicks(browser, case):
    best = calculate(browser, case).candidates.first()
    address = reverse("web:case_mix_keep", args=[case.pk, best.pk])

    for _ in range(2):
        assert browser.post(address).status_code == 302

    live = case.requests.exclude(state=FundingRequest.State.WITHDRAWN)
    assert live.count() == 3
    assert "retenu" in page(browser, case)


def test_a_stale_calculation_says_so_and_keeps_nothing(browser, case, advisor):
    best = calculate(browser, case).candidates.first()
    line = {"case": case, "actor": advisor, "on": DAY, "side": "need", "nature": "stock"}
    add_plan_line(**line, amount=D(500))

    assert "ont changé depuis ce calcul" in state(browser, case)
    answer = browser.post(
        reverse("web:case_mix_keep", args=[case.pk, best.pk]), follow=True
    ).content.decode()
    assert "refaites-le" in answer
    assert not case.requests.exists()


def test_typed_amounts_are_judged_at_once_without_writing(browser, case):
    best = calculate(browser, case).candidates.first()
    address = reverse("web:case_mix_check", args=[case.pk, best.pk])
    typed = {"m-bank_loan": "33 000", "d-bank_loan": "60", "m-cap_quartier": "2 001,00"}

    shown = browser.post(address, typed).content.decode()

    assert "Au plus 2\u202f000\u00a0€" in shown
    assert "ne va qu’avec un prêt bancaire garanti" in shown
    assert "dépassent les besoins de 1\u00a0€" in shown
    assert best.proposal.candidates.count() == 3


def test_what_cannot_be_read_is_said_at_its_field(browser, case):
    best = calculate(browser, case).candidates.first()
    address = reverse("web:case_mix_edit", args=[case.pk, best.pk])

    shown = browser.post(address, {"m-bank_loan": "beaucoup"}).content.decode()

    assert 'aria-invalid="true"' in shown
    assert "Écrivez un nombre" in shown


def test_an_edited_mix_joins_the_comparison(browser, case):
    best = calculate(browser, case).candidates.first()
    address = reverse("web:case_mix_edit", args=[case.pk, best.pk])
    typed = {"m-bank_loan": "35 000", "d-bank_loan": "60", "m-garantie_egalite_femmes": "80"}

    browser.post(address, typed)

    edited = best.proposal.candidates.get(is_edited=True)
    lines = {line.code: line.amount for line in edited.lines.all()}
    assert lines["garantie_egalite_femmes"] == D(28000)
    assert "modifié à la main" in page(browser, case)


def test_when_nothing_fits_the_page_says_what_to_relax(browser, case, advisor):
    line = {"case": case, "actor": advisor, "on": DAY, "side": "resource", "nature": "bank_loan"}
    add_plan_line(**line, amount=D(10000), status="firm")
    calculate(browser, case)

    shown = page(browser, case)

    assert "Aucun montage ne respecte toutes les règles" in shown
    assert "Apporter 8\u202f000\u00a0€ de plus" in shown


def test_a_dossier_before_the_committee_does_not_change(browser, case):
    best = calculate(browser, case).candidates.first()
    Case.objects.filter(pk=case.pk).update(state="ready")

    assert browser.post(reverse("web:case_mix", args=[case.pk])).status_code == 403
    keep = reverse("web:case_mix_keep", args=[case.pk, best.pk])
    assert browser.post(keep).status_code == 403
    assert "Retenir ce montage" not in page(browser, case)


def test_a_mix_of_another_dossier_is_not_found(browser, case, advisor):
    best = calculate(browser, case).candidates.first()
    other = jess(advisor, person=None, title="Autre")

    address = reverse("web:case_mix_edit", args=[other.pk, best.pk])
    assert browser.get(address).status_code == 404
