"""Who reads, prepares and runs the committees."""

from datetime import date

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


def bodies_noted_by(user, day: date) -> list[Body]:
    """Return the bodies open on a day in whose name a user notes a decision, in their order.

    That of some is noted by the direction alone.
    """
    if not can_run_sittings(user):
        return []
    rows = Body.objects.visible_to(user).open_on(day)
    return [row for row in rows if not row.noted_by_director or can_decide_alone(user)]
