"""Refusals of the reporting app."""

from levier.kernel.errors import DomainError


class YearAlreadyPublished(DomainError):
    """The figures of the year are frozen."""

    message = "Les chiffres de {year} sont déjà publiés\u00a0: ils ne changent plus."


class YearIsEmpty(DomainError):
    """No row stands in the year."""

    message = "Aucune ligne de {year} n’est connue\u00a0: il n’y a rien à publier."


class UnknownFigureCode(DomainError):
    """No figure has this code."""

    message = "Le chiffre «\u00a0{code}\u00a0» n’existe pas."


class HouseNotFound(DomainError):
    """No house has this code."""

    message = "La maison «\u00a0{code}\u00a0» n’existe pas."


class SeveralHouses(DomainError):
    """The command must say which house."""

    message = "Plusieurs maisons sont installées ({codes})\u00a0: précisez --house."


class NoHouse(DomainError):
    """Nothing is installed yet."""

    message = "Aucune maison n’est installée."


class ConsentMissing(DomainError):
    """A portrait shows somebody: their consent comes first."""

    message = (
        "Un portrait montre une personne\u00a0: joignez son consentement à paraître dans le "
        "rapport."
    )
    field = "consent"


class ConsentNotValid(DomainError):
    """The consent was given for something else, or was withdrawn."""

    message = (
        "Ce consentement ne vaut pas pour une photographie dans le rapport, ou il a été retiré."
    )
    field = "consent"


class PictureWithoutText(DomainError):
    """A picture needs words for who cannot see it."""

    message = "Décrivez l’image en une phrase, pour qui ne la voit pas."
    field = "picture_alt"


class NegativeTarget(DomainError):
    """A target is zero or more."""

    message = "Un objectif ne peut pas être négatif."
    field = "value"


class PictureUnreadable(DomainError):
    """The file is not a photograph or a logo that can be printed."""

    message = "Cette image ne peut pas être lue\u00a0: choisissez un JPEG, un PNG ou un WebP."
    field = "picture"


class SeveralPeople(DomainError):
    """A name that several people of the register bear."""

    message = (
        "Plusieurs personnes s’appellent {name}\u00a0: enregistrez le consentement sur la fiche de "
        "la bonne, puis choisissez-le ici."
    )
    field = "person_last_name"
