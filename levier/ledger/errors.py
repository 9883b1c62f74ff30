"""Refusals of the ledger."""

from levier.kernel.errors import DomainError


class KeyReused(DomainError):
    """A key already posted another content."""

    message = (
        "Cette écriture porte la clé de l’écriture {number}, dont le contenu est différent\u00a0: "
        "rien n’a été comptabilisé."
    )


class AlreadyReversed(DomainError):
    """An entry is reversed once."""

    message = "L’écriture {number} est déjà annulée par une contre-passation."


class UnknownAccount(DomainError):
    """The chart of the house has no such account."""

    message = (
        "Le compte {number} n’est pas au plan de comptes de la maison\u00a0: ouvrez-le d’abord."
    )


class AccountTaken(DomainError):
    """An account is opened once."""

    message = "Le compte {number} est déjà ouvert sous le nom «\u00a0{label}\u00a0»."
