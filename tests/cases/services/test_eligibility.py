"""Eligibility is read from the dossier's own facts, and kept with its day."""

from datetime import date
from decimal import Decimal

import pytest

from levier.cases.models import Case, FundingRequest
from levier.cases.services import (
    add_plan_line,
    evaluate_case,
    record_eligibility,
    set_request,
    update_case,
)
from levier.cases.services.eligibility_facts import eligibility_facts
from levier.people.services import bank_named
from tests.factories.cases import DAY, case, ready_for_committee
from tests.factories.catalogue import catalogue, instrument
from tests.factories.committees import bank, request
from tests.factories.people import anais, structure


def verdicts(case, on=DAY, **facts):
    fresh = Case.objects.get(pk=case.pk)
    return {e.instrument.code: e.verdict.verdict.value for e in evaluate_case(fresh, on, **facts)}


def test_a_woman_job_seeker_who_creates_may_have_the_guarantee_for_women(actor):
    opened = ready_for_committee(actor)

    assert verdicts(opened)["garantie_egalite_femmes"] == "yes"


def test_what_nobody_wrote_down_is_to_check_and_never_no(actor):
    catalogue(actor.organisation, actor)
    opened = case(actor, person=anais(actor, sex=""))

    assert verdicts(opened)["garantie_egalite_femmes"] == "to_check"


def test_a_zoning_to_check_is_unknown_and_a_checked_one_is_known(actor):
    opened = case(actor, person=anais(actor), is_job_seeker=False)
    assert eligibility_facts(opened, DAY).business.qpv is None

    update_case(case=opened, actor=actor, on=DAY, zoning="checked", in_zfrr=False)

    facts = eligibility_facts(opened, DAY)
    assert (facts.business.qpv, facts.business.in_zfrr) == ("", False)


def test_the_bank_loan_is_that_of_the_guarantees_asked_for(actor):
    opened = ready_for_committee(actor)

    loan = eligibility_facts(opened, DAY).bank_loan

    assert (loan.amount, loan.months) == (Decimal(36000), 60)


def guarantee_of(opened, amount="6000", months=48, **terms) -> FundingRequest:
    """Return one more guarantee asked for in a dossier, on a bank's loan."""
    return request(opened, loan_amount=Decimal(amount), months=months, **terms)


def test_a_bank_loan_that_two_guarantees_cover_counts_once(actor):
    """6 000 € guaranteed twice are 6 000 €, and their surety of 3 000 € is half, not the whole."""
    opened, lender = case(actor), bank(actor.organisation)
    for name in ("GEF", "FGIF"):
        guarantee_of(opened, name=name, bank=lender, surety_amount=Decimal(3000))

    loan = eligibility_facts(opened, DAY).bank_loan

    assert (loan.amount, loan.months, loan.surety_share) == (6000, 48, Decimal("0.5"))


@pytest.mark.parametrize(("second", "amount"), [
    ({"amount": "6000"}, 12_000),  # another bank: another loan
    ({"amount": "6000.01", "bank": "same"}, Decimal("12000.01")),  # another amount
    ({"amount": "6000", "bank": None}, 6000),  # its bank is not known yet
])  # fmt: skip
def test_another_amount_or_another_bank_is_another_loan(actor, second, amount):
    opened, lender = case(actor), bank(actor.organisation)
    guarantee_of(opened, bank=lender)
    if second.get("bank") == "same":
        second = {**second, "bank": lender}
    guarantee_of(opened, name="FGIF", **second)

    assert eligibility_facts(opened, DAY).bank_loan.amount == amount


@pytest.mark.parametrize(("asked", "verdict"), [
    ("12000", "to_check"), ("12000.01", "no"),
])  # fmt: skip
def test_a_district_loan_beside_a_loan_guaranteed_twice_holds_to_half(actor, asked, verdict):
    """6 000 € of bank loan, guaranteed twice, allow 12 000 € and not a cent more."""
    opened = case(
        actor, zoning="checked", qpv_code="QN06254M", project_kind="creation",
        ficp_registered=False, designated_operator=True,
    )  # fmt: skip
    lender = bank(actor.organisation)
    for name in ("GEF", "FGIF"):
        guarantee_of(opened, name=name, bank=lender, surety_amount=Decimal(0))
    request(opened, "Prêt d’honneur Quartier", amount=asked, months=48)
    add_plan_line(
        case=opened, actor=actor, on=DAY, side="need", nature="equipment", amount=Decimal(20_000)
    )

    found = {e.instrument.code: e.verdict for e in evaluate_case(Case.objects.get(), DAY)}
    district = found["pret_honneur_quartier"]
    lacking = ["bank_loan_share"] if verdict == "no" else []
    assert district.verdict == verdict
    assert [each.code for each in district.reasons] == [*lacking, "terms_confirmed"]


