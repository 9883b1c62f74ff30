from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pikepdf
import pytest
from PIL import Image

from levier.committees.errors import MinutesFrozen, SittingRefused
from levier.committees.services import (
    cast_vote,
    declare_withdrawal,
    end_sitting,
    record_attendance,
    set_committee_rules,
)
from levier.documents.services import content_of, store_file
from levier.workflows.decide_case import decide_case
from levier.workflows.decision_letters import letter_data, letters_of, render_decision_letter
from levier.workflows.sitting_documents import minutes_data, publish_minutes, render_pack
from tests.factories.accounts import user
from tests.factories.committees import (
    HELD_ON,
    committee,
    in_session,
    laid,
    refusal_reason,
    representatives,
    request,
    seat,
    secretary,
)
from tests.factories.funds import envelope, funder
from tests.factories.portfolio import decided

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def held(actor, min_members=0):
    """Return a sitting that is over: one agreement, voted, with one withdrawal."""
    row = in_session(actor, min_members=min_members)
    item, asked = laid(row, actor)
    people = representatives(row)
    declare_withdrawal(
        item=item, representative=people[0], reason="travaille à la banque", actor=actor
    )
    cast_vote(item=item, representative=people[1], choice="for", actor=actor)
    decide_case(
        item=item, request=asked, outcome="agreed", amount=None, actor=actor,
        idempotency_key=uuid4(),
    )  # fmt: skip
    return end_sitting(sitting=row, actor=actor)


@pytest.mark.parametrize(
    ("rule", "qualities"),
    [
        ("chair", ["Présidence"]),
        ("chair_secretary", ["Présidence", "Secrétariat"]),
        ("chair_director", ["Présidence", "Direction"]),
    ],
)
def test_the_minutes_are_signed_by_those_whom_the_rules_of_the_day_name(rule, qualities):
    actor = secretary()
    director = user("director", organisation=actor.organisation)
    row = held(actor)
    set_committee_rules(committee=row.committee, actor=actor, first_day=row.held_on, signers=rule)
    row.refresh_from_db()

    signers = minutes_data(row, HELD_ON).signers

    assert [one.quality for one in signers] == qualities
    if rule == "chair_director":
        assert signers[-1].name == director.full_name


def test_the_minutes_say_who_came_who_withdrew_how_it_was_voted_and_what_was_decided():
    data = minutes_data(held(secretary()), HELD_ON)

    (item,) = data.items
    assert [row.state.word for row in data.attendance] == ["présent·e"] * 3
    assert "travaille à la banque" in item.withdrawals[0]
    assert item.quorum.startswith("2")
    assert item.votes[0] == ("Pour", "1")
    assert item.decisions[0].amount == "28\u202f800\u00a0€"
    assert "36\u202f000\u00a0€ à garantir" in item.request[0][1]
    assert item.decisions[0].terms == "80\u00a0%, 60\u00a0mois"
    assert len(data.fingerprint) == 64


def test_minutes_are_frozen_once_and_the_file_has_its_fingerprint():
    actor = secretary()
    row = publish_minutes(sitting=held(actor), actor=actor, on=HELD_ON)

    assert row.state == "minuted"
    assert row.minutes_hash == row.minutes.sha256
    assert content_of(row.minutes).startswith(b"%PDF-")
    with pytest.raises(MinutesFrozen):
        publish_minutes(sitting=row, actor=actor, on=HELD_ON)
    with pytest.raises(MinutesFrozen):
        record_attendance(
            sitting=row, representative=representatives(row)[0], is_present=False, actor=actor
        )


def test_minutes_wait_for_the_end_of_the_sitting():
    actor = secretary()

    with pytest.raises(SittingRefused):
        publish_minutes(sitting=in_session(actor), actor=actor, on=HELD_ON)


def test_the_pack_of_a_member_leaves_out_the_dossier_they_withdrew_from():
    actor = secretary()
    person = seat(committee(actor.organisation), with_account=True)
    row = in_session(actor)
    first, second = laid(row, actor)[0], laid(row, actor)[0]
    declare_withdrawal(item=first, representative=person, reason="cousine", actor=actor)

    def bookmarks(user):
        with pikepdf.open(BytesIO(render_pack(row, user, HELD_ON))) as pdf, pdf.open_outline() as o:
            return [entry.title.split(" ")[0] for entry in o.root]

    assert bookmarks(person.user) == ["Ordre", second.case.number]
    assert bookmarks(actor) == ["Ordre", first.case.number, second.case.number]
    declare_withdrawal(item=second, representative=person, reason="cousine", actor=actor)
    with pytest.raises(SittingRefused, match="ouvert"):
        render_pack(row, person.user, HELD_ON)


def test_a_guarantee_is_notified_to_the_holder_the_bank_and_the_carrier():
    decision = decided(conditions=["Bail signé"])

    letters = letters_of(decision)

    assert [letter.kind for letter in letters] == ["porteur", "banque", "risque"]
    holder = letter_data(decision, letters[0], HELD_ON)
    assert holder.greeting == "Madame,"
    assert dict(holder.terms)["Montant garanti"].startswith("28\u202f800\u00a0€")
    assert holder.conditions[0].text == "Bail signé"
    assert letters[1].recipient == str(decision.commitment.guarantee.bank)
    assert render_decision_letter(decision, letters[0], HELD_ON).accessible


def test_a_grant_is_notified_to_each_funder_with_its_logo():
    actor = secretary()
    written = BytesIO()
    Image.new("RGB", (60, 20), (40, 88, 140)).save(written, "PNG")
    logo = store_file(
        organisation=actor.organisation, actor=actor, name="logo.png", content=written.getvalue()
    )
    city = funder(actor.organisation, name="Ville des Dunes", logo=logo)
    state = funder(actor.organisation, name="État", kind="state")
    rows = [
        envelope(actor.organisation, funder=each, scheme="prime_engagement")
        for each in (state, city)
    ]
    decision = decided(
        actor, "Prime Engagement", amount="2000", draws=[(row, Decimal(1000)) for row in rows]
    )

    letters = {letter.recipient: letter for letter in letters_of(decision)}
    data = letter_data(decision, letters["Ville des Dunes"], HELD_ON)

    assert {"Ville des Dunes", "État"} < set(letters)
    assert data.funder_logo.alt == "Logo de Ville des Dunes"
    assert "1\u202f000\u00a0€" in data.paragraphs[0]
    assert letter_data(decision, letters["État"], HELD_ON).funder_logo is None


def test_a_refusal_is_notified_with_its_reason_and_no_terms():
    actor = secretary()
    item, asked = laid(in_session(actor), actor)
    decision = decide_case(
        item=item, request=asked, outcome="refused", amount=None, actor=actor,
        idempotency_key=uuid4(), reason="Le marché est trop étroit.",
        refusal_reason=refusal_reason(actor.organisation, "marche"),
    )  # fmt: skip

    letters = letters_of(decision)
    data = letter_data(decision, letters[0], HELD_ON)

    assert [letter.kind for letter in letters] == ["porteur", "banque"]
    assert "Le marché est trop étroit." in data.paragraphs[1]
    assert not data.terms


def test_the_verdicts_of_the_day_of_decision_are_frozen():
    decision = decided()
    request(decision.item.case, "Garantie Emploi")

    records = decision.item.case.eligibility_records.filter(is_frozen=True)
    assert records.filter(on=HELD_ON).exists()
