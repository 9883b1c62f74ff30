"""Questions about signatures."""

from levier.accounts.querysets import OwnedQuerySet


class SignatureQuerySet(OwnedQuerySet):
    """Signatures of a house. Who may read the document is decided by what it hangs from."""
