"""Permissions: who, and how they say it."""

import pytest
from django.contrib.auth.models import AnonymousUser

from levier.accounts.permissions import can_administer, is_staff, only
from tests.factories import accounts


@pytest.mark.django_db
def test_a_permission_answers_by_role():
    assert can_administer(accounts.user("administrator"))
    assert not can_administer(accounts.user("director"))
    assert is_staff(accounts.user("finance"))
    assert not is_staff(accounts.user("member"))


def test_nobody_has_a_permission_without_signing_in():
    assert not only("everyone")(AnonymousUser())


def test_a_permission_says_who_may_in_french():
    assert only("director", "secretary").who == "secrétariat des comités, direction"


def test_a_role_that_does_not_exist_is_a_bug():
    with pytest.raises(ValueError, match="boss"):
        only("boss")
