"""Who follows guarantees and who instructs their calls."""

from levier.accounts.permissions import only

can_read_claims = only(
    "advisor", "dla_officer", "secretary", "finance", "director", "administrator"
)
can_note_events = only("advisor", "dla_officer", "secretary", "finance", "director")
can_instruct_calls = only("finance", "director")
can_change_endowments = only("finance", "director", "administrator")
can_back_guarantees = only("secretary", "finance", "director")
