"""Questions about users and offices."""

from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import BaseUserManager
from django.db import models

if TYPE_CHECKING:
    from levier.accounts.models import User


class OwnedQuerySet(models.QuerySet):
    """Rows of a house: the default answer to « who may read this? »."""

    def visible_to(self, user: "User") -> Self:
        """Rows of the user's own house, for its staff; nothing for anybody else."""
        if not user.is_authenticated or not user.is_staff_of_house:
            return self.none()
        return self.filter(organisation=user.organisation_id)


class UserManager(BaseUserManager):
    """Creates users by e-mail; there is no user name."""

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """Create one user; without a password they cannot sign in."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def staff_of(self, organisation) -> models.QuerySet:
        """People who work in this house, in the order of names.

        Technical accounts have an address that cannot exist (RFC 2606): nobody works under them.
        """
        staff = self.filter(organisation=organisation, role__in=STAFF_ROLES)
        return staff.exclude(email__endswith=".invalid").order_by("last_name", "first_name")


STAFF_ROLES = (
    "advisor",
    "brsa_advisor",
    "dla_officer",
    "secretary",
    "finance",
    "director",
    "administrator",
)
