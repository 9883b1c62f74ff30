"""Questions about calls; every one starts from the dossiers a user may read."""

from typing import Self

from django.db import models

from levier.cases.models import Case
from levier.cases.querysets import hangs_from
from levier.claims.states import ENDED, State


class CallQuerySet(models.QuerySet):
    """Calls on guarantees."""

    def visible_to(self, user) -> Self:
        """Calls on the guarantees of the dossiers this user may read."""
        if not user.is_authenticated:
            return self.none()
        cases = hangs_from(Case.objects.visible_to(user), "commitment__case")
        return self.filter(cases, organisation=user.organisation_id)

    def in_progress(self) -> Self:
        """Calls on which something is still to do."""
        return self.filter(state__in=(State.OPEN, State.SUBMITTED, State.ACCEPTED))

    def standing(self) -> Self:
        """Calls neither rejected nor withdrawn."""
        return self.exclude(state__in=ENDED)


class OfCallQuerySet(models.QuerySet):
    """Rows that hang from a call."""

    def visible_to(self, user) -> Self:
        """Rows of the calls this user may read."""
        if not user.is_authenticated:
            return self.none()
        cases = hangs_from(Case.objects.visible_to(user), "call__commitment__case")
        return self.filter(cases, organisation=user.organisation_id)
