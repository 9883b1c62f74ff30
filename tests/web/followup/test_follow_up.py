"""The follow-up on the screens: the list, a commitment's reviews and light, a review."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from levier.correspondence.models import OutgoingMessage
from levier.followup.models import CommitmentLight, FollowUp, Review
from levier.followup.services import watch
from levier.workflows.watch_commitments import light_again
from tests.factories.accounts import house, user
from tests.factories.followup import followed, review
from tests.factories.servicing import running_loan

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def advisor():
    return user("advisor")


@pytest.fixture
def page(client, advisor):
    client.force_login(advisor)
    return client


def today():
    return timezone.localdate()


def row_of(advisor) -> FollowUp:
    return followed(actor=user("secretary", advisor.organisation))


def text(answer) -> str:
    return answer.content.decode()


def step(page, row, name, **data):
    url = reverse("web:follow_up_step", args=[row.commitment_id, name])
    return page.post(url, data)


def test_the_list_shows_the_darkest_first_and_filters(page, advisor):
    dark, clear = row_of(advisor), row_of(advisor)
    FollowUp.objects.filter(pk=dark.pk).update(
        colour="red", reasons=["terme déchu"], is_alert=False
    )
    said = text(page.get(reverse("web:follow_up_list")))
    assert said.index(dark.commitment.number) < said.index(clear.commitment.number)
    assert "Terme déchu" in said or "terme déchu" in said
    red = text(page.get(reverse("web:follow_up_list") + "?feu=red"))
    assert dark.commitment.number in red
    assert clear.commitment.number not in red


def test_the_list_keeps_what_is_overdue_and_what_is_watched(page, advisor):
    late, other = row_of(advisor), row_of(advisor)
    Review.objects.filter(commitment=late.commitment, kind="visit").update(
        due_on=today() - timedelta(days=1)
    )
    Review.objects.filter(commitment=other.commitment).update(due_on=today())
    watch(
        follow_up=other, reason="Litige avec le bailleur", on=today(), actor=advisor,
        look_again_on=today() + timedelta(days=7),
    )  # fmt: skip
    url = reverse("web:follow_up_list")

    overdue = page.get(url + "?revues=retard").context["list"].lines
    assert [line["row"].pk for line in overdue] == [late.pk]
    soon = page.get(url + "?revues=bientot").context["list"].lines
    assert {line["row"].pk for line in soon} == {late.pk, other.pk}
    watched = page.get(url + "?surveille=oui")
    assert [line["row"].pk for line in watched.context["list"].lines] == [other.pk]
    assert "Litige avec le bailleur" in text(watched)


def test_the_list_costs_the_same_for_one_row_and_for_many(
    page, advisor, django_assert_max_num_queries
):
    for _ in range(4):
        row_of(advisor)
    with django_assert_max_num_queries(14):
        page.get(reverse("web:follow_up_list"))


def test_another_house_finds_nothing(client, advisor):
    row = row_of(advisor)
    client.force_login(user("advisor", house()))

    assert client.get(reverse("web:follow_up", args=[row.commitment_id])).status_code == 404
    assert client.get(reverse("web:review", args=[review(row).pk])).status_code == 404
    assert row.commitment.number not in text(client.get(reverse("web:follow_up_list")))


def test_the_tab_opens_the_follow_up_before_the_night(page, advisor):
    commitment = running_loan(user("secretary", advisor.organisation)).commitment
    url = reverse("web:follow_up", args=[commitment.pk])
    assert "n’est pas encore ouvert" in text(page.get(url))
    assert url in text(page.get(reverse("web:commitment", args=[commitment.pk])))
    page.post(reverse("web:follow_up_step", args=[commitment.pk, "ouvrir"]))

    assert FollowUp.objects.get().lit_on == today()
    assert "Revues à faire" in text(page.get(url))


def test_the_light_is_darkened_by_hand_and_kept_with_who_said_it(page, advisor):
    row, key = row_of(advisor), str(uuid4())
    for _ in range(2):  # a double click
        answer = step(page, row, "feu", colour="red", reason="Gérant hospitalisé", key=key)
    assert answer.status_code == 302
    assert CommitmentLight.objects.get().set_by == advisor
    said = text(page.get(reverse("web:follow_up", args=[row.commitment_id])))
    assert "Gérant hospitalisé" in said
    assert advisor.full_name in said


def test_a_lighter_light_without_a_reason_comes_back_with_why(page, advisor):
    row = row_of(advisor)
    Review.objects.filter(commitment=row.commitment, kind="visit").update(
        due_on=today() - timedelta(days=40)
    )
    light_again(follow_up=row, on=today())
    answer = step(page, row, "feu", colour="green", reason="", key=str(uuid4()))

    assert answer.status_code == 422
    assert "écrivez pourquoi" in text(answer)


def test_watching_wants_a_day_to_come(page, advisor):
    row = row_of(advisor)
    answer = step(page, row, "surveillance", reason="Litige", look_again_on=today().isoformat())
    assert answer.status_code == 422
    assert "Le prochain regard est à venir." in text(answer)


def test_the_closing_of_the_year_moves_the_accounts(page, advisor):
    row = row_of(advisor)
    step(page, row, "habitudes", closing_month="6")

    row.refresh_from_db()
    assert (row.closing_month, row.is_written_to) == (6, False)


def noted(page, row, **data):
    values = {"on": today().isoformat(), "note": "", "revision": "0", **data}
    return page.post(reverse("web:review", args=[row.pk]), values)


def test_accounts_are_noted_with_their_document(page, advisor):
    row = review(row_of(advisor))
    answer = noted(
        page, row, turnover="120 000", result="−2 500,50", equity="-1 000", cash="300",
        jobs="1,5", file=SimpleUploadedFile("bilan.pdf", PDF),
    )  # fmt: skip
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.result, row.jobs) == ("done", Decimal("-2500.50"), Decimal("1.50"))
    assert row.document.name == "bilan.pdf"
    follow_up = FollowUp.objects.get(commitment=row.commitment)
    assert follow_up.colour != "green"  # read again at once: equity is negative
    again = page.get(reverse("web:review", args=[row.pk]))
    assert "−2\u202f500,5" in text(again)
    filed = page.get(reverse("web:review_file", args=[row.pk]))
    assert b"".join(filed.streaming_content).startswith(b"%PDF")


def test_a_review_shown_is_saved_as_it_is_shown(page, advisor):
    """A negative amount is shown with a real minus, and read back."""
    row = review(row_of(advisor))
    noted(page, row, equity="-1000")
    shown = page.get(reverse("web:review", args=[row.pk])).context["form"]
    answer = noted(page, row, equity=shown["equity"].value(), note="Relu", revision="1")

    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.equity, row.note) == (-1000, "Relu")


def test_a_review_noted_meanwhile_comes_back(page, advisor):
    row = review(row_of(advisor), "visit")
    noted(page, row, note="Vu par Camille")
    answer = noted(page, row, note="Vu par Dominique")

    assert answer.status_code == 422
    assert "entre-temps" in text(answer)


def test_a_day_to_come_is_refused_at_its_field(page, advisor):
    row = review(row_of(advisor), "visit")
    answer = noted(page, row, note="Vu", on=(today() + timedelta(days=1)).isoformat())

    assert answer.context["form"].errors["on"] == ["Une revue ne se note pas d’avance."]


def test_accounts_are_asked_from_the_page(page, advisor):
    row = review(row_of(advisor))
    url = reverse("web:review", args=[row.pk])
    assert "n’a pas d’adresse électronique" in text(page.get(url))
    person = row.commitment.case.person
    person.email = "porteur@example.org"
    person.save()
    assert "Demander les comptes" in text(page.get(url))
    page.post(reverse("web:review_step", args=[row.pk, "demander"]))

    row.refresh_from_db()
    assert row.state == "asked"
    assert OutgoingMessage.objects.get().to == "porteur@example.org"
    assert "Demander les comptes" not in text(page.get(url))


def test_a_review_is_waived_with_a_reason(page, advisor):
    row = review(row_of(advisor), "visit")
    url = reverse("web:review_step", args=[row.pk, "ecarter"])
    assert page.post(url, {"reason": ""}).status_code == 422
    page.post(url, {"reason": "Vu en rendez-vous"})

    row.refresh_from_db()
    assert (row.state, row.note) == ("waived", "Vu en rendez-vous")


def test_an_administrator_reads_and_does_not_write(client, advisor):
    row = row_of(advisor)
    client.force_login(user("administrator", advisor.organisation))
    kept = review(row)

    assert "Noter l’avis" not in text(
        client.get(reverse("web:follow_up", args=[row.commitment_id]))
    )
    assert client.get(reverse("web:review", args=[kept.pk])).context["form"] is None
    assert noted(client, kept, note="Vu").status_code == 404
    assert step(client, row, "feu", colour="red", key=str(uuid4())).status_code == 403


def test_what_arrived_is_kept_to_be_read_and_the_reminders_stop(page, advisor):
    row = review(row_of(advisor))
    url = reverse("web:review_step", args=[row.pk, "recevoir"])
    assert "Choisissez le document reçu." in text(page.post(url, {}))
    page.post(url, {"file": SimpleUploadedFile("bilan.pdf", PDF)})

    row.refresh_from_db()
    assert (row.state, row.document.name) == ("received", "bilan.pdf")
    assert noted(page, row, cash="300", revision=str(row.revision)).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.document.name) == ("done", "bilan.pdf")


def test_a_file_that_is_no_document_is_refused(page, advisor):
    row = review(row_of(advisor))
    url = reverse("web:review_step", args=[row.pk, "recevoir"])
    page.post(url, {"file": SimpleUploadedFile("vide.pdf", b"")})

    row.refresh_from_db()
    assert row.state == "todo"


def test_the_page_of_a_commitment_says_a_dark_light(page, advisor):
    row = row_of(advisor)
    url = reverse("web:commitment", args=[row.commitment_id])
    assert "feu rouge" not in text(page.get(url))
    FollowUp.objects.update(colour="red")
    assert "feu rouge" in text(page.get(url))
