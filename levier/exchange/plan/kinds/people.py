"""People, structures, and which business is whose. What the screens hold is never overwritten."""

from levier.exchange.plan.kinds.kind import Kind, found_in, values_of
from levier.people.models import Holding, Person, Structure
from levier.people.services import (
    link_holdings,
    register_people,
    register_structures,
    update_person,
    update_structure,
)

PLACE = ("address", "postcode", "commune_code", "town")


class People(Kind):
    """People, by name, first name and birth date."""

    name = "person"
    label = "personnes"
    compared = ("sex", "email", "civility", "phone", "home_qpv_code", *PLACE)
    fill_only = True

    def find(self, scene, wishes):
        born = {birth_date for _, birth_date in wishes}
        rows = found_in(
            Person.objects.filter(organisation=scene.house, merged_into=None), "birth_date", born
        )
        return {(row.name_key, row.birth_date): row for row in rows}

    def create(self, scene, wishes):
        people = {
            wish.key: Person(organisation=scene.house, **values_of(scene, wish)) for wish in wishes
        }
        register_people(organisation=scene.house, actor=scene.actor, people=list(people.values()))
        return people

    def change(self, scene, row, wish, changes):
        update_person(person=row, actor=scene.actor, **changes)


class Structures(Kind):
    """Structures, by SIRET."""

    name = "structure"
    label = "structures"
    compared = ("naf_code", "legal_form", "legal_category", "iae_type", "is_ess", *PLACE)
    fill_only = True

    def find(self, scene, wishes):
        rows = found_in(Structure.objects.filter(organisation=scene.house), "siret", wishes)
        return {row.siret: row for row in rows}

    def create(self, scene, wishes):
        rows = {
            wish.key: Structure(organisation=scene.house, **values_of(scene, wish))
            for wish in wishes
        }
        register_structures(
            organisation=scene.house, actor=scene.actor, structures=list(rows.values())
        )
        return rows

    def change(self, scene, row, wish, changes):
        update_structure(structure=row, actor=scene.actor, **changes)


class Holdings(Kind):
    """Whose business it is."""

    name = "holding"
    label = "entreprises rattachées à leur porteur"

    def find(self, scene, wishes):
        people = {
            row.pk: key for key, row in scene.known["person"].items() if not row._state.adding
        }
        rows = found_in(
            Holding.objects.filter(organisation=scene.house).select_related("structure"),
            "person",
            people,
        )
        return {(people[row.person_id], row.structure.siret): row for row in rows}

    def create(self, scene, wishes):
        rows = {
            wish.key: Holding(organisation=scene.house, **values_of(scene, wish)) for wish in wishes
        }
        link_holdings(organisation=scene.house, actor=scene.actor, holdings=list(rows.values()))
        return rows
