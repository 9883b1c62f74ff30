"""Every fact that the rules of eligibility know is read from a dossier, and typed on its pages."""

from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from levier.cases.models import Case, FundingRequest
from levier.cases.services import add_plan_line, evaluate_case, set_axis, set_request
from levier.cases.services.eligibility_facts import eligibility_facts
from levier.people.services import bank_named
from levier.rules.eligibility import Facts
from levier.web.cases.forms.facts import FactsForm, LoanForm
from levier.web.cases.forms.instruction import (
    PersonForm,
    PlanLineForm,
    ProjectForm,
    RequestForm,
    StructureForm,
)
from tests.factories.cases import DAY, LIEVIN, case
from tests.factories.catalogue import catalogue, instrument
from tests.factories.people import anais, structure

D = Decimal

TYPED: dict[str, tuple[type, str] | str] = {
    "person.birth_date": (PersonForm, "birth_date"),
    "person.sex": (PersonForm, "sex"),
    "person.is_job_seeker": (FactsForm, "is_job_seeker"),
    "person.months_registered": (FactsForm, "months_registered"),
    "person.minima": (FactsForm, "minima"),
    "person.iae_criteria": (FactsForm, "iae_criteria"),
    "person.home_commune": (PersonForm, "town"),
    "person.ficp_registered": (FactsForm, "ficp_registered"),
    "person.designated_operator": (FactsForm, "designated_operator"),
    "person.home_qpv": "the layers of the day say it, from the address",
    "business.project": (FactsForm, "project_kind"),
    "business.naf": (FactsForm, "naf_code"),
    "business.fte": (FactsForm, "staff_fte"),
    "business.losses_last_3_years": (FactsForm, "losses_last_3_years"),
    "business.difficulty_shown": (FactsForm, "difficulty_shown"),
    "business.created_on": (StructureForm, "created_on"),
    "business.legal_form": (StructureForm, "legal_form"),
    "business.ess": (StructureForm, "is_ess"),
    "business.iae_type": (StructureForm, "iae_type"),
    "business.commune": (ProjectForm, "town"),
    "business.qpv": "the layers of the day say it, from the address",
    "business.in_zfrr": "the layers of the day say it, from the commune",
    "business.engagement_axes": "the axes are rows, ticked on their own tab",
    "bank_loan.amount": (LoanForm, "loan_amount"),
    "bank_loan.months": (LoanForm, "months"),
    "bank_loan.surety_share": (LoanForm, "surety_amount"),
    "costs.study": (PlanLineForm, "amount"),
    "plan_total": (PlanLineForm, "amount"),
    "matching": (PlanLineForm, "amount"),
    "unguaranteed_loans": (PlanLineForm, "amount"),
    "lent_beside": (RequestForm, "amount"),
    "requested": (RequestForm, "amount"),
    "requested_months": (RequestForm, "months"),
    "requested_deferrals": (RequestForm, "deferral_months"),
    "guaranteed_loans": (RequestForm, "quota"),
    "loan_covered": (RequestForm, "loan_amount"),
    "coupled_kinds": "the commitments of the dossier say it",
    "held": "the commitments of its holder's other dossiers say it",
}
"""Where each fact is typed, or what says it."""
NOT_OF_A_DOSSIER = {
    "on": "the day is given",
    "instruments": "a dossier asks about every instrument of its house",
    "person.job_seeker_since": "a dossier keeps what it was at the entry: is_job_seeker, months",
}


def names_of_facts() -> set[str]:
    """Every fact of the engine: `person.sex`, `plan_total`…"""
    found = set()
    for field in fields(Facts):
        section = field.default_factory() if callable(field.default_factory) else None
        if is_dataclass(section):
            found |= {f"{field.name}.{inner.name}" for inner in fields(section)}
        else:
            found.add(field.name)
    return found


def value_of(facts: Facts, name: str):
    section, _, inner = name.rpartition(".")
    return getattr(getattr(facts, section) if section else facts, inner)


def social(actor, **values) -> Case:
    """A dossier of an association that is followed, without anything else typed."""
    firm = structure(
        actor, is_ess=True, iae_type="ACI", created_on=date(2015, 1, 1), legal_form="Association"
    )
    opened = case(actor, track="dasess", structure=firm, person=anais(actor))
    Case.objects.filter(pk=opened.pk).update(**values)
    return Case.objects.select_related("structure", "person").get(pk=opened.pk)


def full(actor) -> Case:
    """A dossier where everything is typed."""
    opened = social(
        actor, project_kind="development", naf_code="47.11", is_job_seeker=True,
        months_registered=14, minima="RSA", iae_criteria=["rsa"], zoning="checked",
        qpv_code="QN06254M", home_qpv_code="QN06254M", in_zfrr=False, commune_code=LIEVIN,
        staff_fte=D("3.5"), losses_last_3_years=1, difficulty_shown=True,
        ficp_registered=False, designated_operator=True,
    )  # fmt: skip
    opened.person.commune_code = LIEVIN
    opened.person.save()
    line = {"case": opened, "actor": actor, "on": DAY}
    set_axis(**line, axis="social", proof="Statuts.")
    add_plan_line(**line, side="need", nature="equipment", amount=D(40000))
    bank = bank_named(organisation=actor.organisation, name="Banque des Terrils", actor=actor)
    for amount in (20000, 5000):  # the guaranteed one, and another
        add_plan_line(**line, side="resource", nature="bank_loan", amount=D(amount))
    loan = {"loan_amount": D(20000), "bank": bank, "months": 60, "surety_amount": D(5000)}
    for label, quota in (("Garantie Emploi", "0.5"), ("Garantie Solidarité Insertion", "0.3")):
        set_request(
            **line, instrument=instrument(actor.organisation, label), quota=D(quota),
            amount=D(20000) * D(quota), deferral_months=3, **loan,
        )  # fmt: skip
    for label in ("FIDESS", "CAA"):
        set_request(**line, instrument=instrument(actor.organisation, label), amount=D(20000))
    return Case.objects.select_related("structure", "person").get(pk=opened.pk)


