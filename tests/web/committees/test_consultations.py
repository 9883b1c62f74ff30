import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from levier.committees.models import Decision, Sitting, Vote
from levier.committees.services import declare_withdrawal, install_refusal_reasons
from levier.correspondence.models import OutgoingMessage
from tests.factories.accounts import user
from tests.factories.committees import refusal_reason, representatives, secretary
from tests.factories.consultations import RULES, opened, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor():
    return secretary()


def signed_in(client, somebody):
    client.force_login(somebody)
    return client


def running(actor, **options):
    """Return a consultation open since yesterday, whose answers end in four days."""
    row = opened(actor, **options)
    now = timezone.now()
    Sitting.objects.filter(pk=row.pk).update(
        opened_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=4),
        held_on=timezone.localdate(now + timedelta(days=4)),
    )
    row.refresh_from_db()
    return row


def over(row):
    """Close the answers of a consultation an hour ago."""
    moment = timezone.now() - timedelta(hours=1)
    Sitting.objects.filter(pk=row.pk).update(
        closes_at=moment, voting_closed_at=moment, held_on=timezone.localdate(moment)
    )
    row.refresh_from_db()
    return row


def voted(row, choice="for", people=None):
    for item in row.items.all():
        for person in people or representatives(row):
            Vote.objects.create(
                organisation_id=row.organisation_id, item=item, representative=person, choice=choice
            )


def vote(client, item, person, **typed):
    data = {"representative": person.pk, "choice": "for", **typed}
    return client.post(
        reverse("web:ballot_vote", args=[item.pk]), data, headers={"HX-Request": "true"}
    )


# ── The ballot ────────────────────────────────────────────────────────────────────────────────
def test_a_member_votes_dossier_by_dossier_and_sees_how_many_are_left(client, actor):
    row = running(actor, dossiers=3)
    person = representatives(row)[0]
    signed_in(client, person.user)
    page = client.get(reverse("web:ballot", args=[row.pk])).content.decode()
    assert "0 sur 3" in page
    for item in row.items.select_related("case"):
        assert item.case.number in page and item.case.holder_name in page
    assert page.count("2\u202f000\u00a0€") >= 3

    answer = vote(client, row.items.first(), person, remark="Beau projet.").content.decode()

    assert "Enregistré à" in answer and "1 sur 3" in answer and 'hx-swap-oob="true"' in answer
    kept = Vote.objects.get()
    assert (kept.choice, kept.remark, kept.cast_by) == ("for", "Beau projet.", person.user)
    page = client.get(reverse("web:ballot", args=[row.pk])).content.decode()
    assert "Beau projet." in page and re.search(r'value="for"\s+checked', page)


def test_a_vote_changes_and_a_double_click_keeps_one(client, actor):
    row = running(actor)
    person, item = representatives(row)[0], row.items.first()
    signed_in(client, person.user)
    for choice in ("for", "against", "against"):
        vote(client, item, person, choice=choice)

    assert Vote.objects.get().choice == "against"


def test_without_javascript_the_vote_is_kept_and_the_page_comes_back(client, actor):
    row = running(actor)
    person, item = representatives(row)[0], row.items.first()
    signed_in(client, person.user)

    answer = client.post(
        reverse("web:ballot_vote", args=[item.pk]),
        {"representative": person.pk, "choice": "abstention"},
    )

    assert answer.url == reverse("web:ballot", args=[row.pk]) + f"#p-{item.pk}"
    assert Vote.objects.get().choice == "abstention"


@pytest.mark.parametrize("choice", ["", "peut-être"])
def test_a_vote_that_says_nothing_is_refused_beside_the_dossier(client, actor, choice):
    row = running(actor)
    person = representatives(row)[0]
    signed_in(client, person.user)

    answer = vote(client, row.items.first(), person, choice=choice).content.decode()

    assert "Non enregistré" in answer and "pour, contre ou abstention" in answer
    assert not Vote.objects.exists()


def test_after_the_end_the_ballot_is_read_and_no_more_written(client, actor):
    row = over(running(actor))
    person = representatives(row)[0]
    signed_in(client, person.user)

    assert "sont closes" in vote(client, row.items.first(), person).content.decode()
    page = client.get(reverse("web:ballot", args=[row.pk])).content.decode()
    assert "Les réponses sont closes" in page and 'type="radio"' not in page


