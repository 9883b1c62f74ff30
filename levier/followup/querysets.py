"""Questions about follow-ups and reviews; every one starts from the dossiers a user may read."""

from datetime import date, timedelta
from typing import Self

from django.db import models

from levier.portfolio.querysets import OfCommitmentQuerySet

AWAITED = ("todo", "asked", "received")


class FollowUpQuerySet(OfCommitmentQuerySet):
    """Commitments that are followed."""

    def running(self) -> Self:
        """Follow-ups whose commitment is not over."""
        return self.filter(commitment__state="set_up")

    def with_next_due(self) -> Self:
        """Each follow-up with the day of its next review still to do, as `next_due_on`."""
        reviews = self.model._meta.apps.get_model("followup.Review").objects.awaited()
        own = reviews.filter(commitment=models.OuterRef("commitment")).order_by("due_on")
        return self.annotate(next_due_on=models.Subquery(own.values("due_on")[:1]))

    def with_a_review_overdue(self, day: date) -> Self:
        """Follow-ups with a review due before `day` and not done."""
        reviews = self.model._meta.apps.get_model("followup.Review").objects
        late = reviews.filter(commitment=models.OuterRef("commitment")).overdue(day)
        return self.filter(models.Exists(late))


class ReviewQuerySet(OfCommitmentQuerySet):
    """Reviews of commitments."""

    def awaited(self) -> Self:
        """Reviews neither done nor waived."""
        return self.filter(state__in=AWAITED)

    def overdue(self, day: date) -> Self:
        """Reviews awaited whose day is before `day`."""
        return self.awaited().filter(due_on__lt=day)

    def due_within(self, day: date, days: int) -> Self:
        """Reviews awaited that are due so many days after `day` at most, late ones included."""
        return self.awaited().filter(due_on__lte=day + timedelta(days=days))


class LightQuerySet(OfCommitmentQuerySet):
    """Lights: written once; nothing changes or removes them, even many at a time."""

    def update(self, **values):
        """Refuse: another light follows."""
        raise TypeError("A light is never changed.")

    def delete(self):
        """Refuse: another light follows."""
        raise TypeError("A light is never deleted.")

    def said(self) -> Self:
        """Lights set by a person, the last one first."""
        return self.exclude(set_by=None).order_by("-id")
