"""Ties found by Levier, settled on the session page by the secretary or by the member alone."""

import pytest
from django.urls import reverse

from levier.cases.models import Case
from levier.committees.models import WithdrawalProposal
from levier.committees.services import plan_sitting
from tests.factories.accounts import user
from tests.factories.committees import HELD_ON, committee, laid, seat, secretary

pytestmark = pytest.mark.django_db


@pytest.fixture
def found():
    """Return the secretary, a member with an account and a tie between them and a dossier."""
    actor = secretary()
    row = committee(actor.organisation, "creation")
    person = seat(row, with_account=True)
    sitting = plan_sitting(
        organisation=actor.organisation, actor=actor, committee=row, held_on=HELD_ON, place="Lens"
    )
    item, _ = laid(sitting, actor)
    tie = WithdrawalProposal.objects.create(
        organisation=actor.organisation, item=item, representative=person, ground="bank",
        reason="sa banque prête au projet",
    )  # fmt: skip
    return actor, person, item, tie


def answer(client, tie, **data):
    return client.post(reverse("web:proposal_answer", args=[tie.pk]), data)


def shown(client, item):
    return client.get(reverse("web:session", args=[item.pk])).content.decode()


def test_accepting_closes_the_dossier_to_the_member_at_once(client, found):
    actor, person, item, tie = found
    assert Case.objects.visible_to(person.user).filter(pk=item.case_id).exists()
    client.force_login(actor)
    assert "sa banque prête au projet" in shown(client, item)

    answer(client, tie, accept="1")

    assert item.withdrawals.get().representative == person
    assert not Case.objects.visible_to(person.user).filter(pk=item.case_id).exists()
    assert "devrait peut-être" not in shown(client, item)


def test_setting_it_aside_asks_why(client, found):
    actor, _, item, tie = found
    client.force_login(actor)

    answer(client, tie, reason=" ")
    tie.refresh_from_db()
    assert tie.state == "proposed"
    answer(client, tie, reason="Simple homonyme")
    tie.refresh_from_db()

    assert (tie.state, tie.answer) == ("dismissed", "Simple homonyme")
    assert not item.withdrawals.exists()


def test_a_member_settles_their_own_tie_and_sees_no_other(client, found):
    actor, person, item, tie = found
    other = seat(item.sitting.committee)
    WithdrawalProposal.objects.create(
        organisation=actor.organisation, item=item, representative=other, ground="name",
        reason="même nom que le porteur",
    )  # fmt: skip
    client.force_login(person.user)

    text = shown(client, item)
    assert "sa banque prête au projet" in text
    assert "même nom que le porteur" not in text
    answer(client, tie, accept="1")

    assert client.get(reverse("web:session", args=[item.pk])).status_code == 404


def test_nobody_of_another_house_answers(client, found):
    client.force_login(user("secretary"))
    assert answer(client, found[3], accept="1").status_code == 404


def test_the_sitting_s_own_page_lists_the_ties_and_settles_them_before_the_evening(client, found):
    actor, person, item, tie = found
    url = reverse("web:sitting", args=[item.sitting_id])
    client.force_login(actor)
    page = client.get(url).content.decode()
    assert "sa banque prête au projet" in page
    assert f"devrait peut-être se déporter du dossier {item.case.number}" in page

    sent = answer(client, tie, accept="1", retour="comite")

    assert sent.url == url
    page = client.get(url).content.decode()
    assert "devrait peut-être" not in page and "1\u00a0déport" in page
    client.force_login(person.user)
    assert item.case.number not in client.get(url).content.decode()


def test_on_the_sitting_s_page_a_member_reads_their_own_ties_alone(client, found):
    actor, person, item, _ = found
    other = seat(item.sitting.committee, with_account=True)
    WithdrawalProposal.objects.create(
        organisation=actor.organisation, item=item, representative=other, ground="name",
        reason="même nom que le porteur",
    )  # fmt: skip
    client.force_login(person.user)

    page = client.get(reverse("web:sitting", args=[item.sitting_id])).content.decode()

    assert "sa banque prête au projet" in page and "même nom que le porteur" not in page
