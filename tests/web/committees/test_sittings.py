from datetime import date, time, timedelta
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from levier.committees.models import Decision, Delegation, Seat, Sitting
from levier.committees.services import (
    body_named,
    cast_vote,
    college_named,
    declare_withdrawal,
    end_sitting,
    plan_sitting,
    show_item,
)
from tests.factories.accounts import user
from tests.factories.committees import (
    committee,
    in_session,
    laid,
    ready_case,
    representatives,
    request,
    seat,
    secretary,
    sitting,
)
from tests.factories.funds import envelope, funder
from tests.factories.portfolio import decided

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def signed_in(client, who):
    client.force_login(who)
    return client


def decision_of(asked, **changes):
    values = {
        "outcome": "agreed", "loan_amount": "36 000", "quota": "80", "months": "60", "reason": "",
        "key": str(uuid4()), **changes,
    }  # fmt: skip
    return {name: value for name, value in values.items() if value is not None}


# ── The list and the page ─────────────────────────────────────────────────────────────────────
def test_the_list_shows_the_house_s_sittings_in_few_queries(client, django_assert_max_num_queries):
    actor = secretary()
    rows = [sitting(actor) for _ in range(12)]
    signed_in(client, actor)

    with django_assert_max_num_queries(15):
        answer = client.get(reverse("web:sitting_list"))

    assert rows[0].number in answer.content.decode()
    assert "CE-" not in signed_in(client, secretary()).get(
        reverse("web:sitting_list")
    ).content.decode().replace("CE-année", "")


def test_a_sitting_is_planned_and_its_seats_are_called(client):
    actor = secretary()
    row = committee(actor.organisation)
    person = seat(row)

    answer = signed_in(client, actor).post(
        reverse("web:sitting_new"), {"committee": row.pk, "held_on": "2026-03-19", "place": "Lens"}
    )

    planned = Sitting.objects.get()
    assert answer.url == reverse("web:sitting", args=[planned.pk])
    assert representatives(planned) == [person]


def test_the_page_of_a_sitting_costs_the_same_with_many_dossiers(
    client, django_assert_max_num_queries
):
    actor = secretary()
    row = in_session(actor)
    for _ in range(5):
        decided(actor, sitting=row)
        request(ready_case(actor.organisation))
    laid(row, actor)
    signed_in(client, actor)

    with django_assert_max_num_queries(27):
        page = client.get(reverse("web:sitting", args=[row.pk])).content.decode()

    assert page.count('class="lettres') == 5
    assert page.count("Inscrire") >= 5


def test_a_stranger_does_not_find_a_sitting(client):
    row = sitting(secretary())

    answer = signed_in(client, secretary()).get(reverse("web:sitting", args=[row.pk]))

    assert answer.status_code == 404


def test_a_ready_dossier_goes_on_the_agenda_moves_and_comes_off(client):
    actor = secretary()
    row = sitting(actor)
    first, second = ready_case(actor.organisation), ready_case(actor.organisation)
    signed_in(client, actor)

    for case in (first, second):
        client.post(reverse("web:agenda_add", args=[row.pk]), {"case": case.pk})
    item = row.items.get(case=second)
    client.post(reverse("web:agenda_move", args=[item.pk]), {"sens": "haut"})
    assert [each.case for each in row.items.all()] == [second, first]

    client.post(reverse("web:agenda_remove", args=[item.pk]))
    assert [each.case for each in row.items.all()] == [first]


def test_attendance_is_what_is_ticked(client):
    actor = secretary()
    row = sitting(actor)
    came, absent, late = representatives(row)

    signed_in(client, actor).post(
        reverse("web:sitting_attendance", args=[row.pk]), {"present": [came.pk, late.pk]}
    )

    assert set(
        row.attendances.filter(is_present=True).values_list("representative", flat=True)
    ) == {
        came.pk,
        late.pk,
    }
    assert not row.attendances.get(representative=absent).is_present


