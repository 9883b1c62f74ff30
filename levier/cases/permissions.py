"""What a user may do on dossiers: asked by the views and by the buttons.

Whether the dossier may be read at all is `Case.objects.visible_to(user)`, before any of these.
"""

from levier.accounts.models import User
from levier.accounts.permissions import only
from levier.cases.models import Case
from levier.cases.states import Event, State, events_from
from levier.cases.tracks import TRACKS_READ_BY

can_read_cases = only("staff", "member")
can_open_case = only("advisor", "brsa_advisor", "dla_officer", "secretary", "director")
can_write_cases = can_open_case
can_assign_cases = only("secretary", "director", "advisor", "brsa_advisor", "dla_officer")
can_read_work = only("staff")

INSTRUCTED = (State.FIRST_CONTACT, State.ORIENTATION, State.INSTRUCTION)
OVER = (State.CLOSED, State.REFUSED, State.ABANDONED)
MOVED_HERE = (
    Event.ORIENT,
    Event.INSTRUCT,
    Event.DECLARE_READY,
    Event.REOPEN,
    Event.CLOSE,
    Event.ABANDON,
    Event.RESUME,
)
"""The passages of the dossier page; the others are those of a committee or of a commitment."""


def can_edit_case(user: User, case: Case) -> bool:
    """True for who writes on dossiers of this track: notes, pieces, people, next step."""
    return can_write_cases(user) and case.track in TRACKS_READ_BY.get(user.role, ())


def can_instruct(user: User, case: Case) -> bool:
    """True while the dossier may change: what the committee reads is closed to changes."""
    return can_edit_case(user, case) and case.state in INSTRUCTED


def can_ask_pieces(user: User, case: Case) -> bool:
    """True until the dossier is over: a bank's contract comes after the committee."""
    return can_edit_case(user, case) and case.state not in OVER


def can_give_access(user: User, case: Case) -> bool:
    """True for the direction, and for the advisor of the dossier."""
    return can_edit_case(user, case) and (user.role == "director" or case.advisor_id == user.pk)


def events_for(user: User, case: Case) -> list[Event]:
    """The passages that this user may ask on the dossier page, in the order of the table."""
    if not can_edit_case(user, case):
        return []
    return [Event(event) for event in events_from(case.state) if event in MOVED_HERE]
