"""What exchanges refuse, in French."""

from levier.kernel.errors import DomainError
from levier.kernel.french import plural


class HouseUnknown(DomainError):
    """No house bears this code, or several houses and no code."""

    message = "{reason}"


class YearRefused(DomainError):
    """The workbook has faults: nothing is written. `faults` names them all, `rows` were read."""

    message = "Le classeur contient {count}\u00a0: rien n’est importé."

    def __init__(self, faults, rows=None) -> None:
        self.faults = list(faults)
        self.rows = rows
        super().__init__(count=plural(len(self.faults), "erreur"))


class AlreadyImporting(DomainError):
    """The same house is importing a workbook at this moment."""

    message = (
        "Un import est déjà en cours pour cette maison\u00a0: attendez qu’il se termine, "
        "puis recommencez."
    )


class ImportOver(DomainError):
    """An import that was written, or dropped, is not corrected any more."""

    message = "Cet import est «\u00a0{state}\u00a0»\u00a0: déposez de nouveau le fichier."


class LinesRefused(DomainError):
    """A spreadsheet enters a plan whole, or not at all."""

    message = "Rien n’est importé\u00a0: {count} à corriger ou à laisser de côté."


class PlanMoved(DomainError):
    """The preview was compared with a plan that has changed since."""

    message = (
        "Un collègue a modifié le plan pendant la relecture\u00a0: l’aperçu est refait, "
        "vérifiez-le puis confirmez de nouveau."
    )


class ExtractRefused(DomainError):
    """An extract cannot be read as it is."""

    message = "{reason}"


class ExtractAlreadyRead(DomainError):
    """The same file, to the byte, was dropped before."""

    message = "Ce fichier a déjà été lu le {day}, par {who}\u00a0: rien n’est repris deux fois."


class ExtractMoved(DomainError):
    """What the extract is compared with has changed since its lines were shown."""

    message = (
        "Une garantie a changé pendant la relecture\u00a0: les écarts sont recalculés, "
        "vérifiez-les puis confirmez de nouveau."
    )


class StockRefused(DomainError):
    """The workbook of a stock has faults: nothing is written. `faults` names them all."""

    message = "Le classeur contient {count}\u00a0: rien n’est importé."

    def __init__(self, faults) -> None:
        self.faults = list(faults)
        super().__init__(count=plural(len(self.faults), "erreur"))
