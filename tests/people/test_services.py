"""People and structures are registered once, found again, and changed with a trace."""

from datetime import date

import pytest

from levier.journal.models import Entry
from levier.people.errors import NameMissing, SiretTaken
from levier.people.models import Bank, Holding, Person, SearchWord
from levier.people.services import (
    bank_named,
    index_words,
    link_holding,
    prescriber_named,
    record_consent,
    register_person,
    register_structure,
    similar_people,
    similar_structures,
    terms_of,
    update_person,
    update_structure,
    withdraw_consent,
)
from tests.factories.accounts import house, user
from tests.factories.people import anais, person, structure


@pytest.fixture
def actor(db):
    return user("advisor", house())


def names(found):
    return [one.row.full_name for one in found]


def likely(actor, **typed):
    return similar_people(organisation=actor.organisation, **typed)


def test_a_person_is_registered_with_the_keys_that_find_them_again(actor):
    known = anais(actor, phone="+33 6 39 98 12 34")

    assert (known.name_key, known.email_key, known.phone_key) == (
        "delcroix anais", "anais.delcroix@example.org", "0639981234",
    )  # fmt: skip
    assert known.history.get().history_user == actor
    assert Entry.objects.get().action == "people.person_registered"


def test_a_person_without_a_name_is_refused(actor):
    with pytest.raises(NameMissing):
        register_person(organisation=actor.organisation, actor=actor, last_name=" - ")

    assert not Person.objects.exists()


def test_a_changed_person_keeps_the_former_values(actor):
    known = anais(actor)

    update_person(person=known, actor=actor, phone="06 39 98 00 00", last_name="Delcroix-Petit")

    entry = Entry.objects.filter(action="people.person_updated").get()
    assert entry.detail["phone"] == ["06 39 98 12 34", "06 39 98 00 00"]
    assert known.history.count() == 2
    assert SearchWord.objects.filter(object_key=known.pk, word="petit").exists()


def test_an_update_that_changes_nothing_writes_nothing(actor):
    known = anais(actor)

    update_person(person=known, actor=actor, first_name="Anaïs")

    assert known.history.count() == 1
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"last_name": "DELCROIX", "first_name": "anais"}, "même nom et même prénom"),
        (
            {"last_name": "Delcrois", "first_name": "Anaïs", "birth_date": date(1990, 5, 3)},
            "même date de naissance, nom proche",
        ),
        ({"last_name": "Delcroi"}, "nom qui sonne pareil"),
        ({"email": "Anais.Delcroix@Example.org"}, "même e-mail"),
        ({"phone": "06.39.98.12.34"}, "même téléphone"),
    ],
)
def test_who_may_be_the_same_person_is_proposed_with_the_reason(actor, typed, reason):
    anais(actor)

    (found,) = likely(actor, **typed)

    assert found.row.full_name == "Anaïs Delcroix"
    assert reason in found.reasons


def test_the_surest_likeness_comes_first(actor):
    anais(actor, birth_date=date(1971, 1, 1), email="", phone="06 39 98 00 01")
    sure = anais(actor, email="", phone="06 39 98 00 02")

    found = likely(actor, last_name="Delcroix", first_name="Anaïs", birth_date=date(1990, 5, 3))

    assert found[0].row == sure


def test_somebody_of_another_house_is_never_proposed(actor):
    anais(user("advisor", house()))

    assert likely(actor, last_name="Delcroix", first_name="Anaïs") == []


def test_a_stranger_is_nobody(actor):
    anais(actor)

    assert likely(actor, last_name="Haddad", first_name="Samira", phone="06 39 98 77 77") == []


def test_a_siret_belongs_to_one_structure_of_the_house(actor):
    structure(actor, name="Cycles de la Gohelle", siret="000 012 345 00015")

    with pytest.raises(SiretTaken, match="Cycles de la Gohelle"):
        structure(actor, name="Autre", siret="00001234500015")
    other = structure(actor, name="Autre")
    with pytest.raises(SiretTaken):
        update_structure(structure=other, actor=actor, siret="00001234500015")


def test_two_houses_may_know_the_same_siret(actor):
    structure(actor, siret="00001234500015")

    assert structure(user("advisor", house()), siret="00001234500015").pk


def test_a_structure_is_proposed_by_siret_siren_or_name(actor):
    known = structure(actor, name="Cycles de la Gohelle", siret="00001234500015")

    def found(**typed):
        rows = similar_structures(organisation=actor.organisation, **typed)
        return [(one.row, one.reasons[0]) for one in rows]

    assert found(siret="000 012 345 00015") == [(known, "même SIRET")]
    assert found(siret="00001234500023") == [(known, "même entreprise (SIREN)")]
    assert found(name="CYCLES DE LA GOHELLE") == [(known, "même nom")]
    assert found(name="Boulangerie") == []


def test_a_holding_is_linked_once(actor):
    link = {"person": person(actor), "structure": structure(actor), "actor": actor}

    assert link_holding(**link) == link_holding(**link)
    assert Holding.objects.count() == 1


def test_an_unknown_bank_is_created_and_flagged(actor):
    first = bank_named(organisation=actor.organisation, name="Banque des Terrils", actor=actor)
    again = bank_named(organisation=actor.organisation, name="BANQUE DES TERRILS ", actor=actor)

    assert first == again
    assert Bank.objects.get().is_to_check


def test_a_body_without_a_name_is_refused(actor):
    with pytest.raises(NameMissing):
        prescriber_named(organisation=actor.organisation, name=" ", actor=actor)


def test_a_consent_is_withdrawn_and_never_erased(actor):
    consent = record_consent(
        person=person(actor), actor=actor, purpose="referral", means="de vive voix",
        on=date(2024, 6, 3),
    )  # fmt: skip

    withdraw_consent(consent=consent, actor=actor, on=date(2024, 7, 1))
    withdraw_consent(consent=consent, actor=actor, on=date(2024, 8, 1))

    consent.refresh_from_db()
    assert consent.withdrawn_on == date(2024, 7, 1)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Anaïs Delcroix-Petit", ["anais", "delcroix", "petit"]),
        ("06 39 98 12 34", ["0639981234"]),
        ("TPE-2024-288", ["tpe2024288"]),
        ("anais.delcroix@example.org", ["anaisdelcroixexampleorg"]),
        ("000 012 345 00015", ["00001234500015"]),
        ("  ", []),
    ],
)
def test_terms_are_cut_the_same_way_for_the_index_and_for_the_search_box(text, terms):
    assert terms_of(text) == terms


def test_the_words_of_an_object_replace_those_it_had(actor):
    known = register_structure(organisation=actor.organisation, actor=actor, name="Atelier vert")

    index_words(
        organisation=actor.organisation, kind="structure", object_key=known.pk, texts=["Bleu"]
    )

    assert list(SearchWord.objects.values_list("word", flat=True)) == ["bleu"]
