"""Dossiers ready for a financing mix, for every test."""

from decimal import Decimal

from levier.cases.models import Case
from levier.cases.services import add_plan_line
from levier.mixes.models import SittingScenario
from levier.mixes.services import record_proposal
from levier.rules.mix.problem import BANK, Line, Mix, Need, Problem
from tests.factories.cases import DAY, LIEVIN, instructed
from tests.factories.catalogue import instrument
from tests.factories.people import anais


def jess(actor, needs="40000", own="5000", **fields) -> Case:
    """Return a dossier of a woman who creates in a QPV: needs 40 000 €, brings 5 000 €."""
    values = {
        "person": anais(actor), "commune_code": LIEVIN, "town": "Liévin",
        "project_kind": "creation", "is_job_seeker": True, "months_registered": 14,
        "situation": "Demandeur d'emploi", "qpv_code": "QP062001", "qpv_name": "Les Marichelles",
        "zoning": Case.Zoning.CHECKED, "ficp_registered": False, "designated_operator": True,
        **fields,
    }  # fmt: skip
    instrument(actor.organisation)  # installs the catalogue
    opened = instructed(actor)
    for name, value in values.items():
        setattr(opened, name, value)
    opened.save()
    line = {"case": opened, "actor": actor, "on": DAY}
    add_plan_line(**line, side="need", nature="equipment", label="Matériel", amount=Decimal(needs))
    add_plan_line(**line, side="resource", nature="own_cash", amount=Decimal(own))
    return Case.objects.select_related("organisation", "person", "structure").get(pk=opened.pk)


def one_of_each(actor, rows: dict) -> dict:
    """Return a mix of the house's dossier, and a scenario of its sitting."""
    problem = Problem(needs=(Need("Stock", Decimal(1000)),), own=Decimal(200))
    mix = Mix((Line(BANK, Decimal(800), 60),))
    proposal = record_proposal(
        case=rows["case"], actor=actor, on=DAY, problem=problem, mixes=[(mix, {})]
    )
    scenario = SittingScenario.objects.create(
        organisation=rows["case"].organisation, sitting=rows["sitting"], name="Essai", made_by=actor
    )
    return {"candidate": proposal.candidates.get(), "scenario": scenario}
