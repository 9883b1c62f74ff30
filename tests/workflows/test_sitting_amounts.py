"""The what-if of a sitting: amounts against envelopes, written once, never on a stale reading."""

from decimal import Decimal

import pytest

from levier.cases.models import AccessBar
from levier.cases.services import set_request
from levier.committees.models import Sitting
from levier.journal.models import Entry
from levier.mixes.errors import ScenarioRefused, ScenarioStale
from levier.mixes.services.scenarios import amounts_of, drop_scenario
from levier.rules.mix.sharing import Aim
from levier.workflows.sitting_amounts import (
    faults_of,
    keep_scenario,
    read_agenda,
    start_scenario,
    write_scenario,
)
from tests.factories.committees import HELD_ON, laid, secretary, sitting
from tests.factories.funds import envelope, funder

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def actor():
    return secretary()


@pytest.fixture
def evening(actor):
    """A sitting of three grants of 2 000 € and a guarantee, for 3 500 € left at the ANCT."""
    row = sitting(actor)
    requests = [laid(row, actor, "Cap Quartier", amount="2000")[1] for _ in range(3)]
    requests.append(laid(row, actor)[1])
    state = funder(actor.organisation, kind="state", name="ANCT")
    envelope(actor.organisation, amount="3500", funder=state)
    return row, requests


def scenario_of(row, actor, aim=None, name="Essai"):
    return start_scenario(agenda=read_agenda(row, actor), actor=actor, name=name, aim=aim)


def write(scenario, actor, amounts, seen=None):
    agenda = read_agenda(scenario.sitting, actor)
    return write_scenario(
        agenda=agenda, scenario=scenario, actor=actor, amounts=amounts,
        seen=scenario.version if seen is None else seen,
    )  # fmt: skip


def test_what_is_asked_overflows_the_envelope_to_the_cent(evening, actor):
    row, requests = evening
    agenda = read_agenda(row, actor)

    assert [r.pk for r in agenda.requests] == [r.pk for r in requests]
    assert sum(agenda.placed(agenda.asked()).over.values(), D(0)) == D(2500)
    assert agenda.asks[3].pots is None  # the house keeps no envelope for the guarantee


def test_the_best_share_out_serves_the_first_of_the_agenda(evening, actor):
    row, requests = evening

    best = read_agenda(row, actor).best(Aim.AMOUNT)

    grants = [best[r.pk] for r in requests[:3]]
    assert sum(grants) == D(3500)
    assert grants[0] == D(2000)
    assert best[requests[3].pk] == D(28800)


def test_a_scenario_kept_writes_the_proposed_amounts_once(evening, actor):
    row, requests = evening
    scenario = scenario_of(row, actor, Aim.AMOUNT)

    assert keep_scenario(scenario=scenario, actor=actor) is True
    assert keep_scenario(scenario=scenario, actor=actor) is False

    for request in requests:
        request.refresh_from_db()
    assert sum(r.amount for r in requests[:2]) == D(3500)
    assert Entry.objects.filter(action="mixes.scenario_kept").count() == 1
    assert Entry.objects.filter(action="cases.request_changed").count() == 1


def test_a_request_left_at_zero_does_not_change(evening, actor):
    row, requests = evening
    scenario = scenario_of(row, actor)
    write(scenario, actor, {requests[0].pk: D(1500)})

    keep_scenario(scenario=scenario, actor=actor)

    amounts = [type(r).objects.get(pk=r.pk).amount for r in requests]
    assert amounts == [D(1500), D(2000), D(2000), D(28800)]


def test_an_overdrawn_scenario_is_not_kept(evening, actor):
    row, _ = evening

    with pytest.raises(ScenarioRefused, match="dépassées de 2\u202f500"):
        keep_scenario(scenario=scenario_of(row, actor), actor=actor)


def test_a_request_changed_meanwhile_makes_the_scenario_stale(evening, actor):
    row, requests = evening
    scenario = scenario_of(row, actor, Aim.NUMBER)
    set_request(
        case=requests[0].case, actor=actor, on=HELD_ON, instrument=requests[0].instrument,
        request=requests[0], amount=D(1900),
    )  # fmt: skip

    with pytest.raises(ScenarioStale):
        keep_scenario(scenario=scenario, actor=actor)


def test_an_envelope_changed_meanwhile_makes_the_scenario_stale(evening, actor):
    row, _ = evening
    scenario = scenario_of(row, actor, Aim.NUMBER)
    other = funder(actor.organisation, kind="region", name="Région")
    envelope(actor.organisation, amount="100", funder=other)

    with pytest.raises(ScenarioStale):
        keep_scenario(scenario=scenario, actor=actor)


def test_two_people_do_not_write_one_scenario_over_the_other(evening, actor):
    row, requests = evening
    scenario = scenario_of(row, actor)
    write(scenario, actor, {requests[0].pk: D(1000)}, seen=1)

    with pytest.raises(ScenarioStale):
        write(scenario, actor, {requests[0].pk: D(500)}, seen=1)
    scenario = type(scenario).objects.get(pk=scenario.pk)
    assert amounts_of(scenario)[requests[0].pk] == D(1000)


def test_amounts_out_of_bounds_are_said(evening, actor):
    row, requests = evening
    agenda = read_agenda(row, actor)
    typed = {
        requests[0].pk: D("2000.01"), requests[1].pk: D(2000), requests[2].pk: D(-1),
        requests[3].pk: D(10000),
    }  # fmt: skip

    faults = faults_of(agenda, typed)

    assert set(faults) == {requests[0].pk, requests[2].pk, requests[3].pk}
    assert "entière" in faults[requests[3].pk]
    with pytest.raises(ScenarioRefused):
        write(scenario_of(row, actor), actor, typed)


def test_a_barred_user_reads_neither_the_dossier_nor_its_amounts(evening, actor):
    row, requests = evening
    scenario = scenario_of(row, actor, Aim.NUMBER)
    barred = requests[0].case
    AccessBar.objects.create(
        organisation=actor.organisation, case=barred, user=actor, reason="parent"
    )

    agenda = read_agenda(row, actor)

    assert requests[0].pk not in {r.pk for r in agenda.requests}
    assert agenda.hidden == 1
    with pytest.raises(ScenarioRefused, match="pas ouvert"):
        keep_scenario(scenario=scenario, actor=actor)


def test_a_sitting_that_is_over_no_longer_moves(evening, actor):
    row, _ = evening
    scenario = scenario_of(row, actor, Aim.NUMBER)
    Sitting.objects.filter(pk=row.pk).update(state=Sitting.State.HELD)

    with pytest.raises(ScenarioRefused, match="levée"):
        keep_scenario(scenario=scenario, actor=actor)


def test_two_scenarios_of_a_sitting_do_not_share_a_name(evening, actor):
    row, _ = evening
    scenario_of(row, actor)

    with pytest.raises(ScenarioRefused, match="déjà ce nom"):
        scenario_of(row, actor)


def test_a_kept_scenario_is_not_dropped(evening, actor):
    row, _ = evening
    kept, other = scenario_of(row, actor, Aim.NUMBER), scenario_of(row, actor, name="Autre")
    keep_scenario(scenario=kept, actor=actor)

    drop_scenario(scenario=other, actor=actor)
    with pytest.raises(ScenarioRefused):
        drop_scenario(scenario=kept, actor=actor)
    assert row.scenarios.count() == 1


def test_a_sitting_without_amounts_has_no_scenario(actor):
    with pytest.raises(ScenarioRefused, match="Aucune demande"):
        scenario_of(sitting(actor), actor)
