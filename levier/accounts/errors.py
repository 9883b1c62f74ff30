"""Refusals about accounts and houses."""

from levier.kernel.errors import DomainError


class EmailTaken(DomainError):
    """Somebody already signs in with this address."""

    message = "Un compte existe déjà avec l’adresse {email}."
    field = "email"


class CodeTaken(DomainError):
    """A house, or a network, is known by its code."""

    message = "Une maison porte déjà le code {code}."
    field = "code"


class StaffCodeTaken(DomainError):
    """The code of a colleague is unique in the house."""

    message = "Le code {staff_code} est déjà celui d’une autre personne de l’équipe."
    field = "staff_code"


class OfficeOfAnotherHouse(DomainError):
    """An office or a team belongs to one house."""

    message = "«\u00a0{name}\u00a0» n’appartient pas à cette maison."


class NameTaken(DomainError):
    """Two offices or two teams of a house never share a name."""

    message = "«\u00a0{name}\u00a0» existe déjà dans cette maison."
    field = "name"


class OwnAccountClosed(DomainError):
    """An administrator never shuts themselves out."""

    message = "Vous ne pouvez pas fermer votre propre compte."


class LastAdministrator(DomainError):
    """A house always keeps somebody who can open accounts."""

    message = (
        "Cette personne est la dernière à administrer la maison\u202f: "
        "donnez d’abord ce rôle à quelqu’un d’autre."
    )


class ReservedRole(DomainError):
    """The network's administrator is not given from a house."""

    message = "Le rôle «\u00a0{role}\u00a0» ne se donne pas depuis une maison."
    field = "role"
