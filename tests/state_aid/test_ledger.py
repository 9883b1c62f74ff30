"""The ledger of de minimis aid: ceilings at their edges, links, reversals, one line a key."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from levier.journal.models import Entry
from levier.rules.grant_equivalents import Equivalent
from levier.state_aid.errors import CeilingPassed, PaymentStopped, StateAidRefused
from levier.state_aid.models import LedgerAid
from levier.state_aid.services import (
    check_before_payment,
    declare_aid,
    describe_undertaking,
    end_link,
    grant_aid,
    link_undertakings,
    reverse_aid,
    situation_on,
    undertaking_of,
)
from tests.factories.accounts import user
from tests.factories.people import person, structure
from tests.factories.state_aid import ON, declared, new_aid, undertaking

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor():
    return user("finance")


def give(row, actor, amount, on=ON):
    return grant_aid(undertaking=row, aid=new_aid(amount, on), key=uuid4(), actor=actor)


@pytest.mark.parametrize(("amount", "is_refused"), [
    ("99999.99", False), ("100000", False), ("100000.01", True),
])  # fmt: skip
def test_the_ceiling_holds_below_on_and_above(actor, amount, is_refused):
    row = undertaking(actor)
    declared(row, actor, "200000")

    if is_refused:
        with pytest.raises(CeilingPassed, match=r"il reste 100\W000\W€"):
            give(row, actor, amount)
    else:
        give(row, actor, amount)
    assert LedgerAid.objects.filter(origin="ours").count() == (0 if is_refused else 1)


@pytest.mark.parametrize(
    ("on", "is_refused"), [(date(2023, 12, 31), True), (date(2024, 1, 1), False)]
)
def test_the_ceiling_rises_on_the_first_of_january_2024(actor, on, is_refused):
    row = undertaking(actor)
    declared(row, actor, "150000", date(2023, 3, 1))

    if is_refused:
        with pytest.raises(CeilingPassed, match="1407/2013"):
            give(row, actor, "60000", on)
    else:
        assert give(row, actor, "60000", on).regulation == "Règlement (UE) 2023/2831"


@pytest.mark.parametrize(
    ("on", "general", "of_general_interest"),
    [
        (date(2013, 12, 31), "Règlement (UE) n° 1407/2013", "Règlement (UE) n° 360/2012"),
        (date(2023, 12, 31), "Règlement (UE) n° 1407/2013", "Règlement (UE) n° 360/2012"),
        (date(2024, 1, 1), "Règlement (UE) 2023/2831", "Règlement (UE) 2023/2832"),
    ],
)
def test_a_line_cites_the_regulation_of_its_day(actor, on, general, of_general_interest):
    row = undertaking(actor)
    assert declared(row, actor, "1000", on).regulation == general

    describe_undertaking(
        undertaking=row, actor=actor, is_sieg=True, sieg_source="Mandat du Département, 2025"
    )
    assert declared(row, actor, "1000", on).regulation == of_general_interest


@pytest.mark.parametrize(("former", "is_refused"), [
    (date(2023, 3, 19), False), (date(2023, 3, 20), True),
])  # fmt: skip
def test_an_aid_leaves_the_window_three_years_later_to_the_day(actor, former, is_refused):
    row = undertaking(actor)
    declared(row, actor, "200000", former)

    if is_refused:
        with pytest.raises(CeilingPassed):
            give(row, actor, "150000")
    else:
        give(row, actor, "150000")


def test_the_refusal_says_what_the_aid_counts_for_and_what_is_left(actor):
    row = undertaking(actor, name="Cycles de la Gohelle")
    declared(row, actor, "290000")
    aid = new_aid("20000")

    with pytest.raises(CeilingPassed) as refusal:
        grant_aid(undertaking=row, aid=aid, key=uuid4(), actor=actor)

    said = str(refusal.value).replace("\u00a0", " ").replace("\u202f", " ")
    assert said == (
        "Aides de minimis : Cycles de la Gohelle aurait reçu 310 000 € sur la période qui finit le "
        "19 mars 2026, au-delà du plafond de 300 000 € (Règlement (UE) 2023/2831, article 3). "
        "Cette aide compte pour 20 000 € ; il reste 10 000 €."
    )


def test_a_service_of_general_interest_has_its_own_ceiling(actor):
    row = undertaking(actor)
    with pytest.raises(StateAidRefused, match="mandat"):
        describe_undertaking(undertaking=row, actor=actor, is_sieg=True)
    describe_undertaking(
        undertaking=row, actor=actor, is_sieg=True, sieg_source="Mandat du Département, 2025"
    )

    assert give(row, actor, "750000").regulation == "Règlement (UE) 2023/2832"
    with pytest.raises(CeilingPassed, match=r"750\W000"):
        give(row, actor, "0.01")


def test_linked_entities_are_one_undertaking_between_the_days_of_their_link(actor):
    first, second, third = (undertaking(actor) for _ in range(3))
    declared(first, actor, "150000")
    declared(third, actor, "150000")
    for one, other in ((first, second), (second, third)):
        link = link_undertakings(
            first=one, second=other, first_day=date(2025, 1, 1), reason="Filiale", actor=actor
        )

    assert situation_on(second, ON).left == 0
    with pytest.raises(CeilingPassed):
        give(second, actor, "1")
    end_link(link=link, last_day=date(2026, 3, 18), actor=actor)

    assert situation_on(second, ON).left == 150_000
    assert situation_on(second, date(2024, 12, 31)).used == 0
    with pytest.raises(StateAidRefused, match="déjà"):
        end_link(link=link, last_day=ON, actor=actor)


def test_a_link_has_a_reason_and_joins_two_entities_once(actor):
    first, second = undertaking(actor), undertaking(actor)
    link = {"first": first, "second": second, "first_day": ON, "actor": actor}
    with pytest.raises(StateAidRefused, match="pourquoi"):
        link_undertakings(**link, reason=" ")
    link_undertakings(**link, reason="Même dirigeant, contrôle")

    with pytest.raises(StateAidRefused, match="déjà qu’une"):
        link_undertakings(**{**link, "first": second, "second": first}, reason="Bis")
    with pytest.raises(StateAidRefused, match="elle-même"):
        link_undertakings(**{**link, "second": first}, reason="x")
    with pytest.raises(StateAidRefused, match="autre maison"):
        link_undertakings(**{**link, "second": undertaking(user("finance"))}, reason="x")


def test_two_structures_of_one_siren_are_one_undertaking(actor):
    shops = [structure(actor, siret=f"000036327{rank:05d}") for rank in (13, 21)]
    found = [undertaking_of(structure=shop, person=None, on=ON, actor=actor) for shop in shops]

    assert found[0] == found[1]
    assert found[0].siren == "000036327"


def test_what_a_person_received_before_the_business_had_a_number_counts_with_it(actor):
    holder = person(actor)
    before = undertaking_of(structure=None, person=holder, on=ON, actor=actor)
    declared(before, actor, "2000")
    shop = structure(actor, siret="00003632700013")

    after = undertaking_of(structure=shop, person=holder, on=ON, actor=actor)

    assert after != before
    assert situation_on(after, ON).used == 2000
    assert undertaking_of(structure=shop, person=holder, on=ON, actor=actor) == after


def test_an_undertaking_takes_the_number_its_structure_gets(actor):
    shop = structure(actor, siret="")
    first = undertaking_of(structure=shop, person=None, on=ON, actor=actor)
    shop.siret = "00003632700013"
    shop.save()

    again = undertaking_of(structure=shop, person=None, on=ON, actor=actor)

    assert (again, again.siren) == (first, "000036327")


def test_a_line_is_never_changed_nor_deleted(actor):
    line = declared(undertaking(actor), actor)

    line.equivalent = Decimal(1)
    with pytest.raises(TypeError):
        line.save()
    with pytest.raises(TypeError):
        line.delete()


def test_a_correction_is_a_reversal_and_the_line_stays(actor):
    row = undertaking(actor)
    line = declared(row, actor, "300000")
    with pytest.raises(StateAidRefused, match="pourquoi"):
        reverse_aid(line=line, reason="", actor=actor)

    reversal = reverse_aid(line=line, reason="Aide jamais versée", actor=actor)

    assert reverse_aid(line=line, reason="Deux fois", actor=actor) == reversal
    assert (reversal.equivalent, reversal.granted_on) == (-300_000, line.granted_on)
    assert situation_on(row, ON).left == 300_000
    assert LedgerAid.objects.count() == 2
    assert Entry.objects.filter(action="state_aid.reversed").count() == 1
    with pytest.raises(StateAidRefused, match="ne s’annule pas"):
        reverse_aid(line=reversal, reason="x", actor=actor)


def test_the_same_key_writes_once(actor):
    row, key = undertaking(actor), uuid4()
    aid = new_aid("200000")

    lines = [grant_aid(undertaking=row, aid=aid, key=key, actor=actor) for _ in range(2)]

    assert lines[0] == lines[1]
    assert situation_on(row, ON).used == 200_000


def test_an_aid_declared_is_a_fact_and_is_never_refused_for_its_size(actor):
    row = undertaking(actor)

    declared(row, actor, "400000")

    assert situation_on(row, ON).left == 0
    with pytest.raises(StateAidRefused, match="supérieur à zéro"):
        declare_aid(undertaking=row, aid=new_aid("0"), key=uuid4(), actor=actor)
    aid = new_aid("100")
    more = Equivalent(Decimal(101), "x", True)
    with pytest.raises(StateAidRefused, match="ne dépasse pas"):
        declare_aid(
            undertaking=row, actor=actor, key=uuid4(),
            aid=type(aid)(**{**{f: getattr(aid, f) for f in aid.__slots__}, "equivalent": more}),
        )  # fmt: skip


def test_a_payment_stops_when_what_was_declared_since_passes_the_ceiling(actor):
    row = undertaking(actor)
    line = give(row, actor, "100000")
    check_before_payment(line=line)
    declared(row, actor, "200000", date(2025, 6, 1))
    check_before_payment(line=line)  # on the ceiling: paid

    declared(row, actor, "0.01", date(2025, 6, 1))

    with pytest.raises(PaymentStopped, match=r"300\W000,01\W€"):
        check_before_payment(line=line)


def test_an_aid_received_after_the_decision_does_not_stop_it_when_it_fits(actor):
    row = undertaking(actor)
    line = give(row, actor, "100000")
    declared(row, actor, "300000", date(2029, 3, 19))  # the first is out of its window

    check_before_payment(line=line)


def test_the_table_refuses_a_positive_reversal(actor):
    line = declared(undertaking(actor), actor)
    row = LedgerAid(
        organisation=line.organisation, undertaking=line.undertaking, origin="ours",
        authority="x", instrument="x", kind="grant", amount=1, equivalent=1, method="x",
        granted_on=ON, regulation="x", source="x", idempotency_key=uuid4(), reverses=line,
    )  # fmt: skip

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
