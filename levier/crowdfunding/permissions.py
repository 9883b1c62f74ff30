"""Who may write campaigns and gifts."""

from levier.accounts.permissions import only

can_change_campaigns = only("advisor", "director", "administrator")