def test_a_sitting_opens_ends_and_is_frozen_and_its_minutes_are_read(client):
    actor = secretary()
    row = in_session(actor)
    decided(actor, sitting=row)
    signed_in(client, actor)

    client.post(reverse("web:sitting_step", args=[row.pk, "lever"]))
    client.post(reverse("web:sitting_step", args=[row.pk, "figer"]))

    row.refresh_from_db()
    assert row.state == "minuted"
    answer = client.get(reverse("web:sitting_minutes_pdf", args=[row.pk]))
    assert answer["Content-Type"] == "application/pdf"
    client.post(reverse("web:minutes_rectify", args=[row.pk]), {"correction": "Lire « Liévin »."})
    page = client.get(reverse("web:sitting", args=[row.pk])).content.decode()
    assert row.minutes_hash in page
    rectified = client.get(reverse("web:rectified_minutes_pdf", args=[row.pk, 1]))
    assert rectified.content.startswith(b"%PDF-")
    assert client.get(reverse("web:rectified_minutes_pdf", args=[row.pk, 2])).status_code == 404


# ── The session ───────────────────────────────────────────────────────────────────────────────
def test_the_session_shows_the_note_and_costs_the_same_with_many_dossiers(
    client, django_assert_max_num_queries
):
    actor = secretary()
    row = in_session(actor, seats=7)
    for _ in range(6):
        item, _ = laid(row, actor)
    signed_in(client, actor)

    with django_assert_max_num_queries(21):
        page = client.get(reverse("web:session", args=[item.pk])).content.decode()

    assert item.case.number in page
    assert page.count('class="votant"') == 7


def test_votes_and_decision_are_written_together_and_the_next_dossier_follows(client):
    actor = secretary()
    row = in_session(actor)
    item, asked = laid(row, actor)
    following, _ = laid(row, actor)
    votes = {f"vote-{person.pk}": "for" for person in representatives(row)}

    answer = signed_in(client, actor).post(
        reverse("web:session", args=[item.pk]), decision_of(asked) | votes
    )

    assert answer.url == reverse("web:session", args=[following.pk])
    decision = Decision.objects.get()
    assert decision.commitment.amount == 28800
    assert item.votes.filter(choice="for").count() == 3


def test_a_vote_cast_from_a_tablet_stands_before_the_stale_page_of_the_secretary(client):
    actor = secretary()
    row = in_session(actor)
    item, asked = laid(row, actor)
    first, second, third = representatives(row)
    for person, choice in ((first, "for"), (second, "for"), (third, "against")):
        cast_vote(item=item, representative=person, choice=choice, actor=actor)
    untouched = {}
    for person, choice in ((first, "for"), (second, "for"), (third, "for")):
        untouched |= {f"shown-{person.pk}": choice, f"vote-{person.pk}": choice}

    signed_in(client, actor).post(
        reverse("web:session", args=[item.pk]), decision_of(asked) | untouched
    )

    assert item.votes.get(representative=third).choice == "against"
    assert Decision.objects.get().outcome == "agreed"


def test_a_vote_changed_on_both_sides_is_told_to_the_secretary_and_nothing_is_decided(client):
    actor = secretary()
    row = in_session(actor)
    item, asked = laid(row, actor)
    first, second, third = representatives(row)
    cast_vote(item=item, representative=third, choice="against", actor=actor)
    all_for = {f"vote-{person.pk}": "for" for person in (first, second, third)}
    url = reverse("web:session", args=[item.pk])

    answer = signed_in(client, actor).post(url, decision_of(asked) | all_for)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"{third} : le vote a changé pendant que vous saisissiez" in page
    assert not Decision.objects.exists()
    assert [vote.choice for vote in item.votes.all()] == ["against"]
    ticked = answer.context["voters"]
    assert {row["representative"]: row["choice"] for row in ticked} == {
        first: "for", second: "for", third: "against",
    }  # fmt: skip
    shown = {f"shown-{row['representative'].pk}": row["shown"] for row in ticked}
    client.post(url, decision_of(asked) | all_for | shown | {f"vote-{third.pk}": "against"})
    assert Decision.objects.exists()
    assert item.votes.get(representative=third).choice == "against"


