"""Opening the demo's dossiers through the services of the screens."""

from datetime import date, timedelta
from decimal import Decimal

from demo.forecasts import type_the_forecast
from demo.people_at_work import BANKS, DemoCase
from levier.cases.models import Case
from levier.cases.services import record_eligibility
from levier.cases.services.analysis import add_attention_point, rate_dimension
from levier.cases.services.engagement import set_axis
from levier.cases.services.exchanges import add_note
from levier.cases.services.life import move_case, open_case, update_case
from levier.cases.services.pieces import check_piece, receive_piece, request_pieces
from levier.cases.services.plan import add_plan_line
from levier.cases.services.requests import set_request
from levier.cases.states import Event
from levier.cases.tracks import Track
from levier.catalogue.models import Instrument
from levier.documents.services import store_file
from levier.people.services import (
    bank_named,
    link_holding,
    prescriber_named,
    register_person,
    register_structure,
)
from levier.rendering.documents import House, SheetData, render_sheet

PIECES_CHECKED = {"ready", "agenda"}


def open_demo_case(house, advisor, office, demo: DemoCase, today: date) -> Case:
    """Open one dossier and bring it to its stage."""
    opened = today - timedelta(days=demo.days_ago)
    person = _person(house, advisor, demo)
    structure = register_structure(
        organisation=house, actor=advisor, name=demo.title, commune_code=demo.commune_code,
        town=demo.town, **({} if person else {"siret": "00000417300011", "is_ess": True}),
    )  # fmt: skip
    if person:
        link_holding(person=person, structure=structure, actor=advisor)
    sender = (
        prescriber_named(organisation=house, name=demo.prescriber, actor=advisor)
        if demo.prescriber
        else None
    )
    case = open_case(
        organisation=house, actor=advisor, on=opened,
        track=Track.CREATION if person else Track.ESS,
        person=person, structure=structure, title=demo.title, advisor=advisor, office=office,
        prescriber=sender, commune_code=demo.commune_code, town=demo.town,
        postcode=demo.postcode, address=demo.address,
    )  # fmt: skip
    if demo.stage == "orientation":
        move_case(case=case, event=Event.ORIENT, actor=advisor, on=opened + timedelta(days=2))
    if demo.stage in {"instruction", *PIECES_CHECKED}:
        _instruct(case, advisor, demo, opened)
    return case


def _person(house, advisor, demo: DemoCase):
    if not demo.last_name:
        return None
    return register_person(
        organisation=house, actor=advisor, last_name=demo.last_name, first_name=demo.first_name,
        civility=demo.civility, sex="F" if demo.civility == "Mme" else "M",
        birth_date=date(demo.birth_year, 5, 12) if demo.birth_year else None,
        phone="06 39 98 41 20", commune_code=demo.commune_code, town=demo.town,
        email=f"{demo.last_name.lower()}.demo@example.org".replace("â", "a"),
    )  # fmt: skip


def _instruct(case: Case, advisor, demo: DemoCase, opened: date) -> None:
    day = opened + timedelta(days=3)
    move_case(case=case, event=Event.INSTRUCT, actor=advisor, on=day)
    update_case(
        case=case, actor=advisor, on=day, description=demo.idea, project_kind="creation",
        jobs_created=demo.jobs_created, jobs_consolidated=0 if demo.jobs_created else None,
        **demo.facts,
    )  # fmt: skip
    for nature, label, amount in demo.needs:
        _line(case, advisor, day, "need", nature, label, amount)
    for nature, label, amount, status in demo.resources:
        _line(case, advisor, day, "resource", nature, label, amount, status=status)
    for code, terms in demo.requests:
        _ask(case, advisor, day, code, dict(terms))
    type_the_forecast(case, advisor, day)
    for dimension, rating, comment in demo.ratings:
        rate_dimension(
            case=case, actor=advisor, on=day, dimension=dimension, rating=rating, comment=comment
        )
    for kind, text, answer in demo.points:
        add_attention_point(case=case, actor=advisor, on=day, kind=kind, text=text, answer=answer)
    for axis, proof in demo.axes:
        set_axis(case=case, actor=advisor, on=day, axis=axis, proof=proof)
    _collect(case, advisor, demo, day)
    record_eligibility(case=case, actor=advisor, on=day)
    add_note(case=case, actor=advisor, on=day, text="Premier entretien : projet solide, à suivre.")
    if demo.stage in PIECES_CHECKED:
        update_case(
            case=case, actor=advisor, on=day, opinion="favourable", opinion_text=demo.opinion
        )
        move_case(case=case, event=Event.DECLARE_READY, actor=advisor, on=day)


def _line(case, advisor, day, side, nature, label, amount, **fields) -> None:
    add_plan_line(
        case=case, actor=advisor, on=day, side=side, nature=nature, label=label,
        amount=Decimal(amount), **fields,
    )  # fmt: skip


def _ask(case, advisor, day, code: str, terms: dict) -> None:
    instrument = Instrument.objects.get(organisation=case.organisation, code=code)
    if "bank" in terms:
        name = BANKS[terms["bank"]]
        terms["bank"] = bank_named(organisation=case.organisation, name=name, actor=advisor)
    set_request(case=case, actor=advisor, on=day, instrument=instrument, **terms)


def _collect(case: Case, advisor, demo: DemoCase, day: date) -> None:
    """Ask for the pieces; a ready dossier has them all, another has the first three."""
    request_pieces(case=case, actor=advisor, on=day)
    pieces = list(case.pieces.select_related("kind"))
    wanted = pieces if demo.stage in PIECES_CHECKED else pieces[:3]
    for piece in wanted:
        content = render_sheet(
            SheetData(
                house=House(name=case.organisation.name),
                title=str(piece.kind),
                produced_on=day,
                sections=(),
            )
        ).content
        stored = store_file(
            organisation=case.organisation, actor=advisor, name=f"{piece.kind.code}.pdf",
            content=content, origin="démonstration",
        )  # fmt: skip
        receive_piece(piece=piece, actor=advisor, on=day, stored_file=stored)
        if demo.stage in PIECES_CHECKED:
            check_piece(piece=piece, actor=advisor, on=day)
