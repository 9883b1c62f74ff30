"""What a public funder may pay for: the day before, and the day of the law."""

from datetime import date

import pytest

from levier.cases.models import PlanLine
from levier.rules.lawful_use import (
    USES,
    Lawfulness,
    lawful_use,
    payable_needs,
    unlawful_reason,
)

LAW = date(2015, 8, 9)


@pytest.mark.parametrize(
    ("on", "verdict"),
    [(date(2015, 8, 8), "to_check"), (LAW, "refused"), (date(2026, 1, 1), "refused")],
)
def test_a_department_no_longer_aids_a_business_since_the_law_of_2015(on, verdict):
    assert lawful_use("department", "business_aid", on).verdict == verdict


def test_the_refusal_quotes_the_text_and_its_first_day():
    said = unlawful_reason("department", "business_aid", LAW)

    for part in ("Région est seule compétente", "2015-991", "L. 1511-2", "09/08/2015"):
        assert part in said


@pytest.mark.parametrize(
    ("kind", "use", "verdict"),
    [
        ("department", "social_inclusion", "allowed"),
        ("department", "business_real_estate", "on_condition"),
        ("department", "ess_aid", "to_check"),
        ("region", "business_aid", "allowed"),
        ("epci", "business_aid", "on_condition"),
        ("city", "business_real_estate", "allowed"),
        ("state", "business_aid", "to_check"),
        ("own", "business_aid", "to_check"),
    ],
)
def test_what_each_funder_may_pay_for(kind, use, verdict):
    found = lawful_use(kind, use, date(2024, 1, 1))

    assert found.verdict == verdict
    assert bool(found.source) is (verdict != "to_check")
    assert unlawful_reason(kind, use, date(2024, 1, 1)) == ""


def test_only_what_a_text_settles_is_refused():
    kinds = ("state", "region", "department", "epci", "city", "network", "own", "europe")
    refused = {
        (kind, use)
        for kind in kinds
        for use in USES
        if lawful_use(kind, use, date(2026, 1, 1)).verdict == Lawfulness.REFUSED
    }

    assert refused == {("department", "business_aid")}


def test_what_money_may_pay_follows_its_use():
    on = date(2026, 1, 1)

    assert payable_needs("business_real_estate", on) == {"premises"}
    business = payable_needs("business_aid", on)
    assert {"equipment", "stock", "working_capital", "premises"} <= business
    assert not business & {"loan_repaid", "drawings", "voluntary_use"}
    assert "equipment" not in payable_needs("support", on)


def test_a_use_or_a_day_without_text_limits_nothing():
    assert payable_needs("social_inclusion", date(2026, 1, 1)) is None
    assert payable_needs("business_real_estate", date(2015, 8, 8)) is None


def test_what_may_be_paid_is_named_as_in_a_plan():
    natures = set(PlanLine.Nature.values)

    for use in USES:
        assert (payable_needs(use, date(2026, 1, 1)) or set()) <= natures
