"""What a role may do. Each permission is asked by the view and by the button.

Other apps write theirs the same way in their own `permissions.py`:
`can_open_case = only("advisor", "director")`; docs/roles.csv says the same for people.
"""

from collections.abc import Iterator

from levier.accounts.models import Role, User
from levier.accounts.querysets import STAFF_ROLES

EVERYONE = tuple(Role.values)
GROUPS = {"staff": STAFF_ROLES, "everyone": EVERYONE}


class Permission:
    """A question about a user, answered by their role; it can say who may."""

    def __init__(self, *names: str) -> None:
        self.roles = frozenset(roles_named(*names))

    def __call__(self, user: User) -> bool:
        """True when this user's role is one of those allowed."""
        return user.is_authenticated and user.role in self.roles

    @property
    def who(self) -> str:
        """Who may act, in French: `direction, secrétariat des comités`."""
        return ", ".join(role.label for role in Role if role in self.roles)


def roles_named(*names: str) -> Iterator[str]:
    """Yield the roles that these names stand for: a role, `staff` or `everyone`."""
    for name in names:
        yield from GROUPS.get(name, (Role(name).value,) if name not in GROUPS else ())


def only(*names: str) -> Permission:
    """Return the permission of these roles (or groups: `staff`, `everyone`)."""
    return Permission(*names)


is_signed_in = only("everyone")
is_staff = only("staff")
can_administer = only("administrator")
can_read_journal = only("director", "administrator")
can_open_houses = only("network_administrator")
