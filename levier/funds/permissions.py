"""Who reads and who changes funders, agreements, operations and envelopes."""


def can_read_funds(user) -> bool:
    """Everybody who works in the house, and a funder for its own rows."""
    return user.is_authenticated and (user.is_staff_of_house or user.role == "funder")


def can_change_funds(user) -> bool:
    """Those who answer for the money: finance, direction, administration."""
    return user.is_authenticated and user.role in {"finance", "director", "administrator"}
