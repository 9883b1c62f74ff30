"""Plan, requests, analysis, axes, pieces, notes, referrals, access: one success, one refusal."""

from datetime import date
from decimal import Decimal

import pytest

from levier.cases.errors import (
    AlreadyAnswered,
    CommentMissing,
    FileMissing,
    InvalidAmount,
    InvalidQuota,
    InvalidRating,
    PieceAlreadyAsked,
    ReasonMissing,
    RequestDecided,
    TextMissing,
)
from levier.cases.models import Case, EngagementAxis, PlanLine
from levier.cases.services import (
    add_attention_point,
    add_note,
    add_party,
    add_piece,
    add_plan_line,
    answer_referral,
    bar_access,
    change_plan_line,
    check_piece,
    give_access,
    lift_bar,
    rate_dimension,
    receive_piece,
    refer_person,
    reject_piece,
    remove_axis,
    remove_plan_line,
    request_pieces,
    set_axis,
    set_plan_lines,
    set_request,
    take_access_back,
    withdraw_request,
)
from levier.documents.services import store_file
from levier.journal.models import Entry
from levier.people.errors import ConsentMissing
from levier.people.services import prescriber_named, record_consent
from tests.factories.accounts import user
from tests.factories.cases import DAY, case, instructed, with_guarantee, with_plan
from tests.factories.catalogue import instrument
from tests.factories.people import person

LATER = date(2024, 7, 1)


def actions():
    return list(Entry.objects.order_by("-id").values_list("action", flat=True))


def test_a_plan_line_goes_at_the_end_of_its_side_and_touches_the_dossier(actor):
    opened = with_plan(actor)

    line = add_plan_line(
        case=opened, actor=actor, on=LATER, side="need", nature="stock", amount=Decimal("950.50")
    )

    assert line.position == 2
    assert Case.objects.get().last_action_on == LATER
    assert line.history.get().history_user == actor


def test_a_plan_line_without_amount_is_refused(actor):
    opened = instructed(actor)

    with pytest.raises(InvalidAmount):
        add_plan_line(
            case=opened, actor=actor, on=DAY, side="need", nature="stock", amount=Decimal(0)
        )

    assert not PlanLine.objects.exists()


def test_a_line_changed_or_removed_keeps_its_history(actor):
    opened = with_plan(actor)
    line = opened.plan_lines.get(side="need")

    change_plan_line(line=line, actor=actor, on=LATER, amount=Decimal(60000))
    remove_plan_line(line=line, actor=actor, on=LATER)

    assert {"cases.plan_line_removed", "cases.plan_line_changed"} <= set(actions())
    kinds = PlanLine.history.filter(side="need").values_list("history_type", flat=True)
    assert list(kinds.order_by("history_date")) == ["+", "~", "-"]


def test_a_whole_plan_replaces_the_former_one(actor):
    opened = with_plan(actor)

    set_plan_lines(
        case=opened, actor=actor, on=LATER,
        lines=[{"side": "need", "nature": "vehicle", "amount": Decimal(9000)}],
    )  # fmt: skip

    assert [line.amount for line in opened.plan_lines.all()] == [Decimal(9000)]


def test_a_request_keeps_its_terms_until_it_is_decided(actor):
    opened = with_guarantee(actor)
    request = opened.requests.get()

    set_request(
        case=opened, actor=actor, on=LATER, instrument=request.instrument, request=request,
        amount=Decimal(20000), quota=request.quota,
    )  # fmt: skip
    assert Entry.objects.get(action="cases.request_changed").detail["amount"] == [
        "23400.00",
        "20000",
    ]

    request.state = "decided"
    request.save()
    with pytest.raises(RequestDecided):
        withdraw_request(request=request, actor=actor, on=LATER)


@pytest.mark.parametrize(
    ("terms", "refusal"),
    [
        ({"amount": Decimal(0)}, InvalidAmount),
        ({"loan_amount": Decimal(-1)}, InvalidAmount),
        ({"quota": Decimal("1.2")}, InvalidQuota),
        ({"quota": Decimal(0)}, InvalidQuota),
    ],
)
def test_a_request_without_sense_is_refused(actor, terms, refusal):
    opened = instructed(actor)

    with pytest.raises(refusal):
        set_request(
            case=opened, actor=actor, on=DAY, instrument=instrument(actor.organisation), **terms
        )

    assert not opened.requests.exists()


def test_a_rating_replaces_the_former_one_which_the_history_keeps(actor):
    opened = instructed(actor)
    rate = {"case": opened, "actor": actor, "on": DAY, "dimension": "team"}

    rate_dimension(**rate, rating=2)
    row = rate_dimension(**rate, rating=4, comment="Six ans de métier.")

    assert opened.ratings.get().rating == 4
    assert [past.rating for past in row.history.all()] == [4, 2]


@pytest.mark.parametrize("rating", [1, 4])
def test_the_lowest_and_the_highest_ratings_are_explained(actor, rating):
    opened = instructed(actor)

    with pytest.raises(CommentMissing):
        rate_dimension(case=opened, actor=actor, on=DAY, dimension="team", rating=rating)


@pytest.mark.parametrize("rating", [0, 5])
def test_a_rating_outside_one_to_four_is_refused(actor, rating):
    opened = instructed(actor)

    with pytest.raises(InvalidRating):
        rate_dimension(
            case=opened, actor=actor, on=DAY, dimension="team", rating=rating, comment="x"
        )


def test_an_empty_point_says_nothing(actor):
    with pytest.raises(TextMissing):
        add_attention_point(case=instructed(actor), actor=actor, on=DAY, kind="risk", text=" ")


