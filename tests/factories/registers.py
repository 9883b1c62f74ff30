"""One row of each register, for the tests that try every page."""

from datetime import date
from decimal import Decimal

from levier.accounts.models import Organisation, User
from levier.cases.models import (
    AttentionPoint,
    CaseAccess,
    CaseParty,
    FundingRequest,
    Piece,
    PlanLine,
    Referral,
)
from levier.cases.services import open_case, receive_piece
from levier.catalogue.models import PieceKind
from levier.catalogue.services import register_third_party_aid
from levier.committees.models import Delegation, Withdrawal, WithdrawalProposal
from levier.committees.services import body_named, college_named
from levier.documents.services import store_file
from levier.exchange.forecast_import import drop_forecast_file
from levier.exchange.models import StockImport, YearImport
from levier.exchange.plan_import import drop_plan_file
from levier.people.models import Consent
from levier.people.services import (
    bank_named,
    prescriber_named,
    register_person,
    register_structure,
)
from levier.reporting.models import ReportBlock
from levier.support.services import record_engineering_payment
from tests.factories import accounts, crowdfunding, support
from tests.factories.committees import refusal_reason
from tests.factories.papers import pdf_of

DAY = date(2024, 6, 3)


def one_of_each(house: Organisation, actor: User) -> dict:
    """Return a person, a structure, a bank, a prescriber… of the house, by name."""
    person = register_person(
        organisation=house, actor=actor, last_name="Delcroix", first_name="Anaïs"
    )
    case = open_case(organisation=house, actor=actor, on=DAY, track="creation", person=person)
    journey = support.journey("dla", house, advisor=actor)
    return {
        "person": person,
        "case": case,
        "journey": journey,
        "campaign": crowdfunding.campaign(house, actor),
        "payment": record_engineering_payment(
            organisation=house, actor=actor, number="ING-1", scheme="dla", amount=Decimal(3600)
        ),
        "colleague": accounts.user("advisor", house),
        "office": accounts.office(house),
        "structure": register_structure(
            organisation=house, actor=actor, name="Cycles de la Gohelle"
        ),
        "third_party_aid": register_third_party_aid(
            organisation=house,
            actor=actor,
            giver="Agglomération de la Gohelle",
            label="Aide à l’installation",
            first_day=DAY,
            source="Délibération",
            document=store_file(
                organisation=house, actor=actor, name="aide.pdf", content=b"%PDF-1.7\n"
            ),
        ),
        "bank": bank_named(organisation=house, name="Banque des Terrils", actor=actor),
        "prescriber": prescriber_named(organisation=house, name="Boutique de gestion", actor=actor),
    }


def hung_from_a_case(case, actor: User, instrument) -> dict:
    """Return one of each row that hangs from a dossier, by the name its address gives it."""
    house = case.organisation
    mine = {"organisation": house, "case": case}
    consent = Consent.objects.create(
        organisation=house, person=case.person, purpose="referral", given_on=DAY, means="oral"
    )
    body = prescriber_named(organisation=house, name="Mission locale", actor=actor)
    kind = PieceKind.objects.filter(organisation=house).first()
    return {
        "party": CaseParty.objects.create(**mine, person=case.person, role="associé"),
        "access": CaseAccess.objects.create(
            **mine, user=accounts.user("brsa_advisor", house), reason="renfort", given_by=actor
        ),
        "line": PlanLine.objects.create(**mine, side="need", nature="stock", amount=Decimal(1000)),
        "resource": PlanLine.objects.create(
            **mine,
            side="resource",
            nature="grant",
            amount=Decimal(1000),
            letter=store_file(
                organisation=house, actor=actor, name="accord.pdf", content=b"%PDF-1.7\n"
            ),
        ),
        "sheet": drop_plan_file(
            case=case, actor=actor, name="plan.csv", content="Besoins;Départ\nStock;10\n".encode()
        ),
        "forecast_sheet": drop_forecast_file(
            case=case,
            actor=actor,
            name="previsionnel.csv",
            content=b"Poste;Ann\xc3\xa9e 1\nLoyer;600\n",
        ),
        "paper": drop_plan_file(case=case, actor=actor, name="plan.pdf", content=b"%PDF-1.7\n"),
        "demand": FundingRequest.objects.create(**mine, instrument=instrument),
        "piece": receive_piece(
            piece=Piece.objects.create(**mine, kind=kind),
            actor=actor,
            on=DAY,
            stored_file=store_file(
                organisation=house, actor=actor, name="piece.pdf", content=pdf_of()
            ),
        ),
        "point": AttentionPoint.objects.create(**mine, kind="risk", text="Loyer élevé"),
        "referral": Referral.objects.create(
            **mine, body=body, consent=consent, reason="appui", sent_on=DAY, sent_by=actor
        ),
    }


def papers_of(house: Organisation, actor: User, item, representative) -> dict:
    """Return a year's import, a block of the report and a withdrawal of the house."""
    stored = store_file(organisation=house, actor=actor, name="annee.pdf", content=b"%PDF-1.7\n")
    return {
        "refusal_reason": refusal_reason(house),
        "delegation": Delegation.objects.create(
            organisation=house,
            body=body_named(house, "director"),
            kind="loan",
            max_amount=1000,
            first_day=DAY,
        ),
        "body": body_named(house, "bureau"),
        "college": college_named(house, "banque"),
        "year_import": YearImport.objects.create(
            organisation=house, year=2024, stored_file=stored, created_by=actor, state="preview"
        ),
        "stock_import": StockImport.objects.create(
            organisation=house, stored_file=stored, created_by=actor, state="preview"
        ),
        "report_block": ReportBlock.objects.create(
            organisation=house, year=2024, chapter="opening", kind="editorial", title="Édito"
        ),
        "proposal": WithdrawalProposal.objects.create(
            organisation=house,
            item=item,
            representative=representative,
            ground="bank",
            reason="sa banque prête au projet",
        ),
        "withdrawal": Withdrawal.objects.create(
            organisation=house,
            item=item,
            case=item.case,
            representative=representative,
            reason="parent",
        ),
    }
