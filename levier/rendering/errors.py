"""What rendering refuses."""

from levier.kernel.errors import DomainError


class PdfCannotBeBound(DomainError):
    """A part of a pack is no PDF, is locked by a password, or has no page."""

    message = "« {name} » n’est pas un PDF lisible : le fichier est abîmé, verrouillé ou vide."


class PdfUnreadable(DomainError):
    """A PDF that cannot be shown page by page."""

    message = (
        "Ce PDF ne peut pas s’afficher ici : il est abîmé, ou verrouillé par un mot de passe. "
        "Téléchargez-le pour l’ouvrir, ou demandez-en un autre."
    )


class NoSuchPage(DomainError):
    """The file has fewer pages."""

    message = "Ce document n’a pas de page {number}."


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
