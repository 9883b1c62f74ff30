"""Questions about stored files."""

from levier.accounts.querysets import OwnedQuerySet


class StoredFileQuerySet(OwnedQuerySet):
    """Stored files of a house. Who may read one is decided by what it hangs from."""
