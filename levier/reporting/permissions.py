"""Who may read the figures, publish a year, write the report. docs/roles.csv says the same."""

from levier.accounts.permissions import only

# The staff reads every figure; the rows behind are those that each role may open.
can_read_figures = only("staff")
# A funder reads the figures of its territory, never a row.
can_open_figures = only("staff", "funder")
can_read_own_territory = only("funder")
can_read_report = only("staff")
can_publish = only("director")
can_edit_report = only("director")
can_set_targets = only("director")
