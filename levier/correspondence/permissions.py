"""Who writes to people, who reads the log, who edits the words of the house."""

from levier.accounts.permissions import only

can_read_messages = only("staff")
can_send_messages = only(
    "advisor", "brsa_advisor", "dla_officer", "secretary", "finance", "director", "administrator"
)
can_edit_templates = only("secretary", "director", "administrator")
