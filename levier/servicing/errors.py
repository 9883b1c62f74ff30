"""What a running loan refuses, in French."""

from levier.kernel.errors import DomainError


class OperationKeyReused(DomainError):
    """A key already noted another operation."""

    message = (
        "Cette opération porte la clé d’une autre, dont le contenu est différent\u00a0: rien n’a "
        "été enregistré. Rechargez la page."
    )


class RulingRefused(DomainError):
    """A write-off or a restructuring that no competent body decided."""

    field = "ruling"
    message = "{reason}"


class AccelerationRefused(DomainError):
    """The principal of a loan is not made due so."""

    message = "{reason}"


class LoanAlreadyRuns(DomainError):
    """A commitment has one loan."""

    message = "L’échéancier de {number} est déjà ouvert."


class NothingToServe(DomainError):
    """Only what was paid out and comes back has a schedule."""

    message = "{reason}"


class ChartIncomplete(DomainError):
    """An operation posts to accounts that the house names."""

    message = (
        "Le compte «\u00a0{label}\u00a0» manque au plan de comptes des prêts\u00a0: nommez-le."
    )


class ChartRefused(DomainError):
    """An account number begins with three figures, as the accounting files want it."""

    message = (
        "«\u00a0{number}\u00a0» n’est pas un compte\u00a0: trois chiffres au moins, sans espace."
    )


class DunningRefused(DomainError):
    """The step is not taken so."""

    message = "{reason}"


class ProvisionRefused(DomainError):
    """The provision of a loan is not decided so."""

    message = "{reason}"


class ProvisionKeyReused(DomainError):
    """The same key with another content: nothing is written."""

    message = (
        "Cette provision a déjà été enregistrée, avec un autre contenu\u00a0: rechargez la page."
    )


class RefundRefused(DomainError):
    """An overpayment is not given back so."""

    message = "{reason}"


class RefundOrdered(DomainError):
    """The house's own payment is on its way: no other refund is noted meanwhile."""

    message = (
        "Un paiement de la maison rend déjà un trop-perçu de {number} ({order})\u00a0: attendez "
        "que la banque y réponde, ou abandonnez-le s’il n’est pas parti."
    )
