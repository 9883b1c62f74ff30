"""What a holder repays already lowers what the mix may repay: hand-worked dossiers."""

from datetime import date
from decimal import Decimal

import pytest

from levier.cases.models import Case, PlanLine
from levier.cases.services import add_plan_line
from levier.forecasts.sheets import case_sheet
from levier.portfolio.models import Commitment
from levier.rules.servicing.operations import PaymentReceived
from levier.workflows.existing_debt import existing_service
from levier.workflows.mix_problem import read_case
from tests.factories.accounts import user
from tests.factories.cases import DAY
from tests.factories.forecasts import with_forecast
from tests.factories.mixes import jess
from tests.factories.people import structure
from tests.factories.portfolio import guarantee
from tests.factories.servicing import noted, paid_out, running_loan

pytestmark = pytest.mark.django_db
D = Decimal
TODAY = date(2026, 6, 15)


@pytest.fixture
def advisor():
    return user("advisor")


def fresh(case):
    return Case.objects.select_related("organisation", "person", "structure").get(pk=case.pk)


def owed(case, on=TODAY):
    return existing_service(fresh(case), case_sheet(fresh(case)), on)


def of_the_same_person(commitment, case):
    Case.objects.filter(pk=commitment.case_id).update(person=case.person, structure=None)


def test_a_holder_without_debt_owes_nothing(advisor):
    case = with_forecast(advisor)

    assert owed(case) == 0
    assert read_case(fresh(case), DAY).problem.capacity.existing_service == 0


def test_a_loan_of_the_plan_that_is_sure_comes_before_the_mix(advisor):
    case = with_forecast(advisor)
    case.plan_lines.filter(nature="honour_loan").update(status=PlanLine.Status.FIRM)

    # 3 000 € over 30 months at 0 %: 1 200 € in each of the first two years, 600 € in the third.
    assert owed(case, DAY) == D(1200)
    reading = read_case(fresh(case), DAY)
    assert reading.problem.capacity.existing_service == D(1200)
    assert any("rembourse déjà 1\u202f200\u00a0€" in note for note in reading.notes)


def test_the_bank_loan_of_the_plan_is_the_mixs_own_and_is_not_counted_twice(advisor):
    case = with_forecast(advisor)
    case.plan_lines.filter(nature="bank_loan").update(status=PlanLine.Status.FIRM)

    problem = read_case(fresh(case), DAY).problem

    assert problem.capacity.existing_service == 0
    assert problem.bank.min_amount == problem.bank.max_amount == D(12000)


def test_a_loan_of_the_house_that_runs_comes_before_the_mix(advisor):
    case = with_forecast(advisor)
    loan = running_loan(advisor)  # 100 € a month from 1 May 2026, twelve times
    of_the_same_person(loan.commitment, case)

    assert owed(case) == D(1200)  # two months late, ten to come
    noted(loan, PaymentReceived, date(2026, 6, 2), amount=D(200))
    assert owed(case) == D(1000)
    # The other holder's dossiers say nothing of this one.
    assert owed(jess(advisor)) == 0


def test_a_loan_paid_out_whose_schedule_is_not_opened_is_counted_from_its_day(advisor):
    case = with_forecast(advisor)
    commitment = paid_out(advisor, amount="2400", months=24)  # on 1 April 2026, at 0 %
    of_the_same_person(commitment, case)

    # Due on the 1st of each month from May: twelve times 100 € from 15 June.
    assert owed(case) == D(1200)


def test_the_bank_loan_that_the_house_guarantees_counts_once(advisor):
    case = with_forecast(advisor)
    commitment = guarantee(advisor)  # 36 000 € over 60 months
    of_the_same_person(commitment, case)
    commitment.guarantee.loan_rate = D(0)
    commitment.guarantee.save()

    assert owed(case) == 12 * D(600)
    twin = guarantee(advisor, name="Garantie Emploi", quota=D("0.1"), amount=D(3600))
    Commitment.objects.filter(pk=twin.pk).update(case=commitment.case)
    twin.guarantee.bank_id = commitment.guarantee.bank_id
    twin.guarantee.loan_rate = D(0)
    twin.guarantee.save()
    assert owed(case) == 12 * D(600)


def test_what_is_lapsed_or_of_the_dossier_itself_is_not_owed_beside_it(advisor):
    case = with_forecast(advisor)
    commitment = guarantee(advisor)
    of_the_same_person(commitment, case)
    Commitment.objects.filter(pk=commitment.pk).update(state="lapsed")
    assert owed(case) == 0
    Commitment.objects.filter(pk=commitment.pk).update(state="open", case=case)
    assert owed(case) == 0


def test_a_business_answers_for_its_own_loans_and_those_made_before_it(advisor):
    case = with_forecast(advisor)
    firm, other = structure(advisor), structure(advisor)
    Case.objects.filter(pk=case.pk).update(structure=firm)
    loan = running_loan(advisor)
    of_the_same_person(loan.commitment, case)
    assert owed(case) == D(1200)  # lent to the person, before the business

    Case.objects.filter(pk=loan.commitment.case_id).update(structure=other)
    assert owed(case) == 0  # another business of the same person
    Case.objects.filter(pk=loan.commitment.case_id).update(structure=firm, person=None)
    assert owed(case) == D(1200)


@pytest.mark.parametrize(("said", "total"), [
    ((1200, 1200, 600), 1200),  # what the honour loan repays, no more
    ((3200, 1200, 600), 3200),  # 2 000 € to others in the first year
    ((1000, 1200, 5600), 5600),  # 5 000 € to others beside 600 €; less said takes nothing back
])  # fmt: skip
def test_what_the_plan_says_repaid_above_the_known_loans_is_owed_to_others(advisor, said, total):
    """An honour loan of 3 000 € over 30 months at 0 %: 1 200, 1 200 and 600 €."""
    case = with_forecast(advisor)
    case.plan_lines.filter(nature="honour_loan").update(status=PlanLine.Status.FIRM)
    case.plan_lines.filter(nature="bank_loan").delete()
    first, second, third = said
    add_plan_line(
        case=case, actor=advisor, on=DAY, side="need", nature="loan_repaid", amount=D(9000),
        year_1=D(first), year_2=D(second), year_3=D(third),
    )  # fmt: skip

    assert owed(case, DAY) == total


def test_what_an_instrument_may_pay_for_comes_from_its_use(advisor):
    case = jess(advisor)
    line = {"case": case, "actor": advisor, "on": DAY, "side": "need"}
    add_plan_line(**line, nature="loan_repaid", amount=D(30000))

    problem = read_case(fresh(case), DAY).problem

    loan = problem.option("pret_honneur_quartier")
    assert "equipment" in loan.natures and "loan_repaid" not in loan.natures
    assert problem.wide(loan) == D(40000)  # of 70 000 €: the loan repaid is not among them


def test_what_may_pay_no_need_of_the_plan_is_not_proposed_and_said(advisor):
    case = jess(advisor)
    case.plan_lines.filter(side="need").update(nature="drawings")

    reading = read_case(fresh(case), DAY)

    assert reading.problem.options == ()
    assert any("ne peut payer aucun des besoins du plan" in note for note in reading.notes)
