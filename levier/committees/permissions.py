"""Who reads, prepares and runs the committees."""

from levier.accounts.permissions import only
from levier.committees.models import Body

can_read_sittings = only("staff", "member")
can_run_sittings = only("secretary", "director", "administrator")
can_set_house_rules = only("director", "administrator")
can_decide_alone = only("director")
can_read_delegations = only("staff")
can_put_on_agenda = only("secretary", "director", "administrator", "advisor", "dla_officer")
can_lift_conditions = only(
    "secretary", "director", "administrator", "advisor", "dla_officer", "finance"
)
can_speak_in_session = only("secretary", "director", "administrator", "member")


def can_act_for(user, representative) -> bool:
    """A member votes and withdraws for themselves; those who run sittings write for anybody."""
    return can_run_sittings(user) or (
        user.is_authenticated
        and representative.user_id == user.pk
        and representative.organisation_id == user.organisation_id
    )


def bodies_noted_by(user) -> list[str]:
    """Return the bodies in whose name a user notes a decision: the director's own is theirs."""
    if not can_run_sittings(user):
        return []
    return [body for body in Body.values if body != Body.DIRECTOR or can_decide_alone(user)]
