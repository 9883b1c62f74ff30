"""Who reads and who changes the catalogue."""

from levier.accounts.permissions import only

can_read_catalogue = only(
    "advisor", "dla_officer", "secretary", "finance", "director", "administrator"
)
can_change_catalogue = only("director", "administrator")
