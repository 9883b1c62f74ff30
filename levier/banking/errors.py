"""What payments refuse, in French."""

from levier.kernel.errors import DomainError


class PaymentRefused(DomainError):
    """An account, an order or a file contradicts a rule."""

    message = "{reason}"


class PaymentTransitionNotAllowed(DomainError):
    """The order is not at a step from which this may happen, or somebody moved it meanwhile."""

    message = "Le paiement {number} est « {state} »\u00a0: rechargez la page."


class SamePerson(DomainError):
    """Four eyes: who prepared an order does not approve it."""

    message = (
        "Vous avez préparé le paiement {number}\u00a0: une autre personne l’approuve. "
        "Demandez-le à la direction ou à la finance."
    )


class PaymentKeyReused(DomainError):
    """The same key with another content: nothing is written."""

    message = "Cette saisie a déjà servi au paiement {number}, avec un autre contenu."


class BankFileNotUnderstood(DomainError):
    """The file is not one that Levier reads."""

    field = "file"
    message = "{reason}"


class BankFileReadBefore(DomainError):
    """A file, or its message, is read once."""

    field = "file"
    message = "Ce fichier a déjà été lu le {day} (message {message_id})\u00a0: rien n’a changé."


class MandateRefused(DomainError):
    """A mandate contradicts a rule."""

    message = "{reason}"


class MandateTransitionNotAllowed(DomainError):
    """The mandate is not at a step from which this may happen, or somebody moved it meanwhile."""

    message = "Le mandat {rum} est « {state} »\u00a0: rechargez la page."


class MandateKeyReused(DomainError):
    """The same key with another content: nothing is written."""

    message = "Cette saisie a déjà servi au mandat {rum}, avec un autre contenu."


class CollectionRefused(DomainError):
    """A debit contradicts a rule."""

    message = "{reason}"


class CollectionTransitionNotAllowed(DomainError):
    """The debit is not at a step from which this may happen, or somebody moved it meanwhile."""

    message = "Le prélèvement {number} est « {state} »\u00a0: rechargez la page."


class SamePersonCollects(DomainError):
    """Four eyes: who prepared a debit does not hand it over."""

    message = (
        "Vous avez préparé le prélèvement {number}\u00a0: une autre personne le remet. "
        "Demandez-le à la direction ou à la finance."
    )


class NoticeKeyReused(DomainError):
    """The same key with another content: nothing is written."""

    message = "Cette saisie a déjà servi à un autre préavis\u00a0: rechargez la page."
