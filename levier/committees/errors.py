"""What a committee refuses, in French."""

from levier.kernel.errors import DomainError


class SittingRefused(DomainError):
    """A sitting, a member, a seat or an agenda contradicts itself."""

    message = "{reason}"


class UnknownKind(DomainError):
    """A committee, or a college, that the house does not have."""

    message = "« {name} » n’est pas un comité de la maison ni un collège connu."


class MinutesFrozen(DomainError):
    """Nothing of a sitting changes once its minutes are frozen."""

    message = (
        "Le procès-verbal du comité {number} est figé : "
        "une erreur se corrige par un procès-verbal rectificatif."
    )


class NothingToRectify(DomainError):
    """Only frozen minutes are rectified, and by saying what was wrong."""

    message = "{reason}"


class MinutesAltered(DomainError):
    """What was kept of frozen minutes is no more what was frozen."""

    message = (
        "Le contenu gardé du procès-verbal {number} n’a plus son empreinte : lisez le fichier "
        "figé, et prévenez la personne qui tient l’installation."
    )


class SittingNotOpen(DomainError):
    """Votes and decisions are taken in session."""

    message = "Le comité {number} n’est pas en séance : ouvrez-la d’abord."


class ItemClosed(DomainError):
    """The dossier is decided: its debate is over."""

    message = "Le dossier {case} est déjà décidé à ce comité."


class QuorumNotReached(DomainError):
    """Too few members, or too few colleges, on this dossier."""

    message = "{reason}"


class VoteRefused(DomainError):
    """Somebody who cannot vote on this dossier."""

    message = "{reason}"


class VotedMeanwhile(DomainError):
    """A vote that somebody else changed since the page showed it: the fresher one stands."""

    message = (
        "{names} : le vote a changé pendant que vous saisissiez, c’est le dernier exprimé qui "
        "tient. Relisez les votes, puis enregistrez."
    )


class VoteSaysOtherwise(DomainError):
    """The decision contradicts the votes recorded."""

    message = "Les votes saisis ({votes}) ne portent pas cet accord."


class DecisionRefused(DomainError):
    """An outcome, an amount and conditions that do not go together."""

    message = "{reason}"


class DecidedMeanwhile(DomainError):
    """Somebody recorded the decision first."""

    message = "Cette demande vient d’être décidée par quelqu’un d’autre : rechargez la page."


class ItemsLeft(DomainError):
    """A sitting ends when each of its dossiers is decided or taken off."""

    message = "Il reste des dossiers sans décision : {numbers}."


class ConditionAlreadyLifted(DomainError):
    """A condition is lifted once."""

    message = "Cette condition est déjà levée."


class EvidenceMissing(DomainError):
    """A condition is lifted on a proof."""

    field = "evidence"
    message = (
        "Indiquez la preuve qui lève la condition : écrivez-la, déposez un fichier "
        "ou choisissez une pièce du dossier."
    )


class OneEvidenceFile(DomainError):
    """The proof is a file or a piece, not both."""

    field = "file"
    message = "Déposez un fichier ou choisissez une pièce du dossier, pas les deux."


class PieceOfAnotherCase(DomainError):
    """The proof is found in the same dossier."""

    field = "piece"
    message = "La pièce « {piece} » n’est pas de ce dossier : choisissez-en une autre."


class DelegationExceeded(DomainError):
    """A body that decides alone beyond what the house delegated to it."""

    message = "{reason}"


class DelegationRefused(DomainError):
    """What cannot be decided by delegation at all."""

    message = "{reason}"


class RatificationRefused(DomainError):
    """What a committee cannot ratify, or not there."""

    message = "{reason}"


class OutsideRemit(DomainError):
    """A dossier that a committee may not decide: somebody says that it is meant."""

    message = "{reason} Confirmez pour l’inscrire."


class TooEarly(DomainError):
    """A sitting is opened on its day, unless somebody says that it is meant."""

    message = "Ce comité est prévu le {day} : confirmez pour ouvrir la séance avant ce jour."


class VotingClosed(DomainError):
    """The answers to a written consultation are over."""

    message = "Les réponses à la consultation {number} sont closes."


class ConsultationRefused(DomainError):
    """A written consultation that the committee's rules do not allow."""

    message = "{reason}"
