"""Who notes what happens to a loan; which loans, `visible_to` says."""

from levier.accounts.permissions import only

can_note = only("finance", "director", "administrator")
can_read_arrears = only("advisor", "secretary", "finance", "director", "administrator")
can_name_accounts = can_note
can_dun = can_read_arrears
