"""Who prepares, approves and hands over payments."""

from levier.accounts.permissions import only

can_read_payments = only("finance", "director", "administrator")
can_prepare_payments = only("finance", "director")
can_approve_payments = only("finance", "director")
can_set_accounts = only("director", "administrator")
