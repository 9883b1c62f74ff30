"""Reviews opened each night, noted, corrected, waived."""

from datetime import date
from decimal import Decimal

import pytest

from levier.followup.errors import NotFollowed, ReviewChangedMeanwhile, ReviewRefused
from levier.followup.models import FollowUp, Review
from levier.followup.services import (
    Answers,
    begin,
    note_review,
    open_all,
    set_habits,
    waive_review,
)
from levier.journal.models import Entry
from levier.portfolio.models import Commitment
from tests.factories.accounts import house, user
from tests.factories.claims import SET_UP_ON, running
from tests.factories.followup import followed, review
from tests.factories.portfolio import engagement_grant, loan
from tests.factories.servicing import PAID_OUT_ON, paid_out, running_loan

pytestmark = pytest.mark.django_db
TODAY = date(2027, 7, 10)


def plan(follow_up: FollowUp) -> list[tuple[str, str, date]]:
    rows = follow_up.commitment.reviews.order_by("due_on", "kind")
    return list(rows.values_list("kind", "period", "due_on"))


def note(row: Review, *, revision=0, on=TODAY, document=None, **answers) -> Review:
    return note_review(
        review=row, answers=Answers(**answers), on=on, today=TODAY, revision=revision,
        actor=user("advisor", row.organisation), document=document,
    )  # fmt: skip


def test_a_loan_of_three_years_is_followed_to_its_term():
    assert plan(followed()) == [
        ("jobs", "M12", date(2027, 4, 1)),
        ("visit", "M12", date(2027, 4, 1)),
        ("accounts", "2026", date(2027, 6, 30)),
        ("jobs", "M24", date(2028, 4, 1)),
        ("visit", "M24", date(2028, 4, 1)),
        ("accounts", "2027", date(2028, 6, 30)),
        ("jobs", "M36", date(2029, 4, 1)),
        ("visit", "M36", date(2029, 4, 1)),
    ]


def test_a_guarantee_is_followed_as_long_as_its_loan():
    row = followed(running(user("secretary")), on=SET_UP_ON)

    assert row.end_on == row.commitment.guarantee.commitment.follow_up.end_on
    assert row.commitment.reviews.filter(kind="visit").count() == (
        row.commitment.guarantee.loan_months // 12
    )


def test_the_night_opens_once_and_stops_for_nobody(caplog):
    kept = running_loan(months=36).commitment
    broken = paid_out()
    broken.financing.delete()
    nights = [open_all(on=PAID_OUT_ON) for _ in range(3)]

    assert nights == [2, 1, 1]  # the broken one is tried again, the other is not read twice
    assert kept.reviews.count() == 8
    assert broken.number in caplog.text
    assert open_all(on=date(2026, 4, 2)) == 2
    assert kept.reviews.count() == 8


def test_what_was_due_before_the_house_followed_it_here_is_not_asked():
    row = followed(on=date(2027, 4, 1))
    assert ("visit", "M12", date(2027, 4, 1)) in plan(row)
    later = followed(on=date(2027, 4, 2))
    assert ("visit", "M12", date(2027, 4, 1)) not in plan(later)


def test_what_was_set_up_long_ago_is_followed():
    row = running_loan(months=360).commitment
    Commitment.objects.filter(pk=row.pk).update(set_up_on=date(2005, 1, 1))
    assert open_all(on=PAID_OUT_ON) == 1
    assert ("visit", "M264", date(2027, 1, 1)) in plan(FollowUp.objects.get())


def test_nothing_is_followed_before_its_set_up():
    with pytest.raises(NotFollowed):
        begin(commitment=loan(), on=PAID_OUT_ON)
    assert open_all(on=PAID_OUT_ON) == 0


def test_a_grant_has_no_accounts():
    grant = engagement_grant()
    Commitment.objects.filter(pk=grant.pk).update(state="set_up", set_up_on=PAID_OUT_ON)
    row = followed(grant)

    assert {kind for kind, _, _ in plan(row)} == {"visit", "jobs"}


def test_another_closing_moves_what_is_still_to_ask():
    row = followed()
    done = note(review(row), turnover=Decimal(90000))
    row = set_habits(
        follow_up=row, closing_month=6, is_written_to=False, on=PAID_OUT_ON, actor=user("advisor")
    )

    found = [(period, day) for kind, period, day in plan(row) if kind == "accounts"]
    assert found == [
        ("2026", done.due_on),
        ("2027", date(2027, 12, 31)),
        ("2028", date(2028, 12, 31)),
    ]
    assert not row.is_written_to


