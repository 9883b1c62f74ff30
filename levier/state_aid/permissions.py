"""Who reads and who writes the ledger of aids."""

from levier.accounts.permissions import only

can_read_state_aid = only(
    "advisor", "dla_officer", "secretary", "finance", "director", "administrator"
)
can_declare_aid = can_read_state_aid
can_correct_state_aid = only("finance", "director", "administrator")
