"""What a mix or a scenario refuses, in French."""

from levier.kernel.errors import DomainError


class PreferencesRefused(DomainError):
    """The house's preferences make no sense."""

    message = "{reason}"


class MixRefused(DomainError):
    """The mix cannot be kept."""

    message = "{reason}"


class MixAlreadyKept(DomainError):
    """Another mix of the same proposal was kept first."""

    message = "Un autre montage de cette proposition est déjà retenu : refaites le calcul."


class MixStale(DomainError):
    """The dossier has changed since the mixes were found."""

    message = (
        "Le dossier, le catalogue ou les enveloppes ont changé depuis ce calcul : refaites-le "
        "avant de retenir un montage."
    )


class ScenarioRefused(DomainError):
    """The scenario cannot be written."""

    message = "{reason}"


class ScenarioStale(DomainError):
    """A request or an envelope has changed since the scenario was read."""

    message = (
        "Une demande ou une enveloppe a changé depuis que ce scénario a été écrit : rien n’est "
        "reporté. Enregistrez-le de nouveau, relisez, puis retenez-le."
    )
