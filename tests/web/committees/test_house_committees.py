"""« Règles et sièges » : the committees of the house, what each decides, its colleges."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from levier.committees.models import Committee
from levier.committees.services import (
    change_committee,
    college_named,
    set_committee_rules,
    set_remit,
)
from tests.factories.accounts import user
from tests.factories.committees import (
    committee,
    ready_case,
    representatives,
    request,
    seat,
    sitting,
)

pytestmark = pytest.mark.django_db
LIST = reverse("web:committee_list")
LINE = {
    "track": "ess", "kind": "", "instrument": "", "over_amount": "", "max_amount": "50 000,00",
    "first_day": "2026-01-01", "last_day": "", "source": "CA du 12 décembre 2025",
    "certainty": "confirmed",
}  # fmt: skip


def signed_in(client, who):
    client.force_login(who)
    return client


@pytest.fixture
def director():
    return user("director")


def test_the_director_adds_a_committee_says_what_it_decides_and_closes_it(client, director):
    committee(director.organisation)
    signed_in(client, director)

    client.post(reverse("web:committee_new"), {"label": "Comité du bassin"})
    row = Committee.objects.get(label="Comité du bassin")
    client.post(reverse("web:remit_new", args=[row.pk]), LINE)
    page = client.get(LIST).content.decode()
    client.post(
        reverse("web:committee_change", args=[row.pk]),
        {"label": "Comité du littoral", "last_day": "2026-06-30"},
    )

    assert "50\u202f000\u00a0€" in page
    assert "CA du 12 décembre 2025" in page
    assert "Toutes les filières" not in page
    row.refresh_from_db()
    assert (row.code, row.label, row.last_day.isoformat()) == (
        "du-bassin", "Comité du littoral", "2026-06-30",
    )  # fmt: skip
    assert row.remits.get().max_amount == 50_000


def test_what_is_refused_is_said_at_its_field_and_writes_nothing(client, director):
    row = committee(director.organisation)
    other = Committee.objects.create(
        organisation=director.organisation, code="bassin", label="Comité du bassin"
    )
    signed_in(client, director)

    twice = client.post(reverse("web:committee_new"), {"label": "Comité du bassin"})
    client.post(reverse("web:remit_new", args=[other.pk]), LINE)
    again = client.post(reverse("web:remit_new", args=[other.pk]), LINE)
    days = LINE | {"last_day": "2025-12-31", "track": ""}
    backwards = client.post(reverse("web:remit_new", args=[row.pk]), days)

    for answer, said in (
        (twice, "porte déjà ce nom"),
        (again, "couvre déjà ces jours"),
        (backwards, "finir avant d’avoir commencé"),
    ):
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert other.remits.count() == 1


def test_a_line_is_closed_from_its_page(client, director):
    row = committee(director.organisation)
    line = row.remits.get(track="creation")
    signed_in(client, director)

    url = reverse("web:remit_edit", args=[line.pk])
    assert "création d&#x27;entreprise (TPE)" in client.get(url).content.decode()
    values = LINE | {
        "track": "creation", "max_amount": "", "first_day": "2000-01-01", "last_day": "2026-05-31",
    }  # fmt: skip
    assert client.post(url, values).status_code == 302

    line.refresh_from_db()
    assert line.last_day.isoformat() == "2026-05-31"


def test_the_secretary_reads_the_committees_and_adds_none(client, director):
    committee(director.organisation)
    signed_in(client, user("secretary", director.organisation))

    page = client.get(LIST).content.decode()

    assert "Attributions" in page
    assert reverse("web:committee_new") not in page
    assert client.get(reverse("web:committee_new")).status_code == 403


def test_a_closed_committee_is_marked_and_no_more_offered(client, director):
    row = committee(director.organisation)
    change_committee(
        committee=row, actor=director, last_day=timezone.localdate() - timedelta(days=1)
    )
    signed_in(client, director)

    assert "fermé" in client.get(LIST).content.decode()
    planned = client.get(reverse("web:sitting_new")).content.decode()
    assert str(row.pk) not in planned


def test_the_rules_say_the_seats_and_the_quorum_of_each_college(client, director):
    college_named(director.organisation, "bank")
    row = committee(director.organisation)
    signed_in(client, director)
    url = reverse("web:committee_edit", args=[row.pk])
    values = {
        "first_day": "2026-01-01", "min_members": 3, "min_colleges": 2, "validity_months": 6,
        "adjournment_months": 0, "written_days": 0, "written_min_members": 0,
        "written_min_colleges": 0, "written_reminder_days": 0, "signers": "chair",
        "certainty": "confirmed", "source": "CA", "seats_bank": "2", "min_members_bank": "1",
    }  # fmt: skip

    assert client.post(url, values).status_code == 302
    page = client.get(LIST).content.decode()
    assert "2\u00a0sièges, quorum 1" in page
    form = client.get(url).content.decode()
    assert 'aria-label="banque, sièges"' in form
    refused = client.post(url, values | {"min_members_bank": "3"})
    assert refused.status_code == 422
    assert "son quorum ne peut pas être de 3" in refused.content.decode()
    assert client.post(url, values | {"seats_bank": "", "min_members_bank": ""}).status_code == 302
    assert row.rules.get().college_seats.get().seats == 0


def test_a_ready_dossier_names_the_committees_that_may_decide_it(client, director):
    today = timezone.localdate()
    row = sitting(director)
    row.held_on = today + timedelta(days=9)
    row.save()
    case = ready_case(director.organisation)
    request(case, amount="28800")
    signed_in(client, director)
    url = reverse("web:case_committee", args=[case.pk])

    page = client.get(url).content.decode()
    assert "peut décider" in page
    assert f"{row}</a>" in page

    for line in row.committee.remits.all():
        set_remit(committee=row.committee, actor=director, remit=line, max_amount=28_799)
    assert "Aucun comité de la maison ne peut décider" in client.get(url).content.decode()


def test_the_list_of_sittings_is_narrowed_by_the_committees_of_the_house(client, director):
    row = sitting(director)
    signed_in(client, director)
    url = reverse("web:sitting_list")

    assert str(row) in client.get(url, {"comite": "creation"}).content.decode()
    assert str(row) not in client.get(url, {"comite": "ess"}).content.decode()


def test_a_seat_beyond_those_of_its_college_is_refused_on_the_screen(client, director):
    row = committee(director.organisation, colleges={"bank": {"seats": 1}})
    seat(row, "banque")
    free = seat(row, "bénévole")
    free.seats.all().delete()
    free.member.college = college_named(row.organisation, "bank")
    free.member.save()
    signed_in(client, director)

    answer = client.post(
        reverse("web:seat_new", args=[free.pk]), {"committee": row.pk, "first_day": "2026-03-19"}
    )

    assert "1\u00a0siège, déjà pris" in answer.content.decode()
    assert not free.seats.exists()


def test_a_substitute_takes_the_seat_of_who_is_unticked_on_the_same_page(client, director):
    row = sitting(director, seats=2)
    set_committee_rules(
        committee=row.committee, actor=director, colleges={"volunteer": {"seats": 1}}
    )
    first, second = representatives(row)
    signed_in(client, director)
    url = reverse("web:sitting_attendance", args=[row.pk])

    def there():
        return set(row.attendances.filter(is_present=True).values_list("representative", flat=True))

    for person in (first, second, first):
        client.post(url, {"present": [str(person.pk)]})
        assert there() == {person.pk}
    refused = client.post(url, {"present": [str(first.pk), str(second.pk)]}, follow=True)
    assert "Notez d’abord qui n’est pas là" in refused.content.decode()
    assert there() == {first.pk}
