"""The commune that somebody types on the first call, and all that it says at once."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core import signing

from levier.accounts.models import Office, Organisation
from levier.cases.zoning import zoning_fields
from levier.territories import geocoding
from levier.territories.addresses import AddressSituation, address_situation
from levier.territories.commune_search import search_communes
from levier.territories.models import ZoneLayer
from levier.territories.register import Commune, epci
from levier.territories.services import office_for_commune

MOST = 6
SHORTEST = 2
SALT = "levier.place"
PATIENCE = 2.0


@dataclass(frozen=True, slots=True)
class Place:
    """The communes that the text may name, the one chosen, and what is known of it."""

    communes: list[Commune]
    chosen: Commune | None
    situation: AddressSituation | None
    office: Office | None

    @property
    def options(self) -> list[dict[str, Any]]:
        """Each commune with its postcode and its EPCI."""
        return [
            {
                "commune": one,
                "epci": body.name if (body := epci(one.epci_siren)) else "sans intercommunalité",
                "is_chosen": self.chosen is not None and one.code == self.chosen.code,
            }
            for one in self.communes
        ]

    @property
    def signed(self) -> str:
        """What was found, signed, so that saving the form asks nothing again."""
        if self.situation is None:
            return ""
        kept = {"code": self.chosen.code, "fields": zoning_fields(self.situation)}
        return signing.dumps(kept, salt=SALT, compress=True)


def place_of(*, organisation: Organisation, town: str, code: str, address: str, on: date) -> Place:
    """Return what a town and an address say; the house's own department comes first."""
    if len(town.strip()) < SHORTEST:
        return Place([], None, None, None)
    found = search_communes(town, department=organisation.department or None, limit=MOST)
    if len(found) < MOST:
        elsewhere = search_communes(town, limit=MOST)
        found += [one for one in elsewhere if one not in found][: MOST - len(found)]
    chosen = next((one for one in found if one.code == code), found[0] if found else None)
    if chosen is None:
        return Place([], None, None, None)
    situation = address_situation(
        address=address if _has_districts() else "", commune_code=chosen.code, on=on, find=_find
    )
    return Place(found, chosen, situation, office_for_commune(organisation, chosen.code))


def fields_from(signed: str, commune: Commune) -> dict[str, Any]:
    """Return the zoning found while typing, if it is that of the commune kept at last."""
    try:
        kept = signing.loads(signed, salt=SALT) if signed else {}
    except signing.BadSignature:
        return {}
    return kept["fields"] if kept.get("code") == commune.code else {}


def _has_districts() -> bool:
    """An address is looked for only when there are polygons to place it in."""
    return ZoneLayer.objects.of_kind(ZoneLayer.Kind.QPV).exists()


def _find(address: str, code: str) -> geocoding.GeocodingResult:
    return geocoding.geocode(address, code, timeout=PATIENCE)
