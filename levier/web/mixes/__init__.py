"""Pages of financing mixes: of a dossier, of a sitting, and of the house's preferences."""
