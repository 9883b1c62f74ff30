"""Who may write campaigns and gifts."""

WRITERS = ("advisor", "director", "administrator")


def can_change_campaigns(user) -> bool:
    """Advisers, the director and the administrator of the house."""
    return user.is_authenticated and user.role in WRITERS
