"""Lines of endowment: what they back, what they refuse, their figures on any day."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from levier.claims.errors import ClaimRefused, EndowmentExceeded
from levier.claims.models import Backing, Endowment
from levier.claims.services import (
    add_counter_guarantee,
    back_guarantee,
    detach_guarantee,
    note_recovery,
    pay_indemnity,
    positions_on,
    set_multiplier,
)
from levier.committees.models import Decision
from levier.journal.models import Entry
from levier.portfolio.models import Commitment
from levier.portfolio.services import cancel
from levier.rules.servicing.endowments import EndowmentRefused
from levier.workflows.follow_commitment import amend_commitment, decide_on_amendment, lay_amendment
from tests.factories.accounts import user
from tests.factories.claims import SET_UP_ON, TODAY, accepted, running
from tests.factories.committees import HELD_ON, in_session
from tests.factories.endowments import endowment
from tests.factories.funds import funder
from tests.factories.portfolio import guarantee

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def actor():
    return user("secretary")


def back(row, line, actor, share=1, on=TODAY):
    return back_guarantee(commitment=row, endowment=line, share=D(share), on=on, actor=actor)


def figures(line, day=TODAY):
    return positions_on([line], day)[line.pk]


# ── Attached ──────────────────────────────────────────────────────────────────────────────────
def test_a_decision_attaches_the_guarantee_to_the_only_line_that_backs_it(actor):
    line = endowment(actor)
    endowment(actor, products=["autre"])
    endowment(actor, epci_sirens=["200000000"])
    endowment(actor, first_day=HELD_ON + timedelta(days=1))
    row = guarantee(actor)
    assert list(row.backings.values_list("endowment", "share")) == [(line.pk, 1)]
    assert figures(line).committed == 28800
    assert Entry.objects.filter(action="claims.backed").count() == 1


def test_between_two_lines_somebody_chooses(actor):
    endowment(actor), endowment(actor)
    assert not guarantee(actor).backings.exists()


def test_a_decision_beyond_the_capacity_is_refused_with_what_is_missing(actor):
    endowment(actor, "5760", "5")  # 28 800 €
    guarantee(actor)
    with pytest.raises(EndowmentExceeded, match="il manque 28\u202f800,00"):
        guarantee(actor)
    assert Commitment.objects.count() == 1
    assert Decision.objects.count() == 1


def test_a_share_is_attached_by_hand_and_changed(actor):
    row, line, other = guarantee(actor), endowment(actor), endowment(actor)
    back(row, line, actor, "0.6")
    assert back(row, line, actor, "0.6") == row.backings.get()
    back(row, other, actor, "0.4")
    assert (figures(line).committed, figures(other).committed) == (17280, 11520)
    with pytest.raises(EndowmentRefused, match="plus de 100"):
        back(row, line, actor, "0.7")
    back(row, line, actor, "0.5")
    assert figures(line).committed == 14400


def test_another_share_leaves_the_figures_of_the_days_before(actor):
    row, line, other = guarantee(actor), endowment(actor), endowment(actor)
    back(row, line, actor, on=HELD_ON)
    back(row, line, actor, "0.6")
    back(row, other, actor, "0.4", on=HELD_ON)  # counts after the share that was closed
    yesterday = TODAY - timedelta(days=1)
    assert (figures(line, yesterday).committed, figures(line).committed) == (28800, 17280)
    assert (figures(other, yesterday).committed, figures(other).committed) == (0, 11520)
    back(row, line, actor, "0.5")
    assert figures(line).committed == 14400
    assert row.backings.filter(endowment=line).count() == 2


def test_a_guarantee_leaves_a_line_with_its_former_shares(actor):
    row, line = guarantee(actor), endowment(actor)
    back(row, line, actor, on=HELD_ON)
    detach_guarantee(backing=back(row, line, actor, "0.6"), reason="erreur", actor=actor)
    assert figures(line, HELD_ON).committed == 0


def test_a_share_that_paid_changes_no_more(actor):
    line = endowment(actor)
    call = accepted(actor)
    pay(call, actor, 12000)
    with pytest.raises(ClaimRefused, match="sa part ne change plus"):
        back(call.commitment, line, actor, "0.5")
    assert figures(line).paid == 12000


def test_a_line_refuses_what_it_does_not_back(actor):
    row = guarantee(actor)
    for line, said in (
        (endowment(actor, products=["autre"]), "ce produit"),
        (endowment(actor, epci_sirens=["200000000"]), "ce territoire"),
        (endowment(actor, first_day=HELD_ON + timedelta(days=1)), "n’est pas ouverte"),
        (endowment(user("secretary")), "autre maison"),
    ):
        with pytest.raises(ClaimRefused, match=said):
            back(row, line, actor)
    cancel(commitment=row, on=TODAY, reason="abandon", actor=actor)
    with pytest.raises(ClaimRefused, match="aucune ligne"):
        back(row, endowment(actor), actor)


def test_a_guarantee_beyond_what_is_available_is_refused(actor):
    row, line = guarantee(actor), endowment(actor, "1000", "28.799")
    with pytest.raises(EndowmentExceeded, match="il manque 1,00"):
        back(row, line, actor)
    assert not Backing.objects.exists()
    back(row, line, actor, "0.5")


def test_a_line_that_is_full_takes_no_more_and_may_be_relieved(actor):
    first, second, line = guarantee(actor), guarantee(actor), endowment(actor, "5760", "5")
    back(first, line, actor)
    line.amount = D(5000)  # the funder takes some back: 25 000 €
    line.save()
    assert figures(line).missing == 3800
    with pytest.raises(EndowmentExceeded, match="plus que 0,00"):
        back(second, line, actor, "0.1")
    back(first, line, actor, "0.9")
    assert figures(line).missing == 920


def amended(row, actor, loan_amount):
    """Return the decision that agrees to another amount of the bank's loan."""
    amendment = amend_commitment(
        commitment=row, actor=actor, on=TODAY, reason="prêt revu", loan_amount=D(loan_amount)
    )
    if amendment.state == "applied":
        return None
    item = lay_amendment(amendment=amendment, sitting=in_session(actor), actor=actor)
    return decide_on_amendment(
        item=item, amendment=amendment, outcome="agreed", actor=actor, idempotency_key=uuid4()
    )


