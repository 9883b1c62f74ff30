"""The room's screen: what the room must not read is not in the page at all."""

from datetime import date

import pytest
from django.urls import reverse

from levier.cases.models import AttentionPoint, CaseParty, Piece
from levier.catalogue.models import PieceKind
from levier.committees.services import declare_withdrawal, propose_withdrawals, write_debate
from levier.people.models import Holding
from levier.rules.room_display import HIDDEN
from tests.factories.committees import in_session, laid, representatives, secretary
from tests.factories.people import person, structure
from tests.web.committees.test_follow import arriving
from tests.web.committees.test_sittings import signed_in

pytestmark = pytest.mark.django_db

SECRETS = (
    "12 rue des Lilas", "06 39 98 12 34", "porteuse@example.org", "4 mai 1990", "4\u00a0mai",
    " ans ", "mariée", "deux enfants", "RSA", "FR76 3000 6000 0112 3456 7890 189", "Karim",
    "Lefranc", "Odile", "Vasseur", "beau-frère", "Note complète, PDF", "Aperçu de la lettre",
)  # fmt: skip


@pytest.fixture
def actor():
    return secretary()


@pytest.fixture
def item(actor):
    """A point whose note says all that a room must not read."""
    row = in_session(actor, seats=3)
    item, _ = laid(row, actor, "Prime Engagement", amount="1500")
    house, case = actor.organisation, item.case
    holder = case.person
    holder.birth_date, holder.address = date(1990, 5, 4), "12 rue des Lilas"
    holder.phone, holder.email = "06 39 98 12 34", "porteuse@example.org"
    holder.save()
    case.structure = structure(actor)
    case.description = (
        f"{holder.first_name}, née le 4 mai 1990, mariée, deux enfants, 12 rue des Lilas, ouvre "
        "une épicerie avec Karim Lefranc. Joindre au 06 39 98 12 34."
    )
    case.opinion_text = "Perçoit le RSA. RIB FR76 3000 6000 0112 3456 7890 189. Odile garantit."
    case.save()
    third = person(actor, first_name="Karim", last_name="Lefranc")
    associate = person(actor, first_name="Odile", last_name="Vasseur")
    CaseParty.objects.create(organisation=house, case=case, person=third, role="conjoint")
    Holding.objects.create(organisation=house, person=associate, structure=case.structure)
    AttentionPoint.objects.create(
        organisation=house, case=case, kind="risk", text="Dette envers Karim", answer="RSA saisi"
    )
    kind = PieceKind.objects.create(organisation=house, code="rsa", label="Attestation RSA")
    Piece.objects.create(organisation=house, case=case, kind=kind)
    write_debate(item=item, text="Mme Vasseur se porte caution.", actor=actor)
    chair = representatives(row)[0]
    declare_withdrawal(item=item, representative=chair, reason="beau-frère", actor=actor)
    chair.last_name = "Lefranc"
    propose_withdrawals(item=item, actor=actor, representatives=[representatives(row)[1]])
    return item


def test_the_room_reads_the_project_and_none_of_what_is_personal(
    client, actor, item, django_assert_max_num_queries
):
    url = reverse("web:session", args=[item.pk])
    plain = signed_in(client, actor).get(url).content.decode()
    for secret in ("Karim", "née le 4 mai 1990", "RSA", "beau-frère", "Vasseur"):
        assert secret in plain

    client.get(url, {"projection": "1"})
    with django_assert_max_num_queries(21):
        page = client.get(url).content.decode()

    assert [secret for secret in SECRETS if secret in page] == []
    assert 'data-echelle="salle"' in page and HIDDEN in page
    assert "ouvre une épicerie" in page and item.case.holder_name in page
    assert "1 pièce au dossier" in page.replace("\u00a0", " ")
    item.case.refresh_from_db()
    assert "Karim Lefranc" in item.case.description


def test_the_votes_that_arrive_on_the_room_s_screen_keep_reasons_out(client, actor, item):
    signed_in(client, actor)
    assert "beau-frère" in arriving(client, item).content.decode()

    client.get(reverse("web:session", args=[item.pk]), {"projection": "1"})

    page = arriving(client, item).content.decode()
    assert "s’est déporté·e" in page and "beau-frère" not in page


def test_projection_lasts_from_a_point_to_the_next_until_it_is_left(client, actor, item):
    other, _ = laid(item.sitting, actor)
    url = reverse("web:session", args=[other.pk])
    signed_in(client, actor)

    client.get(reverse("web:session", args=[item.pk]), {"projection": "1"})
    assert 'data-echelle="salle"' in client.get(url).content.decode()

    client.get(url, {"projection": "0"})
    assert 'data-echelle="salle"' not in client.get(url).content.decode()
