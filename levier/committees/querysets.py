"""Questions about sittings and what hangs from them."""

from typing import Self

from django.db import models
from django.db.models import Q

from levier.accounts.querysets import OwnedQuerySet
from levier.cases.models import Case
from levier.cases.querysets import hangs_from


class DatedQuerySet(OwnedQuerySet):
    """Rules of a house, each from a first day to a last one."""

    def in_force_on(self, day) -> Self:
        """Rules that hold on a day."""
        return self.filter(Q(last_day=None) | Q(last_day__gte=day), first_day__lte=day)

    def meeting(self, row) -> Self:
        """Other rules that hold on some of the days of this one."""
        later = self.filter(Q(last_day=None) | Q(last_day__gte=row.first_day)).exclude(pk=row.pk)
        return later.filter(first_day__lte=row.last_day) if row.last_day else later


class LastingQuerySet(OwnedQuerySet):
    """What a house names and may close: its committees, its bodies."""

    def open_on(self, day) -> Self:
        """Those not closed before a day."""
        return self.filter(Q(last_day=None) | Q(last_day__gte=day))


class WithCollege(models.Manager):
    """Rows read with the college that they are about: none is shown without its name."""

    def get_queryset(self) -> models.QuerySet:
        """Return the rows, each with its college."""
        return super().get_queryset().select_related("college")


class SittingQuerySet(OwnedQuerySet):
    """Sittings of a house's committees."""

    def visible_to(self, user) -> Self:
        """Sittings of the house for its staff; those of their own seats for a member."""
        if user.is_authenticated and user.role == "member":
            return self.filter(
                organisation=user.organisation_id, attendances__representative__user=user
            ).distinct()
        return super().visible_to(user)

    def of_committees(self) -> Self:
        """Committees alone: neither numbered stubs nor decisions by delegation."""
        return self.filter(is_stub=False).exclude(mode="delegation")

    def held_in(self, year: int) -> Self:
        """Committees of a year: no stub, none called off, no decision by delegation."""
        rows = self.filter(held_on__year=year, is_stub=False)
        return rows.exclude(mode="delegation").exclude(state="cancelled")


class AgendaItemQuerySet(models.QuerySet):
    """Points of an agenda."""

    def visible_to(self, user) -> Self:
        """Points whose dossier this user may read."""
        if not user.is_authenticated:
            return self.none()
        cases = hangs_from(Case.objects.visible_to(user))
        return self.filter(cases, organisation=user.organisation_id)


class DecisionQuerySet(models.QuerySet):
    """Decisions."""

    def visible_to(self, user) -> Self:
        """Decisions on the dossiers this user may read."""
        if not user.is_authenticated:
            return self.none()
        cases = hangs_from(Case.objects.visible_to(user), "item__case")
        return self.filter(cases, organisation=user.organisation_id)

    def by_delegation(self) -> Self:
        """Decisions taken without a committee."""
        return self.filter(delegation__isnull=False)

    def to_ratify(self) -> Self:
        """Decisions by delegation on which no committee has ruled yet, where the text asks it."""
        return self.filter(
            delegation__needs_ratification=True, ratified_in=None, not_ratified_in=None
        )
