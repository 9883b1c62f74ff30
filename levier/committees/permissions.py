"""Who reads, prepares and runs the committees."""

_RUNNERS = {"secretary", "director", "administrator"}
_PRESENTERS = {"advisor", "dla_officer"}


def can_read_sittings(user) -> bool:
    """Those who work in the house, and the members for the sittings of their seats."""
    return user.is_authenticated and (user.is_staff_of_house or user.role == "member")


def can_run_sittings(user) -> bool:
    """Those who prepare sittings, write attendance, votes, decisions and minutes."""
    return user.is_authenticated and user.role in _RUNNERS


def can_put_on_agenda(user) -> bool:
    """Those who run sittings, and those who present dossiers."""
    return user.is_authenticated and user.role in _RUNNERS | _PRESENTERS


def can_lift_conditions(user) -> bool:
    """Those who hold the evidence: advisors, finance, and those who run sittings."""
    return user.is_authenticated and user.role in _RUNNERS | _PRESENTERS | {"finance"}


def can_act_for(user, representative) -> bool:
    """A member votes and withdraws for themselves; those who run sittings write for anybody."""
    return can_run_sittings(user) or (
        user.is_authenticated
        and representative.user_id == user.pk
        and representative.organisation_id == user.organisation_id
    )
