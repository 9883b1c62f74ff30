"""Who sets the house's preferences, and who plays with the amounts of a sitting."""

from levier.accounts.permissions import only

can_set_preferences = only("director", "administrator")
can_read_preferences = only("staff")
can_plan_sittings = only("secretary", "director")
