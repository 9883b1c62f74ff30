"""What the catalogue refuses, in French."""

from levier.kernel.errors import DomainError


class NoVersionInForce(DomainError):
    """The instrument has no version in force on the day."""

    message = "Aucune version de l’instrument « {instrument} » n’est en vigueur le {day}."


class VersionRefused(DomainError):
    """The terms of a version contradict each other, or another version."""

    message = "{reason}"


class VersionAlreadyClosed(DomainError):
    """A version that has a last day is not closed a second time."""

    message = "Cette version est déjà fermée au {day}."
