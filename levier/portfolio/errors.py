"""What a commitment refuses, in French."""

from levier.kernel.errors import DomainError


class CommitmentTransitionNotAllowed(DomainError):
    """The transition table has no such passage."""

    message = "Un engagement « {state} » ne peut pas passer par « {event} »."


class CommitmentChangedMeanwhile(DomainError):
    """Somebody moved the commitment first."""

    message = "L’engagement {number} a changé entre-temps : rechargez la page."


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
    """A grant that goes with a guarantee waits for it."""

    message = "« {instrument} » ne s’accorde qu’avec une garantie bancaire sur le même dossier."