def test_nobody_votes_for_another_member(client, actor):
    row = running(actor)
    first, second, _ = representatives(row)
    signed_in(client, first.user)

    assert vote(client, row.items.first(), second).status_code == 403
    page = client.get(reverse("web:ballot", args=[row.pk]) + f"?membre={second.pk}")
    assert page.context["person"] == first


def test_a_member_who_is_not_called_finds_nothing(client, actor):
    row = running(actor)
    signed_in(client, user("member", actor.organisation))

    assert client.get(reverse("web:ballot", args=[row.pk])).status_code == 404


def test_a_withdrawal_takes_the_dossier_off_the_ballot_at_once(client, actor):
    row = running(actor, dossiers=2)
    person, item = representatives(row)[0], row.items.first()
    signed_in(client, person.user)
    vote(client, item, person)

    client.post(
        reverse("web:ballot_withdraw", args=[item.pk]),
        {"representative": person.pk, "reason": "voisin du porteur"},
    )

    page = client.get(reverse("web:ballot", args=[row.pk])).content.decode()
    assert item.case.number not in page.replace("fermé", "").split("lv-bulletins")[1]
    assert "0 sur 1" in page
    assert vote(client, item, person).status_code == 404
    assert not Vote.objects.exists()


def test_the_secretary_writes_the_ballot_of_who_has_no_account(client, actor):
    row = running(actor, accounts=False)
    person = representatives(row)[0]
    signed_in(client, actor)
    address = reverse("web:ballot", args=[row.pk])
    assert client.get(address).url == reverse("web:consultation", args=[row.pk])
    assert f"Bulletin de {person}" in client.get(f"{address}?membre={person.pk}").content.decode()
    assert client.get(f"{address}?membre=moi").status_code == 404

    vote(client, row.items.first(), person)

    assert Vote.objects.get().cast_by == actor


def test_the_last_ballot_said_complete_closes_the_consultation(client, actor):
    row = running(actor, seats=2, dossiers=1)
    first, second = representatives(row)
    done = reverse("web:ballot_done", args=[row.pk])
    signed_in(client, first.user)
    assert "Il reste 1\u00a0dossier" in client.post(done, follow=True).content.decode()
    vote(client, row.items.first(), first)
    assert "se change encore" in client.post(done, follow=True).content.decode()
    signed_in(client, second.user)
    vote(client, row.items.first(), second)
    row.refresh_from_db()
    assert row.voting_closed_at is None  # a last click may still be corrected

    client.post(done)

    row.refresh_from_db()
    assert row.voting_closed_at is not None


# ── The secretary ─────────────────────────────────────────────────────────────────────────────
def test_the_form_of_a_sitting_is_offered_when_the_rules_allow_it(client, actor):
    page = reverse("web:sitting_new")
    signed_in(client, actor)
    assert "mode" not in client.get(page).context["form"].fields
    committee = planned(actor, seats=1, dossiers=0).committee

    client.post(page, {"committee": committee.pk, "mode": "written", "held_on": "2026-03-20"})

    assert Sitting.objects.filter(mode="written", held_on="2026-03-20").exists()
    committee.rules.update(written_allowed=False)
    answer = client.post(
        page, {"committee": committee.pk, "mode": "written", "held_on": "2026-03-20"}
    )
    assert answer.status_code == 302  # the form asks no more, and plans a meeting
    assert Sitting.objects.filter(mode="meeting").count() == 1


def test_it_opens_from_its_page_and_the_members_are_written_to(client, actor):
    row = planned(actor, seats=2)
    person = representatives(row)[0]
    person.email = "membre@example.org"
    person.save()
    signed_in(client, actor)
    page = client.get(reverse("web:consultation", args=[row.pk])).content.decode()
    assert "Ouvrir la consultation" in page and "5\u00a0jours pour répondre" in page

    answer = client.post(reverse("web:consultation_open", args=[row.pk]), follow=True)

    row.refresh_from_db()
    assert row.state == "open" and "réponses attendues" in answer.content.decode().lower()
    assert OutgoingMessage.objects.filter(kind="consultation", to=person.email).count() == 1
    early = timezone.localdate() + timedelta(days=RULES["written_days"] - 1)
    other = planned(actor, seats=2)
    refused = client.post(
        reverse("web:consultation_open", args=[other.pk]), {"closes_on": early}, follow=True
    )
    assert "ne finissent pas avant" in refused.content.decode()


