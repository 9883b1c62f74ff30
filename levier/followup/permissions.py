"""Who reads the follow-up of commitments, who writes it; which ones, `visible_to` says."""

from levier.accounts.permissions import only

can_read_followup = only(
    "advisor", "dla_officer", "secretary", "finance", "director", "administrator"
)
can_follow = only("advisor", "dla_officer", "secretary", "finance", "director")
