"""What a forecast refuses, in French."""

from levier.kernel.errors import DomainError


class StaleForecast(DomainError):
    """Somebody wrote in the same cells since the page was read."""

    message = "{who} a modifié les mêmes cellules entre-temps : relisez-les avant d’enregistrer."


class UnknownCell(DomainError):
    """The cell is not of this forecast."""

    message = "La cellule « {cell} » n’existe pas dans ce prévisionnel."


class PlanChanged(DomainError):
    """A line of the plan is no longer what the preview showed."""

    message = "Le plan de financement a changé depuis l’aperçu : importez le modèle à nouveau."