def test_every_fact_of_the_engine_is_known_to_be_typed_or_said_elsewhere():
    assert set(TYPED) | set(NOT_OF_A_DOSSIER) == names_of_facts()


@pytest.mark.parametrize("name", sorted(TYPED))
def test_every_fact_of_the_engine_is_filled_by_a_full_dossier(actor, name):
    facts = eligibility_facts(full(actor), DAY, frozenset({"guarantee"}), frozenset({"fidess"}))

    assert value_of(facts, name) not in (None, "", {}, (), frozenset())


@pytest.mark.parametrize("where", sorted({w for w in TYPED.values() if not isinstance(w, str)},
                                         key=str))  # fmt: skip
def test_what_is_typed_has_its_field(where):
    form, name = where

    assert name in form.base_fields


def test_what_nobody_typed_is_unknown_and_never_zero(actor):
    facts = eligibility_facts(case(actor, structure=structure(actor)), DAY)

    assert (facts.business.fte, facts.business.losses_last_3_years) == (None, None)
    assert facts.business.difficulty_shown is None
    known = {name for name in TYPED if value_of(facts, name) not in (None, {}, (), frozenset())}
    # An axis that nobody proved is known not to be: what counts is the proof.
    assert known == {"business.engagement_axes"}


@pytest.mark.parametrize(
    ("typed", "kept", "expected"),
    [
        ("4.50", "2.00", "4.50"),  # what is typed wins
        ("0", "2.00", "0"),  # zero typed is zero
        (None, "2.00", "2.00"),  # jobs that the project keeps are there already
        (None, "0", None),  # none kept says nothing of the staff
        (None, None, None),
    ],
)
def test_the_staff_is_what_is_typed_else_the_jobs_kept(actor, typed, kept, expected):
    opened = social(
        actor, staff_fte=typed and D(typed), jobs_consolidated=None if kept is None else D(kept)
    )

    fte = eligibility_facts(opened, DAY).business.fte

    assert fte == (None if expected is None else D(expected))


@pytest.mark.parametrize(
    ("day", "months", "matching", "verdict"),
    [
        (DAY, 23, 5000, "no"),
        (DAY, 24, 30000, "yes"),  # a loan of medium term counts
        (DAY, 25, 30000, "yes"),
        (DAY, None, 30000, "yes"),  # of a length that nobody knows: not held to be short
        (date(2000, 1, 1), 23, 5000, None),
        (date(1999, 12, 31), 23, 30000, None),  # nothing known yet of what is short
    ],
)
def test_a_bank_loan_matches_a_contribution_from_two_years_on(
    actor, day, months, matching, verdict
):
    """5 000 € of own cash, and the plan’s 25 000 € of bank loans, 20 000 of them guaranteed."""
    catalogue(actor.organisation, actor)
    opened = full(actor)
    add_plan_line(case=opened, actor=actor, on=DAY, side="resource", nature="own_cash",
                  amount=D(5000))  # fmt: skip
    FundingRequest.objects.filter(case=opened, loan_amount=D(20000)).update(months=months)
    opened = Case.objects.select_related("structure", "person").get(pk=opened.pk)

    assert eligibility_facts(opened, day).matching == matching
    if verdict is not None:
        found = {each.instrument.code: each.verdict for each in evaluate_case(opened, day)}
        limits = {each.code: each.result for each in found["contrat_apport_associatif"].conditions}
        assert limits["match"] == verdict


@pytest.mark.parametrize(
    ("staff", "losses", "shown", "verdict"),
    [
        (D(1), 1, None, "yes"),
        (D(1), 1, False, "yes"),  # a loss is enough
        (D("0.20"), 3, None, "yes"),
        (D(0), 1, None, "no"),  # nobody is employed
        (D(0), 0, True, "no"),
        (None, 1, None, "to_check"),
        (D(1), 0, None, "to_check"),  # a funding lost may be the difficulty
        (D(1), 0, True, "yes"),
        (D(1), 0, False, "no"),
        (D(1), None, None, "to_check"),
        (D(1), None, True, "yes"),
        (D(1), None, False, "to_check"),
    ],
)
def test_an_organisation_in_difficulty_is_told_by_its_staff_its_losses_and_what_else_shows_it(
    actor, staff, losses, shown, verdict
):
    catalogue(actor.organisation, actor)
    opened = social(actor, staff_fte=staff, losses_last_3_years=losses, difficulty_shown=shown)

    found = {each.instrument.code: each.verdict.verdict for each in evaluate_case(opened, DAY)}

    assert found["avance_dasess"] == verdict


@pytest.mark.django_db
@pytest.mark.parametrize("values", [{"losses_last_3_years": 4}, {"staff_fte": D("-0.01")}])
def test_three_years_hold_three_losses_and_a_staff_is_not_negative(actor, values):
    opened = social(actor)
    for name, value in values.items():
        setattr(opened, name, value)

    with pytest.raises(ValidationError):
        opened.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=opened.pk).update(**values)
