"""« Ma journée »: what each role reads, and what it never reads."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from levier.cases.models import Case
from levier.cases.services import add_note, open_case
from levier.cases.states import State
from levier.committees.models import Sitting
from levier.funds.models import FunderAccess
from levier.people.models import PrescriberAccess
from levier.people.services import prescriber_named, register_person
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def case_of(actor, last_name="Delcroix", *, days_ago=0, **fields):
    person = register_person(
        organisation=actor.organisation, actor=actor, last_name=last_name, first_name="Anaïs"
    )
    state = fields.pop("state", None)
    day = timezone.localdate() - timedelta(days=days_ago)
    values = {"track": "creation", "advisor": actor, **fields}
    case = open_case(organisation=actor.organisation, actor=actor, on=day, person=person, **values)
    if state:
        Case.objects.filter(pk=case.pk).update(state=state)
    return case


def read(client, user, **query):
    client.force_login(user)
    return client.get("/", query).content.decode().replace("\u00a0", " ")


def test_an_advisor_reads_what_is_ready_for_the_committee(client):
    advisor = accounts.user("advisor")
    case_of(advisor, state=State.READY)

    html = read(client, advisor)

    assert "Une chose attend une décision." in html
    assert "Inscrire au comité" in html
    assert "Anaïs Delcroix" in html


def test_a_dossier_without_action_for_three_weeks_is_silent(client):
    advisor = accounts.user("advisor")
    case_of(advisor, "Silencieux", days_ago=22)
    case_of(advisor, "Récent", days_ago=21)

    html = read(client, advisor)
    silent = html.split("Dossiers silencieux")[1].split("Derniers dossiers")[0]

    assert "Anaïs Silencieux" in silent
    assert "Anaïs Récent" not in silent


def test_the_scope_goes_from_mine_to_the_office_to_the_house(client):
    house = accounts.house()
    office, other = accounts.office(house), accounts.office(house)
    advisor = accounts.user("advisor", house, office=office)
    colleague = accounts.user("advisor", house, office=other)
    case_of(advisor, "Mien", state=State.READY, office=office)
    case_of(colleague, "Voisin", state=State.READY, office=office)
    case_of(colleague, "Lointain", state=State.READY, office=other)

    assert "Voisin" not in read(client, advisor)
    assert "Voisin" in read(client, advisor, portee="agence")
    assert "Lointain" not in read(client, advisor, portee="agence")
    assert "Lointain" in read(client, advisor, portee="maison")
    assert "Lointain" not in read(client, advisor, portee="inconnue")


def test_the_house_scope_never_shows_a_social_file_to_an_advisor(client):
    house = accounts.house()
    brsa = accounts.user("brsa_advisor", house)
    case_of(brsa, "Confidentielle", days_ago=60, track="brsa")

    assert "Confidentielle" not in read(client, accounts.user("advisor", house), portee="maison")
    assert "Confidentielle" in read(client, brsa)


def test_a_secretary_reads_the_sittings_to_come(client):
    house = accounts.house()
    held_on = timezone.localdate() + timedelta(days=3)
    Sitting.objects.create(organisation=house, number="CE-2030-1", held_on=held_on)

    assert "CE-2030-1" in read(client, accounts.user("secretary", house))


def test_the_morning_says_when_the_committee_sits(client):
    house = accounts.house()
    tomorrow = timezone.localdate() + timedelta(days=1)
    Sitting.objects.create(
        organisation=house, number="CE-2030-1", held_on=tomorrow, starts_at=time(18, 30)
    )

    html = read(client, accounts.user("advisor", house))

    assert "le comité CE-2030-1 se tient demain à 18 h 30." in html


def test_who_does_not_instruct_is_not_asked_to_go_to_the_committee(client):
    advisor = accounts.user("advisor")
    case_of(advisor, state=State.READY)

    assert "Inscrire au comité" not in read(client, accounts.user("finance", advisor.organisation))


def test_a_prescriber_reads_the_step_of_its_own_people_only(client):
    advisor = accounts.user("advisor")
    house = advisor.organisation
    mine = prescriber_named(organisation=house, name="Boutique", actor=advisor)
    other = prescriber_named(organisation=house, name="Autre", actor=advisor)
    user = accounts.user("prescriber", house)
    PrescriberAccess.objects.create(organisation=house, prescriber=mine, user=user)
    case = case_of(advisor, "Envoyée", prescriber=mine)
    case_of(advisor, "Étrangère", prescriber=other)

    html = read(client, user)

    assert "Anaïs Envoyée" in html
    assert "Premier contact" in html
    assert "Étrangère" not in html
    assert case.number not in html


def test_a_funder_reads_its_envelopes_and_no_person(client):
    from levier.funds.services import register_envelope, register_funder

    advisor = accounts.user("advisor")
    house = advisor.organisation
    case_of(advisor, "Nommée")
    funder = register_funder(
        organisation=house, actor=advisor, name="Région d’exemple", kind="region"
    )
    user = accounts.user("funder", house)
    FunderAccess.objects.create(organisation=house, funder=funder, user=user)
    register_envelope(
        organisation=house,
        actor=advisor,
        funder=funder,
        title="Primes 2026",
        scheme="prime",
        amount=10_000,
        first_day=date(2026, 1, 1),
    )

    html = read(client, user)

    assert "Primes 2026" in html
    assert "10 000 €" in html.replace("\u202f", " ")
    assert "Nommée" not in html


def test_an_entrepreneur_reads_only_the_own_dossier(client):
    advisor = accounts.user("advisor")
    user = accounts.user("entrepreneur", advisor.organisation)
    case, other = case_of(advisor), case_of(advisor, "Autre")
    case.person.user = user
    case.person.save()

    html = read(client, user)

    assert case.number in html
    assert other.number not in html


def test_an_entrepreneur_reads_the_notes_shared_and_never_the_internal_ones(client):
    advisor = accounts.user("advisor")
    user = accounts.user("entrepreneur", advisor.organisation)
    case, other = case_of(advisor), case_of(advisor, "Autre")
    case.person.user = user
    case.person.save()
    day = timezone.localdate()
    for row, text, is_internal in (
        (case, "Signez le bail", False),
        (case, "Le bailleur hésite", True),
        (other, "Ailleurs", False),
    ):
        add_note(case=row, actor=advisor, on=day, text=text, is_internal=is_internal)

    html = read(client, user)

    assert "Signez le bail" in html
    assert "Le bailleur hésite" not in html
    assert "Ailleurs" not in html


@pytest.mark.parametrize("role", ["citizen", "member", "network_administrator", "finance"])
def test_every_other_role_has_a_home(client, role):
    assert "Bonjour" in read(client, accounts.user(role)) or role == "network_administrator"


@pytest.mark.parametrize("count", [1, 40])
def test_the_home_takes_the_same_queries_whatever_the_rows(
    client, django_assert_max_num_queries, count
):
    advisor = accounts.user("advisor")
    for rank in range(count):
        case_of(advisor, f"Nom{rank}", days_ago=30 + rank, state=State.READY if rank % 2 else None)
    client.force_login(advisor)

    with django_assert_max_num_queries(23):
        client.get("/")
