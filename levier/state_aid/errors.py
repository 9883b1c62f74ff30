"""What the ledger of aids refuses, in French."""

from levier.kernel.errors import DomainError


class CeilingPassed(DomainError):
    """An aid would take a single undertaking above its ceiling."""

    message = (
        "Aides de minimis : {name} aurait reçu {total} sur la période qui finit le {day}, "
        "au-delà du plafond de {ceiling} ({source}). Cette aide compte pour {amount} ; "
        "il reste {left}.{hint}"
    )


class PaymentStopped(DomainError):
    """The aids known today, declared since the decision among them, pass the ceiling."""

    message = (
        "Aides de minimis : à la date du {day}, {name} a reçu {total}, au-delà du plafond de "
        "{ceiling} ({source}) ; il ne reste rien. Rien ne peut être versé : corrigez le registre "
        "ou ramenez le montant."
    )


class StateAidRefused(DomainError):
    """A row of the ledger contradicts itself or another."""

    message = "{reason}"
