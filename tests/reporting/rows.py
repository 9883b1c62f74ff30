"""A small year written straight in the tables: one dossier a team, one path a programme."""

from datetime import date
from decimal import Decimal
from itertools import count

from levier.cases.models import Case
from levier.catalogue.models import Carrier, Instrument
from levier.committees.models import AgendaItem, Committee, Decision, Sitting
from levier.crowdfunding.models import Campaign, Pledge
from levier.kernel.text import normalise
from levier.people.models import Bank, Holding, Person, Structure
from levier.portfolio.models import Commitment, Financing, Grant, Guarantee
from levier.support.models import (
    Beneficiary,
    BrsaFile,
    EngineeringPayment,
    Journey,
    JourneyYear,
    Study,
)
from levier.territories.register import commune

LENS, CALAIS, FRUGES = "62498", "62193", "62364"
IN_JUNE = date(2024, 6, 3)
_rank = count(1)


class House:
    """Writes rows of one house; every method returns the row it wrote."""

    def __init__(self, organisation):
        self.of = {"organisation": organisation}
        self.organisation = organisation

    def person(self, last_name="Delcroix", **fields) -> Person:
        values = {
            "first_name": "Anaïs",
            "last_name": last_name,
            "sex": "F",
            "birth_date": date(1990, 6, 3),
            "name_key": normalise(last_name),
        }
        return Person.objects.create(**self.of, **(values | fields))

    def structure(self, name="Cycles de la Gohelle", **fields) -> Structure:
        values = {"siret": f"{next(_rank):014d}", "name_key": normalise(name)}
        return Structure.objects.create(**self.of, name=name, **(values | fields))

    def case(self, track="creation", commune_code=LENS, **fields) -> Case:
        rank = next(_rank)
        values = {
            "number": f"{track[:3].upper()}-2024-{rank:03d}",
            "commune_code": commune_code,
            "epci_siren": commune(commune_code).epci_siren,
            "opened_on": date(2024, 3, 1),
            "last_action_on": IN_JUNE,
        }
        return Case.objects.create(**self.of, track=track, **(values | fields))

    def instrument(self, code, kind) -> Instrument:
        carrier, _ = Carrier.objects.get_or_create(**self.of, code="maison", name="Maison")
        found, _ = Instrument.objects.get_or_create(
            **self.of, code=code, defaults={"label": code, "kind": kind, "carrier": carrier}
        )
        return found

    def commitment(self, case, code, kind, amount, decided_on=IN_JUNE, **fields) -> Commitment:
        instrument = self.instrument(code, kind)
        values = {
            "number": f"E-{next(_rank):04d}",
            "instrument": instrument,
            "carrier": instrument.carrier,
            "kind": kind,
            "amount": Decimal(amount),
            "decided_on": decided_on,
        }
        return Commitment.objects.create(**self.of, case=case, **(values | fields))

    def guarantee(self, case, loan="50000", guaranteed="32500", **fields) -> Commitment:
        commitment = self.commitment(case, "garantie_emploi", "guarantee", guaranteed, **fields)
        bank, _ = Bank.objects.get_or_create(**self.of, name="Crédit des Exemples", name_key="c")
        Guarantee.objects.create(
            **self.of, commitment=commitment, bank=bank, loan_amount=Decimal(loan),
            loan_months=60, quota=Decimal("0.65"), guaranteed_amount=Decimal(guaranteed),
        )  # fmt: skip
        return commitment

    def loan(self, case, amount="8000", kind="loan", **fields) -> Commitment:
        commitment = self.commitment(case, f"instrument_{kind}", kind, amount, **fields)
        Financing.objects.create(**self.of, commitment=commitment, months=48)
        return commitment

    def grant(self, case, person, code="cap_quartier", amount="2000", **fields) -> Commitment:
        commitment = self.commitment(case, code, "grant", amount, **fields)
        Grant.objects.create(**self.of, commitment=commitment, person=person, goes_with=case)
        return commitment

    def sitting(self, held_on=IN_JUNE, **fields) -> Sitting:
        committee, _ = Committee.objects.get_or_create(**self.of, code="creation", label="TPE")
        values = {"number": f"CE-{held_on.year}-{next(_rank)}", "state": "held"}
        return Sitting.objects.create(
            **self.of, committee=committee, held_on=held_on, **(values | fields)
        )

    def decision(self, case, decided_on=IN_JUNE, outcome="agreed") -> Decision:
        item = AgendaItem.objects.create(**self.of, sitting=self.sitting(decided_on), case=case)
        return Decision.objects.create(**self.of, item=item, outcome=outcome, decided_on=decided_on)

    def journey(self, programme="brsa", year=2024, person=None, kind="individual", **fields):
        case = self.case(track=programme, person=person, structure=fields.pop("structure", None))
        values = {"number": f"{programme.upper()}-{next(_rank)}"}
        journey = Journey.objects.create(
            **self.of, case=case, programme=programme, kind=kind, **(values | fields)
        )
        JourneyYear.objects.create(**self.of, journey=journey, year=year)
        return journey

    def brsa(self, person, left_on=None, **fields) -> Journey:
        journey = self.journey("brsa", person=person, **fields)
        BrsaFile.objects.create(
            **self.of, journey=journey, has_left_rsa=left_on is not None, left_rsa_on=left_on
        )
        return journey

    def beneficiary(self, journey, structure, fte="10", year=2024) -> Beneficiary:
        return Beneficiary.objects.create(
            **self.of, journey=journey, structure=structure, year=year, fte=Decimal(fte)
        )

    def study(self, structure, jobs="5") -> Study:
        journey = self.journey("fidess", structure=structure)
        self.commitment(journey.case, "fidess", "grant", "30000")
        return Study.objects.create(
            **self.of, journey=journey, subject="Une coopérative", potential_jobs=Decimal(jobs)
        )

    def payment(self, structure, amount="1500.60", paid_on=IN_JUNE) -> EngineeringPayment:
        return EngineeringPayment.objects.create(
            **self.of, number=f"ING-{next(_rank)}", scheme="dla", structure=structure,
            structure_name=structure.name, amount=Decimal(amount), paid_on=paid_on,
        )  # fmt: skip

    def campaign(self, structure, target="3000", commune_code=LENS, **fields) -> Campaign:
        values = {
            "number": f"PRO-2024-{next(_rank):02d}",
            "name": f"Campagne {structure.name}",
            "holder_name": structure.name,
            "starts_on": date(2024, 4, 1),
            "ends_on": date(2024, 5, 1),
        }
        return Campaign.objects.create(
            **self.of, structure=structure, target_amount=Decimal(target),
            commune_code=commune_code, **(values | fields),
        )  # fmt: skip

    def pledge(self, campaign, email="don@example.org", amount="50") -> Pledge:
        return Pledge.objects.create(
            **self.of, campaign=campaign, number=f"C{next(_rank)}", given_on=date(2024, 4, 2),
            last_name="Robin", email=email, email_key=email.strip().lower(),
            amount=Decimal(amount),
        )  # fmt: skip

    def holding(self, person, structure) -> Holding:
        return Holding.objects.create(**self.of, person=person, structure=structure)


