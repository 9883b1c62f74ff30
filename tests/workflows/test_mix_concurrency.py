"""Two people keep a mix or a scenario at once: it is written once."""

import pytest
from django.db import connection

from levier.cases.models import FundingRequest
from levier.journal.models import Entry
from levier.kernel.errors import DomainError
from levier.mixes.models import MixCandidate, SittingScenario
from levier.rules.mix.sharing import Aim
from levier.workflows.propose_mix import keep_mix, propose_mix
from levier.workflows.sitting_amounts import keep_scenario, read_agenda, start_scenario
from tests.factories.accounts import house, user
from tests.factories.cases import DAY
from tests.factories.committees import laid, sitting
from tests.factories.funds import envelope, funder
from tests.factories.mixes import jess
from tests.portfolio.test_draws_concurrency import at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="needs real concurrent connections"
    ),
]
assert connection  # read by the condition above


def test_one_mix_kept_by_two_clicks_is_written_once():
    actor = user("advisor", house())
    case = jess(actor)
    best = propose_mix(case=case, actor=actor, on=DAY).candidates.first()

    def click():
        return keep_mix(candidate=MixCandidate.objects.get(pk=best.pk), actor=actor, on=DAY)

    outcomes = at_once(click, click)

    assert sorted(outcomes) == [False, True]
    live = case.requests.filter(state=FundingRequest.State.PROPOSED)
    assert live.count() == best.lines.exclude(instrument=None).count()
    assert Entry.objects.filter(action="mixes.kept").count() == 1


def test_the_mixes_of_two_pages_leave_one_set_of_requests():
    actor = user("advisor", house())
    case = jess(actor)
    first = propose_mix(case=case, actor=actor, on=DAY).candidates.get(rank=1)
    third = propose_mix(case=case, actor=actor, on=DAY).candidates.get(rank=3)

    def keep(candidate):
        return lambda: keep_mix(candidate=candidate, actor=actor, on=DAY)

    outcomes = at_once(keep(first), keep(third))

    live = case.requests.filter(state=FundingRequest.State.PROPOSED)
    codes = sorted(live.values_list("instrument__code", flat=True))
    sets = [
        sorted(mix.lines.exclude(instrument=None).values_list("code", flat=True))
        for mix in (first, third)
    ]
    assert codes in sets
    assert True in [outcome for outcome in outcomes if not isinstance(outcome, DomainError)]
    assert sum(line.amount for line in case.plan_lines.filter(side="resource")) == 40000


def test_one_scenario_kept_by_two_people_is_written_once():
    actor = user("secretary", house())
    row = sitting(actor)
    for _ in range(2):
        laid(row, actor, "Cap Quartier", amount="2000")
    state = funder(actor.organisation, kind="state", name="ANCT")
    envelope(actor.organisation, amount="3500", funder=state)
    agenda = read_agenda(row, actor)
    scenario = start_scenario(agenda=agenda, actor=actor, name="Essai", aim=Aim.AMOUNT)

    def keep():
        found = SittingScenario.objects.get(pk=scenario.pk)
        return keep_scenario(scenario=found, actor=actor)

    assert sorted(at_once(keep, keep)) == [False, True]
    assert Entry.objects.filter(action="mixes.scenario_kept").count() == 1
