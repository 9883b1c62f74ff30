"""Who may import a year: it writes in every register of the house."""

from levier.accounts.permissions import only

can_import_year = only("director", "administrator")
can_read_extracts = only("secretary", "finance", "director")