def test_a_term_that_moves_takes_its_untouched_reviews_along():
    loan = running_loan(months=36)
    row = followed(loan.commitment)
    kept = review(row, "visit", 2)
    note(kept, note="Vu d’avance")
    financing = loan.commitment.financing
    financing.months = 24
    financing.save()
    open_all(on=date(2026, 4, 2))

    days = row.commitment.reviews.values_list("kind", "period")
    assert ("jobs", "M36") not in days
    assert ("visit", "M36") in days  # noted: it stays
    financing.months = 36
    financing.save()
    open_all(on=date(2026, 4, 3))
    assert ("jobs", "M36") in row.commitment.reviews.values_list("kind", "period")


def test_what_is_over_awaits_nothing_more():
    row = running_loan(months=36)
    follow_up = followed(row.commitment)
    note(review(follow_up, "visit"), note="Bel atelier")
    Commitment.objects.filter(pk=row.commitment_id).update(state="ended", ended_on=date(2027, 5, 1))
    open_all(on=date(2027, 5, 2))

    states = set(row.commitment.reviews.values_list("state", flat=True))
    assert states == {Review.State.DONE, Review.State.WAIVED}
    assert open_all(on=date(2027, 5, 2)) == 0


def test_accounts_are_noted_with_their_figures():
    row = note(
        review(followed()), turnover=Decimal(120000), result=Decimal("-2500.50"),
        equity=Decimal(-1000), cash=Decimal(300), note="Provisoires",
    )  # fmt: skip

    assert (row.state, row.result, row.done_on) == ("done", Decimal("-2500.50"), TODAY)
    entry = Entry.objects.filter(action="followup.review").latest("id")
    assert "chiffre d’affaires 120\u202f000\u00a0€" in entry.summary


def test_the_same_review_noted_twice_is_noted_once():
    row = review(followed(), "jobs")
    first = note(row, jobs=Decimal(2))
    again = note(row, jobs=Decimal(2))

    assert (first.revision, again.revision) == (1, 1)
    assert Entry.objects.filter(action="followup.review").count() == 1


def test_a_review_changed_meanwhile_is_not_overwritten():
    row = review(followed(), "jobs")
    note(row, jobs=Decimal(2))

    with pytest.raises(ReviewChangedMeanwhile):
        note(row, jobs=Decimal(3))
    corrected = note(row, jobs=Decimal(3), revision=1)
    assert corrected.jobs == 3
    entry = Entry.objects.filter(action="followup.review").latest("id")
    assert entry.detail["before"]["jobs"] in ("2", "2.00")


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        ("accounts", {}, "une revue vide"),
        ("visit", {"note": "  "}, "une revue vide"),
        ("visit", {"note": "Vu", "on": date(2027, 7, 11)}, "d’avance"),
        ("jobs", {"note": "Vu"}, "nombre d’emplois constatés"),
        ("jobs", {"jobs": Decimal("-0.01")}, "négatif"),
    ],
)
def test_a_review_that_says_nothing_is_refused(kind, values, said):
    row = review(followed(), kind)

    with pytest.raises(ReviewRefused, match=said):
        note(row, **values)
    row.refresh_from_db()
    assert row.state == Review.State.TODO


def test_no_job_at_all_is_an_answer():
    assert note(review(followed(), "jobs"), jobs=Decimal(0)).state == "done"


def test_a_review_is_waived_with_its_reason():
    row, actor = review(followed(), "visit"), user("advisor")

    with pytest.raises(ReviewRefused, match="Dites pourquoi"):
        waive_review(review=row, reason=" ", on=TODAY, actor=actor)
    waived = waive_review(review=row, reason="Vu en rendez-vous", on=TODAY, actor=actor)
    assert (waived.state, waived.note) == ("waived", "Vu en rendez-vous")
    done = note(review(followed(), "visit"), note="Bel atelier")
    with pytest.raises(ReviewRefused, match="est faite"):
        waive_review(review=done, reason="Non", on=TODAY, actor=actor)


def test_another_house_sees_nothing_of_it():
    row, stranger = followed(), user("advisor", house())

    assert FollowUp.objects.visible_to(user("director", row.organisation)).count() == 1
    assert not FollowUp.objects.visible_to(stranger).exists()
    assert not Review.objects.visible_to(stranger).exists()


def test_overdue_begins_the_day_after():
    followed()

    assert Review.objects.overdue(date(2027, 4, 1)).count() == 0
    assert Review.objects.overdue(date(2027, 4, 2)).count() == 2
    assert Review.objects.due_within(date(2027, 3, 2), 30).count() == 2
    assert Review.objects.due_within(date(2027, 3, 1), 30).count() == 0
    assert FollowUp.objects.with_a_review_overdue(date(2027, 4, 1)).count() == 0
    assert FollowUp.objects.with_a_review_overdue(date(2027, 4, 2)).count() == 1
    assert FollowUp.objects.with_next_due().get().next_due_on == date(2027, 4, 1)
