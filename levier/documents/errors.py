"""What a file is refused for, in French."""

from levier.kernel.errors import DomainError


class EmptyFile(DomainError):
    """Nothing in the file."""

    field = "file"
    message = "Le fichier « {name} » est vide."


class FileTooBig(DomainError):
    """The file passes the limit."""

    field = "file"
    message = "Le fichier « {name} » pèse {size} Mo : la limite est de {limit} Mo."


class UnknownFileType(DomainError):
    """The content is none of the kinds that the house keeps."""

    field = "file"
    message = (
        "Le fichier « {name} » n’est ni un PDF, ni une image (JPEG, PNG, WebP), ni un document "
        "Word, Excel ou LibreOffice, ni un texte."
    )


class MisleadingName(DomainError):
    """The name announces something else than the content."""

    field = "file"
    message = (
        "Le fichier « {name} » contient en réalité {kind} : renommez-le ou choisissez-en un autre."
    )


class AlreadyReplaced(DomainError):
    """A version has one successor."""

    message = "« {name} » a déjà une version plus récente : rechargez la page."


class FileInfected(DomainError):
    """The antivirus found something: the file is kept aside and never leaves."""

    field = "file"
    message = (
        "Le fichier « {name} » est infecté ({virus}) : il est mis en quarantaine et personne ne "
        "peut l’ouvrir. Prévenez la personne qui l’a envoyé."
    )


class AntivirusUnreachable(DomainError):
    """The house refuses what was not scanned, and the antivirus does not answer."""

    field = "file"
    message = (
        "Le fichier « {name} » n’a pas pu être analysé : l’antivirus ne répond pas. "
        "Réessayez dans quelques minutes."
    )
