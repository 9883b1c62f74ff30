"""Paths of support, the year's register, organisations helped, payments of engineering."""

from django.db.models import Max

from levier.cases.models import Case
from levier.cases.services import move_case
from levier.cases.states import Event, State
from levier.exchange.plan.kinds.kind import Kind, found_in, values_of
from levier.support.models import Beneficiary, EngineeringPayment, Journey, JourneyYear
from levier.support.services import (
    DETAILS,
    add_beneficiaries,
    open_journeys,
    put_in_register,
    put_in_registers,
    record_engineering_payments,
    update_journey,
    update_row,
)

FILES = {
    "brsa": "brsa",
    "acces_plus": "acces_plus",
    "dla": "dla",
    "dasess": "dasess",
    "fidess": "study",
}


class Journeys(Kind):
    """Paths, by number, with the file of their programme."""

    name = "journey"
    label = "parcours"
    compared = (
        "kind", "title", "topic", "advisor", "oriented_on", "started_on", "ended_on", "operation",
    )  # fmt: skip
    filled = ("advisor", "operation")

    def find(self, scene, wishes):
        rows = found_in(
            Journey.objects.filter(organisation=scene.house)
            .select_related("case", *FILES.values())
            .annotate(last_year=Max("years__year")),
            "number",
            wishes,
        )
        found = {row.number: row for row in rows}
        for number, row in found.items():
            if row.last_year and row.last_year > scene.year:
                wishes[number].is_past = True  # a later register says more
        return found

    def wanted(self, wish):
        yield from super().wanted(wish)
        for name, value in wish.details.items():
            yield f"details.{name}", value

    def current(self, row, name):
        if not name.startswith("details."):
            return super().current(row, name)
        return super().current(getattr(row, FILES[row.programme]), name.removeprefix("details."))

    def create(self, scene, wishes):
        journeys, details = {}, []
        for wish in wishes:
            journey = Journey(
                organisation=scene.house,
                number=wish.key,
                imported_from=scene.origin,
                **values_of(scene, wish),
            )
            journeys[wish.key] = journey
            values = {name: scene.resolve(value) for name, value in wish.details.items()}
            model = DETAILS[journey.programme]
            details.append(model(organisation=scene.house, journey=journey, **values))
        open_journeys(actor=scene.actor, journeys=list(journeys.values()), details=details)
        return journeys

    def change(self, scene, row, wish, changes):
        details = {
            name.removeprefix("details."): value
            for name, value in changes.items()
            if name.startswith("details.")
        }
        own = {name: value for name, value in changes.items() if "." not in name}
        update_journey(journey=row, actor=scene.actor, details=details, **own)
        case = Case.objects.get(pk=row.case_id)
        if own.get("ended_on") and case.state == State.FOLLOW_UP:
            move_case(case=case, event=Event.CLOSE, actor=scene.actor, on=own["ended_on"])


class KnownJourneys(Kind):
    """Paths of an earlier year that a row names: found if they are there, never created."""

    name = "known_journey"
    is_shown = False

    def find(self, scene, wishes):
        rows = found_in(Journey.objects.filter(organisation=scene.house), "number", wishes)
        return {row.number: row for row in rows}

    def create(self, scene, wishes):
        return {}


class RegisterLines(Kind):
    """What the register of the year says of a path."""

    name = "register_line"
    label = "lignes du registre de l’année"
    compared = ("has_left_rsa",)

    def find(self, scene, wishes):
        rows = found_in(
            JourneyYear.objects.filter(organisation=scene.house, year=scene.year).select_related(
                "journey"
            ),
            "journey__number",
            (number for number, _ in wishes),
        )
        return {(row.journey.number, row.year): row for row in rows}

    def create(self, scene, wishes):
        rows = {
            wish.key: JourneyYear(organisation=scene.house, **values_of(scene, wish))
            for wish in wishes
        }
        put_in_registers(rows=list(rows.values()))
        return rows

    def change(self, scene, row, wish, changes):
        put_in_register(journey=row.journey, year=row.year, **changes)


class Beneficiaries(Kind):
    """Organisations of the DLA engagements."""

    name = "beneficiary"
    label = "structures bénéficiaires"
    compared = ("fte",)

    def find(self, scene, wishes):
        rows = found_in(
            Beneficiary.objects.filter(organisation=scene.house).select_related(
                "journey", "structure"
            ),
            "journey__number",
            (number for number, _, _ in wishes),
        )
        return {(row.journey.number, row.structure.siret, row.year): row for row in rows}

    def create(self, scene, wishes):
        rows = {}
        for wish in wishes:
            values = values_of(scene, wish)
            if values["journey"] is not None:  # an engagement of a year that is not imported
                rows[wish.key] = Beneficiary(organisation=scene.house, **values)
        add_beneficiaries(actor=scene.actor, rows=list(rows.values()))
        return rows

    def change(self, scene, row, wish, changes):
        update_row(row=row, actor=scene.actor, **changes)


class EngineeringPayments(Kind):
    """Payments of engineering, by number."""

    name = "engineering_payment"
    label = "paiements d’ingénierie"
    compared = (
        "scheme", "reference", "case", "structure", "structure_name", "provider", "purpose",
        "amount", "invoiced_on", "paid_on",
    )  # fmt: skip

    def find(self, scene, wishes):
        rows = found_in(
            EngineeringPayment.objects.filter(organisation=scene.house), "number", wishes
        )
        return {row.number: row for row in rows}

    def create(self, scene, wishes):
        rows = {
            wish.key: EngineeringPayment(
                organisation=scene.house, number=wish.key, **values_of(scene, wish)
            )
            for wish in wishes
        }
        record_engineering_payments(actor=scene.actor, rows=list(rows.values()))
        return rows

    def change(self, scene, row, wish, changes):
        update_row(row=row, actor=scene.actor, **changes)
