"""Questions about what the nights found."""

from typing import Self

from django.db.models import F, OuterRef, Q, Subquery

from levier.accounts.querysets import OwnedQuerySet


class NightCheckQuerySet(OwnedQuerySet):
    """Checks of nights."""

    def since_clean(self) -> Self:
        """Return, of each subject, its last clean check and those that followed it, by day."""
        clean = (
            self.model.objects.filter(
                organisation=OuterRef("organisation"), subject=OuterRef("subject"), faults=0
            )
            .order_by("-checked_on")
            .values("checked_on")[:1]
        )
        rows = self.annotate(clean_on=Subquery(clean))
        return rows.filter(Q(clean_on=None) | Q(checked_on__gte=F("clean_on"))).order_by(
            "subject", "checked_on"
        )
