"""Eligibility is read from the dossier's own facts, and kept with its day."""

from datetime import date
from decimal import Decimal

from levier.cases.models import Case
from levier.cases.services import evaluate_case, record_eligibility, update_case
from levier.cases.services.eligibility_facts import eligibility_facts
from tests.factories.cases import DAY, case, ready_for_committee
from tests.factories.catalogue import catalogue
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


def test_what_the_holder_was_granted_elsewhere_is_what_one_per_person_asks(actor):
    opened = ready_for_committee(actor)
    held = frozenset({"pret_honneur_quartier"})

    assert eligibility_facts(opened, DAY, held=held).held == held
