"""What a dossier refuses, in French."""

from levier.kernel.errors import DomainError


class TransitionNotAllowed(DomainError):
    """The transition table has no such passage."""

    message = "Un dossier « {state} » ne peut pas passer par « {event} »."


class ChangedMeanwhile(DomainError):
    """Somebody moved the dossier first."""

    message = "Le dossier {number} a changé entre-temps : rechargez la page avant de recommencer."
