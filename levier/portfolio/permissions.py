"""Who reads and who moves commitments; which ones, `visible_to` says."""

from levier.accounts.permissions import only

can_read_portfolio = only(
    "advisor", "dla_officer", "secretary", "finance", "director", "administrator"
)
can_set_up = only("finance", "director", "administrator")
can_amend = only("advisor", "secretary", "finance", "director", "administrator")
can_make_contracts = only("secretary", "finance", "director", "administrator")
can_cancel = only("finance", "director", "administrator")
