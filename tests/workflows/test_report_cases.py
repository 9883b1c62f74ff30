"""The two cases that the annual report of 2024 tells, from the call to the commitments.

OPUR, an association of integration through work: participating loan of 36,000 €, contribution of
24,000 € and a solidarity guarantee on bank loans, after a DLA. Chez Jess: a loan guaranteed at
80 %, the Accès+ path, and a Cap Quartier grant. What the report does not say is invented.
"""

from datetime import date, time
from decimal import Decimal
from uuid import uuid4

import pytest

from levier.cases.models import AnalysisRating
from levier.cases.services import (
    add_plan_line,
    check_piece,
    missing_for_committee,
    move_case,
    open_case,
    rate_dimension,
    receive_piece,
    record_eligibility,
    request_pieces,
    set_request,
    update_case,
)
from levier.cases.services.eligibility import evaluate_case
from levier.cases.states import Event
from levier.committees.services import (
    cast_vote,
    open_sitting,
    plan_sitting,
    put_on_agenda,
    record_attendance,
)
from levier.documents.services import store_file
from levier.people.services import bank_named
from levier.portfolio.models import Commitment
from levier.support.services import add_beneficiary, open_journey
from levier.workflows.decide_case import decide_case
from tests.factories.accounts import user
from tests.factories.catalogue import instrument
from tests.factories.committees import committee, seat
from tests.factories.funds import envelope, funder
from tests.factories.people import person, structure

pytestmark = pytest.mark.django_db
CALLED, DECIDED = date(2024, 1, 8), date(2024, 3, 26)
GUINES, LENS, LENS_LIEVIN = "62397", "62498", "246200364"


@pytest.fixture
def advisor():
    found = user("advisor")
    instrument(found.organisation)  # installs the catalogue
    return found


def instruct(case, actor, needs, resources, requests):
    """Bring a dossier to « prêt pour le comité »; every amount is a text, in euros."""
    line = {"case": case, "actor": actor, "on": CALLED}
    move_case(case=case, event=Event.INSTRUCT, actor=actor, on=CALLED)
    for side, lines in (("need", needs), ("resource", resources)):
        for nature, amount in lines:
            add_plan_line(**line, side=side, nature=nature, amount=Decimal(amount))
    for name, terms in requests:
        set_request(**line, instrument=instrument(actor.organisation, name), **terms)
    for piece in request_pieces(**line):
        stored = store_file(
            organisation=actor.organisation, actor=actor, name="piece.pdf", content=b"%PDF-1.7\n"
        )
        receive_piece(piece=piece, actor=actor, on=CALLED, stored_file=stored)
        check_piece(piece=piece, actor=actor, on=CALLED)
    for dimension in AnalysisRating.Dimension.values:
        rate_dimension(**line, dimension=dimension, rating=3)
    update_case(**line, opinion="favourable", opinion_text="Le projet tient.")
    record_eligibility(**line)
    assert missing_for_committee(case, CALLED) == []
    move_case(case=case, event=Event.DECLARE_READY, actor=actor, on=CALLED)


def decide(case, kind):
    """Lay the dossier before a committee that votes yes, and agree to each of its requests."""
    secretary = user("secretary", case.organisation)
    row = committee(case.organisation, kind)
    seats = [seat(row) for _ in range(3)]
    sitting = plan_sitting(
        organisation=case.organisation, actor=secretary, committee=row, held_on=DECIDED,
        starts_at=time(18), place="Lens",
    )  # fmt: skip
    item = put_on_agenda(sitting=sitting, case=case, actor=secretary, on=CALLED)
    for one in seats:
        record_attendance(sitting=sitting, representative=one, is_present=True, actor=secretary)
    open_sitting(sitting=sitting, actor=secretary)
    for one in seats:
        cast_vote(item=item, representative=one, choice="for", actor=secretary)
    return [
        decide_case(
            item=item, request=asked, outcome="agreed", amount=asked.amount, actor=secretary,
            idempotency_key=uuid4(),
        )
        for asked in case.requests.order_by("id")
    ]  # fmt: skip


def verdicts(case, on=DECIDED) -> dict[str, str]:
    return {one.verdict.instrument: one.verdict.verdict for one in evaluate_case(case, on)}


def amounts(case) -> dict[str, Decimal]:
    found = Commitment.objects.filter(case=case).select_related("instrument")
    return {one.instrument.code: one.amount for one in found}


