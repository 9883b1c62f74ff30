from datetime import date
from decimal import Decimal

import pytest

from levier.funds.errors import FundsRefused
from levier.funds.models import Envelope, Funder
from levier.funds.services import (
    funder_named,
    install_funders,
    opening_envelope,
    register_agreement,
    register_envelope,
    register_funder,
    register_operation,
)
from tests.factories.accounts import house, user
from tests.factories.catalogue import instrument
from tests.factories.funds import envelope, funder

pytestmark = pytest.mark.django_db
DAY = date(2024, 1, 1)


@pytest.mark.parametrize(
    ("name", "siren"),
    [
        ("CABBALR", "200072460"),
        ("CAHC", "246200299"),
        ("CALL", "246200364"),
        ("CUA", "200033579"),
        ("Ville de Calais", ""),
    ],
)
def test_a_funder_answers_to_its_short_name(name, siren):
    organisation = house()
    install_funders(organisation=organisation, actor=None)

    assert funder_named(organisation, name).epci_siren == siren


def test_the_house_is_one_of_its_funders_and_funders_are_installed_once():
    organisation = house(name="Maison des Dunes")

    assert install_funders(organisation=organisation, actor=None) == 12
    assert install_funders(organisation=organisation, actor=None) == 0
    assert funder_named(organisation, "maison des dunes").kind == "own"


def test_a_funder_is_known_once():
    actor = user("finance")
    register_funder(organisation=actor.organisation, actor=actor, name="Ville d’Arras", kind="city")

    with pytest.raises(FundsRefused, match="déjà connu"):
        register_funder(
            organisation=actor.organisation, actor=actor, name="VILLE D'ARRAS", kind="city"
        )


def test_an_envelope_says_how_much_it_holds():
    actor = user("finance")
    payer = funder(actor.organisation)
    terms = {
        "organisation": actor.organisation, "actor": actor, "funder": payer,
        "title": "Cap Quartier 2024", "scheme": "cap_quartier", "first_day": DAY,
    }  # fmt: skip

    assert register_envelope(**terms, amount=Decimal(34000)).amount == 34000
    with pytest.raises(FundsRefused, match="supérieur à zéro"):
        register_envelope(**terms, amount=Decimal(0))
    with pytest.raises(FundsRefused, match="porte déjà ce nom"):
        register_envelope(**terms, amount=Decimal(10))


def test_an_envelope_refuses_the_agreement_of_another_funder():
    actor = user("finance")
    other = register_agreement(
        organisation=actor.organisation, actor=actor, funder=funder(actor.organisation),
        number="C-1", title="Convention", first_day=DAY,
    )  # fmt: skip

    with pytest.raises(FundsRefused, match="autre financeur"):
        register_envelope(
            organisation=actor.organisation, actor=actor, funder=funder(actor.organisation),
            title="E", scheme="cap_quartier", amount=Decimal(1), first_day=DAY, agreement=other,
        )  # fmt: skip


def test_the_days_of_an_operation_are_in_order():
    actor = user("finance")

    with pytest.raises(FundsRefused, match="précéder"):
        register_operation(
            organisation=actor.organisation, actor=actor, code="FTJ-1", fund="FTJ",
            title="BRSA", first_day=DAY, last_day=date(2023, 12, 31),
        )  # fmt: skip


def test_the_opening_envelope_is_made_once_and_has_no_amount():
    payer = funder()
    terms = {
        "organisation": payer.organisation, "funder": payer, "scheme": "acces_plus", "actor": None,
    }  # fmt: skip

    first = opening_envelope(**terms)

    assert opening_envelope(**terms) == first
    assert (first.amount, first.is_opening) == (None, True)


def test_a_stranger_sees_no_funder_and_no_envelope():
    row = envelope()
    stranger = user("director")

    assert not Envelope.objects.visible_to(stranger).exists()
    assert not Funder.objects.visible_to(stranger).exists()
    assert Envelope.objects.visible_to(user("director", row.organisation)).get() == row


def opened(actor, payer, scheme="cap_quartier", **fields):
    instrument(actor.organisation)  # installs the catalogue
    return register_envelope(
        organisation=actor.organisation, actor=actor, funder=payer, title="Enveloppe",
        scheme=scheme, amount=Decimal(1000), **{"first_day": DAY, **fields},
    )  # fmt: skip


@pytest.mark.parametrize("day", [date(2015, 8, 9), DAY])
def test_a_department_may_not_put_money_down_for_a_business(day):
    actor = user("finance")
    payer = funder(actor.organisation, kind="department")

    with pytest.raises(FundsRefused, match=r"L\. 1511-2.*depuis le 09/08/2015") as refusal:
        opened(actor, payer, first_day=day)

    assert refusal.value.field == "purposes"
    assert not Envelope.objects.exists()


def test_the_day_before_the_law_of_2015_the_department_could():
    actor = user("finance")
    payer = funder(actor.organisation, kind="department")

    assert opened(actor, payer, first_day=date(2015, 8, 8)).purposes == ["business_aid"]


def test_a_department_pays_for_a_study_and_not_for_a_business_beside_it():
    actor = user("finance")
    payer = funder(actor.organisation, kind="department")

    assert opened(actor, payer, "fidess").purposes == ["support"]
    with pytest.raises(FundsRefused, match="aide à une entreprise"):
        opened(actor, payer, "fidess", purposes=["support", "business_aid"])


def test_an_envelope_that_its_funder_reserves_to_another_use_is_refused_for_the_scheme():
    actor = user("finance")
    payer = funder(actor.organisation, kind="region")

    with pytest.raises(FundsRefused, match="la réserve à"):
        opened(actor, payer, purposes=["social_inclusion"])