def test_who_voted_what_and_who_is_missing_is_shown(client, actor):
    row = running(actor, seats=10, dossiers=3)
    people = representatives(row)
    voted(row, people=people[:4])
    declare_withdrawal(item=row.items.first(), representative=people[0], reason="lien", actor=actor)
    signed_in(client, actor)

    answer = client.get(reverse("web:consultation", args=[row.pk]))

    page = answer.content.decode()
    assert [ballot.voted for ballot in answer.context["ballots"]][:5] == [2, 3, 3, 3, 0]
    assert len(answer.context["missing"]) == 6
    assert page.count(">pas de vote</span>") == 18 and page.count("déport</span>") == 1


def test_the_page_asks_for_as_many_queries_whatever_the_dossiers(
    client, actor, django_assert_max_num_queries
):
    row = running(actor, seats=10, dossiers=12)
    voted(row)
    over(row)
    signed_in(client, actor)

    with django_assert_max_num_queries(45):
        client.get(reverse("web:consultation", args=[row.pk]))


def test_more_time_then_the_end(client, actor):
    row = running(actor)
    signed_in(client, actor)
    day = timezone.localdate() + timedelta(days=9)
    client.post(reverse("web:consultation_extend", args=[row.pk]), {"closes_on": day})
    row.refresh_from_db()
    assert row.held_on == day
    answer = client.post(reverse("web:consultation_extend", args=[row.pk]), follow=True)
    assert "Indiquez le nouveau dernier jour" in answer.content.decode()

    answer = client.post(reverse("web:consultation_close", args=[row.pk]), follow=True)
    assert "Sans réponse complète" in answer.content.decode()
    voted(row)
    client.post(reverse("web:consultation_close", args=[row.pk]))
    row.refresh_from_db()
    assert row.voting_closed_at is not None


def ruling(item, outcome, **typed):
    return {f"{item.pk.hex}-{name}": value for name, value in {"outcome": outcome, **typed}.items()}


def test_the_table_decides_and_says_row_by_row_what_is_refused(client, actor):
    row = running(actor, dossiers=3)
    voted(row)
    against = row.items.get(position=2)
    against.votes.update(choice="against")
    over(row)
    first, second, third = row.items.select_related("case")
    install_refusal_reasons(organisation=actor.organisation, actor=None)
    signed_in(client, actor)
    asked = third.case.requests.get()
    typed = (
        ruling(first, "agreed")
        | ruling(second, "refused")
        | ruling(third, "agreed", **{f"amount_{asked.pk.hex}": "1 500,00"})
    )
    address = reverse("web:consultation_decide", args=[row.pk])

    answer = client.post(address, typed)

    assert answer.status_code == 422
    assert "Choisissez le motif du refus" in answer.content.decode()
    amounts = dict(Decision.objects.values_list("item", "amount"))
    assert amounts == {first.pk: 2000, third.pk: 1500}

    reason = refusal_reason(actor.organisation)
    answer = client.post(address, typed | {"usual_reason": reason.pk}, follow=True)

    assert answer.status_code == 200
    assert Decision.objects.get(item=second).refusal_reason == reason
    assert Decision.objects.count() == 3
    row.refresh_from_db()
    assert row.state == "held"


def test_a_dossier_left_for_later_stays_to_decide(client, actor):
    row = running(actor, dossiers=2)
    voted(row)
    over(row)
    first, second = row.items.all()
    signed_in(client, actor)

    client.post(
        reverse("web:consultation_decide", args=[row.pk]),
        ruling(first, "agreed") | ruling(second, ""),
    )

    row.refresh_from_db()
    assert (Decision.objects.count(), row.state) == (1, "open")


def test_the_page_of_the_sitting_leads_to_the_consultation(client, actor):
    row = running(actor)
    member = representatives(row)[0]
    signed_in(client, actor)
    page = client.get(reverse("web:sitting", args=[row.pk])).content.decode()
    assert reverse("web:consultation", args=[row.pk]) in page and "Lever la séance" not in page
    assert client.get(reverse("web:session_start", args=[row.pk])).status_code == 302
    signed_in(client, member.user)
    page = client.get(reverse("web:sitting", args=[row.pk])).content.decode()
    assert reverse("web:ballot", args=[row.pk]) in page
