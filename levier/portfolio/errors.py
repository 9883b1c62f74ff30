"""What a commitment refuses, in French."""

from levier.kernel.errors import DomainError


class CommitmentTransitionNotAllowed(DomainError):
    """The transition table has no such passage."""

    message = "Un engagement « {state} » ne peut pas passer par « {event} »."


class CommitmentChangedMeanwhile(DomainError):
    """Somebody moved the commitment first."""

    message = "L’engagement {number} a changé entre-temps : rechargez la page."


class ProposalRefused(DomainError):
    """A loan that cannot be put before a committee, or decided so."""

    message = "{reason}"


class TermsRefused(DomainError):
    """The product's terms do not allow what is granted."""

    message = "{reason}"


class EnvelopeMissing(DomainError):
    """A grant is money of a funder: it is drawn on an envelope."""

    field = "draws"
    message = "Indiquez sur quelle enveloppe cette prime est tirée."


class DrawsRefused(DomainError):
    """The draws do not sum to the amount, or overdraw an envelope."""

    field = "draws"
    message = "{reason}"


class ValidityPassed(DomainError):
    """An agreement is set up before its validity ends."""

    message = "L’accord n’était valable que jusqu’au {day} : constatez la caducité."


class StillValid(DomainError):
    """Nothing lapses before its day."""

    message = "L’accord est encore valable jusqu’au {day}."


class ReasonMissing(DomainError):
    """Cancelling and amending are explained."""

    field = "reason"
    message = "Indiquez le motif : il reste dans le journal."


class NothingChanges(DomainError):
    """An amendment changes something."""

    message = "Cet avenant ne change rien."


class CouplingMissing(DomainError):
    """What is granted lacks what must stand beside it, or was granted to the person already."""

    message = "{reason}"


class EvidenceMissing(DomainError):
    """A grant is paid on its evidence: a piece is not there, not checked, or no longer valid."""

    message = (
        "{number}\u00a0: {count} avant le paiement\u00a0: {pieces}. Déposez ce qui manque dans les "
        "pièces du dossier, et faites-le vérifier."
    )


class ContractRefused(DomainError):
    """The contract cannot be made, signed or relied on."""

    message = "{reason}"


class SetUpKeyReused(DomainError):
    """The same key was given for another set-up."""

    message = (
        "{number} est déjà noté au {day}, par la même saisie\u00a0: rien n’a été changé. "
        "Rechargez la page."
    )


class ContractKeyReused(DomainError):
    """The same key was given for another contract."""

    message = "Ce contrat a déjà été établi avec d’autres termes\u00a0: rechargez la page."


class SecurityKeyReused(DomainError):
    """A key already wrote another security."""

    message = (
        "Cette sûreté porte la clé d’une autre, dont le contenu est différent\u00a0: rien n’a été "
        "enregistré. Rechargez la page."
    )


class ClawbackRefused(DomainError):
    """Money cannot be asked back, or come back, so."""

    message = "{reason}"


class ClawbackKeyReused(DomainError):
    """The same key was given for another clawback."""

    message = "Cette saisie a déjà servi, avec un autre contenu\u00a0: rechargez la page."


class PaymentPrepared(DomainError):
    """What the house pays by an order is noted by the answer of the bank, never by hand."""

    message = (
        "Le paiement {order} de {number} est en cours\u00a0: la réponse de la banque notera le "
        "versement. Abandonnez d’abord ce paiement si l’argent part autrement."
    )


class PaymentUnderWay(DomainError):
    """What the bank is paying cannot be changed, given up or replaced."""

    message = (
        "Un paiement de {number} est à la banque\u00a0: attendez sa réponse, puis recommencez."
    )
