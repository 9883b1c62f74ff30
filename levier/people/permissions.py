"""Who may read and write the registers."""

from levier.accounts.permissions import only

can_read_register = only("staff")
can_write_register = only("staff")
can_check_bodies = only("secretary", "finance", "director", "administrator")