@pytest.mark.parametrize(
    ("registered", "operator", "project", "verdict", "lacking"),
    [
        (False, True, "creation", "to_check", set()),
        (True, True, "creation", "to_check", {"not_in_ficp"}),
        (None, True, "creation", "to_check", {"not_in_ficp"}),
        (False, False, "creation", "no", {"designated_operator"}),
        (False, None, "creation", "to_check", {"designated_operator"}),
        (False, True, "takeover", "to_check", {"company_age_unless_creation"}),
        (False, True, "development", "to_check", {"company_age_unless_creation"}),
        (False, True, "", "to_check", {"company_age_unless_creation"}),
    ],
)
def test_a_district_loan_reads_what_the_dossier_says_of_its_holder(
    actor, registered, operator, project, verdict, lacking
):
    opened = case(
        actor, zoning="checked", qpv_code="QN06254M", project_kind=project,
        ficp_registered=registered, designated_operator=operator,
    )  # fmt: skip
    guarantee_of(opened, bank=bank(actor.organisation), surety_amount=Decimal(0))

    found = {e.instrument.code: e.verdict for e in evaluate_case(Case.objects.get(), DAY)}

    district = found["pret_honneur_quartier"]
    assert district.verdict == verdict
    assert {each.code for each in district.reasons} == lacking | {"terms_confirmed"}


def test_a_grant_waits_for_its_guaranteed_loan(actor):
    opened = ready_for_committee(actor, zoning="checked", qpv_code="QN06254M", in_zfrr=False)

    assert verdicts(opened)["cap_quartier"] == "not_yet"
    assert verdicts(opened, granted=frozenset({"guarantee"}))["cap_quartier"] == "yes"


def test_verdicts_are_kept_with_the_facts_read_and_frozen_ones_stay(actor):
    opened = ready_for_committee(actor)
    record_eligibility(case=opened, actor=actor, on=DAY, freeze=True)
    frozen = opened.eligibility_records.filter(is_frozen=True).count()
    update_case(case=opened, actor=actor, on=DAY, is_job_seeker=False)

    record_eligibility(case=Case.objects.get(pk=opened.pk), actor=actor, on=date(2024, 7, 1))

    kept = opened.eligibility_records.get(
        is_frozen=True, version__instrument__code="garantie_egalite_femmes"
    )
    assert frozen > 5
    assert (kept.verdict, kept.facts["person"]["months_registered"]) == ("yes", 14)


def test_the_facts_of_an_organisation_come_from_its_structure(actor):
    opened = case(
        actor, track="ess", person=None,
        structure=structure(actor, is_ess=True, iae_type="ACI", created_on=date(2015, 1, 1)),
    )  # fmt: skip

    business = eligibility_facts(opened, DAY).business

    assert (business.ess, business.iae_type, business.created_on) == (
        True, "ACI", date(2015, 1, 1),
    )  # fmt: skip


def test_what_a_dossier_says_of_its_plan_is_read(actor):
    opened = ready_for_committee(actor)
    facts = eligibility_facts(opened, DAY)
    needs = sum(line.amount for line in opened.plan_lines.filter(side="need"))

    assert facts.plan_total == needs > 0
    assert facts.matching >= facts.bank_loan.amount
    assert facts.held is None


def test_the_cost_of_a_study_is_what_the_plan_needs_and_never_the_amount_asked(actor):
    study = case(actor)
    set_request(
        case=study, actor=actor, on=DAY, instrument=instrument(actor.organisation, "FIDESS"),
        asked_amount=Decimal(28000), amount=Decimal(28000),
    )  # fmt: skip
    assert eligibility_facts(Case.objects.get(), DAY).costs.study is None

    need = {"side": "need", "nature": "equipment", "amount": Decimal(40000)}
    add_plan_line(case=study, actor=actor, on=DAY, **need)

    assert eligibility_facts(Case.objects.get(), DAY).costs.study == 40000
    found = {each.instrument.code: each.verdict for each in evaluate_case(Case.objects.get(), DAY)}
    assert found["fidess"].max_amount == 28000


