"""What rendering refuses."""

from levier.kernel.errors import DomainError


class PdfCannotBeBound(DomainError):
    """A part of a pack is no PDF, is locked by a password, or has no page."""

    message = "« {name} » n’est pas un PDF lisible : le fichier est abîmé, verrouillé ou vide."


class TooManyRows(DomainError):
    """A sheet would hold more rows than a spreadsheet can: nothing is cut silently."""

    message = (
        "La feuille « {sheet} » dépasse {limit} lignes, le plus qu’un tableur accepte. "
        "Réduisez la sélection ou exportez en CSV."
    )


class ChartNotDrawn(DomainError):
    """The drawing engine refused an option, or took too long."""

    message = "Le graphique n’a pas pu être dessiné : {reason}."


class PictureNotRead(DomainError):
    """A file given as a picture is none that paper can bear."""

    message = "Cette image ne se lit pas : donnez un fichier PNG, JPEG, WebP ou SVG."
