"""Who may read a dossier, written once; everything that hangs from a dossier reuses it."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, Q

from levier.cases.states import State
from levier.cases.tracks import SOCIAL_TRACKS, TRACKS_READ_BY

# Named one by one rather than excluded: an index on the state serves it.
IN_PROGRESS = tuple(
    state for state in State.values if state not in {"closed", "refused", "abandoned"}
)

MOVING = tuple(state for state in IN_PROGRESS if state != State.FOLLOW_UP)


class CaseQuerySet(models.QuerySet):
    """Questions about dossiers."""

    def visible_to(self, user) -> Self:
        """Dossiers this user may read: by house, by role and track, by access given, minus bars.

        A committee member reads the dossiers laid before a sitting they have a seat in (rows of
        `CaseAccess` written by the committee); an entrepreneur reads their own; a withdrawal is a
        bar, above every right.
        """
        if not user.is_authenticated:
            return self.none()
        rights = Q(pk__in=user.case_accesses.values("case"))
        tracks = TRACKS_READ_BY.get(user.role)
        if tracks:
            rights |= Q(track__in=tracks)
        if user.role == "entrepreneur":
            rights |= Q(person__user=user)
        if not tracks and user.role not in {"entrepreneur", "member"}:
            return self.none()
        return self.filter(rights, organisation=user.organisation_id).exclude(
            pk__in=user.access_bars.values("case")
        )

    def social(self) -> Self:
        """Dossiers whose every read is journalled."""
        return self.filter(track__in=SOCIAL_TRACKS)

    def of_track(self, *tracks: str) -> Self:
        """Dossiers of these tracks."""
        return self.filter(track__in=tracks)

    def in_progress(self) -> Self:
        """Dossiers that are neither closed, refused nor given up, nor stubs of an earlier year."""
        return self.filter(state__in=IN_PROGRESS, is_stub=False)

    def silent_since(self, day: date) -> Self:
        """Dossiers that wait for somebody since before `day`: those only followed are left out."""
        return self.filter(state__in=MOVING, is_stub=False, last_action_on__lt=day)


def hangs_from(cases: models.QuerySet, path: str = "case") -> Exists:
    """Return the test that a row's dossier, found at `path`, is among `cases`.

    It is asked row by row: a page of fifty rows costs the same in a house of a thousand dossiers
    and of a hundred thousand, where `case__in` would list every dossier first.
    """
    return Exists(cases.filter(pk=models.OuterRef(path)))


class OfCaseQuerySet(models.QuerySet):
    """Rows that hang from a dossier by a field named `case`."""

    def visible_to(self, user) -> Self:
        """Rows of the dossiers this user may read."""
        if not user.is_authenticated:
            return self.none()
        cases = self.model._meta.get_field("case").related_model.objects.visible_to(user)
        return self.filter(hangs_from(cases), organisation=user.organisation_id)
