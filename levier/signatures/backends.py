"""The small interface of a signature, and the backend that settings choose.

Another provider is a class with these three methods, named in SIGNATURE_BACKEND; what it needs
(keys, addresses) it reads from the environment. It receives bytes and gives bytes back.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Mark:
    """What a signer gave: `drawing` is a picture, empty when the name was typed."""

    method: str
    signer_name: str
    role: str
    at: datetime
    drawing: bytes = b""


@dataclass(frozen=True, slots=True)
class Document:
    """What is signed: its name, its bytes, and the house that keeps it."""

    name: str
    content: bytes
    sha256: str
    house: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification says; `words` is a French sentence."""

    is_valid: bool
    words: str


class SignatureBackend(Protocol):
    """What a means of signing does."""

    def request(self, document: Document, signer_name: str, role: str) -> str:
        """Ask for a signature; return the provider's reference, blank when there is none."""

    def sign(self, document: Document, mark: Mark, reference: str) -> bytes:
        """Return the signed PDF: the original and what proves the signature."""

    def verify(self, document: Document, signed: bytes, reference: str) -> Verdict:
        """Say whether a signed PDF is that of this document."""


def backend_in_use() -> SignatureBackend:
    """Return the backend that the settings name."""
    return backend_named(settings.SIGNATURE_BACKEND)


def backend_named(path: str) -> SignatureBackend:
    """Return the backend under which a signature was given, even if another is in use now."""
    return import_string(path)()
