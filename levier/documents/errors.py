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
