"""Who reads the accounts of the house, and takes them out."""

from levier.accounts.permissions import only

can_read_ledger = only("finance", "director", "administrator")
can_export_ledger = only("finance", "director")
