"""What the support programmes refuse, in French."""

from levier.kernel.errors import DomainError


class JourneyRefused(DomainError):
    """The days, the number or the details of a path contradict each other."""

    message = "{reason}"


class AlreadyEnded(DomainError):
    """A path that ended is not ended again."""

    message = "Ce parcours est déjà fini."
