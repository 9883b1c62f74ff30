"""Houses and accounts: what is created, what is refused."""

import pytest

from levier.accounts import errors, services
from levier.accounts.models import User
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def add(house, **fields):
    values = {
        "email": "Lea@Example.org ", "role": "advisor", "first_name": " Léa ", "last_name": "Noël",
    }  # fmt: skip
    return services.add_user(organisation=house, **{**values, **fields})


def test_an_account_is_known_by_its_address_in_lower_case():
    user = add(accounts.house(), password="un-mot-de-passe-long")

    assert user.email == "lea@example.org"
    assert user.first_name == "Léa"
    assert user.check_password("un-mot-de-passe-long")


def test_a_colleague_of_the_past_cannot_sign_in():
    assert add(accounts.house()).has_usable_password() is False


def test_an_address_serves_one_account_even_in_two_houses():
    add(accounts.house())

    with pytest.raises(errors.EmailTaken, match=r"lea@example\.org"):
        add(accounts.house(), email="LEA@example.org")


def test_two_colleagues_never_share_a_code_but_two_houses_may():
    house = accounts.house()
    add(house, staff_code="LN")
    add(accounts.house(), email="autre@example.org", staff_code="LN")

    with pytest.raises(errors.StaffCodeTaken, match="LN"):
        add(house, email="troisieme@example.org", staff_code="LN")


def test_an_office_of_another_house_is_refused():
    with pytest.raises(errors.OfficeOfAnotherHouse):
        add(accounts.house(), office=accounts.office())


def test_the_network_role_is_not_given_from_a_house():
    house = accounts.house()
    administrator = accounts.user("administrator", house)

    with pytest.raises(errors.ReservedRole):
        add(house, role="network_administrator", actor=administrator)


def test_nobody_closes_their_own_account():
    administrator = accounts.user("administrator")

    with pytest.raises(errors.OwnAccountClosed):
        services.close_user(user=administrator, actor=administrator)


def test_a_house_keeps_an_administrator():
    house = accounts.house()
    last = accounts.user("administrator", house)
    director = accounts.user("director", house)

    with pytest.raises(errors.LastAdministrator):
        services.close_user(user=last, actor=director)
    with pytest.raises(errors.LastAdministrator):
        services.update_user(user=last, role="advisor")

    accounts.user("administrator", house)
    services.close_user(user=last, actor=director)
    assert User.objects.get(pk=last.pk).is_active is False


def test_an_unknown_column_is_a_bug():
    with pytest.raises(ValueError, match="password"):
        services.update_user(user=accounts.user(), password="x")


def test_two_offices_never_share_a_name():
    house = accounts.house()
    services.add_office(organisation=house, name="Lens")

    with pytest.raises(errors.NameTaken, match="Lens"):
        services.add_office(organisation=house, name=" Lens ")
