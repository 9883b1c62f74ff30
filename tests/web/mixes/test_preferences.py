"""The house's preferences: in use until confirmed, dated, with their source."""

from decimal import Decimal

import pytest
from django.urls import reverse

from levier.mixes.models import MixPreferences
from levier.mixes.services import preferences_on
from tests.factories.accounts import user
from tests.factories.cases import DAY

pytestmark = pytest.mark.django_db
TYPED = {
    "first_day": "2024-01-01", "source": "Bureau du 12 décembre 2023", "is_confirmed": "on",
    "step": "500", "least_bank_loan": "2 000", "bank_rate": "3,5", "bank_months": "36, 60",
    "usual_surety": "40", "dscr_floor": "1,15", "surety_points": "4", "leverage_points": "1",
    "cost_points": "5", "service_points": "3", "uncovered_points": "2", "doubt_points": "0,5",
}  # fmt: skip
ADDRESS = reverse("web:mix_preferences")


def post(client, role="director", **changes):
    actor = user(role)
    client.force_login(actor)
    return actor, client.post(ADDRESS, {**TYPED, **changes})


def test_a_house_that_said_nothing_uses_the_usual_ones_to_be_confirmed(client):
    client.force_login(user("advisor"))

    shown = client.get(ADDRESS).content.decode()

    assert "en usage, à confirmer" in shown
    assert "Enregistrer" not in shown


def test_the_direction_sets_them_from_a_day_on(client):
    actor, answer = post(client)

    assert answer.status_code == 302
    row = preferences_on(actor.organisation, DAY)
    assert (row.step, row.bank_rate, row.bank_months) == (Decimal(500), Decimal("0.035"), [36, 60])
    assert (row.usual_surety, row.dscr_floor) == (Decimal("0.4"), Decimal("1.15"))
    assert "confirmées" in client.get(ADDRESS).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("bank_months", "trois ans", "Écrivez des durées en mois"),
        ("bank_months", "0", "de 1 à 360 mois"),
        ("source", "", "obligatoire"),
        ("step", "0,5", "Pas des montants"),
        ("usual_surety", "140", "Caution usuelle"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(client, field, value, said):
    actor, answer = post(client, **{field: value})

    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not MixPreferences.objects.filter(organisation=actor.organisation).exists()


def test_two_sets_do_not_start_the_same_day(client):
    post(client)
    answer = client.post(ADDRESS, TYPED)

    assert "commencent déjà ce jour-là" in answer.content.decode()


def test_an_advisor_does_not_set_them(client):
    actor, answer = post(client, role="advisor")

    assert answer.status_code == 403
    assert not MixPreferences.objects.filter(organisation=actor.organisation).exists()
