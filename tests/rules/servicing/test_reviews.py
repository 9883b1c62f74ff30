from datetime import date

from levier.rules.servicing.reviews import (
    DueReview,
    ReviewKind,
    ask_from,
    end_of_follow_up,
    reviews_due,
)

SET_UP = date(2024, 3, 15)


def days(reviews, kind) -> list[date]:
    return [review.due_on for review in reviews if review.kind == kind]


def test_a_loan_of_three_years_has_its_reviews_by_hand():
    """Set up on 15 March 2024 for 36 months, years closed at the end of December."""
    found = reviews_due(SET_UP, end_of_follow_up(SET_UP, 36))

    assert days(found, ReviewKind.VISIT) == [
        date(2025, 3, 15), date(2026, 3, 15), date(2027, 3, 15),
    ]  # fmt: skip
    assert days(found, ReviewKind.JOBS) == days(found, ReviewKind.VISIT)
    assert days(found, ReviewKind.ACCOUNTS) == [date(2025, 6, 30), date(2026, 6, 30)]
    assert found[0] == DueReview(ReviewKind.JOBS, "M12", date(2025, 3, 15))
    assert [review.period for review in found if review.kind == "accounts"] == ["2024", "2025"]
    assert [review.due_on for review in found] == sorted(review.due_on for review in found)


def test_a_review_the_day_after_the_end_is_not_due():
    last, day_before = date(2027, 3, 15), date(2027, 3, 14)

    assert last in days(reviews_due(SET_UP, last), ReviewKind.VISIT)
    assert last not in days(reviews_due(SET_UP, day_before), ReviewKind.VISIT)
    assert date(2027, 6, 30) in days(reviews_due(SET_UP, date(2027, 6, 30)), ReviewKind.ACCOUNTS)
    assert date(2027, 6, 30) not in days(
        reviews_due(SET_UP, date(2027, 6, 29)), ReviewKind.ACCOUNTS
    )


def test_jobs_are_counted_three_times_and_no_more():
    found = reviews_due(SET_UP, end_of_follow_up(SET_UP, 84))

    assert len(days(found, ReviewKind.JOBS)) == 3
    assert len(days(found, ReviewKind.VISIT)) == 7


def test_accounts_follow_the_closing_of_the_business():
    found = reviews_due(SET_UP, date(2025, 12, 31), closing_month=3)

    assert days(found, ReviewKind.ACCOUNTS) == [date(2024, 9, 30), date(2025, 9, 30)]
    # A year closed the day before the set-up is not asked for.
    after = reviews_due(date(2024, 4, 1), date(2025, 12, 31), closing_month=3)
    assert days(after, ReviewKind.ACCOUNTS) == [date(2025, 9, 30)]


def test_months_end_where_they_end():
    found = reviews_due(date(2024, 2, 29), date(2026, 12, 31), closing_month=8)

    assert days(found, ReviewKind.VISIT)[0] == date(2025, 2, 28)
    assert days(found, ReviewKind.ACCOUNTS)[0] == date(2025, 2, 28)  # August 2024 and six months


def test_a_person_without_a_business_has_no_accounts():
    found = reviews_due(SET_UP, date(2027, 3, 15), with_accounts=False)

    assert {review.kind for review in found} == {ReviewKind.VISIT, ReviewKind.JOBS}


def test_a_grant_is_followed_three_years():
    assert end_of_follow_up(SET_UP, None) == date(2027, 3, 15)
    assert end_of_follow_up(SET_UP, 60) == date(2029, 3, 15)


def test_accounts_are_asked_a_month_before():
    assert ask_from(date(2025, 6, 30)) == date(2025, 5, 31)
