"""Who reads and who changes funders, agreements, operations and envelopes."""

from levier.accounts.permissions import only

can_read_funds = only("staff", "funder")
can_read_funders = only("staff")
can_change_funds = only("finance", "director", "administrator")
