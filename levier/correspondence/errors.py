"""What a message or a template is refused for, in French."""

from levier.kernel.errors import DomainError


class AddressMissing(DomainError):
    """Nobody to write to."""

    field = "to"
    message = "Indiquez une adresse électronique valable : « {address} » ne l’est pas."


class WordsMissing(DomainError):
    """A subject or a body is blank."""

    message = "Un message a un objet et un texte."


class UnknownVariable(DomainError):
    """A template names what nobody can fill."""

    field = "body"
    message = "La variable {names} n’existe pas pour ce modèle. Celles qui existent : {known}."


class UnclosedBrace(DomainError):
    """A brace is left open, so that a variable would leave as typed."""

    field = "body"
    message = "Une accolade est ouverte ou fermée seule : écrivez {{porteur}}, par exemple."


class VersionExists(DomainError):
    """A template has one version a first day."""

    field = "starts_on"
    message = "Une version de ce modèle commence déjà le {day} : choisissez un autre jour."


class VersionInThePast(DomainError):
    """A version that began cannot be written afterwards."""

    field = "starts_on"
    message = "Une version commence aujourd’hui ou plus tard : ce qui est parti ne change pas."


class NotResendable(DomainError):
    """The message waits or is leaving."""

    message = "Ce message est encore en cours d’envoi : attendez de savoir s’il est parti."


class KeyReused(DomainError):
    """The same key was given for another message."""

    message = "Cet envoi a déjà été demandé avec un autre texte : rechargez la page."
