from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.rules.duplicates import (
    PersonName,
    edit_distance_at_most,
    nearly_same_person,
    normalised_email,
    normalised_phone,
    phonetic_key,
    same_person,
    same_person_score,
)

BORN = date(1990, 6, 3)
ALICE = PersonName("Lefèvre", "Anne-Lise", BORN, "anne.lise@example.org", "06 39 98 12 34")
SAME = "même nom, même prénom, même date de naissance"
NAMES = st.text(alphabet="abcdefg", max_size=8)


@pytest.mark.parametrize(
    ("a", "b", "within"),
    [
        ("hochart", "hochart", 0),
        ("hochart", "hocart", 1),
        ("hochart", "ochart", 1),
        ("hochart", "hochrat", 1),  # two letters swapped
        ("hochart", "hocard", 2),
        ("martin", "marin", 1),
        ("", "ab", 2),
    ],
)
def test_a_distance_counts_letters_added_removed_replaced_or_swapped(a, b, within):
    assert edit_distance_at_most(a, b, within)
    assert within == 0 or not edit_distance_at_most(a, b, within - 1)


@given(a=NAMES, b=NAMES, limit=st.integers(0, 4))
def test_a_distance_reads_the_same_both_ways(a, b, limit):
    assert edit_distance_at_most(a, b, limit) == edit_distance_at_most(b, a, limit)


@given(a=NAMES, b=NAMES)
def test_a_distance_of_zero_is_equality(a, b):
    assert edit_distance_at_most(a, b, 0) == (a == b)


@pytest.mark.parametrize(
    "names",
    [
        ("Dupont", "DUPOND", "dupon "),
        ("Lefèvre", "Lefebvre"),
        ("Hochart", "Auchart", "Ochard"),
        ("De Lattre", "Delattre", "Delatre"),
        ("Leclercq", "Leclerc", "Leclerq"),
        ("Moreau", "Moreaux", "Moro"),
        ("Philippe", "Filipe"),
        ("Thellier", "Tellier"),
        ("Martin", "Martain"),
        ("Guillaume", "Guilaume"),
        ("Gérard", "Jérard"),
        ("Petit Jean", "Petitjean"),
    ],
)
def test_names_that_sound_alike_share_a_key(names):
    assert len({phonetic_key(name) for name in names}) == 1


@pytest.mark.parametrize(
    ("a", "b"),
    [("Martin", "Morin"), ("Petit", "Petitjean"), ("Bonnet", "Bonne"), ("Gilles", "Guille")],
)
def test_names_that_sound_apart_have_two_keys(a, b):
    assert phonetic_key(a) != phonetic_key(b)


@pytest.mark.parametrize("name", ["", "  ", "Ô", "Et"])
def test_a_very_short_name_keeps_a_key(name):
    assert phonetic_key(name) == {"": "", "  ": "", "Ô": "o", "Et": "et"}[name]


@pytest.mark.parametrize(
    "typed",
    ["0639981234", "06.39.98.12.34", "+33 6 39 98 12 34", "0033639981234", "06\u202f39 98-12-34",
     "639981234", "+33 (0)6 39 98 12 34"],
)  # fmt: skip
def test_a_telephone_is_the_same_however_it_is_typed(typed):
    assert normalised_phone(typed) == "0639981234"


def test_a_foreign_telephone_keeps_its_digits():
    assert normalised_phone("+32 470 12 34 56") == "32470123456"


def test_an_email_ignores_case_and_spaces():
    assert normalised_email(" Anne.Lise@Example.org\u00a0 ") == "anne.lise@example.org"


@pytest.mark.parametrize(
    ("change", "same", "nearly"),
    [
        ({}, True, True),
        ({"last_name": "LEFEVRE", "first_name": "anne lise"}, True, True),
        ({"last_name": "Lefevrre"}, False, True),
        ({"last_name": "Lefebvres"}, False, True),  # two edits
        ({"last_name": "Lefebvrest"}, False, False),  # three
        ({"first_name": "Anna-Lise"}, False, False),
        ({"birth_date": date(1990, 6, 4)}, False, False),
        ({"birth_date": None}, False, False),
    ],
)
def test_birth_date_first_name_and_a_close_name_make_nearly_the_same_person(change, same, nearly):
    other = replace(ALICE, **change)

    assert (same_person(ALICE, other), nearly_same_person(ALICE, other)) == (same, nearly)


def test_two_people_without_birth_date_are_never_decided_the_same():
    unknown = replace(ALICE, birth_date=None)

    assert not same_person(unknown, unknown)


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        (PersonName("lefevre", "ANNE LISE", BORN), [SAME]),
        (PersonName("Lefebvre", "Anne-Lise", BORN), ["même date de naissance, nom proche"]),
        (PersonName("Lefèvre", "Anne-Lise"), ["même nom et même prénom"]),
        (PersonName("Lefevre"), ["même nom"]),
        (PersonName("Lefaivre", "Anne-Lise"), ["nom qui sonne pareil"]),
        (PersonName("Martin", "Anne-Lise", BORN), ["même date de naissance et même prénom"]),
        (PersonName("Martin", email="ANNE.LISE@example.org "), ["même e-mail"]),
        (PersonName("Martin", phone="+33639981234"), ["même téléphone"]),
    ],
)  # fmt: skip
def test_a_match_says_why(typed, reasons):
    assert list(same_person_score(ALICE, typed).reasons) == reasons


@pytest.mark.parametrize(
    "typed",
    [PersonName("Martin", "Anne-Lise"), PersonName("Martin", "Paul", BORN), PersonName(),
     PersonName("Lefèvre", "Paul"), PersonName(phone="06")],
)  # fmt: skip
def test_nothing_in_common_is_no_match(typed):
    assert same_person_score(ALICE, typed) is None


def test_the_surest_match_comes_first_and_a_homonym_last():
    same = same_person_score(ALICE, PersonName("Lefèvre", "Anne-Lise", BORN))
    near = same_person_score(ALICE, PersonName("Lefebvre", "Anne-Lise", BORN))
    name = same_person_score(ALICE, PersonName("Lefèvre", "Anne-Lise"))
    homonym = same_person_score(ALICE, PersonName("Lefèvre", "Anne-Lise", date(1971, 1, 1)))

    assert same.score > near.score > name.score > homonym.score
    assert homonym.reasons[-1] == "autre date de naissance"


def test_reasons_add_up_and_stop_at_a_hundred():
    typed = replace(ALICE, birth_date=None)

    match = same_person_score(ALICE, typed)

    assert match.score == 100
    assert match.reasons == ("même e-mail", "même téléphone", "même nom et même prénom")
