"""Entrepreneurs, structures, banks, prescribers, providers; duplicates, search by words."""
