from datetime import date

import pytest

from levier.cases.errors import TransitionNotAllowed
from levier.cases.models import Case
from levier.committees.errors import ItemsLeft, SittingRefused, UnknownKind
from levier.committees.models import HouseMember, Representative, Sitting
from levier.committees.services import (
    end_sitting,
    install_committees,
    move_item,
    open_sitting,
    plan_sitting,
    put_on_agenda,
    record_past_sitting,
    register_representative,
    stub_sitting,
    take_off_agenda,
)
from tests.factories.accounts import user
from tests.factories.committees import (
    HELD_ON,
    committee,
    in_session,
    laid,
    ready_case,
    seat,
    secretary,
    sitting,
)

pytestmark = pytest.mark.django_db
PEOPLE = [
    ("Théo Mansouri", "bénévole"),
    ("Estelle De Smet", "banque"),
    ("Loïc Sailly", "acteur ESS"),
]


def past(actor, number="CE-2024-01", people=PEOPLE, **fields):
    terms = {
        "held_on": date(2024, 1, 12), "place": "Lens 2", "office": None, "kind": "TPE",
        "imported_from": "annee.xlsx", **fields,
    }  # fmt: skip
    return record_past_sitting(
        organisation=actor.organisation, actor=actor, number=number, attendees=people, **terms
    )


def test_a_house_has_four_committees_installed_once():
    actor = secretary()

    assert install_committees(organisation=actor.organisation, actor=actor) == 4
    assert install_committees(organisation=actor.organisation, actor=actor) == 0


def test_sittings_of_a_year_are_numbered_one_after_the_other():
    actor = secretary()
    terms = {
        "organisation": actor.organisation, "actor": actor,
        "committee": committee(actor.organisation), "held_on": HELD_ON,
    }  # fmt: skip
    plan_sitting(**terms, number="CE-2026-11")

    assert plan_sitting(**terms).number == "CE-2026-12"
    with pytest.raises(SittingRefused, match="CE-2026-12"):
        plan_sitting(**terms, number="CE-2026-12")


def test_only_seats_whose_term_covers_the_day_are_called():
    actor = secretary()
    row = committee(actor.organisation)
    seat(row, term_ends_on=date(2026, 3, 18))
    seat(row, term_starts_on=date(2026, 3, 20))
    called = seat(row, term_starts_on=HELD_ON, term_ends_on=HELD_ON, is_chair=True)

    planned = plan_sitting(
        organisation=actor.organisation, actor=actor, committee=row, held_on=HELD_ON
    )

    assert [a.representative for a in planned.attendances.all()] == [called]
    assert planned.chair == called


def test_only_a_ready_dossier_goes_on_the_agenda():
    actor = secretary()
    row = sitting(actor)

    with pytest.raises(TransitionNotAllowed):
        put_on_agenda(
            sitting=row, actor=actor, on=HELD_ON,
            case=ready_case(actor.organisation, state="instruction"),
        )  # fmt: skip
    item = put_on_agenda(sitting=row, case=ready_case(actor.organisation), actor=actor, on=HELD_ON)

    assert (item.position, item.case.state) == (1, "committee")


def test_a_member_reads_a_dossier_from_the_day_it_is_laid_before_their_sitting():
    actor = secretary()
    row = committee(actor.organisation)
    member = seat(row, with_account=True)
    planned = sitting(actor, seats=0)
    case = ready_case(actor.organisation)
    assert not Case.objects.visible_to(member.user).exists()

    item = put_on_agenda(sitting=planned, case=case, actor=actor, on=HELD_ON)
    assert Case.objects.visible_to(member.user).get() == case
    assert Sitting.objects.visible_to(member.user).get() == planned

    take_off_agenda(item=item, actor=actor, on=HELD_ON, reason="pièces à compléter")
    assert not Case.objects.visible_to(member.user).exists()
    case.refresh_from_db()
    assert case.state == "ready"


def test_points_of_an_agenda_go_up_and_down():
    actor = secretary()
    row = sitting(actor)
    first, second = laid(row, actor)[0], laid(row, actor)[0]

    move_item(item=second, up=True, actor=actor)
    move_item(item=second, up=True, actor=actor)

    assert list(row.items.all()) == [second, first]


def test_a_sitting_does_not_end_before_its_last_decision():
    actor = secretary()
    row = in_session(actor)
    item, _ = laid(row, actor)

    with pytest.raises(ItemsLeft, match=item.case.number):
        end_sitting(sitting=row, actor=actor)


def test_a_sitting_opens_once():
    actor = secretary()
    row = in_session(actor)

    with pytest.raises(SittingRefused, match="en séance"):
        open_sitting(sitting=row, actor=actor)


def test_a_past_sitting_keeps_its_members_and_their_colleges():
    actor = secretary()

    row = past(actor)

    assert (row.state, row.committee.code, row.held_on) == ("held", "creation", date(2024, 1, 12))
    assert {(str(a.representative), a.college.code) for a in row.attendances.all()} == {
        ("Théo Mansouri", "volunteer"),
        ("Estelle De Smet", "bank"),
        ("Loïc Sailly", "ess"),
    }


def test_the_same_member_at_two_past_sittings_is_one():
    actor = secretary()
    past(actor)
    past(actor, number="CE-2024-02", people=[("THEO MANSOURI", "bénévole")])

    assert Representative.objects.count() == HouseMember.objects.count() == 3


def test_a_stub_is_completed_by_its_own_year_and_counts_nowhere_before():
    actor = secretary()
    stub = stub_sitting(organisation=actor.organisation, number="CE-2023-69", actor=actor)
    assert not Sitting.objects.held_in(2023).exists()

    row = past(actor, number="CE-2023-69", held_on=date(2023, 11, 16))

    assert row.pk == stub.pk
    assert Sitting.objects.held_in(2023).get() == row
    with pytest.raises(SittingRefused):
        past(actor, number="CE-2023-69")


def test_an_unknown_kind_of_committee_is_refused():
    with pytest.raises(UnknownKind, match="Lune"):
        past(secretary(), kind="Lune")


def test_many_past_sittings_cost_few_queries_each(django_assert_max_num_queries):
    actor = secretary()
    past(actor)

    with django_assert_max_num_queries(12):
        past(actor, number="CE-2024-02")


def test_a_representative_s_account_is_of_the_same_house():
    actor = secretary()
    row = seat(committee(actor.organisation))

    with pytest.raises(SittingRefused, match="autre maison"):
        register_representative(member=row.member, actor=actor, last_name="X", user=user("member"))


def test_a_stranger_sees_no_sitting():
    actor = secretary()
    sitting(actor)

    assert not Sitting.objects.visible_to(user("secretary")).exists()
    assert Sitting.objects.visible_to(actor).exists()
