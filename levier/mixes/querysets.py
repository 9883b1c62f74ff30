"""Questions about mixes and scenarios: what hangs from a dossier is read with it."""

from typing import Self

from django.db import models

from levier.accounts.querysets import OwnedQuerySet
from levier.cases.models import Case
from levier.cases.querysets import OfCaseQuerySet, hangs_from
from levier.committees.models import Sitting


class MixQuerySet(OfCaseQuerySet):
    """Proposals of mixes."""


class ScenarioQuerySet(OwnedQuerySet):
    """Scenarios of a sitting."""

    def visible_to(self, user) -> Self:
        """Scenarios of the sittings that this user may read."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(sitting__in=Sitting.objects.visible_to(user))


class ScenarioLineQuerySet(models.QuerySet):
    """Amounts of a scenario."""

    def visible_to(self, user) -> Self:
        """Lines whose dossier this user may read: a withdrawal hides them."""
        if not user.is_authenticated:
            return self.none()
        cases = hangs_from(Case.objects.visible_to(user), "request__case")
        return self.filter(cases, organisation=user.organisation_id)