def test_the_secretary_may_correct_the_vote_that_the_page_shows(client):
    actor = secretary()
    row = in_session(actor)
    item, asked = laid(row, actor)
    person = representatives(row)[0]
    cast_vote(item=item, representative=person, choice="against", actor=actor)
    sent = {f"shown-{person.pk}": "against", f"vote-{person.pk}": "for"}

    signed_in(client, actor).post(reverse("web:session", args=[item.pk]), decision_of(asked) | sent)

    assert item.votes.get().choice == "for"


def test_conditions_are_typed_as_objects(client):
    actor = secretary()
    item, asked = laid(in_session(actor), actor)
    typed = {
        "condition": ["Bail signé", ""],
        "condition_owner": [str(actor.pk), ""],
        "condition_due": ["2026-04-30", ""],
    }

    signed_in(client, actor).post(
        reverse("web:session", args=[item.pk]),
        decision_of(asked, outcome="agreed_with_conditions") | typed,
    )

    condition = Decision.objects.get().conditions.get()
    assert (condition.text, condition.owner, str(condition.due_on)) == (
        "Bail signé", actor, "2026-04-30",
    )  # fmt: skip


def test_a_refusal_of_the_rules_is_said_on_the_page_and_no_vote_is_kept(client):
    actor = secretary()
    row = in_session(actor)
    item, asked = laid(row, actor)
    votes = {f"vote-{person.pk}": "for" for person in representatives(row)}

    answer = signed_in(client, actor).post(
        reverse("web:session", args=[item.pk]), decision_of(asked, quota="90") | votes
    )

    assert answer.status_code == 422
    assert "quotité dépasse" in answer.content.decode()
    assert not item.votes.exists()
    assert not Decision.objects.exists()


@pytest.mark.parametrize("seats", [3, 15])
def test_the_session_of_a_grant_keeps_within_its_queries(
    client, django_assert_max_num_queries, seats
):
    actor = secretary()
    row = in_session(actor, seats=seats)
    Sitting.objects.filter(pk=row.pk).update(starts_at=time(18, 30))
    decided(actor, sitting=row, conditions=["Bail signé"])
    item, _ = laid(row, actor, "Prime Engagement", amount="1500")
    for _ in range(6):
        envelope(actor.organisation, scheme="prime_engagement")
        laid(row, actor)
    state = funder(actor.organisation, kind="state")
    envelope(actor.organisation, scheme="prime_engagement", funder=state)
    show_item(item=item, actor=actor)
    for person in representatives(row)[:-1]:
        cast_vote(item=item, representative=person, choice="for", actor=actor)
    declare_withdrawal(item=item, representative=person, reason="client", actor=actor)
    signed_in(client, actor)

    with django_assert_max_num_queries(21):
        page = client.get(reverse("web:session", args=[item.pk])).content.decode()

    assert "Enveloppes, à parts égales" in page


def test_the_secretary_chooses_the_envelopes_of_a_grant(client):
    actor = secretary()
    item, asked = laid(in_session(actor), actor, "Prime Engagement", amount="1500.01")
    first, second, third = (
        envelope(actor.organisation, scheme="prime_engagement") for _ in range(3)
    )
    sent = decision_of(asked, amount="1 500,01", loan_amount=None, quota=None, months=None)
    url = reverse("web:session", args=[item.pk])
    page = signed_in(client, actor).get(url).content.decode()
    assert str(third) in page

    client.post(url, sent | {"envelope": [first.pk, third.pk]})

    drawn = {draw.envelope: draw.amount for draw in Decision.objects.get().commitment.draws.all()}
    assert drawn == {first: Decimal("750.01"), third: Decimal("750.00")}
    assert second not in drawn


def test_the_same_page_sent_twice_decides_once(client):
    actor = secretary()
    item, asked = laid(in_session(actor), actor)
    request(item.case, "Prêt solidaire", amount="10000")
    sent = decision_of(asked)
    signed_in(client, actor)

    for _ in range(2):
        client.post(reverse("web:session", args=[item.pk]), sent)

    assert Decision.objects.count() == 1


