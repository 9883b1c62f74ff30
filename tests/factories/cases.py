"""Dossiers, opened through the services, with traits named after the trade."""

from datetime import date
from decimal import Decimal

from levier.cases.models import AnalysisRating, Case
from levier.cases.services import (
    add_plan_line,
    check_piece,
    move_case,
    open_case,
    rate_dimension,
    receive_piece,
    record_eligibility,
    request_pieces,
    set_request,
    update_case,
)
from levier.cases.states import Event
from levier.documents.services import store_file
from levier.people.services import bank_named
from tests.factories.catalogue import instrument
from tests.factories.people import anais, person

DAY = date(2024, 6, 3)
LIEVIN = "62510"


def case(actor, **fields) -> Case:
    """Return a dossier at the first contact, followed by the actor."""
    values = {"track": "creation", "advisor": actor, "on": DAY, **fields}
    if "person" not in values and "structure" not in values:
        values["person"] = person(actor)
    return open_case(organisation=actor.organisation, actor=actor, **values)


def instructed(actor, **fields) -> Case:
    """Return a dossier in instruction."""
    opened = case(actor, **fields)
    return move_case(case=opened, event=Event.INSTRUCT, actor=actor, on=DAY)


def with_plan(actor, needs="51000", resources="51000", **fields) -> Case:
    """Return a dossier in instruction, with one need and one resource."""
    opened = instructed(actor, **fields)
    line = {"case": opened, "actor": actor, "on": DAY}
    add_plan_line(**line, side="need", nature="equipment", amount=Decimal(needs))
    add_plan_line(**line, side="resource", nature="bank_loan", amount=Decimal(resources))
    return opened


def with_guarantee(actor, **fields) -> Case:
    """Return a dossier that asks for a guarantee of 65 % on a loan of 36 000 euros."""
    opened = with_plan(actor, person=anais(actor), **fields)
    set_request(
        case=opened,
        actor=actor,
        on=DAY,
        instrument=instrument(actor.organisation, "Garantie Emploi"),
        bank=bank_named(organisation=actor.organisation, name="Banque des Terrils", actor=actor),
        loan_amount=Decimal("36000"),
        quota=Decimal("0.65"),
        amount=Decimal("23400"),
        months=60,
    )
    return opened


def ready_for_committee(actor, **fields) -> Case:
    """Return a dossier that misses nothing, still in instruction."""
    opened = with_guarantee(
        actor, commune_code=LIEVIN, town="Liévin", description="Un atelier de réparation de vélos.",
        project_kind="creation", jobs_created=Decimal(1), jobs_consolidated=Decimal(0),
        is_job_seeker=True, months_registered=14, situation="Demandeur d'emploi", **fields,
    )  # fmt: skip
    for piece in request_pieces(case=opened, actor=actor, on=DAY):
        stored = store_file(
            organisation=actor.organisation, actor=actor, name="piece.pdf", content=b"%PDF-1.7\n"
        )
        receive_piece(piece=piece, actor=actor, on=DAY, stored_file=stored)
        check_piece(piece=piece, actor=actor, on=DAY)
    for dimension in AnalysisRating.Dimension.values:
        rate_dimension(case=opened, actor=actor, on=DAY, dimension=dimension, rating=3)
    update_case(
        case=opened, actor=actor, on=DAY, opinion="favourable", opinion_text="Projet solide."
    )
    record_eligibility(case=opened, actor=actor, on=DAY)
    return opened
