"""What the house guarantees, off its balance sheet: entered at the set-up, out at the end."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from levier.banking.services import hand_over, read_bank_file
from levier.claims.errors import GivenAccountsRefused
from levier.claims.models import AccountOfGuarantees
from levier.claims.services import (
    name_given_accounts,
    named_given_accounts,
    pay_indemnity,
    post_given,
    proposed_given_accounts,
    settle_order,
    undo_order,
)
from levier.claims.services.given_accounts import given_accounts
from levier.claims.services.money import Accounts
from levier.journal.services import target_of
from levier.ledger.checking import differences
from levier.ledger.models import LedgerAccount, LedgerEntry
from levier.ledger.services import open_account, reverse_entry
from levier.workflows.follow_commitment import set_up_commitment
from levier.workflows.run_loan import end_commitment
from tests.factories.accounts import user
from tests.factories.banking import approved, house_account, status_file
from tests.factories.claims import (
    ACCELERATED_ON,
    GIVEN,
    SET_UP_ON,
    TODAY,
    accepted,
    carried,
    carried_here,
    entered,
    event,
    given_entries,
    running,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor():
    return user("secretary")


def change(given: str) -> dict[str, Decimal]:
    return {"801100": Decimal(given), "809100": -Decimal(given)}


def test_a_guarantee_enters_at_its_set_up_and_goes_out_at_its_release(actor):
    """Hand-worked: 20 000 € at 50 %, 10 000 €. Released 60 days after, nothing posted between."""
    row = entered(actor)
    assert given_entries(row) == [("2026-04-18", change("10000"))]
    event(row, actor, "released", SET_UP_ON + timedelta(days=60))
    assert given_entries(row)[1:] == [("2026-06-17", change("-10000"))]
    assert list(differences(actor.organisation)) == []


def test_an_effective_quota_enters_not_the_one_agreed(actor):
    """A cap left 8 000 € of a loan of 20 000 €: 40 %, whatever the quota says."""
    row = carried(actor)
    row.guarantee.guaranteed_amount = Decimal(8000)
    row.guarantee.save()
    set_up_commitment(commitment=row, on=SET_UP_ON, actor=actor, key=uuid4())
    assert given_entries(row) == [("2026-04-18", change("8000"))]


def test_the_same_set_up_again_and_the_same_event_again_post_once(actor):
    row, key = carried(actor), uuid4()
    for _ in range(2):
        set_up_commitment(commitment=row, on=SET_UP_ON, actor=actor, key=key)
    released = {"idempotency_key": uuid4()}
    for _ in range(2):
        event(row, actor, "released", TODAY, **released)
    again = post_given(
        commitment=row, day=TODAY, of=f"{row.pk}:set-up", what="mise en place", actor=actor
    )
    assert again.number == 1
    assert len(given_entries(row)) == 2


def test_other_events_of_the_loan_post_nothing_by_themselves(actor):
    row = entered(actor)
    for kind, due in (("unpaid", None), ("declared", 15000), ("watch", None)):
        event(row, actor, kind, SET_UP_ON + timedelta(days=40), due)
    assert len(given_entries(row)) == 1


def test_a_guarantee_that_ends_goes_out(actor):
    row = entered(actor)
    end_commitment(commitment=row, on=TODAY, actor=actor)
    assert given_entries(row)[1:] == [(TODAY.isoformat(), change("-10000"))]


def test_one_released_before_it_ends_goes_out_once(actor):
    row = entered(actor)
    event(row, actor, "released", TODAY)
    end_commitment(commitment=row, on=TODAY, actor=actor)
    assert len(given_entries(row)) == 2


@pytest.fixture
def call(actor):
    """A call on a guarantee of 28 800 €: 24 000 € entered as it was accelerated, 20 000 € owed."""
    for number in ("681000", "512100"):
        open_account(organisation=actor.organisation, actor=None, number=number, label="Compte")
    name_given_accounts(organisation=actor.organisation, named=GIVEN, actor=actor)
    row = carried_here(accepted(actor))
    post_given(
        commitment=row.commitment, day=ACCELERATED_ON, of="test", what="reprise", actor=actor
    )
    return row


def paid(call, actor, amount, *, is_balance):
    return pay_indemnity(
        call=call, amount=Decimal(amount), paid_on=TODAY, today=TODAY, actor=actor,
        idempotency_key=uuid4(), is_balance=is_balance, accounts=Accounts("681000", "512100"),
    )  # fmt: skip


def test_the_balance_of_an_indemnity_takes_the_rest_out_not_its_provision(actor, call):
    """Hand-worked: 30 000 € due × 80 % = 24 000 €, in until the balance is paid."""
    assert given_entries(call.commitment) == [(ACCELERATED_ON.isoformat(), change("24000"))]
    paid(call, actor, "12000", is_balance=False)
    assert len(given_entries(call.commitment)) == 1
    paid(call, actor, "8000", is_balance=True)
    assert given_entries(call.commitment)[1:] == [(TODAY.isoformat(), change("-24000"))]


def test_a_balance_that_comes_back_is_guaranteed_again(actor, call, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    account = house_account(actor, ledger_account="512100")
    order = approved(
        actor, account, subject=target_of(call), purpose="balance", amount=Decimal(20000),
        counterpart="681000",
    )  # fmt: skip
    hand_over(account=account, orders=[order], actor=actor, on=TODAY)
    [order] = answered(actor, order, "ACSC", TODAY).executed
    settle_order(order=order, call=call, today=TODAY, actor=actor)
    [order] = answered(actor, order, "RJCT", TODAY + timedelta(days=3)).came_back
    undo_order(order=order, call=call, actor=actor)
    assert [changes["801100"] for _, changes in given_entries(call.commitment)] == [
        24000, -24000, 24000,
    ]  # fmt: skip


def answered(actor, order, code, on):
    content = status_file((order.number, code, "AC04"), message_id=f"BQ-{code}")
    return read_bank_file(
        organisation=actor.organisation, name="b.xml", content=content, actor=actor, on=on
    )


def test_an_event_noted_late_is_posted_on_the_day_of_the_last_entry(actor):
    row = entered(actor)
    post = {"commitment": row, "what": "encours", "actor": actor}
    event(row, actor, "declared", SET_UP_ON + timedelta(days=1), 15000)
    post_given(day=TODAY, of="later", **post)
    event(row, actor, "released", SET_UP_ON + timedelta(days=2))
    entries = given_entries(row)
    assert [day for day, _ in entries] == ["2026-04-18", TODAY.isoformat(), TODAY.isoformat()]
    assert sum(changes["801100"] for _, changes in entries) == 0


def test_an_entry_reversed_by_hand_is_made_up_for_by_the_next_one(actor):
    row = entered(actor)
    entry = LedgerEntry.objects.get()
    reverse_entry(entry=entry, actor=actor, day=SET_UP_ON, key="by-hand", reason="essai")
    assert post_given(commitment=row, day=SET_UP_ON, of="x", what="reprise", actor=actor)
    assert [changes["801100"] for _, changes in given_entries(row)] == [10000, -10000, 10000]


def test_a_house_without_the_accounts_posts_nothing(actor):
    row = entered(actor, accounts=False)
    event(row, actor, "released", TODAY)
    assert not LedgerEntry.objects.exists()
    assert not LedgerAccount.objects.exists()


def test_what_another_carries_posts_nothing(actor):
    name_given_accounts(organisation=actor.organisation, named=GIVEN, actor=actor)
    row = running(actor)
    assert post_given(commitment=row, day=TODAY, of="x", what="essai", actor=actor) is None
    assert not LedgerEntry.objects.exists()


def test_other_accounts_take_over_what_stands_at_the_next_entry(actor):
    """10 000 € in 801100; the house takes 801200: the next entry moves them, 7 500 € are left."""
    row = entered(actor)
    named = GIVEN | {"given": ("801200", "Cautions")}
    name_given_accounts(organisation=actor.organisation, named=named, actor=actor)
    event(row, actor, "declared", TODAY, 15000)
    post_given(commitment=row, day=TODAY, of="x", what="encours", actor=actor)
    assert given_entries(row)[1][1] == {"801100": -10000, "801200": 7500, "809100": 2500}


def test_the_usual_accounts_are_dated_and_in_use():
    usual = proposed_given_accounts()
    assert {part: row["number"] for part, row in usual.items()} == {
        "given": "801100", "given_against": "809100",
    }  # fmt: skip
    assert {row["certainty"] for row in usual.values()} == {"in_use"}
    assert all(row["from"].year == 2014 and row["source"] for row in usual.values())


@pytest.mark.parametrize(
    ("given", "against", "field", "words"),
    [
        ("801100", "", "given_against", "vont ensemble"),
        ("", "809100", "given", "vont ensemble"),
        ("274000", "809100", "given", "classe 8"),
        ("80", "809100", "given", "classe 8"),
        ("801 100", "809100", "given", "classe 8"),
        ("801100", "801100", "given_against", "un autre compte"),
    ],
)
def test_accounts_that_do_not_hold_are_refused_at_their_field(actor, given, against, field, words):
    with pytest.raises(GivenAccountsRefused, match=words) as refusal:
        named(actor, given, against)
    assert refusal.value.field == field
    assert not AccountOfGuarantees.objects.exists()


def named(actor, given, against):
    numbers = {"given": (given, ""), "given_against": (against, "")}
    name_given_accounts(organisation=actor.organisation, named=numbers, actor=actor)


def test_both_left_empty_change_nothing_and_are_not_taken_away_once_named(actor):
    named(actor, "", "")
    assert given_accounts(actor.organisation_id) is None
    named(actor, "801", "809")
    with pytest.raises(GivenAccountsRefused, match="aucun ne se retire"):
        named(actor, "", "")
    assert named_given_accounts(actor.organisation)["given"] == (
        "801", "Avals, cautions et garanties donnés",
    )  # fmt: skip
