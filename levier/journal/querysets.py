"""Questions about the journal."""

from typing import Self
from uuid import UUID

from django.db import models


class EntryQuerySet(models.QuerySet):
    """Entries, the most recent first."""

    def visible_to(self, user) -> Self:
        """Every entry of the house, for direction and administration only (audit page)."""
        if not user.is_authenticated or user.role not in {"director", "administrator"}:
            return self.none()
        return self.filter(organisation=user.organisation_id)

    def of_case(self, case_key: UUID) -> Self:
        """The entries of one dossier. The caller has checked that the dossier may be read."""
        return self.filter(case_key=case_key)
