"""Who reads and who moves commitments."""

_MONEY = {"finance", "director", "administrator"}


def can_read_portfolio(user) -> bool:
    """Those who work in the house; which commitments, `visible_to` says."""
    return user.is_authenticated and user.is_staff_of_house


def can_set_up(user) -> bool:
    """Finance pays and notes the banks' set-ups; so does the direction."""
    return user.is_authenticated and user.role in _MONEY


def can_amend(user) -> bool:
    """Those whom the bank and the holder call: advisors, and finance."""
    return user.is_authenticated and user.role in _MONEY | {"advisor", "secretary"}


def can_cancel(user) -> bool:
    """Giving up a commitment frees its envelopes: finance and direction."""
    return user.is_authenticated and user.role in _MONEY
