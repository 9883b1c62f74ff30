"""Financing mixes kept for a dossier, the house's preferences, the what-if of a sitting."""
