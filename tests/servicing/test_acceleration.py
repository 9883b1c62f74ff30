"""Acceleration of a loan of 12,000 € at 3 %, 1,000 € of principal a month from 1 May 2026."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from levier.banking.errors import CollectionRefused
from levier.committees.services import body_named
from levier.correspondence.states import State as MessageState
from levier.journal.models import Entry
from levier.kernel.errors import DomainError
from levier.ledger.models import LedgerEntry, LedgerPosting
from levier.rules.servicing.operations import (
    Accelerated,
    OperationRefused,
    PaymentReceived,
    Restructured,
    Reversed,
    Treatment,
)
from levier.servicing.errors import AccelerationRefused, OperationKeyReused, RulingRefused
from levier.servicing.models import Dunning, LoanOperation, RunningLoan
from levier.servicing.services import (
    Notice,
    Ruling,
    fall_due,
    first_difference_of,
    last_notice,
    note_due_dates,
    preview,
    propose_all,
    propose_provision,
)
from levier.workflows.announce_debits import announcement_of
from levier.workflows.collect_loan import candidates, lines_to_come, propose_collections
from levier.workflows.dun_loan import send_dunning, words_of
from levier.workflows.watch_commitments import facts_on
from tests.factories.accounts import user
from tests.factories.collections import (
    collecting_account,
    loan_mandate,
    notified,
    planned,
    send,
)
from tests.factories.servicing import noted, running_loan

pytestmark = pytest.mark.django_db
# May is paid; June, July and August are not. The notice left on 20 July.
MAY, NOTICED, DAY = date(2026, 5, 1), date(2026, 7, 20), date(2026, 8, 19)


@pytest.fixture
def loan() -> RunningLoan:
    """What the loan of the worked example is on 19 August: 3,075.00 € unpaid, 8,000 € to come."""
    row = running_loan(amount="12000", rate="0.03")
    noted(row, PaymentReceived, MAY, amount=Decimal("1030"))
    return row


def accelerated(
    loan, on=DAY, *, notice_on=NOTICED, notice="LRAR 1A 234", reason="Sans réponse", **more
):
    return noted(
        loan, Accelerated, on, notice_on=notice_on, notice=notice, reason=reason, **more
    )  # fmt: skip


def again(loan) -> RunningLoan:
    return RunningLoan.objects.get(pk=loan.pk)


def balances(loan, day=date(2030, 1, 1)):
    found = LedgerPosting.objects.filter(organisation=loan.organisation).balances_on(day)
    return {number[:3]: amount for number, amount in found.items() if amount}


def written() -> tuple[int, int, int]:
    return LoanOperation.objects.count(), LedgerEntry.objects.count(), Entry.objects.count()


# ── Noted ─────────────────────────────────────────────────────────────────────────────────────
def test_the_whole_principal_is_due_and_nothing_of_the_contract_comes_after(loan):
    """8,000 € bear 20.00 × 18 ÷ 31 = 11.61 € from 1 to 19 August: 11,086.61 € are due."""
    row = accelerated(loan)

    after = again(loan)
    assert (after.arrears, after.outstanding) == (Decimal("11086.61"), Decimal(11_000))
    assert (after.accelerated_on, after.next_due_on) == (DAY, None)
    assert after.unpaid_since == date(2026, 6, 1)
    lines = list(after.versions.get(is_active=True).lines.all())
    assert [line.left for line in lines] == [
        0, Decimal("1027.50"), Decimal("1025.00"), Decimal("1022.50"), Decimal("8011.61"),
    ]  # fmt: skip
    assert (lines[-1].due_on, lines[-1].is_early, lines[-1].balance_after) == (DAY, True, 0)
    assert (row.kind, row.reason) == ("accelerated", "Sans réponse")
    assert row.facts == {"notice_on": "2026-07-20", "notice": "LRAR 1A 234"}
    assert first_difference_of(after) == ""
    said = Entry.objects.filter(action="servicing.noted").latest("pk").summary
    assert "déchéance du terme du 19/08/2026" in said and "Sans réponse" in said


def test_only_its_interest_is_posted_and_nothing_twice(loan):
    """The receivable is 75.00 of three lines and 11.61: what nights to come add is nothing."""
    accelerated(loan)

    wanted = {"512": Decimal(-10_970), "274": Decimal(11_000)}
    held = balances(loan)
    assert {key: held[key] for key in wanted} == wanted
    assert -held["762"] == Decimal("116.61")  # 30.00 of May, 75.00, 11.61
    assert sum(held.values()) == 0
    before = written()

    assert note_due_dates(on=date(2027, 6, 1)).noted == 0
    assert fall_due(loan=again(loan), on=date(2027, 6, 1)) is None
    assert written() == before


def test_the_same_click_notes_it_once(loan):
    key = uuid4()
    first = accelerated(loan, key=key)
    before = written()

    assert accelerated(loan, key=key) == first
    assert written() == before
    with pytest.raises(OperationKeyReused):
        accelerated(loan, key=key, reason="Autre motif")
    with pytest.raises(OperationRefused, match="déjà déchu"):
        accelerated(loan)
    assert written() == before


def test_paid_whole_it_is_closed(loan):
    accelerated(loan)
    noted(loan, PaymentReceived, date(2026, 9, 2), amount=Decimal("11086.61"))

    after = again(loan)
    assert (after.closed_on, after.outstanding, after.arrears) == (date(2026, 9, 2), 0, 0)
    assert first_difference_of(after) == ""


def test_undone_the_due_dates_come_back(loan):
    row = accelerated(loan)
    noted(loan, Reversed, date(2026, 8, 20), of=str(row.key), reason="Payé entre-temps")

    after = again(loan)
    assert (after.accelerated_on, after.next_due_on) == (None, date(2026, 9, 1))
    assert after.arrears == Decimal("3075.00")
    assert first_difference_of(after) == ""
    assert -balances(loan)["762"] == Decimal("105.00")
    assert accelerated(loan, date(2026, 8, 25)).kind == "accelerated"


def test_spread_again_the_term_is_given_back(loan):
    accelerated(loan)
    noted(
        loan, Restructured, date(2026, 9, 1), principal=Treatment.CAPITALISE, periods=10,
        reason="Protocole",
    )  # fmt: skip

    after = again(loan)
    assert (after.accelerated_on, after.restructured_on) == (None, date(2026, 9, 1))
    assert after.next_due_on == date(2026, 10, 1)
    assert first_difference_of(after) == ""


# ── Refused ───────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("facts", "field", "said"),
    [
        ({"reason": " "}, "reason", "Dites pourquoi"),
        ({"notice": "  "}, "notice", "Dites quelle mise en demeure"),
        ({"on": date(2026, 8, 18)}, "on", "le 19/08/2026 au plus tôt"),  # 29 days after
        ({"notice_on": date(2026, 6, 1)}, "notice_on", "ne le réclamait pas"),
        ({"notice_on": date(2026, 8, 20)}, "notice_on", "elle la précède"),
    ],
)
def test_what_lacks_is_said_at_its_field_and_writes_nothing(loan, facts, field, said):
    before = written()

    with pytest.raises(DomainError, match=said) as refusal:
        accelerated(loan, **facts)

    assert refusal.value.field == field
    assert written() == before


def test_nothing_unpaid_no_acceleration(loan):
    noted(loan, PaymentReceived, DAY, amount=Decimal("3075"))
    with pytest.raises(OperationRefused, match="Aucune échéance n’est impayée au 19/08/2026"):
        accelerated(loan)


def test_no_act_of_a_delegation_is_its_own(loan):
    with pytest.raises(RulingRefused, match="n’a pas besoin"):
        accelerated(loan, ruling=Ruling(body=body_named(loan.organisation, "director")))
    with pytest.raises(AccelerationRefused):
        accelerated(loan, reason="")


def test_a_preview_writes_nothing(loan):
    before = written()
    operation = Accelerated(key=str(uuid4()), on=DAY, notice_on=NOTICED, notice="LRAR")

    standing, after = preview(loan, operation)

    assert (standing.arrears(), after.arrears()) == (Decimal("3075.00"), Decimal("11086.61"))
    assert written() == before


# ── The notice that left from here ────────────────────────────────────────────────────────────
def formal_notice(loan, state="proposed", **values) -> Dunning:
    return Dunning.objects.create(
        organisation=loan.organisation, loan=loan, unpaid_since=date(2026, 6, 1), step="notice",
        proposed_on=NOTICED, days_late=49, amount=Decimal("2052.50"), state=state, **values,
    )  # fmt: skip


def test_a_notice_sent_by_post_left_on_the_day_it_was_noted(loan):
    assert last_notice(loan) is None
    row, actor = formal_notice(loan), user("finance", loan.organisation)
    assert last_notice(loan) is None  # proposed only
    subject, text = words_of(row, NOTICED)

    send_dunning(dunning=row, actor=actor, on=NOTICED, subject=subject, text=text, by_post=True)

    said = "mise en demeure partie par courrier le 20\u00a0juillet\u00a02026"
    assert last_notice(loan) == Notice(NOTICED, said)


@pytest.mark.parametrize(
    ("state", "left"),
    [("queued", False), ("sending", False), ("failed", False), ("bounced", False), ("sent", True)],
)
def test_a_message_counts_once_it_has_left(loan, state, left):
    person = loan.commitment.case.person
    person.email = "emprunteur@example.org"
    person.save()
    row, actor = formal_notice(loan), user("finance", loan.organisation)
    send_dunning(dunning=row, actor=actor, on=NOTICED, subject="Objet", text="Texte")
    row.refresh_from_db()
    message = row.message
    message.state = MessageState(state)
    message.sent_at = datetime(2026, 7, 20, 22, 30, tzinfo=UTC)
    message.save()

    found = last_notice(loan)

    assert (found is not None) == left
    if found is not None:
        assert found.on == date(2026, 7, 21)  # the day in France
        assert "par courriel" in found.said


# ── What reads the loan ───────────────────────────────────────────────────────────────────────
@pytest.fixture
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_no_later_due_date_is_debited_nor_announced(loan, files):
    finance = user("finance", loan.organisation)
    collecting_account(finance)
    mandate = loan_mandate(loan)
    [waiting] = planned(loan, date(2026, 8, 10))  # 1 September
    assert len(announcement_of(mandate, date(2026, 8, 10)).lines) == 8

    accelerated(loan)

    assert lines_to_come(again(loan), DAY) == []
    assert candidates(loan.organisation, DAY) == []
    assert propose_collections(organisation=loan.organisation, actor=finance, on=DAY) == ([], [])
    with pytest.raises(CollectionRefused, match="Rien n’est à annoncer"):
        announcement_of(mandate, DAY)
    assert waiting.amount == Decimal("1020.00")


def test_a_debit_announced_before_does_not_leave_after(files):
    """1,200 €, nothing paid since 1 May: the debit of 1 July was announced, then the term fell."""
    finance = user("finance")
    account = collecting_account(finance)
    loan = running_loan(user("secretary", finance.organisation))
    mandate = loan_mandate(loan)
    [july] = planned(loan, date(2026, 6, 10))
    notified(mandate, date(2026, 6, 10))
    accelerated(loan, date(2026, 6, 12), notice_on=date(2026, 5, 10))

    with pytest.raises(CollectionRefused, match="ne demande plus que 0,00"):
        send(account, july, director=user("director", loan.organisation), on=date(2026, 6, 15))
    july.refresh_from_db()
    assert july.state == "noticed"


def test_no_other_step_is_proposed_for_the_delay(loan):
    """80 days late, the review is due; once the term fell, nothing is."""
    night = date(2026, 8, 20)
    accelerated(loan)
    assert propose_all(on=night) == 0

    noted(
        loan, Reversed, night, reason="Erreur",
        of=str(LoanOperation.objects.get(kind="accelerated").key),
    )  # fmt: skip
    assert propose_all(on=night) == 1
    assert again(loan).dunnings.get().step == "review"


def test_a_provision_says_it_at_the_closing_and_not_before(loan):
    accelerated(loan)

    assert propose_provision(loan=loan, closing_on=date(2026, 7, 31)).accelerated_on is None
    found = propose_provision(loan=loan, closing_on=date(2026, 8, 31))
    assert (found.accelerated_on, found.days_late) == (DAY, 91)
    assert found.outstanding == Decimal(11_000)


def test_the_light_is_red_with_its_reason(loan):
    accelerated(loan)
    assert facts_on(again(loan).commitment, DAY).accelerated_on == DAY
