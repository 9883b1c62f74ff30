from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from levier.committees.errors import (
    DecisionRefused,
    DelegationExceeded,
    DelegationRefused,
    SittingRefused,
)
from levier.committees.models import Decision, Sitting
from levier.committees.services import (
    body_named,
    open_delegated_sitting,
    put_on_agenda,
    record_decision,
    set_delegation,
    update_sitting,
)
from levier.journal.models import Entry
from levier.portfolio.models import Commitment
from levier.reporting.facts import read_facts
from levier.workflows.decide_case import decide_case
from tests.factories.accounts import user
from tests.factories.committees import (
    HELD_ON,
    committee,
    in_session,
    laid,
    ready_case,
    request,
)
from tests.factories.delegations import agreed, alone, asked_of, delegation, refused

pytestmark = pytest.mark.django_db
CHANGE = date(2026, 3, 19)


@pytest.fixture
def director():
    return user("director")


# ── One act ───────────────────────────────────────────────────────────────────────────────────
def test_a_dossier_is_decided_alone_by_one_act_that_is_closed(director):
    row = delegation(director)
    asked = asked_of(director)

    act = alone(director, agreed(asked))

    decision = Decision.objects.get()
    assert (act.number, act.mode, act.body.code, act.state, act.committee) == (
        "DD-2026-01", "delegation", "director", "held", None,
    )  # fmt: skip
    assert (decision.outcome, decision.amount, decision.decided_on, decision.delegation) == (
        "agreed", Decimal(28800), HELD_ON, row,
    )  # fmt: skip
    assert decision.item.is_closed
    asked.case.refresh_from_db()
    assert asked.case.state == "agreed"
    assert Commitment.objects.get().decision == decision
    said = Entry.objects.get(action="workflows.decided_alone").summary
    assert "décidé par délégation, direction" in said
    assert "DD-2026-01" in said


def test_a_body_s_decisions_of_one_day_share_an_act_and_committees_keep_their_numbers(director):
    delegation(director)
    delegation(director, body="bureau")
    first = alone(director, agreed(asked_of(director)))
    again = alone(director, agreed(asked_of(director)))
    bureau = alone(director, agreed(asked_of(director)), body="bureau")
    later = alone(director, agreed(asked_of(director)), day=date(2026, 3, 20))

    assert again == first
    assert first.items.count() == 2
    assert [row.number for row in (first, bureau, later)] == [
        "DD-2026-01", "DD-2026-02", "DD-2026-03",
    ]  # fmt: skip
    assert in_session(director).number == "CE-2026-01"


def test_a_frozen_act_takes_no_other_decision_the_next_one_has_its_own_number(director):
    delegation(director)
    act = alone(director, agreed(asked_of(director)))
    Sitting.objects.filter(pk=act.pk).update(state="minuted")

    assert alone(director, agreed(asked_of(director))).number == "DD-2026-02"


def test_the_same_key_again_decides_nothing_more(director):
    delegation(director)
    asked, key = asked_of(director), uuid4()
    first = alone(director, agreed(asked), key=key)
    assert alone(director, agreed(asked), key=key) == first
    assert (Decision.objects.count(), Commitment.objects.count()) == (1, 1)


def test_a_decided_dossier_is_not_decided_again_nor_one_that_is_not_ready(director):
    delegation(director)
    asked = asked_of(director)
    alone(director, agreed(asked))
    with pytest.raises(DelegationRefused, match="Mise en place"):
        alone(director, agreed(asked))
    waiting = request(ready_case(director.organisation, state="instruction"))
    with pytest.raises(DelegationRefused, match="seul un dossier prêt"):
        alone(director, agreed(waiting))
    assert Decision.objects.count() == 1


def test_every_request_is_decided_by_the_same_act_or_none(director):
    delegation(director)
    case = ready_case(director.organisation)
    first, second = request(case), request(case)
    with pytest.raises(DelegationRefused, match="chaque demande"):
        alone(director, agreed(first))
    with pytest.raises(DelegationRefused, match="aucun produit"):
        decided = ready_case(director.organisation)
        orphan = request(case)
        orphan.case = decided
        alone(director, agreed(orphan))
    assert not Sitting.objects.exists()
    assert second.state == "proposed"


def test_a_decision_is_not_noted_before_its_day(director):
    delegation(director)
    with pytest.raises(DelegationRefused, match="d’avance"):
        alone(director, agreed(asked_of(director)), today=date(2026, 3, 18))


def test_an_agreement_is_valid_as_long_as_the_committee_of_its_track_says(director):
    delegation(director)
    committee(director.organisation, validity_months=3)
    alone(director, agreed(asked_of(director)))
    assert Decision.objects.get().valid_until == date(2026, 6, 19)


# ── The ceiling ───────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("ceiling", "allowed"), [("28800.01", True), ("28800", True), ("28799.99", False)]
)
def test_what_is_compared_is_the_amount_guaranteed_not_the_loan(director, ceiling, allowed):
    delegation(director, max_amount=Decimal(ceiling))
    asked = asked_of(director)  # a loan of 36 000 € guaranteed at 80 %
    if allowed:
        assert alone(director, agreed(asked)).state == "held"
    else:
        with pytest.raises(DelegationExceeded, match=r"le comité décide\. Texte : CA du 12"):
            alone(director, agreed(asked))
        assert (Decision.objects.count(), Sitting.objects.count()) == (0, 0)
        asked.case.refresh_from_db()
        assert asked.case.state == "ready"


