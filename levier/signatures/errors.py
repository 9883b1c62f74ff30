"""What a signature is refused for, in French."""

from levier.kernel.errors import DomainError


class AlreadySigned(DomainError):
    """One signature for one document and one role."""

    message = "Ce document est déjà signé à ce titre : rechargez la page."


class NotAPdf(DomainError):
    """Only a PDF is signed."""

    message = "Seul un PDF se signe : « {name} » n’en est pas un."


class ConsentMissing(DomainError):
    """Signing is an act: it is said, not guessed."""

    field = "consent"
    message = "Cochez que vous avez lu le document et que vous le signez."


class NameMissing(DomainError):
    """A typed signature is one's own name."""

    field = "typed_name"
    message = "Pour signer au clavier, écrivez votre nom comme il est demandé : {name}."


class DrawingMissing(DomainError):
    """Nothing was drawn, or it is no picture."""

    field = "drawing"
    message = "Dessinez votre signature, choisissez son image, ou signez au clavier."


class DocumentChanged(DomainError):
    """The stored bytes are not those that were asked to be signed."""

    message = "Le document a changé depuis la demande de signature : rien n’est signé."
