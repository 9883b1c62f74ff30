"""Which part of the house a reader looks at: an office, a territory; a funder only its own."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest

from levier.accounts.models import Office, Organisation, User
from levier.funds.models import Funder, FunderAccess
from levier.reporting.facts import EVERYWHERE, Scope
from levier.reporting.permissions import can_read_own_territory
from levier.territories.register import commune, epci, epcis_of_department

OFFICE, TERRITORY = "agence", "territoire"


@dataclass(frozen=True)
class Reading:
    """What is read: the scope, how the page names it, whether rows may be opened.

    `fewest`: below so many rows, a figure is not shown, for it would tell of a person.
    """

    scope: Scope
    label: str
    opens_rows: bool = True
    fewest: int = 0


FEWEST_ROWS = 5
WHOLE = Reading(EVERYWHERE, "Toute la maison")


def reading_of(request: HttpRequest) -> Reading:
    """Return what this user asked to read; a funder reads its own territory, aggregated.

    Errors: Http404 for an office of another house, or a funder's account without a funder.
    """
    if can_read_own_territory(request.user):
        return _funder_reading(request.user)
    office = request.GET.get(OFFICE, "")
    territory = request.GET.get(TERRITORY, "")
    if not office and not territory:
        return WHOLE
    names = []
    found = _office(request.user.organisation, office) if office else None
    if found:
        names.append(found.name)
    body = epci(territory) if territory else None
    if territory and body is None:
        raise Http404
    if body:
        names.append(body.name.replace("'", "’"))
    scope = Scope(epci_siren=body.siren if body else "", office_id=found.pk if found else None)
    return Reading(scope, ", ".join(names))


def choices_of(organisation: Organisation) -> dict[str, list[tuple[str, str]]]:
    """Return the offices and the territories that may be chosen."""
    offices = Office.objects.filter(organisation=organisation).order_by("name")
    bodies = epcis_of_department(organisation.department) if organisation.department else []
    return {
        "offices": [(str(office.pk), office.name) for office in offices],
        "territories": [(body.siren, body.name.replace("'", "’")) for body in bodies],
    }


def _office(organisation: Organisation, key: str) -> Office:
    try:
        found = Office.objects.filter(organisation=organisation, pk=UUID(key)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def _funder_reading(user: User) -> Reading:
    access = FunderAccess.objects.filter(user=user).select_related("funder").first()
    if access is None or access.organisation_id != user.organisation_id:
        raise Http404
    funder = access.funder
    if funder.kind == Funder.Kind.CITY:
        place = commune(funder.commune_code)
        scope = Scope(commune_code=funder.commune_code)
        label = place.name if place else funder.name
    elif funder.kind == Funder.Kind.EPCI:
        body = epci(funder.epci_siren)
        scope = Scope(epci_siren=funder.epci_siren)
        label = body.name.replace("'", "’") if body else funder.name
    else:
        scope, label = EVERYWHERE, "Tout le territoire de la maison"
    if funder.kind in (Funder.Kind.CITY, Funder.Kind.EPCI) and not scope.is_territory:
        raise Http404
    return Reading(scope, label, opens_rows=False, fewest=FEWEST_ROWS)
