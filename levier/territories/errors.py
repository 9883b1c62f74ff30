"""What an import of zones refuses."""

from collections.abc import Sequence
from dataclasses import dataclass

from levier.kernel.errors import DomainError


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a file: the line (or the rank of the GeoJSON feature), the column, the value."""

    message: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    unit: str = "ligne"

    def __str__(self):
        place = f"{self.unit} {self.row}" if self.row else "fichier"
        column = f", {self.column}" if self.column else ""
        return f"{place}{column} : {self.message}"


class UnreadableZoneFile(DomainError):
    """The file has faults, all listed in `faults`; nothing is written."""

    message = "Le fichier n’est pas importé, rien n’est écrit : {first}"

    def __init__(self, faults: Sequence[Fault]):
        self.faults = list(faults)
        super().__init__(first=self.faults[0].message)


class NarrowerLayer(DomainError):
    """The new file would leave departments without the layer that covers them."""

    message = (
        "La couche « {layer} » couvre aussi {left} : importez un fichier qui couvre au moins "
        "les mêmes départements."
    )


class SameFirstDay(DomainError):
    """Two layers of a kind cannot begin on the same day for the same departments."""

    message = (
        "La couche « {layer} » commence déjà le {day} pour les mêmes départements : donnez un "
        "autre premier jour."
    )


class UnknownEpci(DomainError):
    """The SIREN is no EPCI's."""

    message = "Le SIREN « {siren} » n’est celui d’aucune intercommunalité."
    field = "epci_siren"


class EpciOfAnotherOffice(DomainError):
    """An EPCI belongs to one office of the house."""

    message = "{epci} est déjà dans le secteur de l’agence {office}."
    field = "epci_siren"
