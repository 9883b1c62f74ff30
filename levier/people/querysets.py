"""Questions about people, structures and search words."""

from typing import Self

from levier.accounts.querysets import OwnedQuerySet


class LiveQuerySet(OwnedQuerySet):
    """People or structures, without those merged into another."""

    def live(self) -> Self:
        """Rows that were not merged into another."""
        return self.filter(merged_into=None)


class SearchWordQuerySet(OwnedQuerySet):
    """The table behind the search box: one row a normalised word of an object."""

    def starting_with(self, prefix: str) -> Self:
        """Words that begin with `prefix` (normalised). A range, so that both engines use the index.

        Words hold only a-z and 0-9, so « prefix + zzz… » is above every word that starts so.
        """
        return self.filter(word__gte=prefix, word__lte=prefix + "z" * 24)


class PrescriberQuerySet(OwnedQuerySet):
    """Bodies that send people, and to which people are referred."""

    def visible_to(self, user) -> Self:
        """Every prescriber for the staff; one's own body for a prescriber."""
        if user.is_authenticated and user.role == "prescriber":
            return self.filter(accesses__user=user)
        return super().visible_to(user)