def test_an_axis_is_held_once_and_its_removal_keeps_its_proof(actor):
    opened = instructed(actor)
    held = {"case": opened, "actor": actor, "on": DAY, "axis": "social"}

    set_axis(**held)
    row = set_axis(**held, proof="Convention avec le centre social")
    assert EngagementAxis.objects.get() == row
    remove_axis(row=row, actor=actor, on=DAY)

    assert not EngagementAxis.objects.exists()
    assert (
        Entry.objects.get(action="cases.axis_removed").detail["proof"][0]
        == "Convention avec le centre social"
    )


def pdf(actor):
    return store_file(
        organisation=actor.organisation, actor=actor, name="devis.pdf", content=b"%PDF-1.7\n"
    )


def test_the_instruments_say_which_pieces_are_asked_once(actor):
    opened = with_guarantee(actor)

    asked = request_pieces(case=opened, actor=actor, on=DAY)

    wanted = instrument(actor.organisation, "Garantie Emploi").required_pieces.count()
    assert len(asked) == wanted
    assert request_pieces(case=opened, actor=actor, on=LATER) == []


def test_a_piece_is_received_then_checked_and_expires_with_its_kind(actor):
    opened = with_guarantee(actor)
    request_pieces(case=opened, actor=actor, on=DAY)
    piece = opened.pieces.get(kind__code="attestation_emploi")

    receive_piece(
        piece=piece, actor=actor, on=DAY, stored_file=pdf(actor), issued_on=date(2024, 5, 31)
    )
    check_piece(piece=piece, actor=actor, on=LATER)

    piece.refresh_from_db()
    assert (piece.status, piece.checked_on, piece.checked_by) == ("checked", LATER, actor)
    assert piece.expires_on == date(2024, 8, 31)
    assert not piece.is_expired_on(date(2024, 8, 31))
    assert piece.is_expired_on(date(2024, 9, 1))


def test_a_piece_without_file_is_neither_checked_nor_refused(actor):
    opened = with_guarantee(actor)
    piece = request_pieces(case=opened, actor=actor, on=DAY)[0]

    with pytest.raises(FileMissing):
        check_piece(piece=piece, actor=actor, on=DAY)
    with pytest.raises(FileMissing):
        reject_piece(piece=piece, actor=actor, on=DAY, reason="illisible")


def test_a_refused_piece_says_why_and_is_asked_again(actor):
    opened = with_guarantee(actor)
    piece = request_pieces(case=opened, actor=actor, on=DAY)[0]
    receive_piece(piece=piece, actor=actor, on=DAY, stored_file=pdf(actor))

    with pytest.raises(ReasonMissing):
        reject_piece(piece=piece, actor=actor, on=LATER, reason="")
    reject_piece(piece=piece, actor=actor, on=LATER, reason="illisible")

    assert (piece.status, piece.requested_on, piece.comment) == ("rejected", LATER, "illisible")


def test_a_piece_is_asked_once(actor):
    opened = with_guarantee(actor)
    kind = request_pieces(case=opened, actor=actor, on=DAY)[0].kind

    with pytest.raises(PieceAlreadyAsked):
        add_piece(case=opened, actor=actor, on=DAY, kind=kind)


def test_a_note_is_internal_unless_somebody_says_otherwise(actor):
    opened = instructed(actor)

    assert add_note(case=opened, actor=actor, on=DAY, text="À relire").is_internal
    with pytest.raises(TextMissing):
        add_note(case=opened, actor=actor, on=DAY, text="  ")


def test_nobody_is_referred_without_their_own_consent(actor):
    opened = case(actor)
    body = prescriber_named(organisation=actor.organisation, name="Mission locale", actor=actor)
    refer = {"case": opened, "actor": actor, "on": DAY, "body": body, "reason": "logement"}
    other = record_consent(
        person=person(actor), actor=actor, purpose="referral", means="par écrit", on=DAY
    )

    for consent in (None, other):
        with pytest.raises(ConsentMissing):
            refer_person(**refer, consent=consent)

    own = record_consent(
        person=opened.person, actor=actor, purpose="referral", means="par écrit", on=DAY
    )
    assert refer_person(**refer, consent=own).state == "sent"


def test_a_referral_is_answered_once(actor):
    opened = case(actor)
    body = prescriber_named(organisation=actor.organisation, name="Mission locale", actor=actor)
    consent = record_consent(
        person=opened.person, actor=actor, purpose="referral", means="par écrit", on=DAY
    )
    referral = refer_person(
        case=opened, actor=actor, on=DAY, body=body, reason="logement", consent=consent
    )

    answer_referral(referral=referral, actor=actor, on=LATER, accepted=True, answer="Reçue mardi")
    with pytest.raises(AlreadyAnswered):
        answer_referral(referral=referral, actor=actor, on=LATER, accepted=False)

    referral.refresh_from_db()
    assert (referral.state, referral.answered_on) == ("accepted", LATER)


def test_an_access_given_opens_one_dossier_and_a_bar_closes_it(actor):
    opened = case(actor, track="brsa")
    colleague = user("advisor", actor.organisation)
    assert not Case.objects.visible_to(colleague).exists()

    access = give_access(case=opened, user=colleague, reason="relais", actor=actor)
    assert Case.objects.visible_to(colleague).get() == opened
    bar = bar_access(case=opened, user=colleague, reason="proche du porteur", actor=actor)
    assert not Case.objects.visible_to(colleague).exists()
    lift_bar(bar=bar, actor=actor, reason="erreur")
    assert Case.objects.visible_to(colleague).exists()
    take_access_back(access=access, actor=actor, reason="fin du relais")
    assert not Case.objects.visible_to(colleague).exists()


def test_somebody_joins_a_dossier_with_a_role(actor):
    opened = case(actor)
    accountant = person(actor)

    party = add_party(case=opened, actor=actor, on=DAY, role="expert-comptable", person=accountant)

    assert opened.parties.get() == party
