"""What a message or a template is refused for, in French."""

from levier.kernel.errors import DomainError


class AddressMissing(DomainError):
    """Nobody to write to."""

    field = "to"
    message = "Indiquez une adresse électronique valable : « {address} » ne l’est pas."


class WordsMissing(DomainError):
    """A subject or a body is blank."""

    message = "Un message a un objet et un texte."


class ArticleUntitled(DomainError):
    """A contract is a list of articles, each with its title."""

    field = "text"
    message = "Commencez chaque article par une ligne «\u00a0## Titre\u00a0»."


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


class NothingMissing(DomainError):
    """Every piece is there."""

    message = "Il ne manque aucune pièce : rien à demander."


class HolderWithoutAddress(DomainError):
    """Nobody to ask by e-mail."""

    message = "Aucune adresse électronique pour {holder} : ajoutez-la à sa fiche, puis redemandez."


class AskedMeanwhile(DomainError):
    """Two people asked at once."""

    message = "Les pièces viennent d’être demandées par un collègue : rechargez la page."


class LinkClosed(DomainError):
    """The link is out of date, replaced, or its dossier is over."""

    message = "Ce lien n’est plus valable : {why}. Appelez la maison au {phone}."


class PieceNotAsked(DomainError):
    """A piece that this link does not ask for."""

    message = "Cette pièce n’est pas demandée par ce lien, ou elle est déjà vérifiée."


class BadSchedule(DomainError):
    """Days that make no schedule."""

    field = "days"
    message = "Donnez de un à six jours croissants, de 1 à 120 : « 7, 15, 30 », par exemple."


class SourceMissing(DomainError):
    """A parameter of the house says who decided it."""

    field = "source"
    message = "Dites qui l’a décidé, et quand : « bureau du 3 juin 2024 », par exemple."


class NotAMail(DomainError):
    """The file is no e-mail."""

    field = "file"
    message = "Ce fichier n’est pas un courriel : il n’a pas d’expéditeur. Déposez un fichier .eml."


class AlreadyFiled(DomainError):
    """Somebody filed the message first."""

    message = "Ce message vient d’être classé par un collègue : rechargez la page."


class HouseUnclear(DomainError):
    """No house, or several without a choice."""

    message = "Dites de quelle maison il s’agit : --house et son code."


class MailboxNotSet(DomainError):
    """The mailbox has no settings."""

    message = "La boîte aux lettres n’est pas réglée : IMAP_HOST, IMAP_USER et IMAP_PASSWORD."


class MailboxClosed(DomainError):
    """The mailbox does not open."""

    message = "La boîte aux lettres ne s’ouvre pas : {why}."