def test_a_member_votes_with_their_own_account_and_for_nobody_else(client):
    actor = secretary()
    person = seat(committee(actor.organisation), with_account=True)
    row = in_session(actor)
    item, _ = laid(row, actor)
    other = next(p for p in representatives(row) if p != person)
    signed_in(client, person.user)
    url = reverse("web:item_vote", args=[item.pk])

    client.post(url, {"representative": person.pk, "choice": "against"})
    assert client.post(url, {"representative": other.pk, "choice": "for"}).status_code == 403
    assert item.votes.get().choice == "against"
    assert client.post(reverse("web:session", args=[item.pk]), {}).status_code == 403


def test_a_member_who_withdraws_no_longer_finds_the_dossier_nor_its_papers(client):
    actor = secretary()
    person = seat(committee(actor.organisation), with_account=True)
    row = in_session(actor)
    item, asked = laid(row, actor)
    signed_in(client, person.user)
    assert client.get(reverse("web:session", args=[item.pk])).status_code == 200

    answer = client.post(
        reverse("web:item_withdraw", args=[item.pk]),
        {"representative": person.pk, "reason": "cousine du porteur"},
    )

    assert answer.url == reverse("web:sitting", args=[row.pk])
    for name, key in (("session", item.pk), ("case_note_pdf", item.case_id)):
        assert client.get(reverse(f"web:{name}", args=[key])).status_code == 404
    page = client.get(reverse("web:sitting", args=[row.pk])).content.decode()
    assert item.case.number not in page and item.case.title not in page
    signed_in(client, actor).post(reverse("web:session", args=[item.pk]), decision_of(asked))
    end_sitting(sitting=row, actor=actor)
    client.post(reverse("web:sitting_step", args=[row.pk, "figer"]))
    signed_in(client, person.user)
    assert client.get(reverse("web:sitting_minutes_pdf", args=[row.pk])).status_code == 403


# ── Papers ────────────────────────────────────────────────────────────────────────────────────
def test_the_pack_and_the_letters_are_pdf_files(client):
    actor = secretary()
    row = in_session(actor)
    decision = decided(actor, sitting=row)
    signed_in(client, actor)

    pack = client.get(reverse("web:sitting_pack_pdf", args=[row.pk]))
    letter = client.get(reverse("web:decision_letter_pdf", args=[decision.pk, "banque"]))
    agenda = client.get(reverse("web:sitting_agenda_pdf", args=[row.pk]))

    for answer in (pack, letter, agenda):
        with pikepdf.open(BytesIO(answer.content)) as pdf:
            assert pdf.pages
    missing = client.get(reverse("web:decision_letter_pdf", args=[decision.pk, "lune"]))
    assert missing.status_code == 404


# ── Members ───────────────────────────────────────────────────────────────────────────────────
def test_a_member_a_representative_and_a_seat_are_added_on_the_screens(client):
    actor = secretary()
    row = committee(actor.organisation)
    signed_in(client, actor)
    account = user("member", actor.organisation)

    college_named(actor.organisation, "authority")
    added = client.post(
        reverse("web:member_new"), {"name": "Ville des Dunes", "college": "authority"}
    )
    client.post(
        added.url,
        {"first_name": "Inès", "last_name": "Masson", "user": account.pk,
         "term_starts_on": "2026-01-01", "term_ends_on": "2028-12-31"},
    )  # fmt: skip
    person = account.representative
    client.post(
        reverse("web:seat_new", args=[person.pk]),
        {"committee": row.pk, "is_chair": "on", "first_day": "2026-01-01"},
    )

    assert Seat.objects.get().is_chair
    assert "Inès Masson" in client.get(added.url).content.decode()
    assert "Inès Masson" in client.get(reverse("web:committee_list")).content.decode()
    url = reverse("web:seat_edit", args=[Seat.objects.get().pk])
    client.post(url, {"first_day": "2026-01-01", "last_day": "2026-06-30"})
    assert Seat.objects.get().last_day == date(2026, 6, 30)
    assert "30\u00a0juin\u00a02026" in client.get(added.url).content.decode()
    assert "1\u00a0siège rendu" in client.get(reverse("web:committee_list")).content.decode()
    client.post(reverse("web:seat_take_back", args=[Seat.objects.get().pk]))
    assert not Seat.objects.exists()