def test_an_amendment_stays_within_what_the_line_may_bear(actor):
    row, line = guarantee(actor), endowment(actor, "5800", "5")  # 29 000 €
    back(row, line, actor)
    with pytest.raises(EndowmentExceeded, match="il manque 40,00"):
        amended(row, actor, 36300)  # 29 040 € at 80 %
    row.refresh_from_db()
    assert row.amount == 28800


def test_a_guarantee_that_shrinks_is_amended_on_a_line_that_is_exceeded(actor):
    row, line = guarantee(actor), endowment(actor, "5760", "5")
    back(row, line, actor)
    Endowment.objects.update(amount=D(1000))
    amended(row, actor, 30000)
    assert figures(line).committed == 24000


def test_a_guarantee_leaves_a_line_with_a_reason_until_it_paid(actor):
    line = endowment(actor)
    row = guarantee(actor)
    kept = row.backings.get()
    with pytest.raises(ClaimRefused, match="Dites pourquoi"):
        detach_guarantee(backing=kept, reason=" ", actor=actor)
    detach_guarantee(backing=kept, reason="erreur de ligne", actor=actor)
    with pytest.raises(ClaimRefused, match="déjà quitté"):
        detach_guarantee(backing=kept, reason="erreur de ligne", actor=actor)
    assert figures(line).committed == 0
    call = accepted(actor)
    pay(call, actor, 12000)
    with pytest.raises(ClaimRefused, match="a payé"):
        detach_guarantee(backing=call.commitment.backings.get(), reason="erreur", actor=actor)


# ── Figures ───────────────────────────────────────────────────────────────────────────────────
def pay(call, actor, amount, balance=False):
    return pay_indemnity(
        call=call, amount=D(amount), paid_on=TODAY, today=TODAY, actor=actor, is_balance=balance,
        idempotency_key=uuid4(),
    )  # fmt: skip


