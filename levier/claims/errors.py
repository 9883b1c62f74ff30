"""What the life of a guarantee refuses, in French."""

from levier.kernel.errors import DomainError


class ClaimRefused(DomainError):
    """An event, a call or a payment contradicts a rule, or another row."""

    message = "{reason}"


class ClaimKeyReused(DomainError):
    """The same key with another content: nothing is written."""

    message = "Cette saisie a déjà été enregistrée, avec un autre contenu\u00a0: rechargez la page."


class IndemnityOrdered(DomainError):
    """A payment of the house is on its way: nothing else is paid meanwhile."""

    message = (
        "Un paiement de la maison est en cours sur {number} ({order})\u00a0: attendez que la "
        "banque y réponde, ou abandonnez-le s’il n’est pas parti."
    )


class CallTransitionNotAllowed(DomainError):
    """The call is not at a step from which this may happen, or somebody moved it meanwhile."""

    message = "L’appel sur {number} est « {state} »\u00a0: rechargez la page."


class EndowmentExceeded(DomainError):
    """A line of endowment cannot bear this guarantee."""

    message = (
        "La ligne « {line} » n’a plus que {left} pour les {asked} de cette garantie\u00a0: "
        "il manque {missing}. Réduisez la part, ou choisissez une autre ligne."
    )


class GivenAccountsRefused(DomainError):
    """The two accounts of commitments given are both named, by numbers of class 8, or neither."""

    message = "{reason}"
