"""What following a commitment refuses, in French."""

from levier.kernel.errors import DomainError


class ReviewRefused(DomainError):
    """The review does not admit this gesture."""

    message = "{reason}"


class ReviewChangedMeanwhile(DomainError):
    """Somebody wrote on the review since the page was opened."""

    message = "Quelqu’un a noté cette revue entre-temps\u00a0: relisez-la, puis corrigez si besoin."


class NotFollowed(DomainError):
    """Only what was set up, and is not over, is followed."""

    message = "{number} n’est pas en cours\u00a0: il n’y a rien à suivre."


class WatchRefused(DomainError):
    """Watching says why, and when to look again."""

    message = "{reason}"


class LightKeyReused(DomainError):
    """A key already noted another light."""

    message = "Ce feu a déjà été enregistré, avec un autre contenu\u00a0: rechargez la page."


class UnreadableWord(DomainError):
    """What was kept of a word said by hand is no colour."""

    message = "L’avis du {on} ne se lit pas\u00a0: {reason}."


class StatusesRefused(DomainError):
    """The file of company states has faults; `faults` says each, by line. Nothing is written."""

    message = "{count}\u00a0: rien n’est enregistré."

    @property
    def faults(self) -> list[str]:
        """The faults, in French, in the order of the file."""
        return self.facts["faults"]
