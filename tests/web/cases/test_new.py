"""« Nouveau dossier » : a name, a telephone and a town are enough."""

from django.urls import reverse

from levier.cases.models import Case
from levier.kernel.keys import uuid7
from levier.people.models import Person, Prescriber, Structure
from tests.factories.accounts import house, office, user
from tests.factories.cases import case
from tests.factories.people import anais, structure

NEW = reverse("web:case_new")


def typed(**fields):
    return {
        "key": uuid7(), "last_name": "Haddad", "phone": "06 39 98 45 67", "town": "Liévin",
        "track": "creation", **fields,
    }  # fmt: skip


def test_a_name_a_telephone_and_a_town_open_a_dossier(page, actor):
    answer = page.post(NEW, typed())

    opened = Case.objects.get()
    assert answer.url == reverse("web:case", args=[opened.pk])
    assert (opened.person.last_name, opened.town, opened.commune_code) == (
        "Haddad", "Liévin", "62510",
    )  # fmt: skip
    assert opened.epci_siren == "246200364"
    assert opened.zoning == "to_check"


def test_the_adviser_is_oneself_by_default(page, actor):
    answer = page.get(NEW)

    assert answer.context["form"].initial["advisor"] == actor.pk


def test_a_second_click_finds_the_dossier_of_the_first(page):
    sent = typed()
    first, second = page.post(NEW, sent), page.post(NEW, sent)

    assert first.url == second.url
    assert Case.objects.count() == Person.objects.count() == 1


def test_what_is_missing_is_said_beside_the_field_in_french(page):
    answer = page.post(NEW, {"key": uuid7(), "track": "creation", "last_name": "Haddad"})

    html = answer.content.decode()
    assert "Notez un téléphone" in html
    assert 'aria-describedby="id_phone_error"' in html
    assert 'id="id_phone_error"' in html
    assert not Case.objects.exists()


def test_a_town_that_names_no_commune_is_asked_again(page):
    answer = page.post(NEW, typed(town="Nullepart-les-Bains"))

    assert answer.context["form"].errors["town"] == [
        "Choisissez la commune dans la liste proposée."
    ]


def test_the_people_who_may_be_the_same_are_proposed_while_typing(page, actor):
    known = case(actor, person=anais(actor))
    other = anais(user("advisor", house()))

    html = page.post(reverse("web:case_proposals"), {"last_name": "DELCROIX"}).content.decode()

    assert "Utiliser la fiche de Anaïs Delcroix" in html
    assert "même nom" in html
    assert known.number in html
    assert str(other.pk) not in html


def test_a_very_likely_person_must_be_settled_first(page, actor):
    anais(actor)
    sent = typed(last_name="Delcrois", first_name="Anaïs", birth_date="1990-05-03")

    answer = page.post(NEW, sent)

    assert "peut-être la même personne" in answer.context["form"].errors["last_name"][0]
    assert page.post(NEW, {**sent, "person_choice": "new"}).status_code == 302
    assert Person.objects.count() == 2


def test_the_person_chosen_is_used_and_what_was_missing_is_filled_in(page, actor):
    known = anais(actor, phone="")

    page.post(NEW, typed(last_name="Delcroix", person_choice=known.pk))

    assert Case.objects.get().person == known
    known.refresh_from_db()
    assert known.phone == "06 39 98 45 67"
    assert Person.objects.count() == 1


def test_somebody_of_another_house_cannot_be_chosen(page):
    other = anais(user("advisor", house()))

    answer = page.post(NEW, typed(person_choice=other.pk))

    assert "person_choice" in answer.context["form"].errors
    assert not Case.objects.exists()


def test_the_structure_that_bears_the_siret_is_proposed_then_used(page, actor):
    known = structure(actor, name="Cycles de la Gohelle", siret="00001234500013")
    sent = typed(structure_name="Cycles", siret="000 012 345 00013")

    refused = page.post(NEW, sent)
    page.post(NEW, {**sent, "structure_choice": known.pk})

    assert "porte ce SIRET" in refused.context["form"].errors["siret"][0]
    assert Case.objects.get().structure == known
    assert Structure.objects.count() == 1


def test_a_siret_that_cannot_be_one_is_refused(page):
    answer = page.post(NEW, typed(structure_name="Cycles", siret="123"))

    assert "14 chiffres" in answer.context["form"].errors["siret"][0]


def test_a_prescriber_is_created_on_the_fly_and_found_again(page):
    page.post(NEW, typed(prescriber="Mission locale de Lens"))
    page.post(NEW, typed(prescriber="MISSION LOCALE DE LENS", person_choice="new"))

    assert Prescriber.objects.get().sent_cases.count() == 2


def test_the_commune_says_its_epci_its_office_and_its_zones_at_once(page, actor):
    from levier.territories.services import assign_epci

    assign_epci(
        office=office(actor.organisation, name="Lens 2"), epci_siren="246200364", actor=actor
    )

    html = page.post(reverse("web:case_place"), {"town": "lievi"}).content.decode()

    assert "Liévin" in html
    assert "CA de Lens - Liévin" in html
    assert "Lens 2" in html
    assert "À vérifier" in html


def test_what_the_commune_said_while_typing_is_kept_only_for_that_commune(page):
    place = page.post(reverse("web:case_place"), {"town": "Liévin"}).context["place"]

    page.post(NEW, typed(place=place.signed))
    page.post(NEW, typed(town="Calais", place=place.signed, person_choice="new"))

    lievin, calais = Case.objects.order_by("number")
    assert lievin.geocoding["zfrr"]["verdict"] == "to_check"
    assert calais.geocoding == {}
    assert calais.epci_siren == "200090751"


def test_a_forged_place_is_ignored(page):
    page.post(NEW, typed(place="forged"))

    assert Case.objects.get().geocoding == {}


def test_referring_elsewhere_opens_the_exchanges(page):
    answer = page.post(NEW, typed(suite="orienter"))

    assert answer.url == reverse("web:case_exchanges", args=[Case.objects.get().pk]) + "#orienter"


def test_a_dossier_of_an_organisation_is_its_own_and_the_caller_is_its_contact(page):
    page.post(NEW, typed(track="ess", structure_name="Les Jardins du Pinson"))

    opened = Case.objects.get()
    assert (opened.person, opened.holder_name) == (None, "Les Jardins du Pinson")
    assert opened.parties.get().role == "contact"


def test_who_does_not_open_dossiers_is_refused(client, actor):
    client.force_login(user("finance", actor.organisation))

    assert client.get(NEW).status_code == 403
    assert client.post(NEW, typed()).status_code == 403
