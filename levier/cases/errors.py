"""What a dossier refuses, in French."""

from levier.kernel.errors import DomainError


class TransitionNotAllowed(DomainError):
    """The transition table has no such passage."""

    message = "Un dossier « {state} » ne peut pas passer par « {event} »."


class ChangedMeanwhile(DomainError):
    """Somebody moved the dossier first."""

    message = "Le dossier {number} a changé entre-temps : rechargez la page avant de recommencer."


class NobodyHolds(DomainError):
    """A dossier is somebody's."""

    message = "Un dossier est celui d’une personne ou d’une structure : choisissez-en une."


class NumberTaken(DomainError):
    """Two dossiers never share a number."""

    field = "number"
    message = "Un dossier porte déjà le numéro {number}."


class ReasonMissing(DomainError):
    """Giving up, refusing or taking back is explained."""

    field = "reason"
    message = "Dites pourquoi : le motif reste dans le journal du dossier."


class NotReady(DomainError):
    """The dossier misses something before the committee."""

    message = "Le dossier n’est pas prêt : il manque {count} élément(s), dont « {first} »."


class InvalidAmount(DomainError):
    """An amount in euros is positive."""

    field = "amount"
    message = "Le montant doit être supérieur à zéro."


class VatReasonMissing(DomainError):
    """Amounts with or without VAT: the reason goes with it."""

    field = "vat_reason"
    message = "Dites pourquoi : régime de TVA, franchise en base, activité exonérée…"


class NegativeAmount(DomainError):
    """Needs and resources are both counted above zero."""

    field = "amount"
    message = "Un montant ne peut pas être négatif."


class PlanCellsTaken(DomainError):
    """Somebody wrote in the same cells first. `authors` gives who, by (line, field)."""

    message = "{who} a écrit dans la même cellule : choisissez laquelle des deux valeurs garder."

    def __init__(self, *, authors) -> None:
        self.authors = authors
        super().__init__(who=next(iter(authors.values()), "") or "Un collègue")


class GuaranteeIsNoResource(DomainError):
    """The guaranteed loan is the resource, once."""

    field = "instrument"
    message = (
        "Une garantie n’est pas une ressource : inscrivez le prêt qu’elle garantit, une seule fois."
    )


class OursOrTheirs(DomainError):
    """A resource is an instrument of the house, or somebody else's aid."""

    field = "aid"
    message = "Choisissez l’instrument de la maison ou l’aide d’un tiers, pas les deux."


class AidNotInForce(DomainError):
    """An aid that is closed, not begun or inactive is not asked for."""

    field = "aid"
    message = (
        "« {aid} » n’est pas en vigueur le {day} : choisissez une aide qui l’est, ou ajoutez sa "
        "nouvelle version au catalogue."
    )


class InvalidQuota(DomainError):
    """A quota is a part of the loan."""

    field = "quota"
    message = "La quotité doit être comprise entre 0 et 100 %."


class RequestDecided(DomainError):
    """What a committee decided is amended, not rewritten."""

    message = "La demande « {instrument} » est décidée : elle ne change plus que par un avenant."


class InvalidRating(DomainError):
    """Four ratings, no middle."""

    field = "rating"
    message = "La note va de 1 à 4."


class CommentMissing(DomainError):
    """The lowest and the highest ratings are explained."""

    field = "comment"
    message = "Une note de 1 ou de 4 s’explique : écrivez un commentaire."


class TextMissing(DomainError):
    """An empty text says nothing."""

    field = "text"
    message = "Écrivez un texte."


class FileMissing(DomainError):
    """A piece is checked on a file."""

    message = "La pièce « {piece} » n’a pas encore de fichier : déposez-le d’abord."


class NewerVersion(DomainError):
    """What is judged is what was read, not what arrived since."""

    message = (
        "La version {number} de « {piece} » vient d’arriver, déposée par {who} : "
        "relisez-la avant de la vérifier ou de la refuser."
    )


class PieceAlreadyAsked(DomainError):
    """A piece is asked for once in a dossier."""

    field = "kind"
    message = "La pièce « {piece} » est déjà demandée."


class AlreadyAnswered(DomainError):
    """A referral is answered once."""

    message = "Cette orientation a déjà reçu sa réponse."