def test_what_the_holder_was_granted_elsewhere_is_what_one_per_person_asks(actor):
    opened = ready_for_committee(actor)
    held = frozenset({"pret_honneur_quartier"})

    assert eligibility_facts(opened, DAY, held=held).held == held


def asking(opened, actor, label, quota, loan="20000", **terms):
    """One more guarantee asked for, on a bank's loan."""
    return set_request(
        case=opened, actor=actor, on=DAY, instrument=instrument(actor.organisation, label),
        loan_amount=Decimal(loan), quota=Decimal(quota), amount=Decimal(loan) * Decimal(quota),
        months=60, **terms,
    )  # fmt: skip


def test_a_loan_that_two_guarantees_share_counts_once(actor):
    opened = case(actor)
    for label in ("GEF", "Garantie Emploi"):
        asking(opened, actor, label, "0.4", surety_amount=Decimal(2000))

    facts = eligibility_facts(Case.objects.get(), DAY)

    assert (facts.bank_loan.amount, facts.bank_loan.surety_share) == (20000, Decimal("0.1"))
    assert facts.matching == 20000
    quotas = {"garantie_egalite_femmes": Decimal("0.4"), "garantie_emploi": Decimal("0.4")}
    assert facts.guaranteed_loans == (quotas,)
    assert facts.loan_covered == dict.fromkeys(quotas, Decimal("0.8"))


def test_the_loans_of_two_banks_or_of_two_amounts_are_not_one(actor):
    opened = case(actor)
    banks = [
        bank_named(organisation=actor.organisation, name=name, actor=actor)
        for name in ("Banque des Terrils", "Banque du Bassin")
    ]
    asking(opened, actor, "GEF", "0.4", bank=banks[0])
    asking(opened, actor, "Garantie Emploi", "0.4", bank=banks[1])
    asking(opened, actor, "GSI", "0.5", loan="30000", bank=banks[0])

    facts = eligibility_facts(Case.objects.get(), DAY)

    assert [len(loan) for loan in facts.guaranteed_loans] == [1, 1, 1]
    assert (facts.bank_loan.amount, facts.loan_covered) == (70000, {})


def test_two_guarantees_whose_versions_say_nothing_of_it_are_to_check(actor):
    opened = ready_for_committee(actor)  # 65 % on 36 000 €
    alone = {e.instrument.code: e.verdict for e in evaluate_case(opened, DAY)}
    assert "stacking" not in {c.code for c in alone["garantie_emploi"].conditions}

    asking(opened, actor, "GEF", "0.1", loan="36000")

    found = {
        e.instrument.code: {c.code: c.result for c in e.verdict.conditions}
        for e in evaluate_case(Case.objects.get(), DAY)
    }
    assert found["garantie_emploi"]["stacking"] == "to_check"
    assert found["garantie_egalite_femmes"]["stacking"] == "to_check"
    assert verdicts(opened)["garantie_egalite_femmes"] == "to_check"


@pytest.mark.parametrize(("elsewhere", "verdict"), [("5999.99", "no"), ("6000", "yes")])
def test_a_district_loan_beside_a_small_guaranteed_loan_and_another(actor, elsewhere, verdict):
    """18 000 € asked need 9 000 € of banks: 3 000 € guaranteed, the rest at another bank."""
    opened, lender = case(actor, zoning="checked", qpv_code="QN06254M"), bank(actor.organisation)
    guarantee_of(opened, "3000", bank=lender, surety_amount=Decimal(0))
    request(opened, "Prêt d’honneur Quartier", amount="18000", months=48)
    line = {"case": opened, "actor": actor, "on": DAY}
    add_plan_line(**line, side="need", nature="equipment", amount=Decimal(30_000))
    for amount in ("3000", elsewhere):
        add_plan_line(**line, side="resource", nature="bank_loan", amount=Decimal(amount))

    result = eligibility_facts(opened, DAY)
    assert result.lent_by_banks == 3000 + Decimal(elsewhere)
    found = {each.instrument.code: each.verdict for each in evaluate_case(opened, DAY)}
    conditions = {each.code: each.result for each in found["pret_honneur_quartier"].conditions}
    assert conditions["bank_loan_share"] == verdict
