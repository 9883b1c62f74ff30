from datetime import date
from decimal import Decimal

import pytest

from levier.committees.services import record_past_sitting, stub_sitting
from levier.funds.models import Envelope
from levier.journal.models import Entry
from levier.portfolio.models import Commitment, Draw
from levier.portfolio.services import count_past_aids
from levier.state_aid.models import LedgerAid, Undertaking
from levier.workflows.past_decision import (
    PastDecision,
    record_past_decision,
    record_past_decisions,
)
from tests.factories.catalogue import instrument
from tests.factories.committees import bank, ready_case, secretary
from tests.factories.funds import funder
from tests.factories.people import structure

pytestmark = pytest.mark.django_db


def past_sitting(actor, number="CE-2024-01"):
    return record_past_sitting(
        organisation=actor.organisation, actor=actor, number=number, held_on=date(2024, 1, 12),
        place="Lens", office=None, kind="TPE", attendees=[("Théo Mansouri", "bénévole")],
        imported_from="annee.xlsx",
    )  # fmt: skip


def past_guarantee(actor, sitting, number, **fields):
    values = {
        "case": ready_case(actor.organisation, state="instruction", number=number),
        "instrument": instrument(actor.organisation, "Garantie Emploi"),
        "amount": Decimal("9750.46"),
        "bank": bank(actor.organisation),
        "loan_amount": Decimal("15000.70"),
        "quota": Decimal("0.65"),
        "months": 60,
        "imported_from": "annee.xlsx",
        **fields,
    }
    return PastDecision(sitting=sitting, number=number, **values)


def test_a_past_guarantee_is_written_as_it_was_and_says_so():
    actor = secretary()
    past = past_guarantee(actor, past_sitting(actor), "TPE-2024-001", set_up_on=date(2024, 3, 1))

    (commitment,) = record_past_decisions(
        organisation=actor.organisation, actor=actor, decisions=[past]
    )

    commitment = Commitment.objects.get(pk=commitment.pk)
    assert (commitment.number, commitment.state) == ("TPE-2024-001", "set_up")
    assert commitment.guarantee.guaranteed_amount == Decimal("9750.46")
    assert commitment.decision.decided_on == date(2024, 1, 12)
    assert commitment.is_past and commitment.decision.is_past
    assert commitment.case.state == "follow_up"
    assert commitment.version.max_quota == Decimal("0.65")
    assert Entry.objects.filter(action="workflows.past_decision", case_key=past.case.pk).exists()


def test_what_is_taken_over_counts_in_the_ledger_of_aids_once_and_is_never_refused():
    actor = secretary()
    sitting = past_sitting(actor)
    past = past_guarantee(actor, sitting, "TPE-2024-001")
    huge = past_guarantee(
        actor,
        sitting,
        "TPE-2024-002",
        case=past.case,
        amount=Decimal(400_000),
        quota=Decimal("0.5"),
    )

    rows = record_past_decisions(
        organisation=actor.organisation, actor=actor, decisions=[past, huge]
    )

    lines = LedgerAid.objects.order_by("amount")
    assert [(row.amount, row.granted_on) for row in lines] == [
        (Decimal("9750.46"), date(2024, 1, 12)), (Decimal(400_000), date(2024, 1, 12)),
    ]  # fmt: skip
    # Sixty months at 65 %: 9 750,46 ÷ 2 250 000 × 300 000
    assert lines[0].equivalent == Decimal("1300.06")
    assert {row.undertaking.name for row in lines} == {past.case.person.full_name}
    again = [(row, "Garant") for row in rows]
    house = actor.organisation
    assert count_past_aids(organisation=house, commitments=again, actor=actor) == 0
    assert LedgerAid.objects.count() == 2


def test_a_structure_without_its_number_then_with_it_is_one_undertaking():
    actor = secretary()
    house = actor.organisation
    first, second = (
        structure(actor, name=name, siret=number)
        for name, number in (("La Lampe", "82345678900017"), ("La Lampe, Arras", "82345678900025"))
    )
    sitting = past_sitting(actor)
    decisions = [
        past_guarantee(
            actor, sitting, f"ESS-2024-00{rank}",
            case=ready_case(house, structure=row, number=f"ESS-2023-00{rank}"),
        )
        for rank, row in enumerate((first, second))
    ]  # fmt: skip

    record_past_decisions(organisation=house, actor=actor, decisions=decisions)

    (undertaking,) = Undertaking.objects.all()
    assert undertaking.siren == "823456789"
    assert undertaking.aids.count() == 2


def test_a_past_grant_draws_on_an_opening_envelope_without_amount():
    actor = secretary()
    payer = funder(actor.organisation)
    case = ready_case(actor.organisation, state="agreed")
    terms = {
        "organisation": actor.organisation, "actor": actor, "sitting": past_sitting(actor),
        "case": case, "instrument": instrument(actor.organisation, "Cap Quartier"),
        "amount": Decimal(2000), "person": case.person, "goes_with": case, "funder": payer,
        "qpv_code": "QN06201M", "qpv_link": "place",
    }  # fmt: skip

    record_past_decision(**terms, number="PR-2024-001")
    record_past_decision(**terms, number="PR-2024-002")

    envelope = Envelope.objects.get()
    assert (envelope.is_opening, envelope.amount, envelope.funder) == (True, None, payer)
    assert sum(Draw.objects.values_list("amount", flat=True)) == 4000


def test_a_past_decision_on_a_stub_keeps_its_own_day():
    actor = secretary()
    stub = stub_sitting(organisation=actor.organisation, number="CE-2023-69", actor=actor)
    past = past_guarantee(actor, stub, "TPE-2023-241", decided_on=date(2023, 11, 16))

    (commitment,) = record_past_decisions(
        organisation=actor.organisation, actor=actor, decisions=[past]
    )

    assert commitment.decided_on == date(2023, 11, 16)


def test_support_without_money_leaves_a_decision_and_no_commitment():
    actor = secretary()

    commitment = record_past_decision(
        organisation=actor.organisation, actor=actor, sitting=past_sitting(actor),
        case=ready_case(actor.organisation, track="dasess", state="instruction"),
    )  # fmt: skip

    assert commitment is None
    assert not Commitment.objects.exists()


def test_three_instruments_of_one_dossier_share_one_point():
    actor = secretary()
    sitting = past_sitting(actor)
    case = ready_case(actor.organisation, state="instruction")
    rows = [past_guarantee(actor, sitting, f"ESS-{rank}", case=case) for rank in (1, 2, 3)]

    record_past_decisions(organisation=actor.organisation, actor=actor, decisions=rows)

    assert sitting.items.count() == 1
    assert sitting.items.get().decisions.count() == 3


def test_the_number_of_queries_does_not_grow_with_the_decisions(
    django_assert_max_num_queries,
):
    actor = secretary()
    sitting = past_sitting(actor)
    rows = [past_guarantee(actor, sitting, f"TPE-2024-{rank:03d}") for rank in range(1, 31)]

    with django_assert_max_num_queries(27):
        record_past_decisions(organisation=actor.organisation, actor=actor, decisions=rows)