def small_year(organisation) -> House:
    """Write a year with at least one row behind each kind of figure, and return its writer."""
    house = House(organisation)
    holder, company = house.person(), house.structure()
    case = house.case(
        person=holder, structure=company, is_job_seeker=True, months_registered=12,
        jobs_created=2, qpv_code="QN06201M", in_zfrr=False,
    )  # fmt: skip
    house.guarantee(case)
    house.grant(case, holder, set_up_on=date(2024, 9, 2))
    engaged = house.case("engaged", FRUGES, person=house.person("Ferreira"), in_zfrr=True)
    house.loan(engaged)
    organisation_of_ess = house.structure("Les Jardins du Pinson")
    ess = house.case("ess", CALAIS, structure=organisation_of_ess, jobs_consolidated=10)
    house.loan(ess, "15000", "contribution")
    house.guarantee(ess, "40000", "20000")
    aided = house.case("dasess", structure=house.structure("Le Cadran"), jobs_consolidated=7)
    house.decision(aided)
    house.brsa(house.person("Fournier"), date(2024, 7, 1))
    house.brsa(house.person("Nguyen"))
    house.journey("acces_plus", person=house.person("Lecocq"))
    dla = house.journey("dla", kind="collective")
    house.beneficiary(dla, organisation_of_ess)
    house.study(house.structure("La Fabrique des Vanniers"))
    house.payment(organisation_of_ess)
    campaign = house.campaign(house.structure("La Salamandre"))
    house.pledge(campaign)
    return house
