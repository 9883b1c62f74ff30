"""A guarantee asked for starts from the bank's loan of the plan, when there is one and only one."""

from decimal import Decimal

import pytest
from django.urls import reverse

from levier.cases.models import PlanLine
from levier.cases.services import add_plan_line
from tests.factories.cases import DAY, with_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(actor):
    """A dossier in instruction whose plan holds one bank loan of 51 000 €."""
    return with_plan(actor)


def asked(page, opened) -> str:
    return page.get(f"{reverse('web:case_requests', args=[opened.pk])}?ajouter").content.decode()


def test_the_loan_of_the_plan_is_ready_for_a_guarantee(page, opened):
    assert 'data-loan-group="Garantie bancaire" data-loan="51\u202f000"' in asked(page, opened)


def test_a_loan_that_the_bank_refused_is_not(page, opened):
    opened.plan_lines.filter(nature="bank_loan").update(status=PlanLine.Status.REFUSED)

    assert "data-loan" not in asked(page, opened)


def test_nobody_chooses_between_two_loans_for_the_advisor(page, actor, opened):
    add_plan_line(
        case=opened, actor=actor, on=DAY, side="resource", nature="bank_loan", amount=Decimal(1)
    )

    assert "data-loan" not in asked(page, opened)
