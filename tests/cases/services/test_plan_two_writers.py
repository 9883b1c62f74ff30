"""Two people type on one plan at once, on real connections: no accepted save is ever lost."""

import random
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection, connections

from levier.cases.errors import PlanCellsTaken
from levier.cases.models import FinancingPlan, PlanLine
from levier.cases.plan_changes import SetCell
from levier.cases.services import save_plan_changes
from tests.conftest import SEED
from tests.factories.accounts import house, user
from tests.factories.cases import DAY, with_plan

CELLS = ("amount", "year_1", "year_2", "year_3")
SAVES = 25

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs real connections"),
]


def type_on(opened, actor, seed, line) -> list[tuple[str, Decimal, Decimal]]:
    """Type random amounts in random cells; return those accepted: (cell, seen, written)."""
    draw = random.Random(seed)
    accepted = []
    try:
        for _ in range(SAVES):
            row = PlanLine.objects.get(pk=line)
            revision = FinancingPlan.objects.get(case=opened).revision
            name = draw.choice(CELLS)
            seen, value = getattr(row, name), Decimal(draw.randint(1, 10**6))
            change = SetCell(line, name, value, seen)
            try:
                save_plan_changes(
                    case=opened, actor=actor, on=DAY, revision=revision, changes=[change]
                )
            except PlanCellsTaken:
                continue
            accepted.append((name, seen, value))
    finally:
        connections.close_all()
    return accepted


def test_every_accepted_save_was_seen_by_the_next_one():
    actor = user("advisor", house())
    colleague = user("director", actor.organisation)
    opened = with_plan(actor)
    line = opened.plan_lines.get(side="need")
    first = FinancingPlan.objects.get(case=opened).revision

    with ThreadPoolExecutor(2) as pool:
        tasks = [
            pool.submit(type_on, opened, who, SEED + rank, line.pk)
            for rank, who in enumerate((actor, colleague))
        ]
        accepted = [one for task in tasks for one in task.result(timeout=120)]

    now = PlanLine.objects.get(pk=line.pk)
    assert len(accepted) > SAVES // 2
    assert FinancingPlan.objects.get(case=opened).revision == first + len(accepted)
    for name in CELLS:
        mine = [(seen, value) for cell, seen, value in accepted if cell == name]
        # A chain from the first value to the last: each accepted save read the one before it.
        left = [getattr(line, name), *(value for _, value in mine)]
        right = [*(seen for seen, _ in mine), getattr(now, name)]
        assert sorted(left) == sorted(right), (name, SEED)
    written = PlanLine.history.filter(id=line.pk, history_type="~").count()
    assert written == len(accepted)