def test_a_call_and_its_recovery_weigh_on_their_line_from_their_day(actor):
    line = endowment(actor)
    call = accepted(actor)  # 20 000 € owed of 28 800 €
    assert figures(line, HELD_ON).committed == 28800
    assert figures(line, HELD_ON).granted == 0
    assert figures(line, SET_UP_ON).granted == 28800
    pay(call, actor, 20000, balance=True)
    note_recovery(
        call=call, amount=D(1000), received_on=TODAY, today=TODAY, actor=actor,
        idempotency_key=uuid4(),
    )  # fmt: skip
    before, after = figures(line, TODAY - timedelta(days=1)), figures(line)
    assert (before.paid, before.committed) == (0, 24000)  # 30 000 € due at 80 %
    assert (after.paid, after.recovered, after.net_loss) == (20000, 800, 19200)
    assert (after.capacity, after.committed) == (480800, 0)
    assert after.loss_rate == D("0.6667")


def test_a_guarantee_that_ends_weighs_nothing_any_more(actor):
    line = endowment(actor)
    row = guarantee(actor)
    cancel(commitment=row, on=TODAY, reason="abandon", actor=actor)
    assert figures(line, TODAY - timedelta(days=1)).committed == 28800
    assert figures(line).committed == 0


def test_a_multiplier_counts_from_its_day_with_its_source(actor):
    line = endowment(actor)
    day = HELD_ON + timedelta(days=10)
    with pytest.raises(ClaimRefused, match="d’où vient"):
        set_multiplier(endowment=line, multiplier=D(8), first_day=day, source=" ", actor=actor)
    set_multiplier(endowment=line, multiplier=D(8), first_day=day, source="Avenant 1", actor=actor)
    with pytest.raises(ClaimRefused, match="commence déjà"):
        set_multiplier(endowment=line, multiplier=D(9), first_day=day, source="?", actor=actor)
    assert figures(line, day - timedelta(days=1)).capacity == 500000
    assert figures(line, day).capacity == 800000
    assert figures(line, line.first_day - timedelta(days=1)).capacity == 0


def test_a_counter_guarantee_takes_its_share_of_what_was_decided_meanwhile(actor):
    line = endowment(actor)
    row = guarantee(actor)
    values = {"endowment": line, "share": D("0.7"), "source": "Accord", "actor": actor}
    add_counter_guarantee(guarantor="Fonds européen", first_day=HELD_ON, last_day=HELD_ON, **values)
    found = figures(line)
    assert (found.committed, found.countered) == (8640, 20160)
    with pytest.raises(ClaimRefused, match="court déjà"):
        add_counter_guarantee(guarantor="Autre", first_day=line.first_day, **values)
    with pytest.raises(ClaimRefused, match="précède"):
        add_counter_guarantee(guarantor="Autre", first_day=TODAY, last_day=HELD_ON, **values)
    add_counter_guarantee(guarantor="Autre", first_day=HELD_ON + timedelta(days=1), **values)
    assert figures(line).committed == 8640
    assert row.backings.count() == 1


# ── Opened ────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"amount": "-1"}, "supérieure à zéro"),
        ({"multiplier": "0"}, "supérieur à zéro"),
        ({"last_day": HELD_ON.replace(year=2000)}, "ne peut pas précéder"),
        ({"source": ""}, "d’où vient"),
    ],
)
def test_a_line_that_makes_no_sense_is_refused(actor, values, said):
    with pytest.raises(ClaimRefused, match=said):
        endowment(actor, **values)


def test_two_lines_do_not_bear_one_name(actor):
    endowment(actor, title="Région")
    with pytest.raises(ClaimRefused, match="porte déjà ce nom"):
        endowment(actor, title="Région")


def test_the_agreement_is_that_of_its_funder(actor):
    from levier.funds.services import register_agreement

    other = register_agreement(
        organisation=actor.organisation, actor=actor, funder=funder(actor.organisation),
        number="C-1", title="Dotation", first_day=HELD_ON,
    )  # fmt: skip
    with pytest.raises(ClaimRefused, match="autre financeur"):
        endowment(actor, agreement=other)


def test_a_running_guarantee_weighs_its_exposure(actor):
    line = endowment(actor)
    row = running(actor)
    assert 0 < figures(line).committed < 28800
    assert figures(line).granted == row.amount
