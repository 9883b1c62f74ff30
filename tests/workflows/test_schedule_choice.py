"""Every method and convention opens the schedule that was worked by hand; the rest is refused."""

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest

from levier.portfolio.models import Contract
from levier.rules.schedules import InvalidTerms, Method, ScheduleTerms
from levier.rules.schedules.contract import terms_to_json
from levier.servicing.models import RunningLoan
from levier.servicing.services import loan_on
from levier.workflows.commitment_contract import chosen_in
from levier.workflows.run_loan import open_loan
from levier.workflows.schedule_choice import (
    OPENED_WITH,
    Choice,
    ScheduleRefused,
    choice_of,
    terms_agreed,
)
from tests.factories.accounts import user
from tests.factories.schedules import WORKED, choice
from tests.factories.servicing import PAID_OUT_ON, paid_out

pytestmark = pytest.mark.django_db


def lent(rate="0.12", deferral_months=0, **terms):
    commitment = paid_out(**{"amount": "1200", "months": 3, **terms})
    commitment.financing.annual_rate = Decimal(rate)
    commitment.financing.deferral_months = deferral_months
    commitment.financing.save()
    return commitment


def opened(commitment, chosen, key=None) -> RunningLoan:
    finance = user("finance", commitment.organisation)
    return open_loan(commitment=commitment, choice=chosen, actor=finance, key=key or uuid4())


def lines_of(row):
    found = loan_on(row, PAID_OUT_ON).lines
    return [(f"{line.due_on}", line.principal, line.interest) for line in found]


def known(name):
    return [(day, Decimal(part), Decimal(cost)) for day, part, cost in WORKED[name].lines]


@pytest.mark.parametrize("name", WORKED)
def test_a_schedule_opens_as_worked_by_hand(name):
    commitment = lent(**WORKED[name].terms)
    assert lines_of(opened(commitment, choice(WORKED[name].typed))) == known(name)


def test_every_method_that_opens_a_loan_is_worked():
    assert {worked.typed["method"] for worked in WORKED.values()} == set(OPENED_WITH)
    assert {Method.IRREGULAR, Method.FLAT}.isdisjoint(OPENED_WITH)


@pytest.mark.parametrize("name", WORKED)
def test_a_contract_signed_opens_the_same_schedule(name):
    commitment = lent(**WORKED[name].terms)
    chosen = choice(WORKED[name].typed)
    contract = Contract(terms=terms_to_json(terms_agreed(commitment, chosen)))
    again = chosen_in(contract)
    assert terms_agreed(commitment, again) == terms_agreed(commitment, chosen)
    assert lines_of(opened(commitment, again)) == known(name)


def test_what_is_not_chosen_is_what_was_usual():
    """The terms of the default opening, written out."""
    terms = terms_agreed(lent(deferral_months=1), Choice(method=Method.ANNUITY))
    assert terms == ScheduleTerms(
        amount=Decimal(1200), annual_rate=Decimal("0.12"), method=Method.ANNUITY,
        start=PAID_OUT_ON, periods=3, deferred_principal_periods=1,
    )  # fmt: skip
    assert choice_of(terms) == Choice(method=Method.ANNUITY)


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"method": "custom_shares"}, "principal_shares", "0\u00a0part pour 3\u00a0échéances"),
        (
            {"method": "custom_shares", "principal_shares": "50 50"},
            "principal_shares", "2\u00a0parts pour 3\u00a0échéances",
        ),
        (
            {"method": "custom_shares", "principal_shares": "50 30 21"},
            "principal_shares", "faire 100",
        ),
        ({"method": "fixed_instalment"}, "fixed_instalment", "Indiquez l’échéance fixe"),
        # principals 294.77 and 297.72 leave 607.51 €, and 6.08 € of interest: above 2 × 306.77
        (
            {"method": "fixed_instalment", "fixed_instalment": "306.77"},
            "fixed_instalment", "la dernière serait de 613,59\u00a0€",
        ),
        (
            {"method": "annuity", "months_per_period": "12"},
            "months_per_period", "plus courte",
        ),
        (
            {"method": "annuity", "days_per_period": "92"},
            "days_per_period", "Aucune échéance ne tombe",
        ),
        (
            {"method": "annuity", "deferral": "interest"},
            "deferred_interest", "intérêts différés",
        ),
        (
            {"method": "constant_principal", "instalment_multiple_of": "1"},
            "instalment_multiple_of", "échéances constantes",
        ),
        ({"method": "annuity", "first_due": "2026-04-01"}, "first_due", "après le déblocage"),
    ],
)  # fmt: skip
def test_what_makes_no_schedule_is_refused_at_its_field(typed, field, said):
    with pytest.raises((ScheduleRefused, InvalidTerms), match=said) as refused:
        opened(lent(), choice(typed))
    assert refused.value.field == field
    assert not RunningLoan.objects.filter(opened_on__isnull=False).exists()


@pytest.mark.parametrize(
    ("fixed", "last"), [("306.78", "613.56"), ("408.02", "408.04"), ("408.03", "408.02")]
)
def test_the_last_line_of_a_fixed_instalment_takes_the_rest_up_to_two_of_them(fixed, last):
    chosen = choice({"method": "fixed_instalment", "fixed_instalment": fixed})
    lines = [part + cost for _, part, cost in lines_of(opened(lent(), chosen))]
    assert lines == [Decimal(fixed), Decimal(fixed), Decimal(last)]


def test_a_fixed_instalment_is_judged_on_all_that_was_granted():
    """600 € that left first come back by 306.77 € a month; the 1,200 € granted do not."""
    chosen = choice({"method": "fixed_instalment", "fixed_instalment": "306.77"})
    with pytest.raises(ScheduleRefused, match="613,59"):
        opened(lent(), replace(chosen, amount=Decimal(600)))


def test_91_days_still_fit_in_three_months():
    (line,) = lines_of(
        opened(lent(), choice({"method": "constant_principal", "days_per_period": "91"}))
    )
    assert line == ("2026-07-01", Decimal(1200), Decimal("35.90"))  # 144 × 91 ÷ 365
