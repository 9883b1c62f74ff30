"""An aid that a plan names and that is declared too counts once, for the larger of the two."""

from datetime import date
from decimal import Decimal

import pytest

from levier.rules.state_aid import NamedAid, counted_twice

OPENED, FIRM = date(2026, 1, 5), date(2026, 3, 10)


def planned(amount="5000", key="plan", dossier="D1", firm=FIRM, opened=OPENED, name="aide"):
    return NamedAid(key, name, Decimal(amount), firm, dossier, opened)


def declared(amount="5000", key="lettre", on=FIRM, name="aide"):
    return NamedAid(key, name, Decimal(amount), on)


@pytest.mark.parametrize(("in_plan", "in_letter", "left_out"), [
    ("5000", "4999.99", {"lettre"}), ("5000", "5000", {"plan"}), ("5000", "5000.01", {"plan"}),
])  # fmt: skip
def test_the_larger_counts_and_at_equality_the_letter(in_plan, in_letter, left_out):
    assert counted_twice([planned(in_plan), declared(in_letter)]) == left_out


@pytest.mark.parametrize(("on", "is_same"), [
    (date(2026, 1, 4), False),  # the day before the dossier was opened: another aid
    (date(2026, 1, 5), True),
    (date(2026, 9, 10), True),  # six months after the tenth of March
    (date(2026, 9, 11), False),
])  # fmt: skip
def test_only_an_aid_granted_around_the_dossier_is_the_same(on, is_same):
    assert counted_twice([planned(), declared(on=on)]) == ({"plan"} if is_same else set())


def test_another_name_is_another_aid():
    assert counted_twice([planned(), declared(name="loyer")]) == set()


def test_what_was_declared_in_two_times_is_one_aid():
    letters = [declared("2500", "a"), declared("2500", "b", date(2026, 4, 1))]

    assert counted_twice([planned(), *letters]) == {"plan"}
    assert counted_twice([planned("5000.01"), *letters]) == {"a", "b"}


def test_two_resources_of_one_dossier_are_one_aid():
    resources = [planned("2500", "p1"), planned("2500", "p2")]

    assert counted_twice([*resources, declared()]) == {"p1", "p2"}


def test_the_same_aid_received_again_two_years_later_counts_again():
    former = planned(key="p1", dossier="D0", firm=date(2024, 3, 10), opened=date(2024, 1, 5))
    letters = [declared(key="a", on=date(2024, 3, 12)), declared(key="b")]

    assert counted_twice([former, planned(key="p2"), *letters]) == {"p1", "p2"}
    assert counted_twice([former, planned(key="p2"), letters[0]]) == {"p1"}


def test_two_declared_aids_are_never_one():
    assert counted_twice([declared(key="a"), declared(key="b")]) == set()
