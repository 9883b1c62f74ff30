"""Which rows of a house are read: all of them, or those of an office or of a territory."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from levier.territories.register import communes_of_epci


@dataclass(frozen=True, slots=True)
class Scope:
    """An office, an intercommunal body, both or neither. An empty scope reads everything."""

    epci_siren: str = ""
    office_id: UUID | None = None

    @property
    def is_whole(self) -> bool:
        """True when nothing is left out."""
        return not self.epci_siren and self.office_id is None

    def of_case(self, path: str = "case__") -> Q:
        """Rows whose dossier, found through `path`, is within the scope."""
        found = Q()
        if self.epci_siren:
            found &= Q(**{f"{path}epci_siren": self.epci_siren})
        if self.office_id is not None:
            found &= Q(**{f"{path}office": self.office_id})
        return found

    def of_place(self, commune_path: str, case_path: str) -> Q:
        """Rows that stand in a commune of the territory, and whose dossier is the office's."""
        found = Q()
        if self.epci_siren:
            codes = {
                code
                for commune in communes_of_epci(self.epci_siren)
                for code in (commune.code, *commune.former_codes)
            }
            found &= Q(**{f"{commune_path}__in": codes})
        if self.office_id is not None:
            found &= Q(**{f"{case_path}office": self.office_id})
        return found

    def of_sitting(self) -> Q:
        """Sittings of the office. A committee sits for no territory in particular."""
        if self.epci_siren:
            return Q(pk__in=())
        return Q(office=self.office_id) if self.office_id is not None else Q()


EVERYWHERE = Scope()
