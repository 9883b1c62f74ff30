"""What the reading of a model refuses, in French."""

from levier.kernel.errors import DomainError


class NotAModel(DomainError):
    """The file is not a spreadsheet that Levier wrote."""

    field = "file"
    message = "Ce fichier n’est pas un modèle de prévisionnel exporté par Levier : {reason}."
