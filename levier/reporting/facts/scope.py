"""Which rows of a house are read: all of them, or those of an office or of a territory."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from levier.territories.register import Commune, commune, communes_of_epci


@dataclass(frozen=True, slots=True)
class Scope:
    """An office, an intercommunal body, a commune. An empty scope reads everything."""

    epci_siren: str = ""
    office_id: UUID | None = None
    commune_code: str = ""

    @property
    def is_whole(self) -> bool:
        """True when nothing is left out."""
        return not self.is_territory and self.office_id is None

    @property
    def is_territory(self) -> bool:
        """True when a territory is chosen."""
        return bool(self.epci_siren or self.commune_code)

    def of_case(self, path: str = "case__") -> Q:
        """Rows whose dossier, found through `path`, is within the scope."""
        found = Q()
        if self.epci_siren:
            found &= Q(**{f"{path}epci_siren": self.epci_siren})
        if self.commune_code:
            found &= Q(**{f"{path}commune_code__in": self._codes()})
        if self.office_id is not None:
            found &= Q(**{f"{path}office": self.office_id})
        return found

    def of_place(self, commune_path: str, case_path: str) -> Q:
        """Rows that stand in a commune of the territory, and whose dossier is the office's."""
        found = Q()
        if self.is_territory:
            found &= Q(**{f"{commune_path}__in": self._codes()})
        if self.office_id is not None:
            found &= Q(**{f"{case_path}office": self.office_id})
        return found

    def of_sitting(self) -> Q:
        """Sittings of the office. A committee sits for no territory in particular."""
        if self.is_territory:
            return Q(pk__in=())
        return Q(office=self.office_id) if self.office_id is not None else Q()

    def _codes(self) -> set[str]:
        """Return the codes, of today and of before, of the communes of the territory."""
        alone = commune(self.commune_code) if self.commune_code else None
        inside: list[Commune] = [alone] if alone else communes_of_epci(self.epci_siren)
        return {code for one in inside for code in (one.code, *one.former_codes)}


EVERYWHERE = Scope()
