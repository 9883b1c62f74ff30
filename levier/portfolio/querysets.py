"""Questions about commitments; every one starts from the dossiers a user may read."""

from datetime import date
from typing import Self

from django.db import models

from levier.cases.models import Case
from levier.cases.querysets import hangs_from


class CommitmentQuerySet(models.QuerySet):
    """Commitments of every kind."""

    def visible_to(self, user) -> Self:
        """Commitments of the dossiers this user may read, the house first for the indexes."""
        if not user.is_authenticated:
            return self.none()
        cases = Case.objects.visible_to(user)
        return self.filter(hangs_from(cases), organisation=user.organisation_id)

    def decided_in(self, year: int) -> Self:
        """Commitments whose decision is of `year`, except those given up or cancelled."""
        return self.filter(decided_on__year=year).exclude(state="cancelled")

    def outstanding(self) -> Self:
        """Commitments that still weigh: open, set up or paid, not ended."""
        return self.filter(state__in=("open", "set_up"))

    def weighing(self) -> Self:
        """Commitments that were neither cancelled nor left to lapse."""
        return self.exclude(state__in=("cancelled", "lapsed"))

    def lapsing_before(self, day: date) -> Self:
        """Open commitments whose validity ends before `day`."""
        return self.filter(state="open", valid_until__lt=day)


class OfCommitmentQuerySet(models.QuerySet):
    """Rows that hang from a commitment."""

    def visible_to(self, user) -> Self:
        """Rows of the commitments of the dossiers this user may read."""
        if not user.is_authenticated:
            return self.none()
        cases = hangs_from(Case.objects.visible_to(user), "commitment__case")
        return self.filter(cases, organisation=user.organisation_id)


class ClawbackReceiptQuerySet(models.QuerySet):
    """What came back of clawbacks."""

    def visible_to(self, user) -> Self:
        """Receipts of the commitments of the dossiers this user may read."""
        if not user.is_authenticated:
            return self.none()
        cases = hangs_from(Case.objects.visible_to(user), "clawback__commitment__case")
        return self.filter(cases, organisation=user.organisation_id)
