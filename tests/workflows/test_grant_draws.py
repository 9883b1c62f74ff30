from decimal import Decimal

import pytest

from levier.portfolio.errors import DrawsRefused
from levier.workflows.grant_draws import propose_for
from tests.factories.catalogue import instrument
from tests.factories.committees import HELD_ON, ready_case, secretary
from tests.factories.funds import envelope, funder
from tests.factories.portfolio import decided

pytestmark = pytest.mark.django_db
LENS = {"commune_code": "62498", "epci_siren": "246200364"}
CALAIS = {"commune_code": "62193", "epci_siren": "246200000"}


def purses(house):
    """Return an envelope of the State, of an EPCI and of a city, by name."""
    kinds = {
        "state": funder(house, kind="state"),
        "call": funder(house, epci_siren="246200364"),
        "cahc": funder(house, epci_siren="246200299"),
        "city": funder(house, kind="city", commune_code="62193"),
    }
    return {name: envelope(house, funder=each) for name, each in kinds.items()}


def proposed(case, rows):
    product = instrument(case.organisation, "Cap Quartier")
    found = propose_for(case, product, Decimal("2000.01"), HELD_ON)
    names = {row.pk: name for name, row in rows.items()}
    return {names[row.pk]: amount for row, amount in found}


@pytest.mark.parametrize(("place", "local"), [(LENS, "call"), (CALAIS, "city")])
def test_a_grant_is_shared_between_the_state_and_the_local_authority_of_its_place(place, local):
    house = secretary().organisation
    rows = purses(house)

    found = proposed(ready_case(house, **place), rows)

    assert set(found) == {"state", local}
    assert sum(found.values()) == Decimal("2000.01")


def test_the_home_of_the_holder_decides_when_the_place_has_no_funder():
    house = secretary().organisation
    rows = purses(house)
    case = ready_case(house, commune_code="62041", epci_siren="200033579")
    case.person.commune_code = "62498"

    assert set(proposed(case, rows)) == {"state", "call"}


def test_without_local_authority_the_state_bears_the_whole():
    house = secretary().organisation
    rows = purses(house)

    assert proposed(ready_case(house), rows) == {"state": Decimal("2000.01")}


def test_nothing_is_proposed_when_the_envelopes_cannot_bear_it():
    house = secretary().organisation
    envelope(house, funder=funder(house, kind="state"), amount="1500")
    product = instrument(house, "Cap Quartier")

    assert propose_for(ready_case(house), product, Decimal(2000), HELD_ON) == []


def test_a_department_is_never_proposed_nor_drawn_for_a_business():
    actor = secretary()
    house = actor.organisation
    rows = purses(house)
    unlawful = envelope(house, funder=funder(house, kind="department"), scheme="prime_engagement")
    case = ready_case(house, **LENS)

    product = instrument(house, "Prime Engagement")
    assert propose_for(case, product, Decimal(100), HELD_ON) == []
    with pytest.raises(DrawsRefused, match=r"aide à une entreprise.*L\. 1511-2"):
        decided(actor, "Prime Engagement", amount="100", draws=[(unlawful, Decimal(100))])
    assert set(proposed(case, rows)) == {"state", "call"}


def test_money_put_down_for_another_use_is_not_drawn():
    actor = secretary()
    reserved = envelope(
        actor.organisation, scheme="prime_engagement", purposes=["social_inclusion"]
    )

    with pytest.raises(DrawsRefused, match="la réserve à"):
        decided(actor, "Prime Engagement", amount="100", draws=[(reserved, Decimal(100))])
