"""What a commitment refuses, in French."""

from levier.kernel.errors import DomainError


class CommitmentTransitionNotAllowed(DomainError):
    """The transition table has no such passage."""

    message = "Un engagement « {state} » ne peut pas passer par « {event} »."