def test_opur_gets_three_instruments_after_a_dla(advisor):
    opur = structure(
        advisor, name="OPUR", siret="00003632700013", legal_category="9220",
        legal_form="Association", iae_type="ACI", is_ess=True,
    )  # fmt: skip
    helped = open_case(
        organisation=advisor.organisation, actor=advisor, track="dla", structure=opur, on=CALLED
    )
    journey = open_journey(
        case=helped, actor=advisor, programme="dla", number="DLA-2023-01", year=2023,
        started_on=date(2023, 9, 4),
    )  # fmt: skip
    add_beneficiary(journey=journey, actor=advisor, structure=opur, year=2023, fte=Decimal(25))
    case = open_case(
        organisation=advisor.organisation, actor=advisor, track="ess", structure=opur, on=CALLED,
        commune_code=GUINES, town="Guînes", title="Un local et une scierie",
        description="Construire le local et y créer une activité de sciage du bois.",
        project_kind="development", jobs_created=Decimal(7), jobs_consolidated=Decimal(25),
    )  # fmt: skip
    bank = bank_named(organisation=advisor.organisation, name="Crédit Mutuel", actor=advisor)
    instruct(
        case, advisor,
        needs=[("premises", "120000"), ("equipment", "30000")],
        resources=[("bank_loan", "90000"), ("solidarity", "36000"), ("solidarity", "24000")],
        requests=[
            ("Prêt participatif", {"amount": Decimal(36000), "months": 60, "deferral_months": 12,
             "annual_rate": Decimal("0.02")}),
            ("Contrat d'apport associatif", {"amount": Decimal(24000), "months": 48,
             "deferral_months": 12, "annual_rate": Decimal(0)}),
            ("Garantie Solidarité Insertion", {"bank": bank, "loan_amount": Decimal(90000),
             "quota": Decimal("0.50"), "amount": Decimal(45000), "months": 84,
             "annual_rate": Decimal("0.0397")}),
        ],
    )  # fmt: skip
    said = verdicts(case)
    assert said["pret_participatif"] == "yes"
    assert said["contrat_apport_associatif"] == "yes"
    assert said["garantie_solidarite_insertion"] == "to_check"  # terms in use, nowhere published

    decisions = decide(case, "ess")

    assert len({decision.item_id for decision in decisions}) == 1
    assert amounts(case) == {
        "pret_participatif": Decimal(36000),
        "contrat_apport_associatif": Decimal(24000),
        "garantie_solidarite_insertion": Decimal(45000),
    }
    assert opur.cases.filter(track="dla").get().journeys.get().years.get().year == 2023


def test_chez_jess_gets_a_guarantee_an_access_path_and_a_grant(advisor):
    house = advisor.organisation
    state = envelope(house, funder=funder(house, kind="state"))
    local = envelope(house, funder=funder(house, epci_siren=LENS_LIEVIN))
    envelope(house, funder=state.funder, scheme="acces_plus")
    jess = person(
        advisor, first_name="Jessica", last_name="Delporte", sex="F", birth_date=date(1998, 5, 4)
    )
    case = open_case(
        organisation=house, actor=advisor, track="creation", person=jess, on=CALLED,
        commune_code=LENS, town="Lens", title="Chez Jess", project_kind="creation",
        description="Un restaurant de quartier.", jobs_created=Decimal(1),
        jobs_consolidated=Decimal(0), is_job_seeker=True, months_registered=26, minima="RSA",
        situation="Demandeuse d'emploi, RSA", iae_criteria=["rsa"],
    )  # fmt: skip
    update_case(
        case=case, actor=advisor, on=CALLED, qpv_code="QN06201M", qpv_name="Cité 12",
        zoning="checked", epci_siren=LENS_LIEVIN,
    )  # fmt: skip
    assert verdicts(case)["cap_quartier"] == "not_yet"  # no loan to go with yet
    bank = bank_named(organisation=house, name="Banque des Terrils", actor=advisor)
    instruct(
        case, advisor,
        needs=[("equipment", "33000")],
        resources=[("bank_loan", "30000"), ("grant", "2000"), ("grant", "1000")],
        requests=[
            ("GEF", {"bank": bank, "loan_amount": Decimal(30000), "quota": Decimal("0.80"),
             "amount": Decimal(24000), "months": 60}),
            ("Cap Quartier", {"amount": Decimal(2000)}),
            ("Accès+", {"amount": Decimal(1000)}),
        ],
    )  # fmt: skip
    said = verdicts(case)
    assert said["garantie_egalite_femmes"] == "yes"
    assert said["cap_quartier"] == "not_yet"  # the committee has not granted the guarantee yet
    assert said["acces_plus"] == "yes"
    path = open_journey(
        case=open_case(
            organisation=house, actor=advisor, track="acces_plus", person=jess, on=CALLED
        ),
        actor=advisor, programme="acces_plus", number="ACC-2024-01", year=2024, started_on=CALLED,
    )  # fmt: skip

    decide(case, "creation")

    assert amounts(case) == {
        "garantie_egalite_femmes": Decimal("24000.00"),
        "cap_quartier": Decimal(2000),
        "acces_plus": Decimal(1000),
    }
    frozen = case.eligibility_records.filter(is_frozen=True, on=DECIDED)
    assert frozen.get(version__instrument__code="cap_quartier").verdict == "yes"
    prime = Commitment.objects.get(instrument__code="cap_quartier")
    assert {draw.envelope: draw.amount for draw in prime.draws.all()} == {state: 1000, local: 1000}
    assert jess.cases.filter(track="acces_plus").get().journeys.get() == path
