"""The signed address of a deposit: it opens one request of pieces, and nothing else."""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

_SALT = "levier.correspondence.deposit"


def deposit_token(key: UUID) -> str:
    """Return the signed name of a request."""
    return signing.Signer(salt=_SALT).sign(key.hex)


def key_of_token(token: str) -> UUID | None:
    """Return the key that a token names, None when it was not signed here."""
    try:
        return UUID(signing.Signer(salt=_SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def deposit_url(key: UUID) -> str:
    """Return the whole address of a deposit, as a message gives it."""
    return settings.SITE_URL.rstrip("/") + reverse("web:deposit", args=[deposit_token(key)])
