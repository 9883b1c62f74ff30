"""What the page of a person or of a structure shows, gathered."""

from levier.accounts.models import User
from levier.cases.models import Case
from levier.crowdfunding.models import Campaign
from levier.people.models import Person, Structure
from levier.people.services import similar_people, similar_structures
from levier.web.history import changes_of

CASES_SHOWN = 50


def person_page(person: Person, user: User) -> dict:
    """Dossiers that the user may read, businesses, consents, likely twins, history."""
    cases = Case.objects.visible_to(user).filter(person=person)
    return {
        "person": person,
        "cases": cases.select_related("advisor", "structure").order_by("-opened_on")[:CASES_SHOWN],
        "holdings": person.holdings.select_related("structure").order_by("structure__name"),
        "consents": person.consents.order_by("-given_on"),
        "twins": [
            twin
            for twin in similar_people(
                organisation=person.organisation,
                last_name=person.last_name,
                first_name=person.first_name,
                birth_date=person.birth_date,
                email=person.email,
                phone=person.phone,
            )
            if twin.row.pk != person.pk
        ],
        "changes": changes_of(person),
    }


def structure_page(structure: Structure, user: User) -> dict:
    """Dossiers that the user may read, holders, campaigns, likely twins, history."""
    cases = Case.objects.visible_to(user).filter(structure=structure)
    return {
        "structure": structure,
        "cases": cases.select_related("advisor", "person").order_by("-opened_on")[:CASES_SHOWN],
        "holders": structure.holders.select_related("person").order_by("person__last_name"),
        "campaigns": Campaign.objects.visible_to(user).filter(structure=structure)[:20],
        "twins": [
            twin
            for twin in similar_structures(
                organisation=structure.organisation,
                name=structure.name,
                siret=structure.siret,
                email=structure.email,
                phone=structure.phone,
            )
            if twin.row.pk != structure.pk
        ],
        "changes": changes_of(structure),
    }