def test_less_than_asked_may_be_agreed_under_the_ceiling(director):
    delegation(director, max_amount=Decimal(20000))
    asked = asked_of(director)
    alone(director, agreed(asked, loan_amount=Decimal(25000)))
    assert Decision.objects.get().amount == Decimal(20000)


@pytest.mark.parametrize(("ceiling", "allowed"), [("28800", True), ("28799.99", False)])
def test_a_refusal_needs_a_delegation_that_covers_the_amount_asked(director, ceiling, allowed):
    delegation(director, max_amount=Decimal(ceiling))
    asked = asked_of(director)
    if allowed:
        alone(director, refused(asked))
        assert Decision.objects.get().outcome == "refused"
    else:
        with pytest.raises(DelegationExceeded):
            alone(director, refused(asked))


def test_two_requests_under_one_delegation_count_together_on_a_dossier(director):
    delegation(director, max_amount=Decimal("57599.99"))  # each asks for 28 800 €
    case = ready_case(director.organisation)
    pair = [request(case) for _ in range(2)]
    with pytest.raises(DelegationExceeded, match="57"):
        alone(director, *(agreed(row) for row in pair))
    assert not Decision.objects.exists()


def test_the_delegation_of_the_day_decides_before_and_after_each_change(director):
    first = delegation(director, max_amount=Decimal(28800), last_day=date(2026, 3, 18))
    second = delegation(director, max_amount=Decimal(20000), first_day=CHANGE)

    alone(director, agreed(asked_of(director)), day=date(2026, 3, 18))
    with pytest.raises(DelegationExceeded, match="20"):
        alone(director, agreed(asked_of(director)), day=CHANGE)
    set_delegation(
        organisation=director.organisation, actor=director, delegation=second,
        last_day=date(2026, 3, 31),
    )  # fmt: skip
    with pytest.raises(DelegationExceeded, match=r"Aucune délégation.*Le comité décide"):
        alone(director, agreed(asked_of(director)), day=date(2026, 4, 1))
    with pytest.raises(DelegationExceeded, match="Aucune délégation"):
        alone(director, agreed(asked_of(director)), day=date(2025, 12, 31))
    assert Decision.objects.get().delegation == first


def test_the_product_goes_before_its_nature_even_when_it_allows_less(director):
    delegation(director)
    asked = asked_of(director)
    own = delegation(director, kind="", instrument=asked.instrument, max_amount=Decimal(20000))
    with pytest.raises(DelegationExceeded, match="20"):
        alone(director, agreed(asked))
    set_delegation(
        organisation=director.organisation, actor=director, delegation=own,
        max_amount=Decimal(28800),
    )  # fmt: skip
    alone(director, agreed(asked))
    assert Decision.objects.get().delegation == own


# ── No way around ─────────────────────────────────────────────────────────────────────────────
def opened(director):
    act = open_delegated_sitting(
        organisation=director.organisation,
        body=body_named(director.organisation, "director"),
        day=HELD_ON,
        actor=director,
    )
    case = ready_case(director.organisation)
    asked = request(case)
    return put_on_agenda(sitting=act, case=case, actor=director, on=HELD_ON), asked


@pytest.mark.parametrize("write", [record_decision, decide_case])
def test_an_act_records_nothing_without_its_delegation(director, write):
    row = delegation(director)
    item, asked = opened(director)
    values = {
        "item": item, "request": asked, "outcome": "agreed", "amount": Decimal(28800),
        "actor": director,
    }  # fmt: skip
    with pytest.raises(DelegationRefused, match="cite la délégation"):
        write(**values, idempotency_key=uuid4())
    bureau = delegation(director, body="bureau")
    with pytest.raises(DelegationRefused, match="n’est pas celle"):
        write(**values, idempotency_key=uuid4(), delegation=bureau)
    set_delegation(
        organisation=director.organisation, actor=director, delegation=row,
        max_amount=Decimal("28799.99"),
    )  # fmt: skip
    with pytest.raises(DelegationExceeded):
        write(**values, idempotency_key=uuid4(), delegation=row)
    assert not Decision.objects.exists()


def test_a_committee_does_not_cite_a_delegation(director):
    row = delegation(director)
    item, asked = laid(in_session(director), director)
    with pytest.raises(DecisionRefused, match="décide lui-même"):
        decide_case(
            item=item, request=asked, outcome="agreed", amount=None, actor=director,
            idempotency_key=uuid4(), delegation=row,
        )  # fmt: skip


def test_an_amendment_is_for_the_committee(director):
    row = delegation(director)
    item, _ = opened(director)
    with pytest.raises(DelegationRefused, match="avenant"):
        record_decision(
            item=item, request=None, outcome="agreed", amount=Decimal(1), actor=director,
            idempotency_key=uuid4(), delegation=row,
        )  # fmt: skip


def test_the_day_of_an_act_does_not_change(director):
    delegation(director)
    act = alone(director, agreed(asked_of(director)))
    with pytest.raises(SittingRefused, match="garde sa date"):
        update_sitting(sitting=act, actor=director, held_on=date(2026, 1, 1))


# ── The figures ───────────────────────────────────────────────────────────────────────────────
def test_the_report_counts_the_decision_and_no_more_committees(director):
    delegation(director)
    in_session(director)
    before = read_facts(director.organisation, 2026)
    committees, financings = len(before.sittings), len(before.financings)

    alone(director, agreed(asked_of(director)))

    after = read_facts(director.organisation, 2026)
    assert len(after.sittings) == committees == 1
    assert len(after.financings) == financings + 1
