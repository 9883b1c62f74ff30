"""Questions about running loans; every one starts from the dossiers a user may read."""

from datetime import date, timedelta
from typing import Self

from django.db import models

from levier.cases.models import Case
from levier.cases.querysets import hangs_from


class LoanQuerySet(models.QuerySet):
    """Loans that run, or ran."""

    def visible_to(self, user) -> Self:
        """Loans of the dossiers this user may read, the house first for the indexes."""
        if not user.is_authenticated:
            return self.none()
        cases = Case.objects.visible_to(user)
        return self.filter(hangs_from(cases, "commitment__case"), organisation=user.organisation_id)

    def running(self) -> Self:
        """Loans that still owe something, due or to come."""
        return self.filter(closed_on=None)

    def late_on(self, day: date, more_than: int = 0) -> Self:
        """Loans whose oldest unpaid due date is more than so many days before `day`."""
        return self.running().filter(unpaid_since__lt=day - timedelta(days=more_than))

    def falling_due_by(self, day: date) -> Self:
        """Loans with a line that falls due on or before `day` and is not yet noted so."""
        return self.filter(next_due_on__lte=day)


class OfLoanQuerySet(models.QuerySet):
    """Rows that hang from a running loan by a field named `loan`."""

    def visible_to(self, user) -> Self:
        """Rows of the loans of the dossiers this user may read."""
        if not user.is_authenticated:
            return self.none()
        cases = hangs_from(Case.objects.visible_to(user), "loan__commitment__case")
        return self.filter(cases, organisation=user.organisation_id)


class OperationQuerySet(OfLoanQuerySet):
    """Operations: written once; nothing changes or removes them, even many at a time."""

    def update(self, **values):
        """Refuse: a correction is another operation."""
        raise TypeError("An operation is never changed.")

    def delete(self):
        """Refuse: a correction is another operation."""
        raise TypeError("An operation is never deleted.")


class LineQuerySet(models.QuerySet):
    """Lines of the versions of a schedule."""

    def visible_to(self, user) -> Self:
        """Lines of the loans of the dossiers this user may read."""
        if not user.is_authenticated:
            return self.none()
        cases = hangs_from(Case.objects.visible_to(user), "version__loan__commitment__case")
        return self.filter(cases, organisation=user.organisation_id)
