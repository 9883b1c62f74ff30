"""Lights read each night from the loan, the guarantee and the reviews; words; the watch list."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection

from levier.followup.errors import LightKeyReused, WatchRefused
from levier.followup.models import CommitmentLight, FollowUp
from levier.followup.services import Answers, note_review, open_all, watch
from levier.followup.services.lights import Saying
from levier.rules.servicing.light import Colour, WordRefused
from levier.rules.servicing.operations import PaymentReceived, Reversed
from levier.servicing.services import fall_due
from levier.workflows.watch_commitments import facts_on, light_again, light_all, say
from tests.factories.accounts import user
from tests.factories.claims import SET_UP_ON, event, running
from tests.factories.followup import followed, review
from tests.factories.servicing import PAID_OUT_ON, noted, running_loan

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 1)


def lit(row: FollowUp, on: date) -> FollowUp:
    light_again(follow_up=row, on=on)
    row.refresh_from_db()
    return row


def loan_lived(*paid: tuple[date, int], until: date, **terms):
    """Return a loan of 100 € a month, with what it paid; its due dates have fallen."""
    loan = running_loan(**terms)
    for day, amount in paid:
        fall_due(loan=loan, on=day)
        noted(loan, PaymentReceived, day, amount=Decimal(amount))
        loan.refresh_from_db()
    fall_due(loan=loan, on=until)
    loan.refresh_from_db()
    return loan


@pytest.mark.parametrize(
    ("days", "colour"), [(0, "green"), (4, "green"), (5, "orange"), (30, "orange"), (31, "red")]
)
def test_a_loan_that_is_not_paid_darkens_day_after_day(days, colour):
    loan = loan_lived(until=MAY)
    row = lit(followed(loan.commitment), MAY + timedelta(days=days))

    assert row.colour == colour
    if colour != "green":
        assert row.reasons == ["échéance impayée depuis le 1er\u00a0mai\u00a02026"]


def test_the_night_writes_a_light_only_when_it_changes():
    row = followed(loan_lived(until=MAY).commitment)
    nights = {day: light_all(on=MAY + timedelta(days=day)) for day in range(33)}

    assert [day for day, changed in nights.items() if changed] == [0, 5, 31]
    assert light_all(on=MAY + timedelta(days=32)) == 0
    colours = CommitmentLight.objects.order_by("id").values_list("colour", flat=True)
    assert list(colours) == ["green", "orange", "red"]
    row.refresh_from_db()
    assert row.lit_on == MAY + timedelta(days=32)


def test_a_commitment_that_cannot_be_read_stops_nobody(caplog, monkeypatch):
    kept, broken = followed(), followed()
    from levier.workflows import watch_commitments

    real = watch_commitments.facts_of

    def facts_of(commitment, gathered, on):
        if commitment.pk == broken.commitment_id:
            raise WordRefused()
        return real(commitment, gathered, on)

    monkeypatch.setattr(watch_commitments, "facts_of", facts_of)
    assert light_all(on=MAY) == 1
    kept.refresh_from_db()
    assert kept.lit_on == MAY
    assert broken.commitment.number in caplog.text


def test_a_written_light_never_changes():
    lit(followed(), PAID_OUT_ON)
    light = CommitmentLight.objects.get()

    for gesture in (light.save, light.delete, CommitmentLight.objects.all().delete):
        with pytest.raises(TypeError):
            gesture()
    with pytest.raises(TypeError):
        CommitmentLight.objects.update(colour="red")


def test_payments_later_and_later_alert_before_anything_is_unpaid():
    loan = loan_lived(
        (date(2026, 5, 1), 100), (date(2026, 6, 2), 100), (date(2026, 7, 5), 100),
        until=date(2026, 7, 6),
    )  # fmt: skip
    row = lit(followed(loan.commitment), date(2026, 7, 6))

    assert (row.colour, row.is_alert) == ("orange", True)
    assert row.reasons == ["paiements de plus en plus tardifs (0, 1, 4 jours)"]


def test_a_payment_undone_alerts_for_three_months():
    loan = loan_lived((MAY, 100), until=MAY)
    paid = loan.operations.get(kind="payment")
    noted(loan, Reversed, MAY, of=str(paid.key), reason="Prélèvement rejeté")
    noted(loan, PaymentReceived, MAY, amount=Decimal(100))
    row = followed(loan.commitment)

    assert lit(row, MAY + timedelta(days=1)).is_alert
    assert facts_on(row.commitment, MAY).rejected_on == MAY


@pytest.mark.parametrize(("cash", "alerts"), [("99.98", True), ("99.99", False)])
def test_thin_cash_in_the_last_accounts_alerts(cash, alerts):
    row = followed()
    commitment = row.commitment
    note_review(
        review=review(row), answers=Answers(cash=Decimal(cash), equity=Decimal(-1)),
        on=MAY, today=MAY, actor=user("advisor", row.organisation), revision=0,
    )  # fmt: skip
    facts = facts_on(commitment, PAID_OUT_ON)
    assert facts.monthly_due == Decimal("33.33")  # 1,200 € over 36 months
    row = lit(row, PAID_OUT_ON)
    assert row.is_alert is alerts
    assert any("trésorerie" in said for said in row.reasons) is alerts
    assert any("capitaux propres négatifs" in said for said in row.reasons)


def test_jobs_are_measured_against_those_promised():
    row = followed()
    case = row.commitment.case
    case.jobs_created, case.jobs_consolidated = Decimal(3), Decimal(1)
    case.save()
    note_review(
        review=review(row, "jobs"), answers=Answers(jobs=Decimal("2.5")), on=MAY, today=MAY,
        actor=user("advisor", row.organisation), revision=0,
    )  # fmt: skip
    row.refresh_from_db()

    assert lit(row, PAID_OUT_ON).reasons == ["emplois constatés\u00a0: 2,5 sur 4 promis"]


@pytest.mark.parametrize(
    ("kind", "colour"),
    [("unpaid", "orange"), ("watch", "orange"), ("accelerated", "red"), ("regularised", "green")],
)
def test_the_last_event_of_a_guarantee_gives_its_light(kind, colour):
    actor = user("secretary")
    commitment = running(actor)
    event(commitment, actor, "unpaid", SET_UP_ON)
    event(commitment, actor, kind, SET_UP_ON + timedelta(days=1))
    row = lit(followed(commitment, on=SET_UP_ON), SET_UP_ON + timedelta(days=2))

    assert row.colour == colour


def spoken(row, colour, reason="", key=None, on=MAY):
    return say(
        follow_up=row, saying=Saying(colour, reason), on=on,
        actor=user("advisor", row.organisation), key=key or uuid4(),
    )  # fmt: skip


def test_an_advisor_darkens_and_leaves_it_to_the_facts_again():
    row = lit(followed(running(user("secretary")), on=SET_UP_ON), SET_UP_ON)
    spoken(row, Colour.RED, "Le gérant est hospitalisé", on=SET_UP_ON)
    row.refresh_from_db()
    assert row.colour == "red"
    later = SET_UP_ON + timedelta(days=200)
    assert lit(row, later).colour == "red"
    spoken(row, None, "Rétabli", on=later)
    assert lit(row, later).colour == "green"


def test_an_advisor_lightens_only_with_a_reason():
    row = lit(followed(loan_lived(until=MAY).commitment), MAY + timedelta(days=6))
    assert row.colour == "orange"
    with pytest.raises(WordRefused):
        spoken(row, Colour.GREEN, on=MAY + timedelta(days=6))
    spoken(row, Colour.GREEN, "Virement reçu ce matin", on=MAY + timedelta(days=6))
    row.refresh_from_db()
    assert row.colour == "green"
    assert lit(row, MAY + timedelta(days=31)).colour == "red"  # the facts are worse


def test_the_same_key_sets_one_light():
    row, key = lit(followed(), PAID_OUT_ON), uuid4()
    first = spoken(row, Colour.RED, "Inquiet", key)

    assert spoken(row, Colour.RED, "Inquiet", key) == first
    with pytest.raises(LightKeyReused):
        spoken(row, Colour.ORANGE, "Inquiet", key)


def test_a_commitment_is_watched_with_a_reason_and_a_day_to_come():
    row, actor = followed(), user("advisor")
    with pytest.raises(WatchRefused, match="Dites pourquoi"):
        watch(follow_up=row, reason=" ", look_again_on=MAY, on=PAID_OUT_ON, actor=actor)
    with pytest.raises(WatchRefused, match="à venir"):
        watch(follow_up=row, reason="Litige", look_again_on=MAY, on=MAY, actor=actor)
    row = watch(follow_up=row, reason="Litige", look_again_on=MAY, on=PAID_OUT_ON, actor=actor)
    assert (row.watched_since, row.look_again_on) == (PAID_OUT_ON, MAY)
    row = watch(follow_up=row, reason="Litige réglé", look_again_on=None, on=MAY, actor=actor)
    assert (row.watched_since, row.watch_reason) == (None, "")


def test_a_word_kept_badly_stops_the_light_of_no_other_commitment(caplog):
    bad, good = followed(), followed()
    light_all(on=MAY)
    spoken(bad, Colour.RED, "Inquiet", uuid4())
    with connection.cursor() as cursor:  # the application never changes a light
        cursor.execute("UPDATE followup_commitmentlight SET over = 'mauve' WHERE word <> ''")
    later = MAY + timedelta(days=1)
    light_all(on=later)
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.lit_on == later, good.lit_on == later) == (False, True)
    assert f"Light of {bad.commitment.number} not read: L’avis du" in caplog.text


def test_a_night_without_change_costs_the_same_for_one_and_for_many(
    django_assert_num_queries, django_assert_max_num_queries
):
    for _ in range(4):
        followed()
    light_all(on=MAY)
    open_all(on=MAY)
    with django_assert_max_num_queries(12):
        assert light_all(on=MAY + timedelta(days=1)) == 0
    with django_assert_num_queries(5):
        assert open_all(on=MAY + timedelta(days=1)) == 4
