"""Eligibility over a million invented people: Levier's rules on arrays, beside openfisca-core's."""