def test_a_term_that_ends_before_it_starts_is_refused_in_french(client):
    actor = secretary()
    person = seat(committee(actor.organisation))

    answer = signed_in(client, actor).post(
        reverse("web:representative_edit", args=[person.pk]),
        {"last_name": "Masson", "term_starts_on": "2026-01-02", "term_ends_on": "2026-01-01"},
    )

    assert answer.status_code == 422
    assert "mandat ne peut pas finir" in answer.content.decode()


def test_the_house_sets_its_quorum(client):
    actor = secretary()
    college_named(actor.organisation, "bank")
    row = committee(actor.organisation)

    signed_in(client, actor).post(
        reverse("web:committee_edit", args=[row.pk]),
        {
            "first_day": "2026-01-01", "min_members": 5,
            "min_colleges": 2, "validity_months": 6, "adjournment_months": 0, "written_days": 0,
            "written_min_members": 0, "written_min_colleges": 0, "written_reminder_days": 0,
            "signers": "chair", "certainty": "confirmed",
            "source": "CA du 12 décembre 2025", "seats_bank": "2", "min_members_bank": "1",
        },
    )  # fmt: skip

    rules = row.rules.get(first_day=date(2026, 1, 1))
    assert (rules.min_members, rules.min_colleges) == (5, 2)
    found = rules.college_seats.values_list("college__code", "seats", "min_members")
    assert list(found) == [("bank", 2, 1)]


def test_the_director_writes_a_delegation_and_a_refusal_is_at_the_form(client):
    director = user("director")
    signed_in(client, director)
    values = {
        "body": body_named(director.organisation, "director").pk, "kind": "loan",
        "max_amount": "5 000,00", "needs_ratification": "on",
        "first_day": "2026-01-01", "source": "CA du 12 décembre 2025", "certainty": "confirmed",
    }  # fmt: skip

    assert client.post(reverse("web:delegation_new"), values).status_code == 302
    again = client.post(reverse("web:delegation_new"), values)

    assert Delegation.objects.get().max_amount == 5000
    assert again.status_code == 422
    assert "couvre déjà ces jours" in again.content.decode()
    page = client.get(reverse("web:committee_list")).content.decode()
    assert "CA du 12 décembre 2025" in page


def test_a_withdrawal_is_seen_by_the_secretary(client):
    actor = secretary()
    row = in_session(actor)
    item, _ = laid(row, actor)
    person = representatives(row)[0]
    declare_withdrawal(item=item, representative=person, reason="banque", actor=actor)

    page = signed_in(client, actor).get(reverse("web:session", args=[item.pk])).content.decode()

    assert f"{person} s’est déporté" in page
    assert "2\u00a0votants" in page


def test_a_sitting_before_its_day_and_a_dossier_of_another_kind_ask_for_a_confirmation(client):
    actor = secretary()
    row = plan_sitting(
        organisation=actor.organisation, actor=actor, committee=committee(actor.organisation),
        held_on=timezone.localdate() + timedelta(days=9), place="Lens",
    )  # fmt: skip
    case = ready_case(actor.organisation, track="dasess")
    signed_in(client, actor)
    lay, opens = (
        reverse("web:agenda_add", args=[row.pk]),
        reverse("web:sitting_step", args=[row.pk, "ouvrir"]),
    )
    page = client.get(reverse("web:sitting", args=[row.pk])).content.decode()
    assert page.count('name="confirmed"') == 2

    client.post(lay, {"case": case.pk})
    client.post(opens)
    row.refresh_from_db()
    assert (row.items.count(), row.state) == (0, "planned")

    client.post(lay, {"case": case.pk, "confirmed": "on"})
    client.post(opens, {"confirmed": "on"})
    row.refresh_from_db()
    assert (row.items.count(), row.state) == (1, "open")
