"""Questions about messages and templates."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from levier.accounts.querysets import OwnedQuerySet
from levier.cases.models import Case
from levier.cases.querysets import hangs_from


class MessageQuerySet(models.QuerySet):
    """Messages sent or received."""

    def visible_to(self, user) -> Self:
        """For the staff: those of the dossiers they read, and those that hang from no dossier."""
        if not user.is_authenticated or not user.is_staff_of_house:
            return self.none()
        mine = Q(case=None) | Q(hangs_from(Case.objects.visible_to(user)))
        return self.filter(mine, organisation=user.organisation_id)


class DatedTemplateQuerySet(OwnedQuerySet):
    """Templates whose versions begin on a day and last until the next one."""

    def in_force(self, day: date) -> Self:
        """Versions begun on `day` or before, the newest first."""
        return self.filter(starts_on__lte=day).order_by("-starts_on")
