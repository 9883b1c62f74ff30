"""The scenarios of a sitting on the screen: compared, set, kept, and closed to who is barred."""

from decimal import Decimal

import pytest
from django.urls import reverse

from levier.cases.models import AccessBar
from levier.mixes.models import SittingScenario
from tests.factories.accounts import user
from tests.factories.committees import laid, secretary, sitting
from tests.factories.funds import envelope, funder

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def actor():
    return secretary()


@pytest.fixture
def evening(actor):
    row = sitting(actor)
    requests = [laid(row, actor, "Cap Quartier", amount="2000")[1] for _ in range(3)]
    state = funder(actor.organisation, kind="state", name="ANCT")
    envelope(actor.organisation, amount="3500", title="ANCT 2026", funder=state)
    return row, requests


@pytest.fixture
def browser(client, actor):
    client.force_login(actor)
    return client


def compare(browser, row):
    return browser.get(reverse("web:sitting_scenarios", args=[row.pk])).content.decode()


def add(browser, row, name, start):
    address = reverse("web:sitting_scenarios", args=[row.pk])
    browser.post(address, {"name": name, "depart": start})
    return SittingScenario.objects.get(name=name)


def test_scenarios_are_compared_side_by_side(browser, evening):
    row, _ = evening
    add(browser, row, "Demandé", "demande")
    add(browser, row, "Au mieux", "montant")

    shown = compare(browser, row)

    assert "2\u202f500\u00a0€" in shown  # the overdraft of what is asked
    assert "3\u202f500\u00a0€ tirés" in shown
    assert "2 scénarios".replace(" ", "\u00a0") in shown


def test_the_comparison_keeps_within_its_queries(browser, evening, django_assert_max_num_queries):
    row, _ = evening
    for rank in range(4):
        add(browser, row, f"S{rank}", "nombre")
    compare(browser, row)

    with django_assert_max_num_queries(20):
        compare(browser, row)


def test_totals_follow_what_is_typed_without_writing(browser, evening):
    row, requests = evening
    scenario = add(browser, row, "Essai", "nombre")
    address = reverse("web:sitting_scenario_totals", args=[scenario.pk])
    typed = {f"a-{requests[0].pk}": "2 000", f"a-{requests[1].pk}": "2 000,50"}

    shown = browser.post(address, typed).content.decode()

    assert "dépassées de" in shown
    assert "500,50\u00a0€" in shown
    assert "ne demande que 2\u202f000\u00a0€" in shown
    assert scenario.version == SittingScenario.objects.get(pk=scenario.pk).version


def test_amounts_are_written_and_kept(browser, evening):
    row, requests = evening
    scenario = add(browser, row, "Essai", "demande")
    typed = {"seen": 1, f"a-{requests[0].pk}": "1 500", f"a-{requests[1].pk}": "2 000"}
    browser.post(reverse("web:sitting_scenario", args=[scenario.pk]), typed)

    for _ in range(2):
        browser.post(reverse("web:sitting_scenario_keep", args=[scenario.pk]))

    requests[0].refresh_from_db()
    assert requests[0].amount == D(1500)
    assert "retenu" in compare(browser, row)


def test_a_page_read_before_a_colleague_wrote_is_refused(browser, evening):
    row, requests = evening
    scenario = add(browser, row, "Essai", "demande")
    address = reverse("web:sitting_scenario", args=[scenario.pk])
    browser.post(address, {"seen": 1, f"a-{requests[0].pk}": "1 000"})

    shown = browser.post(address, {"seen": 1, f"a-{requests[0].pk}": "500"}).content.decode()

    assert "rien n’est" in shown
    assert scenario.lines.get(request=requests[0]).amount == D(1000)


def test_what_is_wrong_is_said_at_its_amount(browser, evening):
    row, requests = evening
    scenario = add(browser, row, "Essai", "demande")
    typed = {"seen": 1, f"a-{requests[0].pk}": "deux mille"}

    shown = browser.post(
        reverse("web:sitting_scenario", args=[scenario.pk]), typed
    ).content.decode()

    assert 'aria-invalid="true"' in shown
    assert "Écrivez un montant" in shown


def test_a_barred_director_sees_no_amount_of_the_dossier(client, evening, browser):
    row, requests = evening
    add(browser, row, "Essai", "demande")
    director = user("director", row.organisation)
    AccessBar.objects.create(
        organisation=row.organisation, case=requests[0].case, user=director, reason="parent"
    )
    client.force_login(director)

    shown = compare(client, row)

    assert requests[0].case.holder_name not in shown
    assert "n’entrent pas dans ces totaux" in shown
    assert "Retenir" not in shown


@pytest.mark.parametrize("role", ["member", "advisor", "finance", "administrator"])
def test_nobody_else_opens_the_scenarios(client, evening, role):
    row, _ = evening
    client.force_login(user(role, row.organisation))

    assert client.get(reverse("web:sitting_scenarios", args=[row.pk])).status_code in (403, 404)
