"""Who may change the catalogue."""


def can_read_catalogue(user) -> bool:
    """Everybody who works in the house."""
    return user.is_authenticated and user.is_staff_of_house


def can_change_catalogue(user) -> bool:
    """The administrator and the director: terms bind every dossier."""
    return user.is_authenticated and user.role in {"administrator", "director"}
